import {
  Audience,
  EndpointKind,
  type EventStoreCluster,
  type ReachabilityCell,
  type ReachabilityVerdict,
} from "../index";
import { externalNetworkOf } from "../network/model/topology";
import { checkCluster, refuse } from "./refuse";

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
  const { from, to, endpoint = EndpointKind.HTTP } = way;
  oneOf(from, Object.values(Audience), "from", "use Audience.NETWORK");
  oneOf(endpoint, Object.values(EndpointKind), "endpoint", "use EndpointKind.HTTP");
  const keys = cluster.topology.nodes.map(({ key }) => key);
  if (to !== undefined) oneOf(to, keys, "to", "leave it out for every node");
  const nodes = to === undefined ? keys : [to];
  const verdicts = nodes.map((node) => toNode(cluster, from, node, endpoint));
  return worst(verdicts);
}

function oneOf(value: unknown, known: readonly unknown[], path: string, fix: string): void {
  if (!known.includes(value)) refuse(value, { path, what: known.map(String).join(", "), fix }, reaches);
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
