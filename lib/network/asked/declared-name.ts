/** The name of a network that the same program declares: a token, so that messages name its construct. */
export class DeclaredName {
  constructor(
    /** The token. */
    readonly name: string,
    /** Where its construct stands. */
    readonly path: string,
    /**
     * What is known now of its IPv4 range and that of its dynamic addresses: both, so that they are judged with the program's
     * resources; that it has none; or that only Terraform knows.
     */
    readonly range: "known" | "none" | "unknown",
  ) {}
}
