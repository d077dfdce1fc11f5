import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import { imageOf, readArchitecture } from "../../lib/server/image";
import { RELEASES, resolveRelease } from "../../lib/server/release";
import { complete } from "../problem/complete";

function image(version: string, asked: unknown = "amd64") {
  const release = resolveRelease(version, new Findings());
  if (release === undefined) throw new Error(`no release ${version}`);
  const findings = new Findings();
  const architecture = readArchitecture(asked, findings);
  const reference = architecture && imageOf(release, architecture, findings);
  return { reference, problems: complete(findings.problems), warnings: complete(findings.warnings) };
}

describe("imageOf", () => {
  it.each([
    ["5.0.11", "eventstore/eventstore:release-5.0.11"],
    ["20.6.1", "eventstore/eventstore:20.6.1-buster-slim"],
    ["21.10.11", "eventstore/eventstore:21.10.11-buster-slim"],
    ["22.10.3", "eventstore/eventstore:22.10.3-buster-slim"],
    ["22.10.5", "eventstore/eventstore:22.10.5-jammy"],
    ["23.10.8", "eventstore/eventstore:23.10.8-bookworm-slim"],
    ["24.6.0", "eventstore/eventstore:24.6.0-jammy"],
    ["24.10.4", "docker.eventstore.com/eventstore/eventstoredb-ee:24.10.4"],
    ["24.10.14", "eventstore/eventstore:24.10.14"],
    ["25.0.1", "docker.kurrent.io/kurrent-latest/kurrentdb:25.0.1"],
    ["25.1.3", "kurrentplatform/kurrentdb:25.1.3"],
    ["26.0.3", "docker.kurrent.io/kurrent-latest/kurrentdb:26.0.3"],
    ["26.0.2", "kurrentplatform/kurrentdb:26.0.2"],
    ["26.1.0", "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0"],
    ["26.1.1", "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.1"],
    ["26.1.2", "kurrentplatform/kurrentdb:26.1.2"],
  ])("of %s is %s", (version, reference) => {
    expect(image(version)).toEqual({ reference, problems: [], warnings: [] });
  });

  it.each([
    ["5.0.12", "eventstore/eventstore:release-5.0.12"],
    ["20.6.2", "eventstore/eventstore:20.6.2-buster-slim"],
    ["22.10.4", "eventstore/eventstore:22.10.4-buster-slim"],
    ["22.10.6", "eventstore/eventstore:22.10.6-jammy"],
    ["24.10.9", "docker.eventstore.com/eventstore/eventstoredb-ee:24.10.9"],
    ["25.1.2", "docker.kurrent.io/kurrent-latest/kurrentdb:25.1.2"],
    ["27.0.1", "docker.kurrent.io/kurrent-latest/kurrentdb:27.0.1"],
  ])("of %s is inferred with a warning: %s", (version, reference) => {
    const { warnings, ...answer } = image(version);
    expect(answer).toEqual({ reference, problems: [] });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.expected).toContain(reference);
  });

  it("of a release that was never published is a problem that asks for image", () => {
    const { reference, problems } = image("20.10.1");
    expect(reference).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.fix).toContain("image");
  });

  it.each([
    ["21.10.7", "ghcr.io/eventstore/eventstore:21.10.7-alpha-arm64v8", 0],
    ["24.10.4", "eventstore/eventstore:24.10.4-alpha-arm64v8", 0],
    ["24.10.9", "eventstore/eventstore:24.10.9-alpha-arm64v8", 1],
    ["25.1.3", "kurrentplatform/kurrentdb:25.1.3-experimental-arm64-8.0-jammy", 0],
    ["26.0.3", "kurrentplatform/kurrentdb:26.0.3-experimental-arm64-10.0-noble", 0],
    ["26.1.0", "kurrentplatform/kurrentdb:26.1.0-experimental-arm64-10.0-noble", 1],
  ])("of %s on arm64 is %s", (version, reference, warned) => {
    const { warnings, ...answer } = image(version, "arm64");
    expect(answer).toEqual({ reference, problems: [] });
    expect(warnings).toHaveLength(warned);
  });

  it.each(["5.0.11", "20.10.1", "20.10.4", "22.6.0"])("of %s on arm64 is a problem", (version) => {
    const { reference, problems } = image(version, "arm64");
    expect(reference).toBeUndefined();
    expect(problems.map(({ path }) => path)).toEqual(["architecture"]);
    expect(problems[0]?.fix).toContain("image");
  });

  it("is a reference with the release in its tag, or one problem, for every release and anything", () => {
    const architectures = fc.oneof(fc.constantFrom("amd64", "arm64", "ARM64"), fc.anything());
    fc.assert(
      fc.property(fc.constantFrom(...RELEASES), architectures, (version, architecture) => {
        const { reference, problems } = image(version, architecture);
        expect(problems).toHaveLength(reference === undefined ? 1 : 0);
        if (reference !== undefined) {
          expect(reference).toMatch(/^[a-z0-9./-]+:[a-z0-9.-]+$/);
          expect(reference).toContain(version);
        }
      }),
    );
  });
});
