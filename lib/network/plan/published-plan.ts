import type { Findings } from "../../problem/findings";
import { isLoopback } from "../model/ipv4";
import type { PeeredNode, PlannedNode } from "./planned-node";
import type { PublishedPort } from "../model/topology";

/** Has every node publish on its Docker host the ports that clients are told, and nothing else. */
export function planPublished(nodes: readonly PeeredNode[]): readonly PlannedNode[] {
  return nodes.map((node) => ({ ...node, published: publishedOf(node) }));
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

/** The first pair of claims on one port of one host address; 0.0.0.0 counts as every address. */
export function findPortClash(
  claims: readonly HostPortClaim[],
): readonly [HostPortClaim, HostPortClaim] | undefined {
  const byPort = new Map<number, HostPortClaim[]>();
  for (const claim of claims) {
    const others = byPort.get(claim.hostPort) ?? [];
    const clash = others.find(
      (o) => o.hostIp === claim.hostIp || o.hostIp === "0.0.0.0" || claim.hostIp === "0.0.0.0",
    );
    if (clash !== undefined) return [clash, claim];
    others.push(claim);
    byPort.set(claim.hostPort, others);
  }
  return undefined;
}

/** Checks what is published within one cluster. */
export function checkPublished(
  nodes: readonly PlannedNode[],
  insecureIsMeant: boolean,
  findings: Findings,
): void {
  const all = nodes.flatMap((n) => n.published.map((p) => ({ ...p, owner: `${n.key} ${p.endpoint}` })));
  const clash = findPortClash(all);
  if (clash !== undefined) {
    findings.problem({
      code: "ports.published.clash",
      path: "clients.ports",
      got: `publishes ${clash[1].hostIp}:${clash[1].hostPort} for ${clash[1].owner}, and ${clash[0].hostIp}:${clash[0].hostPort} for ${clash[0].owner}`,
      expected: "a port of the Docker host leads to one container only, and 0.0.0.0 stands for every address",
      fix: "give each its own port",
    });
  }
  const open = all.find((p) => !isLoopback(p.hostIp));
  if (open !== undefined && !insecureIsMeant) {
    findings.problem({
      code: "security.published",
      path: "clients",
      got: `publishes ${open.owner} on ${open.hostIp}:${open.hostPort}`,
      expected: "the cluster is insecure, and everybody who reaches that address may read and write",
      fix: "publish on 127.0.0.1, or say Security.insecure({ allowPublished: true })",
    });
  }
}
