import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NEWEST, oldest, oldestPeers, type Versions } from "./versions";

const ROOT = join(__dirname, "../..");
const { peerDependencies, devDependencies } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
) as Readonly<Record<"peerDependencies" | "devDependencies", Versions>>;
const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
};

describe("the peers' ranges", () => {
  test.each(Object.entries(oldest(peerDependencies)))("of %s from %s are what is tested", (name, first) => {
    const tested = [
      first,
      packages[`node_modules/${name}`]?.version,
      NEWEST.cdktf[name],
      NEWEST.cdktn[name],
      devDependencies[name]?.slice(1),
    ].filter((version) => version !== undefined);
    expect(tested.map(lineOf)).toEqual(tested.map(() => lineOf(first)));
  });

  test("are tested at both ends, with each framework", () => {
    const ends = Object.values(NEWEST).flatMap((versions) => Object.keys(versions));
    expect(new Set(ends)).toEqual(new Set(Object.keys(peerDependencies)));
    for (const framework of ["cdktf", "cdktn"] as const)
      expect(Object.keys(oldestPeers(framework, peerDependencies)).sort()).toEqual(
        Object.keys(NEWEST[framework]).sort(),
      );
  });

  test("have ends that can be installed", () => {
    expect(() => oldest({ cdktf: ">=0.21.0 <0.25.0" })).toThrow("cdktf >=0.21.0 <0.25.0");
  });
});

/** What a caret keeps of a version: the major version, below 1.0.0 the minor one too. */
function lineOf(version: string): string {
  return /^(?:0\.)*\d+/.exec(version)?.[0] ?? version;
}
