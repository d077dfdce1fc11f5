import {
  Audience,
  EndpointKind,
  type EventStoreCluster,
  type ReachabilityCell,
  type ReachabilityVerdict,
} from "../index";
import { externalNetworkOf } from "../network/model/topology";
import { checkKeys, checkObject, checkOneOf, readEach } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { checkCluster, readArguments } from "./refuse";

/** Who dials what. */
export interface Way {
  /**
   * `Audience.PEERS` for every other node, `NETWORK` for a container on the external network alone, `HOST` for a process
   * on the Docker host, `REMOTE` for another machine.
   */
  readonly from: Audience;
  /**
   * A node's key.
   * @default - every node
   */
  readonly to?: string;
  /** @default EndpointKind.HTTP */
  readonly endpoint?: EndpointKind;
}

/**
 * Whether whoever dials gets there, judged on what is declared, overrides included: by every address that they are told
 * (gossip, seeds, connection strings); where they are told none, by any address or published port that there is. Where
 * ways come out differently the worst of them is given.
 * @throws InvalidClusterError for what is no cluster, nobody who dials, no node and no endpoint
 */
export function reaches(cluster: EventStoreCluster, way: Way): ReachabilityVerdict {
  checkCluster(cluster, reaches);
  const keys = cluster.topology.nodes.map(({ key }) => key);
  const { from, to, endpoint } = readArguments("reaches", reaches, (findings) =>
    readWay(way, keys, findings),
  );
  return worst(to.map((node) => toNode(cluster, from, node, endpoint)));
}

const FROM = Object.values(Audience);
const ENDPOINTS = Object.values(EndpointKind);

/** Who dials which nodes, and what of them. */
function readWay(way: unknown, keys: readonly string[], findings: Findings) {
  const given = checkObject(way, "use { from: Audience.NETWORK }", findings.at("way"));
  if (given === undefined) return undefined;
  const known = ["from", "to", "endpoint"];
  checkKeys(given, known, findings.at("", "way"));
  const asked = readEach(given, known, "value.unreadable", findings.at("", "way"));
  const oneOf = <T>(value: unknown, allowed: readonly T[], path: string, fix: string) =>
    checkOneOf(value, allowed, { code: "argument", what: allowed.join(", "), fix }, findings.at(path));
  const from = oneOf(asked.from, FROM, "from", "use from: Audience.NETWORK");
  const endpoint =
    asked.endpoint === undefined
      ? EndpointKind.HTTP
      : oneOf(asked.endpoint, ENDPOINTS, "endpoint", "use EndpointKind.HTTP");
  const to = asked.to === undefined ? keys : [oneOf(asked.to, keys, "to", "leave it out for every node")];
  const nodes = to.filter((key) => key !== undefined);
  return from === undefined || endpoint === undefined ? undefined : { from, to: nodes, endpoint };
}

function toNode(
  cluster: EventStoreCluster,
  from: Audience,
  node: string,
  endpoint: EndpointKind,
): ReachabilityVerdict {
  const cells = cluster.reachability.cells.filter(
    (cell) => cell.node === node && cell.endpoint === endpoint && dials(cluster, from, cell),
  );
  const told = cells.filter(({ source }) => source !== "address" && source !== "publishedPort");
  if (told.length > 0) return worst(told.map(({ reached }) => reached));
  return cells.length === 0 ? false : best(cells.map(({ reached }) => reached));
}

/** Whether a way begins where the audience is. */
function dials(
  { topology }: EventStoreCluster,
  audience: Audience,
  { from, node }: ReachabilityCell,
): boolean {
  switch (audience) {
    case Audience.PEERS:
      return from.kind === "container" && from.key !== undefined && from.key !== node;
    case Audience.NETWORK: {
      const { name } = externalNetworkOf(topology);
      return from.kind === "container" && from.key === undefined && from.networks.join("\n") === name;
    }
    case Audience.HOST:
      return from.kind === "host";
    case Audience.REMOTE:
      return from.kind === "machine";
  }
}

const FROM_WORST: readonly ReachabilityVerdict[] = [false, "unchecked", "depends on the engine", true];

function worst(verdicts: readonly ReachabilityVerdict[]): ReachabilityVerdict {
  return FROM_WORST.find((one) => verdicts.includes(one)) ?? true;
}

function best(verdicts: readonly ReachabilityVerdict[]): ReachabilityVerdict {
  return [...FROM_WORST].reverse().find((one) => verdicts.includes(one)) ?? false;
}
