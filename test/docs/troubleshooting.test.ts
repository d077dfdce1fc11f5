import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Certificates, Security } from "../../lib";
import { byName, synthCluster } from "../docker/synth";

const DOCS = join(__dirname, "../../docs");
const TEXT = readFileSync(join(DOCS, "troubleshooting.md"), "utf8");

describe("docs/troubleshooting.md", () => {
  const stack = synthCluster({
    readOnlyReplicas: 1,
    security: Security.tls(Certificates.generated()),
  });
  const containers = byName(stack, "docker_container");

  test("names containers and volumes that a cluster named esdb has", () => {
    const owned = Object.keys(byName(stack, "docker_volume")).map((name) => `"${name}"`);
    const volumes = [...owned, ...Object.values(containers).flatMap((c) => JSON.stringify(c.volumes ?? ""))];
    const named = [
      ...new Set([...TEXT.matchAll(/\besdb-(node|replica|ready|claim)[a-z0-9-]*/g)].map(([name]) => name)),
    ];
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) {
      expect([name, name in containers || volumes.some((v) => v.includes(`"${name}"`))]).toEqual([
        name,
        true,
      ]);
    }
  });
});
