import { spawnSync } from "node:child_process";
import { Certificates, Security } from "../../lib";
import { byName, synthCluster, type Resource } from "./synth";

/*
 * The scripts of all containers, as an engine gets them, by shellcheck; nothing is said where a machine has none.
 */

/** Not an if-then-else, and not meant as one; a word of a pair that is read by one kind of node alone. */
const ALLOWED = "SC2015,SC2034";
const isThere = spawnSync("shellcheck", ["--version"]).status === 0;

function scriptsOf({ entrypoint, command, healthcheck }: Resource): readonly string[] {
  const words = [entrypoint, command, (healthcheck as { test?: unknown } | undefined)?.test].flat();
  const texts = words.filter((word): word is string => typeof word === "string" && word.includes("\n"));
  // What Terraform makes of it.
  return texts.map((text) => text.replaceAll("$${", "${").replaceAll("%%{", "%{"));
}

(isThere ? test : test.skip).each([
  ["three secure nodes", { security: Security.tls(Certificates.generated()), readOnlyReplicas: 1 }],
  ["one node", { size: 1 }],
  ["v5", { version: "5.0.11" }],
])("%s: no script has what shellcheck complains of", (_, props) => {
  const all = Object.values(byName(synthCluster(props), "docker_container")).flatMap(scriptsOf);
  // Those of nodes that differ by their numbers alone are one to it, and it takes a third of a second for each.
  const scripts = new Map(all.map((script) => [script.replace(/\d+/g, "0"), script]));
  expect(scripts.size).toBeGreaterThan(3);
  for (const input of scripts.values()) {
    const { stdout } = spawnSync("shellcheck", ["-s", "sh", "-e", ALLOWED, "-f", "gcc", "-"], {
      input,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  }
});
