import { describeReleases } from "../release";
import { takesLicenseKey } from "../features/license-key";

/** Why a setting is not the user's, and what to use in its place. */
export interface Derivation {
  /** What is true of the setting. */
  readonly why: string;
  /** What to do, in the words of the API. */
  readonly fix: string;
}

const THE_CLUSTER_DOES = "the cluster derives it";
const PHANTOMS =
  "DNS discovery answers IP addresses that differ from what the nodes advertise, which leaves phantom members in gossip";
const STOPS = "with it the server ends without serving";

/** Every option that the model sets, whatever the release: names by what sets them. */
const GROUPS: readonly (readonly [fix: string, names: string, why?: string])[] = [
  ["use internalNetwork, externalNetwork and bindings", "IntIp ExtIp ReplicationIp NodeIp"],
  ["use bindings", "IntHttpPrefixes ExtHttpPrefixes AddInterfacePrefixes"],
  [
    "use ports",
    "IntTcpPort IntHttpPort ExtTcpPort ExtHttpPort HttpPort NodePort NodeTcpPort ReplicationPort",
  ],
  [
    "use peers",
    "IntIpAdvertiseAs IntTcpPortAdvertiseAs IntHttpPortAdvertiseAs IntHostAdvertiseAs ExtHostAdvertiseAs " +
      "HttpPortAdvertiseAs ReplicationHostAdvertiseAs ReplicationTcpPortAdvertiseAs NodeHostAdvertiseAs " +
      "NodePortAdvertiseAs",
  ],
  [
    "use clients",
    "ExtIpAdvertiseAs ExtHttpPortAdvertiseAs ExtTcpPortAdvertiseAs NodeTcpPortAdvertiseAs " +
      "AdvertiseHostToClientAs AdvertiseHttpPortToClientAs AdvertiseNodePortToClientAs " +
      "AdvertiseTcpPortToClientAs",
  ],
  ["use size", "ClusterSize"],
  ["use peers", "GossipSeed", "the cluster derives the seeds from its members"],
  ["use peers", "DiscoverViaDns ClusterDns ClusterGossipPort", PHANTOMS],
  ["leave it out", "GossipOnSingleNode", "the cluster decides by its size whether nodes gossip"],
  ["use readOnlyReplicas", "ReadOnlyReplica"],
  ['use nodeOverrides["node-0"].priority', "NodePriority", "each node has its own"],
  [
    "use Security.tls(…) or Security.insecure()",
    "Insecure Dev UseInternalSsl SslTargetHost SslValidateServer DisableInsecureTCP IntSecureTcpPort " +
      "IntSecureTcpPortAdvertiseAs ExtSecureTcpPort ExtSecureTcpPortAdvertiseAs " +
      "DisableClientAuthEkuValidation CertificateFile CertificatePassword " +
      "CertificatePrivateKeyFile CertificatePrivateKeyPassword CertificateReservedNodeCommonName " +
      "CertificateStoreLocation CertificateStoreName CertificateSubjectName CertificateThumbprint " +
      "TrustedRootCertificatesPath TrustedRootCertificateStoreLocation TrustedRootCertificateStoreName " +
      "TrustedRootCertificateSubjectName TrustedRootCertificateThumbprint",
  ],
  [
    "leave it out; Security.insecure() is the way to do without TLS, between nodes too",
    "DisableInternalTcpTls",
  ],
  ["use externalTcp: ExternalTcp.enabled({ tls: false })", "DisableExternalTcpTls"],
  [
    "use timing",
    "IntTcpHeartbeatInterval IntTcpHeartbeatTimeout ExtTcpHeartbeatInterval ExtTcpHeartbeatTimeout " +
      "ReplicationHeartbeatInterval ReplicationHeartbeatTimeout NodeHeartbeatInterval NodeHeartbeatTimeout " +
      "KeepAliveInterval KeepAliveTimeout",
  ],
  ["use externalTcp", "EnableExternalTCP EnableExternalTcp TcpReadTimeoutMs"],
  ["use atomPub", "EnableAtomPubOverHTTP EnableAtomPubOverHttp"],
  ["use exposure.adminUi", "AdminOnExt DisableAdminUi"],
  ["use exposure.stats", "StatsOnExt DisableStatsOnHttp"],
  ["use exposure.gossip", "GossipOnExt DisableGossipOnHttp"],
  ["use data", "Db MemDb"],
  ["use delivery", "Config"],
  ["leave it out", "Archiver", "archivers are not supported yet"],
  ["leave it out", "Help Version WhatIf RemoveDevCerts", STOPS],
  [
    "use connectionLimits",
    // The web server's limits, as people spell them.
    "MaxConcurrentConnections MaxConcurrentUpgradedConnections InitialStreamWindowSize " +
      "InitialConnectionWindowSize KestrelInitialStreamWindowSize KestrelInitialConnectionWindowSize",
    "it is a limit of the web server, not an option",
  ],
];

/** Nested sections that the model sets, by the first segment in lower case. */
const SECTIONS: ReadonlyMap<string, Derivation> = new Map([
  ["tcpplugin", { why: THE_CLUSTER_DOES, fix: "use externalTcp" }],
  ["kestrel", { why: THE_CLUSTER_DOES, fix: "use connectionLimits" }],
]);

/** Why each setting that the model derives is refused, by the option's name in every spelling that ever was. */
export const DERIVED: Readonly<Record<string, Derivation>> = Object.freeze(
  Object.fromEntries(
    GROUPS.flatMap(([fix, names, why = THE_CLUSTER_DOES]) =>
      names.split(" ").map((name) => [name, Object.freeze({ why, fix })] as const),
    ),
  ),
);

const BY_LOWER_CASE: ReadonlyMap<string, Derivation> = new Map(
  Object.entries(DERIVED).map(([name, derivation]) => [name.toLowerCase(), derivation]),
);

/**
 * Why a release's setting is refused, by the segments of its name in lower case; `undefined` where it is the user's.
 */
export function derivationOf(segments: readonly string[], version: string): Derivation | undefined {
  const [first = ""] = segments;
  // 24.2 alone has external TCP behind variables of their own.
  if (first.startsWith("unsupportedeventstoretcp")) return SECTIONS.get("tcpplugin");
  const [section = "", key, ...rest] = first === "plugins" ? segments.slice(1) : segments;
  const isKey = section === "licensing" && key === "licensekey" && rest.length === 0;
  if (isKey || (segments.length === 1 && first === "licensekey")) {
    if (takesLicenseKey(version)) return { why: THE_CLUSTER_DOES, fix: "use licenseKey" };
    const why = `${version} takes no license key; ${describeReleases(takesLicenseKey)} take one`;
    return { why, fix: "leave it out" };
  }
  return SECTIONS.get(first) ?? (segments.length === 1 ? BY_LOWER_CASE.get(first) : undefined);
}
