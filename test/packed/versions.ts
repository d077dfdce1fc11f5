export type Versions = Readonly<Record<string, string>>;

/** The newest of each peer within its range in package.json: what a project made today gets. */
export const NEWEST: Versions = {
  "@cdktf/provider-docker": "12.0.3",
  "@cdktf/provider-tls": "11.0.1",
  cdktf: "0.21.0",
  constructs: "10.8.1",
};

/** A compiler that users have, by the folder in which it lies beside the others. */
export type Compiler = "typescript-5.9" | "typescript-7";

/** The versions of the compilers. */
export const COMPILERS: Readonly<Record<Compiler, string>> = {
  "typescript-5.9": "5.9.3",
  "typescript-7": "7.0.2",
};

/** The oldest of each peer that package.json promises: what `^10.4.2` begins with. */
export function oldest(ranges: Versions): Versions {
  return Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => {
      const [, version] = /^\^(\d+\.\d+\.\d+)$/.exec(range) ?? [];
      if (version === undefined) throw new Error(`the ends of ${name} ${range} cannot be installed`);
      return [name, version];
    }),
  );
}
