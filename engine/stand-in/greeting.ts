/** What every socket of the stand-in says first, before its container's name and what the socket serves. */
export const GREETING = "stand-in";
