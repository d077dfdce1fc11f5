import { ClientAccess } from "../../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../../lib/network/asked/cluster-spec";
import { PeerAccess } from "../../../lib/network/asked/peer-access";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import { catalogueOf } from "../../../lib/server/catalogue";
import { isAtLeast, RELEASES } from "../../../lib/server/release";
import { specOf } from "../../network/arbitrary-spec";
import { configure } from "./configured";

const BOTH = PortPlan.sequential({ http: 2113, externalTcp: 1113 });
const ROUTABLE = ClientAccess.throughHost({ host: "10.9.0.5", ports: BOTH });

const INSECURE: Readonly<Record<string, ClusterSpec>> = {
  "one node within the network": specOf({ size: 1 }),
  "one node through the host": specOf({
    size: 1,
    clients: ClientAccess.throughHost({ host: "localhost", ports: BOTH }),
  }),
  "three nodes within the network": specOf(),
  "three nodes through the host": specOf({
    clients: ClientAccess.throughHost({ host: "localhost", ports: BOTH }),
  }),
  "five nodes through a routable host": specOf({ size: 5, clients: ROUTABLE, allowPublished: true }),
  "three nodes and a replica": specOf({ readOnlyReplicas: 1 }),
  "three nodes everywhere": specOf({
    clients: ClientAccess.everywhere({ domain: "esdb.test", ports: BOTH }),
  }),
  "three nodes with external TCP": specOf({ externalTcp: true, clients: ROUTABLE, allowPublished: true }),
  "three nodes with names of their own": specOf({
    clients: ClientAccess.throughHost({ host: "db.example.com", ports: BOTH }),
    allowPublished: true,
  }),
  "three nodes whose addresses for nodes are given": specOf({
    peers: PeerAccess.perNode(
      [0, 1, 2].map((n) => ({ host: `10.240.0.${11 + n}`, tcpPort: 1112, httpPort: 2113 })),
    ),
  }),
};

const TOPOLOGIES: Readonly<Record<string, ClusterSpec>> = {
  ...INSECURE,
  ...Object.fromEntries(
    Object.entries(INSECURE).map(([name, spec]) => [`${name}, secure`, { ...spec, secure: true }]),
  ),
  "one node through the host with plain external TCP, secure": specOf({
    size: 1,
    clients: ROUTABLE,
    externalTcp: true,
    secure: true,
    externalTcpTls: false,
  }),
  "three nodes with plain external TCP, secure": specOf({
    clients: ROUTABLE,
    externalTcp: true,
    secure: true,
    externalTcpTls: false,
  }),
};

/** The pairs that cannot be, and what the release lacks. */
const LACKING: readonly (readonly [RegExp, (release: string) => boolean, string])[] = [
  [/^(?!.*secure)/, (r) => r === "20.6.0", "security.insecure.release"],
  [/^(?!one).*secure/, (r) => r === "20.6.0", "clients.address.release"],
  [/plain/, (r) => !catalogueOf(r).options.has("DisableExternalTcpTls"), "externalTcp.tls.release"],
  [/replica/, (r) => !isAtLeast(r, "20.6.0"), "readOnlyReplicas.release"],
  [/everywhere/, (r) => !isAtLeast(r, "20.6.0"), "clients.everywhere.release"],
  [/names of their own/, (r) => !isAtLeast(r, "20.6.0"), "host.addressOnly"],
];

/** What every node of a secure cluster must be told beside its certificate. */
function secureOn(release: string): readonly string[] {
  if (!isAtLeast(release, "20.6.0"))
    return ["DisableInsecureTCP", "UseInternalSsl", "IntSecureTcpPort", "ExtSecureTcpPort", "SslTargetHost"];
  const named = release === "20.6.0" ? [] : ["CertificateReservedNodeCommonName"];
  return ["CertificatePrivateKeyFile", "TrustedRootCertificatesPath", ...named];
}

describe.each(Object.keys(TOPOLOGIES))("%s", (name) => {
  const spec = { ...(TOPOLOGIES[name] as ClusterSpec) };

  test.each(RELEASES)("on %s", (release) => {
    const lacking = LACKING.find(([topology, on]) => topology.test(name) && on(release));
    const { problems, topology, settings } = configure(release, spec);
    expect(problems.map((p) => p.code)).toEqual(lacking === undefined ? [] : [lacking[2]]);
    if (lacking !== undefined) {
      const mend = `${problems[0]?.expected}${problems[0]?.fix}`;
      expect(mend).toContain(release === "20.6.0" ? "20.6.1" : "20.6");
      return;
    }

    const catalogue = catalogueOf(release);
    for (const [node, own] of settings) {
      const keys = own.map((s) => s.key);
      expect(new Set(keys).size).toBe(keys.length);
      // Compared at once, because there are hundreds of thousands of them.
      const wrong = own.filter(({ key, channel, value }) => {
        if (channel === "nested") {
          return !(isAtLeast(release, "24.6.0") && /^(TcpPlugin|Licensing):/.test(key));
        }
        if (channel === "plainEnvironment") {
          return !(release === "24.2.0" && /^UNSUPPORTED_EVENTSTORE_TCP_/.test(key));
        }
        const option = catalogue.options.get(key);
        const type =
          option?.type === "boolean" ? "boolean" : option?.type === "integer" ? "number" : "string";
        return option === undefined || option.replacedBy !== undefined || typeof value !== type;
      });
      expect(wrong).toEqual([]);
      const needed = ["ClusterSize"];
      if (isAtLeast(release, "20.6.0") && !spec.secure) needed.push("Insecure");
      if (spec.secure) needed.push("CertificateFile", ...secureOn(release));
      if (spec.externalTcpTls === false) needed.push("DisableExternalTcpTls");
      if (spec.size !== 1)
        needed.push(
          "GossipSeed",
          "DiscoverViaDns",
          isAtLeast(release, "23.10.0") ? "ReplicationIp" : "IntIp",
        );
      if (node.kind === "readOnlyReplica") needed.push("ReadOnlyReplica");
      expect(keys).toEqual(expect.arrayContaining(needed));
      // What has no effect is not there.
      const idle = [
        ...(spec.size === 1 ? [/^(Int(Tcp|Http)|Replication|GossipSeed)/] : []),
        ...(spec.secure ? [/^Insecure$/] : [/Certificate|Ssl|Secure|Tls|DisableInsecureTCP/]),
        ...(spec.externalTcpTls === false ? [] : [/DisableExternalTcpTls/]),
        /DisableInternalTcpTls/,
      ];
      expect(keys.filter((k) => idle.some((pattern) => pattern.test(k)))).toEqual([]);
      if (!isAtLeast(release, "23.10.0")) continue;
      expect(keys.filter((k) => /^(Int|Ext)[A-Z]/.test(k) && k !== "Int")).toEqual([]);
    }
    expect(topology?.nodes).toHaveLength(settings.length);
  });
});
