import { catalogueOf } from "../catalogue";
import { hasReadTimeout, isTlsOptional, whyTlsFollows } from "../features/external-tcp";
import { takesLicenseKey, withLicenseKey } from "../features/license-key";
import { readsKestrelSettings } from "../image-layout";
import { describeReleases } from "../release";

/** Why a setting is not the user's, and what to use in its place. */
export interface Derivation {
  /** What is true of the setting. */
  readonly why: string;
  /** What to do, in the words of the API. */
  readonly fix: string;
  /** Whether it is so for a reason of this release, or of this kind of cluster. */
  readonly here?: true;
}

/** What a setting that the model derives is judged by. */
export interface DerivationContext {
  readonly version: string;
  /** Whether TLS is on. */
  readonly secure: boolean;
}

const THE_CLUSTER_DOES = "the cluster derives it";
const PHANTOMS =
  "DNS discovery answers IP addresses that differ from what the nodes advertise, which leaves phantom members in gossip";
const EXTERNAL_TCP = "use externalTcp";
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
  [EXTERNAL_TCP, "EnableExternalTCP EnableExternalTcp TcpReadTimeoutMs"],
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

/** Why a name in a section of its own is refused, which the model sets; by the first segment and the last, in lower case. */
function derivationInSection(first: string, last: string): Derivation | undefined {
  // 24.2 alone has external TCP behind variables of their own.
  if (first === "tcpplugin" || first.startsWith("unsupportedeventstoretcp"))
    return { why: THE_CLUSTER_DOES, fix: last.includes("heartbeat") ? "use timing" : EXTERNAL_TCP };
  return first === "kestrel" ? { why: THE_CLUSTER_DOES, fix: "use connectionLimits" } : undefined;
}

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
 * Why a release's setting is refused, by the segments of its name in lower case; `undefined` where it is the user's. The
 * release takes what is to be used in its place.
 */
export function derivationOf(
  segments: readonly string[],
  context: DerivationContext,
): Derivation | undefined {
  const { version } = context;
  const [first = ""] = segments;
  const last = segments.at(-1) ?? "";
  const [section = "", key, ...rest] = first === "plugins" ? segments.slice(1) : segments;
  const isKey = section === "licensing" && key === "licensekey" && rest.length === 0;
  if (isKey || (segments.length === 1 && first === "licensekey")) {
    if (takesLicenseKey(version)) return { why: THE_CLUSTER_DOES, fix: "use licenseKey" };
    const why = `${version} takes no license key; ${describeReleases(takesLicenseKey)} take one`;
    return { why, fix: "leave it out" };
  }
  const derivation =
    derivationInSection(first, last) ?? (segments.length === 1 ? BY_LOWER_CASE.get(first) : undefined);
  if (derivation === undefined) return undefined;
  const { why, fix } = derivation;
  const more = fix === EXTERNAL_TCP ? withLicenseKey(version) : "";
  return withoutCounterpart(last, derivation, context) ?? { why, fix: `${fix}${more}` };
}

/** What is true of a setting where nothing is taken in its place, which other releases or clusters have. */
function withoutCounterpart(
  name: string,
  { fix }: Derivation,
  { version, secure }: DerivationContext,
): Derivation | undefined {
  const leaveOut = (why: string, fix = "leave it out") => ({ why, fix, here: true }) as const;
  const lacks = (option: string) => !catalogueOf(version).options.has(option);
  switch (name) {
    case "disableexternaltcptls":
      if (!secure) return leaveOut("Security.insecure() leaves TLS out everywhere");
      if (isTlsOptional(version)) return undefined;
      return leaveOut(
        whyTlsFollows(version),
        "leave it out, or use Security.insecure() to turn TLS off everywhere",
      );
    case "tcpreadtimeoutms":
      if (hasReadTimeout(version)) return undefined;
      return leaveOut(`${version} has no such setting; ${describeReleases(hasReadTimeout)} have it`);
    case "keepaliveinterval":
    case "keepalivetimeout":
      return lacks("KeepAliveInterval") ? leaveOut(`${version} has no keep-alive settings`) : undefined;
    case "readonlyreplica":
      return lacks("ReadOnlyReplica") ? leaveOut(`${version} has no read-only replicas`) : undefined;
  }
  if (fix !== "use connectionLimits" || readsKestrelSettings(version)) return undefined;
  return leaveOut(
    `${version} reads no kestrelsettings.json; ${describeReleases(readsKestrelSettings)} read it`,
  );
}
