export type Versions = Readonly<Record<string, string>>;

/** What a program is written with: CDKTF, or CDK Terrain, which goes on with it. */
export type Framework = "cdktf" | "cdktn";

/** The newest of each peer of a framework's programs within its range in package.json: what a project made today gets. */
export const NEWEST: Readonly<Record<Framework, Versions>> = {
  cdktf: {
    "@cdktf/provider-docker": "12.0.3",
    "@cdktf/provider-tls": "11.0.1",
    cdktf: "0.21.0",
    constructs: "10.8.1",
  },
  cdktn: {
    "@cdktn/provider-docker": "16.1.0",
    "@cdktn/provider-tls": "14.1.1",
    cdktn: "0.24.0",
    constructs: "10.7.2",
  },
};

/** Where a framework takes less of a peer than this package does, the oldest that it takes. */
const NARROWER: Readonly<Record<Framework, Versions>> = { cdktf: {}, cdktn: { constructs: "10.6.0" } };

/** A compiler that users have, by the folder in which it lies beside the others. */
export type Compiler = "typescript-5.9" | "typescript-7";

/** The versions of the compilers. */
export const COMPILERS: Readonly<Record<Compiler, string>> = {
  "typescript-5.9": "5.9.3",
  "typescript-7": "7.0.2",
};

/** The oldest of each peer of a framework's programs that package.json promises. */
export function oldestPeers(framework: Framework, ranges: Versions): Versions {
  const own = Object.entries(ranges).filter(([name]) => name in NEWEST[framework]);
  return { ...oldest(Object.fromEntries(own)), ...NARROWER[framework] };
}

/** The oldest of each package that package.json promises: what `^10.4.2` begins with. */
export function oldest(ranges: Versions): Versions {
  return Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => {
      const [, version] = /^\^(\d+\.\d+\.\d+)$/.exec(range) ?? [];
      if (version === undefined) throw new Error(`the ends of ${name} ${range} cannot be installed`);
      return [name, version];
    }),
  );
}
