import { propOfNetwork, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";

/** Networks that every engine has by itself. None of them takes fixed addresses or aliases. */
const PREDEFINED: ReadonlySet<string> = new Set([
  "bridge",
  "default",
  "host",
  "none",
  "ingress",
  "docker_gwbridge",
]);

/** The longest name that becomes a folder on the engine's disk. */
const LONGEST = 255;

/** Whether the engine takes a text as name of a container or a volume. */
export function isEngineName(name: string): boolean {
  return name.length <= LONGEST && /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name);
}

/** Whether the engine takes a text as a file or folder of its host; a token may stand for the beginning. */
export function isHostPath(path: string): boolean {
  return /^(\/|\$\{TfToken)[^\0\n\r:]*$/.test(path);
}

/** What a path of the engine's host must be, where a text is none that it takes. */
export function whyNoHostPath(path: unknown): string {
  return typeof path === "string" && path.startsWith("/") && path.includes(":")
    ? "must have no colon, behind which the engine looks for the path within the container"
    : "must be an absolute path on the Docker host";
}

/** Whether the engine has a network of that name by itself. */
export function isPredefinedNetwork(name: string): boolean {
  return PREDEFINED.has(name);
}

/** Whether nodes can join the networks by their names: on some the engine refuses what the cluster asks of them. */
export function checkEngineNetworks(topology: Topology, findings: Findings): boolean {
  let joinable = true;
  for (const network of topology.networks) {
    if (!network.existing || !isPredefinedNetwork(network.name)) continue;
    joinable = false;
    findings.problem({
      code: "network.name.predefined",
      path: `${propOfNetwork(network)}.networkName`,
      got: `is ${quote(network.name)}, a network that the engine has by itself`,
      expected: "the engine gives fixed addresses and aliases on networks that users created only",
      fix: "create a network for it, or let the cluster create one: { cidr }",
    });
  }
  return joinable;
}
