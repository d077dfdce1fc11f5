import type { Findings } from "../../problem/findings";
import { EndpointKind } from "../model/endpoint";
import { isLoopback } from "../model/ipv4";
import type { PeeredNode, PlannedNode } from "./planned-node";
import type { PublishedPort } from "../model/topology";

/** Has every node publish on its Docker host the ports that clients are told, and nothing else. */
export function planPublished(
  asked: readonly PeeredNode[],
  insecureIsMeant: boolean,
  findings: Findings,
): readonly PlannedNode[] {
  const nodes = asked.map((node) => ({ ...node, published: publishedOf(node) }));
  const clashing = checkPublished(nodes, insecureIsMeant, findings);
  return nodes.map((node) => ({ ...node, publishedSure: !clashing.has(node.key) }));
}

function publishedOf({ client, toClients }: PeeredNode): readonly PublishedPort[] {
  const hostIp = client.publishedOn;
  if (hostIp === undefined) return [];
  return toClients
    .map(({ socket, advertised }) => ({
      endpoint: socket.kind,
      hostIp,
      hostPort: advertised.port,
      containerPort: socket.port,
    }))
    .sort((a, b) => a.containerPort - b.containerPort);
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
      .filter((o) => o.hostIp === claim.hostIp || o.hostIp === "0.0.0.0" || claim.hostIp === "0.0.0.0")
      .map((o) => [o, claim] as const);
  });
}

/** Checks what is published within one cluster; gives the nodes that clash. */
function checkPublished(
  nodes: readonly Omit<PlannedNode, "publishedSure">[],
  insecureIsMeant: boolean,
  findings: Findings,
): ReadonlySet<string> {
  const all = nodes.flatMap(({ key, published, client }) =>
    published.map((p) => {
      const { props } = client;
      const path = p.endpoint === EndpointKind.HTTP ? props.http : props.externalTcp;
      return { ...p, key, owner: `${key} ${p.endpoint}`, path };
    }),
  );
  const clashes = portClashes(all);
  const [clash] = clashes;
  if (clash !== undefined) {
    findings.problem({
      code: "ports.published.clash",
      path: clash[1].path,
      got: `publishes ${clash[1].hostIp}:${clash[1].hostPort} for ${clash[1].owner}, and ${clash[0].hostIp}:${clash[0].hostPort} for ${clash[0].owner}`,
      expected: "a port of the Docker host leads to one container only, and 0.0.0.0 stands for every address",
      fix:
        clash[1].path === "clients.ports"
          ? "give each its own port"
          : "give each its own port, or, where the Docker host has an address for each node, its own bindIp",
    });
  }
  const open = all.find((p) => !isLoopback(p.hostIp));
  if (open !== undefined && !insecureIsMeant) {
    findings.problem({
      code: "security.published",
      path: "clients",
      got: `publishes ${open.owner} on ${open.hostIp}:${open.hostPort}`,
      expected: "the cluster is insecure, and everybody who reaches that address may read and write",
      fix: "serve this machine alone, as localhost, which publishes on 127.0.0.1, or say Security.insecure({ allowPublished: true })",
    });
  }
  return new Set(clashes.flat().map(({ key }) => key));
}
