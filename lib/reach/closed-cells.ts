import { Audience } from "../network/model/audience";
import { Interface, isForNodes } from "../network/model/endpoint";
import {
  attachmentOf,
  hostNamed,
  type ClusterNode,
  type Endpoint,
  type Topology,
} from "../network/model/topology";
import { cellOf, type ReachabilityExpectation, type ReachabilityCell } from "./cell";
import { placesOfAudience } from "./client-cells";
import { engineOn, type EngineContainer, type EnginePublished, type EngineState } from "./engine-state";
import { foreignContainer, onHost, OTHER_MACHINE, type ReachabilityPlace } from "./place";
import type { Dialler } from "./walk";

const ALL = "0.0.0.0";

/** What the Linux host does to every bridge, whatever is declared. */
const HOST_NOTE = "the Docker host reaches every container address";

/** What is published for nodes on other hosts is open to everybody there. */
const INTERNAL_NOTE = "it is open to whoever routes to that address; a firewall of yours keeps others out";

interface Outsider {
  readonly from: ReachabilityPlace;
  readonly audience: Audience | undefined;
  readonly note?: string;
}

/**
 * The negative side: whoever is no node dials every address of every node. Internal endpoints and the internal
 * network are closed to all but the Linux host, which reaches every container address.
 * @param checkedOnly whether only what must be closed is tried
 */
export function closedCells(
  topology: Topology,
  engines: readonly EngineState[],
  dialler: Dialler,
  checkedOnly: boolean,
): readonly ReachabilityCell[] {
  const outsiders: readonly Outsider[] = [
    ...placesOfAudience(topology, Audience.NETWORK).map(({ from }) => ({ audience: Audience.NETWORK, from })),
    ...topology.hosts.map(({ name }) => ({ audience: undefined, from: foreignContainer(name) })),
    { audience: Audience.REMOTE, from: OTHER_MACHINE },
    ...(checkedOnly
      ? []
      : topology.hosts.map(({ name }) => ({ audience: Audience.HOST, from: onHost(name), note: HOST_NOTE }))),
  ];
  const cells: ReachabilityCell[] = [];
  for (const { node, engine, container } of containersOf(topology, engines)) {
    for (const endpoint of node.endpoints) {
      for (const { network, address } of container.attachments) {
        for (const outsider of outsiders) {
          const expected = expectation(node, endpoint, network, outsider);
          if (expected === undefined || (checkedOnly && expected === "incidental")) continue;
          cells.push(
            cellOf(dialler, {
              audience: outsider.audience,
              from: outsider.from,
              node: node.key,
              endpoint: endpoint.kind,
              dialled: { host: address, port: endpoint.port },
              source: "address",
              expected,
              note: outsider.note,
            }),
          );
        }
      }
      if (isForNodes(endpoint.kind))
        cells.push(
          ...publishedCells(container, node, endpoint, engine, dialler, checkedOnly ? [] : outsiders),
          ...closedOutside(node, endpoint, topology, dialler),
        );
    }
  }
  return cells;
}

/** The nodes with what has become of them. */
function containersOf(topology: Topology, engines: readonly EngineState[]) {
  return topology.nodes.flatMap((node) => {
    const engine = engineOn(engines, node.host);
    const container = engine?.containers.find(({ key }) => key === node.key);
    return engine === undefined || container === undefined ? [] : [{ node, engine, container }];
  });
}

/** What an outsider's dial of an address must come to; nothing where that is shown elsewhere. */
function expectation(
  node: ClusterNode,
  endpoint: Endpoint,
  network: string,
  { from, audience }: Outsider,
): ReachabilityExpectation | undefined {
  if (from.kind === "host") return "incidental";
  const onInternal = network === attachmentOf(node, Interface.INTERNAL)?.network;
  if (isForNodes(endpoint.kind)) {
    // What nodes on other hosts dial is published, and engines before 28 let machines in at the container's own address.
    if (from.kind === "machine" && isPublished(node, endpoint)) return "incidental";
    // Bound to every interface by the user's own `bindings`, it is open to clients' networks.
    const opened = audience === Audience.NETWORK && !onInternal && endpoint.bind === ALL;
    return opened ? "incidental" : "forbidden";
  }
  if (from.kind === "machine") return "incidental";
  return onInternal ? "forbidden" : undefined;
}

/** Whether nodes on other hosts come to the endpoint by a port of its host. */
function isPublished({ published }: ClusterNode, { kind }: Endpoint): boolean {
  return published.some((p) => p.endpoint === kind);
}

/** Ports of the host that lead to an internal endpoint. */
function publishedCells(
  container: EngineContainer,
  node: ClusterNode,
  endpoint: Endpoint,
  state: EngineState,
  dialler: Dialler,
  outsiders: readonly Outsider[],
): readonly ReachabilityCell[] {
  return container.published
    .filter((p) => p.containerPort === endpoint.port)
    .flatMap((published) => {
      const planned = node.published.some(
        (p) =>
          p.endpoint === endpoint.kind && p.hostIp === published.hostIp && p.hostPort === published.hostPort,
      );
      const host = dialledHost(published, state);
      if (host === undefined) return [];
      const cell = ({ audience, from }: Outsider) =>
        cellOf(dialler, {
          audience,
          from,
          node: node.key,
          endpoint: endpoint.kind,
          dialled: { host, port: published.hostPort },
          source: "publishedPort",
          expected: planned ? "incidental" : "forbidden",
          note: planned ? INTERNAL_NOTE : undefined,
        });
      return planned ? outsiders.map(cell) : [cell({ audience: Audience.REMOTE, from: OTHER_MACHINE })];
    });
}

/** What is published for nodes on other hosts is not on the address for clients. */
function closedOutside(
  node: ClusterNode,
  endpoint: Endpoint,
  topology: Topology,
  dialler: Dialler,
): readonly ReachabilityCell[] {
  const { internalAddress, externalAddress } = hostNamed(topology, node.host);
  if (externalAddress === undefined || externalAddress === internalAddress) return [];
  return node.published
    .filter((p) => p.endpoint === endpoint.kind)
    .map(({ hostPort }) =>
      cellOf(dialler, {
        audience: Audience.REMOTE,
        from: OTHER_MACHINE,
        node: node.key,
        endpoint: endpoint.kind,
        dialled: { host: externalAddress, port: hostPort },
        source: "publishedPort",
        expected: "forbidden",
      }),
    );
}

/** An address at which others find the published port. */
function dialledHost({ hostIp }: EnginePublished, state: EngineState): string | undefined {
  if (hostIp !== ALL) return hostIp;
  const gateway = state.networks.find((n) => !n.internal && n.gateway !== undefined)?.gateway;
  return state.host.addresses[0] ?? gateway;
}
