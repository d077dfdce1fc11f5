import type { Findings } from "../../problem/findings";
import { EndpointKind, isForNodes } from "../model/endpoint";
import { isLoopback } from "../model/ipv4";
import type { HostsPlan } from "./host-plan";
import type { PlanContext } from "./plan-context";
import type { Offer, PeeredNode, PlannedNode } from "./planned-node";
import type { PublishedPort } from "../model/topology";

/** Has every node publish on its Docker host the ports that clients and nodes on other hosts are told, and nothing else. */
export function planPublished(
  asked: readonly PeeredNode[],
  insecureIsMeant: boolean,
  { hosts, findings }: Pick<PlanContext, "hosts" | "findings">,
): readonly PlannedNode[] {
  const nodes = asked.map((node) => ({ ...node, published: publishedOf(node) }));
  const clashing = checkPublished(nodes, insecureIsMeant, hosts, findings);
  return nodes.map((node) => ({ ...node, publishedSure: !clashing.has(node.key) }));
}

function publishedOf({ client, toClients, peer }: PeeredNode): readonly PublishedPort[] {
  const published = new Map<EndpointKind, PublishedPort>();
  const add = ({ socket, advertised }: Offer, hostIp: string | undefined) => {
    if (hostIp === undefined) return;
    // One socket for both is published once: on the address that both dial, else on all.
    const other = published.get(socket.kind)?.hostIp;
    published.set(socket.kind, {
      endpoint: socket.kind,
      hostIp: other === undefined || other === hostIp ? hostIp : ALL,
      hostPort: advertised.port,
      containerPort: socket.port,
    });
  };
  for (const offer of toClients) add(offer, client.publishedOn);
  if (peer !== undefined) for (const offer of [peer.replication, peer.http]) add(offer, peer.publishedOn);
  return [...published.values()].sort((a, b) => a.containerPort - b.containerPort);
}

const ALL = "0.0.0.0";

/** The prop that says on which port of the host an endpoint is published. */
function propOf({ client, peer }: PeeredNode, kind: EndpointKind): string {
  if (kind === EndpointKind.HTTP && client.publishedOn !== undefined) return client.props.http;
  if (kind === EndpointKind.EXTERNAL_TCP || peer === undefined) return client.props.externalTcp;
  return (kind === EndpointKind.INTERNAL_TCP ? peer.replication : peer.http).props.port;
}

/** A port that some node has on the Docker host, and where it was declared. */
export interface HostPortClaim {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly owner: string;
}

/** Every pair of claims on one port of one host address; 0.0.0.0 counts as every address. */
export function portClashes<C extends HostPortClaim>(claims: readonly C[]): readonly (readonly [C, C])[] {
  const byPort = new Map<number, C[]>();
  return claims.flatMap((claim) => {
    const others = byPort.get(claim.hostPort) ?? [];
    byPort.set(claim.hostPort, [...others, claim]);
    return others
      .filter((o) => o.hostIp === claim.hostIp || o.hostIp === ALL || claim.hostIp === ALL)
      .map((o) => [o, claim] as const);
  });
}

/** Checks what is published within one cluster; gives the nodes that clash. */
function checkPublished(
  nodes: readonly Omit<PlannedNode, "publishedSure">[],
  insecureIsMeant: boolean,
  hosts: HostsPlan,
  findings: Findings,
): ReadonlySet<string> {
  const throughHosts = hosts.addressed !== undefined;
  const all = nodes.flatMap((node) =>
    node.published.map((p) => {
      const { key, host } = node;
      return { ...p, key, host, owner: `${key} ${p.endpoint}`, path: propOf(node, p.endpoint) };
    }),
  );
  const claims = [...keeperClaims(hosts), ...all];
  const clashesOf = (some: HostsPlan["all"]) =>
    some.flatMap(({ host: { name } }) => portClashes(claims.filter((p) => p.host === name)));
  const clashes = clashesOf(hosts.all);
  // What nodes share that stand on a host in the place of one that was refused says nothing.
  const told = clashesOf(hosts.all.filter(({ sure }) => sure || !throughHosts));
  // What one prop mends is told once.
  for (const path of new Set(told.map(([, later]) => later.path))) {
    const [clash, ...others] = told.filter(([, later]) => later.path === path);
    if (clash === undefined) continue;
    findings.problem({
      code: "ports.published.clash",
      path,
      got: `publishes ${clash[1].hostIp}:${clash[1].hostPort} for ${clash[1].owner}, and ${clash[0].hostIp}:${clash[0].hostPort} for ${clash[0].owner}${others.length === 0 ? "" : `, and ${others.length} more alike`}`,
      expected: "a port of the Docker host leads to one container only, and 0.0.0.0 stands for every address",
      fix:
        clash[0].endpoint === undefined
          ? `set ${clash[0].path} to another port`
          : mendOfClash(clash[1], throughHosts),
    });
  }
  const sure = new Set(hosts.all.flatMap(({ sure, host: { name } }) => (sure ? name : [])));
  const openOnes = all.filter(({ hostIp }) => !isLoopback(hostIp));
  const open = openOnes.find(({ host }) => sure.has(host)) ?? openOnes[0];
  if (open !== undefined && !insecureIsMeant) {
    findings.problem({
      code: "security.published",
      path: throughHosts ? "hosts" : "clients",
      // What stands in for the address of a host that was refused is nobody's.
      got: `publishes ${open.owner} on ${sure.has(open.host) ? `${open.hostIp}:${open.hostPort}` : `port ${open.hostPort} of its host`}`,
      expected: "the cluster is insecure, and everybody who reaches that address may read and write",
      fix: throughHosts
        ? "use Security.tls(…), or say Security.insecure({ allowPublished: true })"
        : "serve this machine alone, as localhost, which publishes on 127.0.0.1, or say Security.insecure({ allowPublished: true })",
    });
  }
  return new Set(clashes.flat().flatMap(({ key }) => key ?? []));
}

/** The ports by which the gate gets at the nodes of other hosts. */
function keeperClaims({ addressed }: HostsPlan) {
  return [...(addressed?.values() ?? [])].flatMap(({ host: { name, keeperPort, internalAddress }, path }) =>
    keeperPort === undefined
      ? []
      : {
          host: name,
          hostIp: internalAddress,
          hostPort: keeperPort,
          endpoint: undefined,
          key: undefined,
          owner: "the keeper",
          path: `${path}.keeperPort`,
        },
  );
}

/** How nodes that share a host are given ports of their own there. */
function mendOfClash(
  {
    endpoint,
    hostPort,
    path,
  }: Partial<Pick<PublishedPort, "endpoint">> & Pick<PublishedPort, "hostPort"> & { readonly path: string },
  throughHosts: boolean,
): string {
  if (throughHosts && endpoint !== undefined && isForNodes(endpoint))
    return `use peers: PeerAccess.throughHosts({ ${endpoint}: PortPlan.sequential(${hostPort}) }), or a host for each`;
  if (throughHosts && path.startsWith("ports."))
    return "use clients: ClientAccess.throughHosts({ ports: PortPlan.sequential({ … }) }), or a host for each";
  return path === "clients.ports"
    ? "give each its own port"
    : "give each its own port, or, where the Docker host has an address for each node, its own bindIp";
}
