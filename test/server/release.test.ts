import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import {
  compareReleases,
  describeReleases,
  isAtLeast,
  LINES,
  RELEASES,
  resolveRelease,
} from "../../lib/server/release";
import { complete } from "../problem/complete";

function resolve(version: unknown) {
  const findings = new Findings();
  const release = resolveRelease(version, findings);
  complete([...findings.problems, ...findings.warnings]);
  return { release, findings };
}

describe("the releases", () => {
  it("are the stable ones, oldest first", () => {
    expect(RELEASES).toHaveLength(83);
    expect(LINES).toHaveLength(17);
    expect([RELEASES[0], RELEASES[RELEASES.length - 1]]).toEqual(["5.0.0", "26.1.0"]);
    for (const release of ["5.0.12", "20.6.2", "21.10.11", "23.10.8", "24.10.14", "25.1.4", "26.0.3"]) {
      expect(RELEASES).toContain(release);
    }
    expect([...RELEASES].sort(compareReleases)).toEqual(RELEASES);
    expect(new Set(RELEASES).size).toBe(RELEASES.length);
  });

  it("compare by numbers, not by letters", () => {
    expect(compareReleases("20.10.0", "20.6.2")).toBeGreaterThan(0);
    expect(compareReleases("5.0.12", "5.0.2")).toBeGreaterThan(0);
    expect(compareReleases("26.1.0", "26.1.0")).toBe(0);
    expect(isAtLeast("24.10.4", "24.10.4")).toBe(true);
    expect(isAtLeast("5.0.12", "20.6.0")).toBe(false);
  });
});

describe("resolveRelease", () => {
  it.each(RELEASES)("knows %s", (version) => {
    const { release, findings } = resolve(version);
    expect(release).toEqual({ version, line: version.replace(/\.\d+$/, ""), asked: version });
    expect([...findings.problems, ...findings.warnings]).toEqual([]);
  });

  it.each([
    ["24.10.99", "24.10.14"],
    ["26.1.1", "26.1.0"],
    ["21.2.5", "21.2.0"],
    ["26.2.0", "26.1.0"],
    ["27.0.1", "26.1.0"],
  ])("takes %s for %s, with a warning", (asked, version) => {
    const { release, findings } = resolve(asked);
    expect(release).toMatchObject({ version, asked });
    expect(findings.problems).toEqual([]);
    expect(findings.warnings).toHaveLength(1);
    expect(findings.warnings[0]).toMatchObject({ path: "version" });
    expect(findings.warnings[0]?.expected).toContain(version);
  });

  it.each<[unknown, string[]]>([
    ["22.8.0", ["22.6.0", "22.10.0"]],
    ["5.1.0", ["5.0.12", "20.6.0"]],
    ["4.1.0", ["5.0.0"]],
    ["24.10", ['"24.10.14"']],
    ["22", ['"22.10.5"']],
    ["27", ["26.1.0"]],
    ["v24.10.4", ['write "24.10.4"']],
    ["20.6.01", ['write "20.6.1"']],
    ["24.10.4-jammy", ['write "24.10.4"']],
    ["latest", ['"26.1.0"']],
    ["", ['"26.1.0"']],
    [5, ["as a string"]],
    [24.1, ["as a string"]],
    [undefined, ["as a string"]],
    [null, ["as a string"]],
  ])("refuses %p and says what to write", (version, mends) => {
    const { release, findings } = resolve(version);
    expect(release).toBeUndefined();
    expect(findings.problems).toHaveLength(1);
    for (const mend of mends) expect(findings.problems[0]?.fix).toContain(mend);
  });

  it("gives a release or one problem for anything", () => {
    const versions = fc.oneof(
      fc.anything(),
      fc.stringMatching(/^v?\d{1,7}(\.\d{1,7}){0,3}.{0,5}$/),
      fc.constant("9".repeat(100_000)),
    );
    fc.assert(
      fc.property(versions, (version) => {
        const { release, findings } = resolve(version);
        expect(findings.problems).toHaveLength(release === undefined ? 1 : 0);
        if (release !== undefined) expect(RELEASES).toContain(release.version);
        for (const problem of findings.problems) expect(describeProblem(problem).length).toBeLessThan(400);
      }),
    );
  });
});

describe("describeReleases", () => {
  it("names ranges", () => {
    const version5 = (release: string) => !isAtLeast(release, "20.6.0");
    const holes = (release: string) =>
      isAtLeast(release, "20.10.2") && release !== "21.2.0" && release !== "26.0.1";
    expect(describeReleases(version5)).toBe("5.0.0 to 5.0.12 only");
    expect(describeReleases((release) => isAtLeast(release, "21.2.0"))).toBe("21.2.0 to 26.1.0");
    expect(describeReleases(holes)).toBe("20.10.2 to 20.10.6, 21.6.0 to 26.0.0 and 26.0.2 to 26.1.0");
    expect(describeReleases((release) => release === "20.6.0")).toBe("20.6.0 only");
    expect(describeReleases(() => false)).toBe("no release");
    expect(describeReleases(() => true)).toBe("5.0.0 to 26.1.0");
  });
});
