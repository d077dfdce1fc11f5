import { Audience } from "../network/model/audience";
import type { Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { certificateNames, type CertificateName } from "./certificate-names";
import { coversName } from "./covers-name";
import type { CertificateRules } from "./certificate-rules";
import type { NodeCertificateCase } from "./material";
import type { CertificateFacts } from "./read-certificate";

/** A name with the nodes that are dialled by it. */
interface Demand {
  readonly name: CertificateName;
  readonly nodes: readonly string[];
}

/** Whether a certificate carries every name by which its nodes are dialled. */
export function judgeNames(
  { path, nodes, certificate }: NodeCertificateCase,
  topology: Topology,
  rules: CertificateRules,
  findings: Findings,
): void {
  const demands = gather(nodes.map((node) => [node.key, certificateNames(topology, node)]));
  if (demands.length === 0) return;
  if (certificate.dnsNames.length === 0 && certificate.addresses.length === 0) {
    findings.problem({
      code: "certificate.names.none",
      path,
      got: "has no DNS name and no address among its subject alternative names",
      expected: `clients look nowhere else, and ${rules.release} takes no node without; needed are ${inWords(demands)}`,
      fix: "reissue it with these names",
    });
    return;
  }
  const missing = demands.filter(({ name }) => !coversName(certificate.names, name.name));
  if (missing.length === 0) return;
  findings.problem({
    code: "certificate.names",
    path,
    got: `${namesOnly(certificate, missing)}lacks ${missing.map(({ name }) => written(name)).join(", ")}${mistaken(certificate, missing)}`,
    expected: `every name that is dialled must be among its subject alternative names, here ${inWords(missing)}`,
    fix: `reissue it with what is missing, or let ${otherWay(missing)} dial names that it has, ${has(certificate)}`,
  });
}

function gather(
  all: readonly (readonly [node: string, names: readonly CertificateName[]])[],
): readonly Demand[] {
  const demands = new Map<string, { name: CertificateName; nodes: string[] }>();
  for (const [node, names] of all) {
    for (const name of names) {
      // Planning warns of a name that only Terraform knows.
      if (name.kind === "unknown") continue;
      const key = name.name.toLowerCase();
      const known = demands.get(key);
      if (known === undefined) {
        demands.set(key, { name, nodes: [node] });
      } else {
        known.nodes.push(node);
        const reasons = [...new Set([...known.name.reasons, ...name.reasons])];
        known.name = { ...known.name, reasons };
      }
    }
  }
  return [...demands.values()];
}

function inWords(demands: readonly Demand[]): string {
  return demands
    .map(({ name, nodes }) => `${written(name)} of ${nodes.join(", ")} (${name.reasons.join("; ")})`)
    .join(", ");
}

function written({ name, kind }: CertificateName): string {
  return `${kind === "ip" ? "IP" : "DNS"}:${name}`;
}

function namesOnly(certificate: CertificateFacts, missing: readonly Demand[]): string {
  const hostNamesOnly = certificate.addresses.length === 0 && missing.some(({ name }) => name.kind === "ip");
  return hostNamesOnly ? "has host names only, while an address is dialled, and " : "";
}

/** An address that was put in as a DNS name, a common slip. */
function mistaken(certificate: CertificateFacts, missing: readonly Demand[]): string {
  const slips = missing.filter(({ name }) => name.kind === "ip" && certificate.dnsNames.includes(name.name));
  if (slips.length === 0) return "";
  return ` (${slips.map(({ name }) => name.name).join(", ")} is in it as a DNS name, which stands for no address)`;
}

function otherWay(missing: readonly Demand[]): string {
  const audiences = missing.flatMap(({ name }) => name.reasons);
  const byPeers = audiences.some((reason) => reason.startsWith(`${Audience.PEERS}:`));
  const byClients = audiences.some((reason) => !reason.startsWith(`${Audience.PEERS}:`));
  return [
    ...(byPeers ? ["nodes (peers: PeerAccess.perNode)"] : []),
    ...(byClients ? ["clients (clients: ClientAccess.throughHost, everywhere or perNode)"] : []),
  ].join(" and ");
}

const MOST_NAMES = 8;

function has({ dnsNames, addresses }: CertificateFacts): string {
  const all = [...dnsNames.map((name) => `DNS:${name}`), ...addresses.map((address) => `IP:${address}`)];
  const shown = all.slice(0, MOST_NAMES).map((name) => quote(name).slice(1, -1));
  return `${shown.join(", ")}${all.length > MOST_NAMES ? ", …" : ""}`;
}
