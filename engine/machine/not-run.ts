/** The exit code that says that nothing was tested, as other test programs use it. */
export const NOT_RUN = 77;

/** Why nothing can be tested here. */
export class NotRun extends Error {}
