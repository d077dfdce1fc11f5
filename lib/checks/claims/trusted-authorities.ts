import type { Problem } from "../../problem/problem";

/** Whom the nodes of one cluster take for one of theirs. */
export interface TrustClaim {
  /** Where the cluster is declared, for messages. */
  readonly owner: string;
  /** The trusted roots: what they hold, or where they are. */
  readonly roots: readonly string[];
  /** The common name that nodes expect of each other. */
  readonly commonName: string;
}

/** The authorities that the clusters of a program trust; one for two clusters lets nodes of one into the other. */
export class TrustedAuthorities {
  private readonly owners = new Map<string, string>();

  /** Adds a cluster, and gives a warning where an earlier one trusts the same authority for the same name. */
  add({ owner, roots, commonName }: TrustClaim): Problem | undefined {
    let other: string | undefined;
    for (const root of roots) {
      const key = `${commonName.toLowerCase()} ${root.trim()}`;
      const known = this.owners.get(key);
      if (known === undefined) this.owners.set(key, owner);
      else if (known !== owner) other ??= known;
    }
    if (other === undefined) return undefined;
    return {
      code: "certificate.root.shared",
      path: "security.certificates.trustedRoots",
      got: `has an authority that ${other} trusts too, for the common name "${commonName}" as well`,
      expected: "whoever has the key of a node of one cluster is a node of the other",
      fix: "use an authority of its own for every cluster, or another common name",
    };
  }
}
