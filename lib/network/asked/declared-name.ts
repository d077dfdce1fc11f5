/** The name of a network that the same program declares: a token, so that messages name its construct. */
export class DeclaredName {
  constructor(
    /** The token. */
    readonly name: string,
    /** Where its construct stands. */
    readonly path: string,
    /** Whether the range of its dynamic addresses is known now, so that it is judged with the program's resources. */
    readonly rangeIsKnown: boolean,
  ) {}
}
