import { Audience } from "../network/model/audience";
import { Interface } from "../network/model/endpoint";
import { isKnownAtApply } from "../network/model/host-name";
import { isIpv4 } from "../network/model/ipv4";
import {
  attachmentOf,
  endpointOf,
  type ClusterNode,
  type Route,
  type Topology,
} from "../network/model/topology";
import { isVersion5 } from "../server/capabilities-of";

/** A name that a node's certificate must carry, and why. */
export interface CertificateName {
  /** A host name or an IPv4 address, as it is dialled. */
  readonly name: string;
  /** `"unknown"` where the name is known only when Terraform runs. */
  readonly kind: "dns" | "ip" | "unknown";
  /** Who dials it over TLS, and to which endpoints: `"peers: internalTcp, http"`. */
  readonly reasons: readonly string[];
}

/**
 * The names that a node's certificate must carry: exactly the hosts that somebody dials over TLS to get to the
 * node, each once, DNS names first. A node that nobody dials has its own alias, because from 20.6 a certificate
 * needs at least one. None on v5: whoever dials a secure TCP port there verifies one name that he was told
 * (`SslTargetHost`, the client's target host), never the host that he dials.
 */
export function certificateNames(topology: Topology, node: ClusterNode): readonly CertificateName[] {
  if (isVersion5(topology.release)) return Object.freeze([]);
  const dialled = new Map<string, Dialled>();
  for (const route of secureRoutes(node)) {
    // Host names differ by more than the case of their letters.
    const key = route.dialled.host.toLowerCase();
    const entry: Dialled = dialled.get(key) ?? {
      name: route.dialled.host,
      audiences: new Map<Audience, string[]>(),
    };
    dialled.set(key, entry);
    const endpoints = entry.audiences.get(route.audience) ?? [];
    entry.audiences.set(route.audience, endpoints);
    if (!endpoints.includes(route.endpoint)) endpoints.push(route.endpoint);
  }
  const [own, why] = [aliasOf(node), needsOwnName([...dialled.keys()])];
  if (why !== undefined && !dialled.has(own)) dialled.set(own, { name: own, audiences: new Map(), why });
  const names = [...dialled.values()].map(({ name, audiences, why }) =>
    nameOf(
      name,
      why !== undefined
        ? [why]
        : [...audiences].map(([audience, endpoints]) => `${audience}: ${endpoints.join(", ")}`),
    ),
  );
  return Object.freeze(names.sort(byKindAndName));
}

/** The name by which the health probe verifies the node: what its peers dial, or else the first there is. */
export function probeName(topology: Topology, node: ClusterNode): string {
  const peers = secureRoutes(node).find((route) => route.audience === Audience.PEERS);
  return peers?.dialled.host ?? certificateNames(topology, node)[0]?.name ?? aliasOf(node);
}

interface Dialled {
  readonly name: string;
  readonly audiences: Map<Audience, string[]>;
  /** Where nobody dials it. */
  readonly why?: string;
}

/** Why the certificate carries the node's own alias too, where it does. */
function needsOwnName(dialled: readonly string[]): string | undefined {
  if (dialled.length === 0) return "nobody dials the node over TLS, but a certificate needs one name";
  // What the probe says stands in the container's configuration, which must not change with a value of Terraform.
  return dialled.every(isKnownAtApply) ? "the health probe verifies the node by it" : undefined;
}

function secureRoutes(node: ClusterNode): readonly Route[] {
  return node.routes.filter((route) => endpointOf(node, route.endpoint)?.tls === true);
}

function nameOf(name: string, reasons: readonly string[]): CertificateName {
  return Object.freeze({ name, kind: kindOf(name), reasons: Object.freeze(reasons) });
}

function kindOf(name: string): CertificateName["kind"] {
  if (isKnownAtApply(name)) return "unknown";
  return isIpv4(name) ? "ip" : "dns";
}

function aliasOf(node: ClusterNode): string {
  const place = attachmentOf(node, Interface.INTERNAL) ?? attachmentOf(node, Interface.EXTERNAL);
  return place?.aliases[0] ?? node.name;
}

function byKindAndName(a: CertificateName, b: CertificateName): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
