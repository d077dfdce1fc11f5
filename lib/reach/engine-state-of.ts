import { deepFreeze } from "../network/model/deep-freeze";
import type { Audience } from "../network/model/audience";
import { EndpointKind, isForNodes } from "../network/model/endpoint";
import { isLoopbackHost } from "../network/plan/host-reading";
import { isIpv4, isLoopback } from "../network/model/ipv4";
import {
  endpointOf,
  externalPlaceOf,
  hostNamed,
  partOn,
  type ClusterNode,
  type Endpoint,
  type HostPort,
  type Topology,
} from "../network/model/topology";
import { isVersion5 } from "../server/capabilities-of";
import {
  SOME_ADDRESS,
  type EngineContainer,
  type EngineHost,
  type EngineHostName,
  type EngineNetwork,
  type EngineProxied,
  type EngineReachableFrom,
  type EngineSocket,
  type EngineState,
} from "./engine-state";
import type { ServerState } from "./server-state";

const ALL = "0.0.0.0";

/** What decides which sockets a server opens, and how. */
type Sockets = Pick<ServerState, "interpretation" | "plainExternalTcp">;

/**
 * What a topology puts on each engine: networks, addresses, names and published ports as planned, sockets as the
 * servers bind them. Whoever knows the declared resources puts what they say in the place of what was planned.
 */
export function engineStatesOf(
  topology: Topology,
  servers: ReadonlyMap<string, Sockets & Pick<ServerState, "certificateNames">>,
): readonly EngineState[] {
  return deepFreeze(
    topology.hosts.map(({ name }) => {
      const part = partOn(topology, name);
      const containers = part.nodes.map((node) => containerOf(topology, node, servers.get(node.key)));
      return {
        networks: part.networks.map(networkOf),
        containers,
        host: hostOf(topology, name, containers),
        ...(topology.userlandProxy === false ? { userlandProxy: false as const } : {}),
        ...(topology.proxied ? { proxied: part.nodes.flatMap((node) => proxiedOf(node, topology)) } : {}),
      };
    }),
  );
}

function networkOf({ name, cidr, isolated, gateway }: Topology["networks"][number]): EngineNetwork {
  return { name, cidr, internal: isolated, ...(gateway === undefined ? {} : { gateway }) };
}

function containerOf(
  topology: Topology,
  node: ClusterNode,
  server: (Sockets & Pick<ServerState, "certificateNames">) | undefined,
): EngineContainer {
  // Through v5 clients check a name that they are given apart, not the one dialled.
  const names = isVersion5(topology.release) ? undefined : server?.certificateNames;
  return {
    key: node.key,
    name: node.name,
    attachments: node.attachments.map(({ network, address, aliases }) => ({
      network,
      address,
      aliases: [...aliases],
    })),
    published: node.published.map(({ hostIp, hostPort, containerPort }) => ({
      hostIp,
      hostPort,
      containerPort,
    })),
    sockets: server === undefined ? [] : socketsOf(topology, node, server),
    ...(names === undefined ? {} : { certificateNames: [...names] }),
  };
}

/** By the user's word, what clients are told leads to the node's sockets over that network. */
function proxiedOf(node: ClusterNode, { proxiedOver }: Topology): readonly EngineProxied[] {
  const network = proxiedOver ?? externalPlaceOf(node).network;
  const { http, externalTcp } = node.advertised;
  const led = (at: HostPort | undefined, kind: EndpointKind) => {
    const socket = endpointOf(node, kind);
    if (at === undefined || socket === undefined) return [];
    return [{ ...at, container: node.key, network, containerPort: socket.port }];
  };
  return [...led(http, EndpointKind.HTTP), ...led(externalTcp, EndpointKind.EXTERNAL_TCP)];
}

/** The sockets that a node's server opens, each with what was planned on its port. */
export function socketsOf(
  topology: Topology,
  node: ClusterNode,
  { interpretation, plainExternalTcp = false }: Sockets,
): readonly EngineSocket[] {
  const v5 = isVersion5(topology.release);
  const oneTls = interpretation.gossip.internalSecureTcpPort > 0;
  return interpretation.listening.map((text) => {
    const colon = text.lastIndexOf(":");
    const [address, port] = [text.slice(0, colon), Number(text.slice(colon + 1))];
    const planned = plannedAt(node, address, port);
    const http = planned?.kind === EndpointKind.HTTP || planned?.kind === EndpointKind.INTERNAL_HTTP;
    return {
      address,
      port,
      tls: v5
        ? planned?.tls === true
        : oneTls && !(plainExternalTcp && planned?.kind === EndpointKind.EXTERNAL_TCP),
      ...(planned === undefined ? {} : { serves: planned.kind }),
      ...(v5 && http && address !== ALL ? { ownAddressOnly: true } : {}),
    };
  });
}

function plannedAt(node: ClusterNode, address: string, port: number): Endpoint | undefined {
  const there = node.endpoints.filter((e) => e.port === port);
  return there.find((e) => e.bind === address) ?? there[0];
}

/**
 * What the user's own words say of a Docker host: the hosts that clients are told, and the addresses on which
 * containers publish ports, because an engine publishes on addresses of its host only.
 */
export function hostOf(topology: Topology, host: string, containers: readonly EngineContainer[]): EngineHost {
  const containersOwn = new Set(containers.flatMap((c) => c.attachments.map((a) => a.address)));
  const addresses = new Set<string>();
  const add = (address: string): void => {
    if (address !== ALL && !isLoopback(address) && !containersOwn.has(address)) addresses.add(address);
  };
  for (const { published } of containers) for (const { hostIp } of published) add(hostIp);
  const names = new Map<string, EngineHostName>();
  const { internalAddress, externalAddress, externalName, reachableFrom } = hostNamed(topology, host);
  const translated =
    externalName !== undefined && externalAddress !== undefined && isIpv4(externalName)
      ? { address: externalName, to: externalAddress }
      : undefined;
  for (const address of [internalAddress, externalAddress]) if (address !== undefined) add(address);
  if (externalName !== undefined && externalAddress !== undefined && translated === undefined)
    names.set(externalName, { name: externalName, onHost: externalAddress, elsewhere: externalAddress });
  for (const node of partOn(topology, host).nodes) {
    const dialled = node.advertised.http.host;
    if (externalName === dialled) continue;
    for (const { endpoint, hostIp } of node.published) {
      // What nodes alone dial says nothing of what clients are told.
      if (isForNodes(endpoint)) continue;
      if (isIpv4(dialled)) add(dialled);
      // Whoever publishes on every address says nothing of what a name stands for.
      else if (!isLoopbackHost(dialled) && (hostIp !== ALL || !names.has(dialled)))
        names.set(dialled, nameOf(dialled, hostIp, externalAddress));
    }
  }
  const said = [
    reachOf(internalAddress, reachableFrom?.internalAddress),
    // What is translated is what others dial.
    reachOf(translated?.address ?? externalAddress, reachableFrom?.externalAddress),
  ].flat();
  const apart =
    internalAddress !== undefined && (internalAddress !== externalAddress || translated !== undefined);
  return {
    name: host,
    addresses: [...addresses].sort(),
    ...(apart ? { internalAddress } : {}),
    names: [...names.values()],
    ...(said.length > 0 ? { reachableFrom: said } : {}),
    ...(translated === undefined ? {} : { translated }),
  };
}

function reachOf(
  address: string | undefined,
  audiences: readonly Audience[] | undefined,
): readonly EngineReachableFrom[] {
  return address === undefined || audiences === undefined ? [] : [{ address, audiences: [...audiences] }];
}

/** The user's own name for the host stands for the address on which the ports are published. */
function nameOf(name: string, hostIp: string, externalAddress = SOME_ADDRESS): EngineHostName {
  if (isLoopback(hostIp)) return { name, onHost: hostIp, elsewhere: SOME_ADDRESS };
  const address = hostIp === ALL ? externalAddress : hostIp;
  return { name, onHost: address, elsewhere: address };
}
