import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { describeProblem, InvalidClusterError, type Problem } from "../../lib";
import { planCluster } from "../../lib/cluster/cluster-plan";
import { surroundingsOf } from "../../lib/docker/cluster-surroundings";
import { runs } from "../runs";
import { sample } from "./batch";
import { any } from "./input";
import { inputs } from "./inputs";
import { mended } from "./mend";

/** Codes whose mend is words only: what to write only the user knows, or it lies outside the program. */
const WORDS: ReadonlySet<string> = new Set([
  "atomPub.links",
  "certificate.commonName.missing",
  "certificate.file",
  "certificate.own.missing",
  "certificate.root.unreadable",
  "certificate.roots.missing",
  "certificate.unchecked",
  "certificate.unreadable",
  "clients.host.unchecked",
  "clients.perNode.missing",
  "clients.perNode.tcp",
  "data.volume",
  "data.volume.missing",
  "exposure.gossip",
  "externalTcp.licenseKey",
  "externalTcp.names",
  "host",
  "host.addressOnly",
  "hosts",
  "image.inferred",
  "labels.name",
  "licenseKey",
  "licenseKey.missing",
  "network.additional.key",
  "network.declared",
  "network.existing.dynamicRange",
  "network.existing.internal",
  "network.existing.isolated",
  "peers.perNode.missing",
  "ports.plan.missing",
  "ports.published.clash",
  "props.unreadable",
  "security.plainHttp",
  "security.plainPublished",
  "security.published",
  "setting.nested.file",
  "setting.place",
  "setting.secret.literal",
  "setting.unchecked",
  "setting.undefined",
  "token",
]);

/** Codes whose mend has a value in some cases, and is words in others. */
const SOMETIMES: ReadonlySet<string> = new Set([
  "certificate.own.text",
  "data.hostPath",
  "labels.value",
  "network.cidr",
  "network.cidr.missing",
  "nodes.list",
  "ports.plan.tcp",
  "reachability.required",
  "setting.derived",
  "setting.value",
  "value.key",
  "value.object",
]);

const stack = new TerraformStack(new App({ skipBackendValidation: true }), "stack");
new DockerProvider(stack, "docker");

/** What is wrong with props, and where nothing is, what is warned of. */
function foundIn(id: unknown, props: unknown): Readonly<Record<"problems" | "warnings", readonly Problem[]>> {
  try {
    return {
      problems: [],
      warnings: planCluster(any(id), any(props), surroundingsOf(stack), foundIn).warnings,
    };
  } catch (error) {
    if (error instanceof InvalidClusterError) return { problems: error.problems, warnings: [] };
    throw error;
  }
}

test("a mend that gives a value works: with it the problem is gone", () => {
  const followed = new Set<string>();
  const inWords = new Set<string>();
  const failing: string[] = [];
  const { seed, numRuns } = runs(2000);
  for (const input of sample(inputs, seed, 0, numRuns)) {
    const { id, props } = input.make();
    const found = foundIn(id, props);
    for (const kind of ["problems", "warnings"] as const) {
      for (const problem of found[kind]) {
        const { code, path } = problem;
        const other = mended(input.make().props, problem);
        if (other === undefined) {
          inWords.add(code);
          continue;
        }
        followed.add(code);
        if (foundIn(id, other)[kind].some((left) => left.code === code && left.path === path))
          failing.push(`${code}: ${describeProblem(problem)}`);
      }
    }
  }
  expect(failing).toEqual([]);
  expect([...inWords].filter((code) => !WORDS.has(code) && !SOMETIMES.has(code))).toEqual([]);
  expect([...followed].filter((code) => WORDS.has(code))).toEqual([]);
  expect(followed.size).toBeGreaterThan(60);
}, 300_000);
