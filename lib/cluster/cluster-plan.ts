import type { ClusterSpec } from "../network/asked/cluster-spec";
import { MOST_HOSTS } from "../network/plan/host-plan";
import { planTopology } from "../network/plan/plan-topology";
import { deepFreeze } from "../network/model/deep-freeze";
import type { Topology } from "../network/model/topology";
import { isKeyed } from "../problem/checked";
import { Findings } from "../problem/findings";
import { InvalidClusterError, type Callee } from "../problem/invalid-cluster-error";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { capabilitiesOf } from "../server/capabilities-of";
import { isSecretSetting } from "../server/settings/settings-of";
import { RELEASES, resolveRelease, type Release } from "../server/release";
import type { ExternalTcpPlan } from "../server/features/external-tcp";
import { planServer, type ServerPlan } from "../server/server-plan";
import { NODE_COMMON_NAME } from "../server/server-tls";
import type { NodeServerSpec, ServerSpec } from "../server/server-spec";
import { wrongOnEveryRelease } from "./any-release";
import { checkUpgrade } from "../server/upgrade";
import { checkCluster, checkJoinable, checkRoutes } from "./cluster-checks";
import { readNetwork, readNetworks } from "./cluster-network";
import { ClusterData, planData, readData } from "./cluster-data";
import type { ClusterProps } from "./cluster-props";
import { planCertificates, type CertificatePlan } from "./certificates/certificate-plan";
import { nodeSettings, statesOf, type NodePlan } from "./node-plan";
import { readResources, type NodeResources } from "./node-resources";
import { readImage, readOverrides, readProps, type Overrides } from "./props-reading";
import { readPlainProps, type PlainProps } from "./plain-props";
import { readRemovalPolicy, RemovalPolicy } from "./removal-policy";
import { readSecurity, type AskedSecurity } from "./security";
import type { GivenProviders, Surroundings } from "./surroundings";

/** Everything that the resources of a cluster follow from. */
export interface ClusterPlan extends PlainProps {
  readonly topology: Topology;
  readonly server: ServerPlan;
  readonly image: string;
  /** The nodes, in the topology's order. */
  readonly nodes: readonly NodePlan[];
  /** Whether Terraform is to forget the data volumes that it owned. */
  readonly forgetsVolumes: boolean;
  /** Where the cluster is secure. */
  readonly certificates?: CertificatePlan;
  readonly warnings: readonly Problem[];
}

/** The newest release, on which the network is judged where the one asked for is not known. */
const NEWEST = RELEASES[RELEASES.length - 1] as string;

/**
 * Plans a cluster from its props, before any construct exists.
 * @throws InvalidClusterError with every problem, if there is one
 */
export function planCluster(
  id: string,
  given: ClusterProps,
  around: Surroundings,
  above: Callee,
): ClusterPlan {
  const findings = new Findings();
  const unknown = around.isToken(given);
  const asked = unknown ? undefined : readProps(given, findings);
  const props: Partial<ClusterProps> & GivenProviders = asked ?? {};
  const { tokens, unreadable } = around.lookForTokens(unknown ? given : props);
  const name = props.name === undefined ? id : props.name;
  around.checkScope(findings);
  around.checkProviders(props, findings);
  // Where the props are none, nothing of them is missing; what throws is not read.
  const planned =
    asked === undefined || unreadable.length > 0 ? undefined : read(name, asked, around, findings);
  // What the model makes of a token says nothing; the token itself is the problem.
  const others = findings.problems.filter((p) => !tokens.some((t) => related(p.path, t.path)));
  const problems = [...tokens, ...unreadable, ...others];
  if (problems.length > 0 || planned === undefined) {
    throw new InvalidClusterError(`EventStoreCluster ${quote(name)}`, problems, above);
  }
  return planned;
}

function read(
  name: string,
  props: Partial<ClusterProps>,
  around: Surroundings,
  findings: Findings,
): ClusterPlan | undefined {
  const known = resolveRelease(props.version, findings);
  const running = runningRelease(props, known, findings);
  // Where the release is not known, the newest stands for it, and what is said of releases is not told.
  const release = known ?? { version: NEWEST, asked: NEWEST, line: NEWEST };
  const ofRelease = known === undefined ? new Findings() : findings;
  if (running !== undefined) checkUpgrade(running, release, ofRelease);
  const security = readSecurity(props.security, findings);
  const overrides = readOverrides(props.nodeOverrides, release, findings);
  const plain = readPlainProps(props, findings);
  const shared = readResources(props.resources, "resources", findings);
  const secure = security.kind === "tls";
  const serverOf = (release: Release, found: Findings) =>
    planServer(
      serverSpec(props, release, secure, overrides, around),
      release,
      (value) => around.isToken(value),
      found,
    );
  const server = withoutSecrets(serverOf(release, ofRelease), around);
  if (known === undefined) for (const problem of wrongOnEveryRelease(serverOf)) findings.problem(problem);
  const network = new Findings();
  const networks = {
    internalNetwork: readNetwork(props.internalNetwork, "internalNetwork", around, network),
    externalNetwork: readNetwork(props.externalNetwork, "externalNetwork", around, network),
    additionalNetworks: readNetworks(props.additionalNetworks, "additionalNetworks", around, network),
  };
  const { topology, origins } = planTopology(
    clusterSpec(name, props, networks, server.externalTcp, security, overrides),
    capabilitiesOf(release),
    network,
    (value) => around.isToken(value),
  );
  findings.include(network);
  const image = readImage(props, release, around, findings, ofRelease);
  const asked = readData(props.data, findings);
  const policy = readRemovalPolicy(props.removalPolicy, asked?.kind ?? "named", findings);
  const owned = policy === RemovalPolicy.DESTROY;
  const storing = planData(asked, owned, topology.nodes, findings);
  const resources = new Map<string, NodeResources>();
  for (const [key, own] of Object.entries(overrides)) {
    if (own.resources === undefined) continue;
    resources.set(key, readResources(own.resources, `nodeOverrides[${quote(key)}].resources`, findings));
  }
  const trust = new Findings();
  // What is said of names and ranges counts where they are what was asked for.
  const isPlanned = network.problems.length === 0;
  const certificates =
    security.kind === "tls"
      ? planCertificates(security.certificates, { release, topology, isPlanned }, around, trust)
      : undefined;
  if (isPlanned) checkCluster(topology, server, ofRelease);
  const joinable = checkJoinable(topology, findings);
  // The names of a certificate that was refused are not those that there will be.
  const trusted = trust.problems.length === 0 ? certificates : undefined;
  const nodes = storing.map(({ node, ...data }): NodePlan => {
    const certificate = trusted?.of(node);
    return {
      node,
      ...data,
      resources: resources.get(node.key) ?? shared,
      settings: nodeSettings(server, topology, node, certificate, trusted?.shared),
      ...(certificate === undefined ? {} : { certificate }),
    };
  });
  ofRelease.include(trust);
  if (joinable) checkRoutes({ topology, nodes: statesOf(topology, nodes) }, findings, origins);
  if (known === undefined || image === undefined) return undefined;
  return {
    ...plain,
    topology: certificates === undefined ? topology : withClientTls(topology, certificates.shared),
    server,
    image,
    nodes,
    forgetsVolumes: policy === RemovalPolicy.RETAIN_AFTER_DESTROY,
    warnings: findings.warnings,
    ...(trusted === undefined ? {} : { certificates: trusted.shared }),
  };
}

/** The release that runs now, where it is said. */
function runningRelease(
  { version, upgradeFrom }: Partial<ClusterProps>,
  known: Release | undefined,
  findings: Findings,
): Release | undefined {
  if (upgradeFrom === undefined) return undefined;
  // A problem of one release is told once.
  return upgradeFrom === version ? known : resolveRelease(upgradeFrom, findings, "upgradeFrom");
}

/** The topology with what v5's client is told of the certificates. */
function withClientTls(topology: Topology, certificates: CertificatePlan): Topology {
  if (topology.clientProtocol !== "tcp") return topology;
  const { commonName = NODE_COMMON_NAME } = certificates;
  return deepFreeze({ ...topology, clientTls: { targetHost: commonName } });
}

function clusterSpec(
  name: string,
  props: Partial<ClusterProps>,
  networks: Pick<ClusterSpec, "internalNetwork" | "externalNetwork" | "additionalNetworks">,
  externalTcp: Pick<ExternalTcpPlan, "on" | "tls">,
  security: AskedSecurity,
  overrides: Overrides,
): ClusterSpec {
  return {
    ...pick(
      props,
      "size",
      "readOnlyReplicas",
      "ports",
      "clients",
      "peers",
      "bindings",
      "allowMajorityOnOneHost",
      "userlandProxy",
    ),
    ...(props.hosts === undefined ? {} : { hosts: withoutProviders(props.hosts) }),
    ...networks,
    name,
    externalTcp: externalTcp.on,
    externalTcpTls: externalTcp.tls,
    secure: security.kind === "tls",
    replicationTls: security.kind === "tls" && security.betweenNodes,
    allowPublished: security.kind === "insecure" && security.allowPublished,
    addresses: overrides,
  };
}

/** Providers are constructs, and no part of the model. */
function withoutProviders(hosts: unknown): NonNullable<ClusterSpec["hosts"]> {
  const plain = (host: unknown): unknown => {
    if (typeof host !== "object" || host === null || Array.isArray(host)) return host;
    const keys = Object.keys(host).filter((key) => key !== "provider");
    return Object.fromEntries(keys.map((key) => [key, Reflect.get(host, key)]));
  };
  // A list that is far too long is refused, and not walked before that.
  const isWalked = Array.isArray(hosts) && hosts.length <= MOST_HOSTS;
  return (isWalked ? Array.from<unknown>(hosts).map(plain) : hosts) as never;
}

function serverSpec(
  props: Partial<ClusterProps>,
  release: Release,
  secure: boolean,
  overrides: Overrides,
  around: Surroundings,
): ServerSpec {
  const nodes = Object.fromEntries(
    Object.entries(overrides).map(([key, own]): [string, NodeServerSpec] => [
      key,
      {
        ...(own.priority === undefined ? {} : { priority: own.priority as number }),
        ...(own.settings === undefined ? {} : { settings: settingsAsText(own.settings, around) }),
      },
    ]),
  );
  return {
    ...pick(props, "externalTcp", "timing", "exposure", "atomPub", "connectionLimits", "delivery"),
    ...(props.settings === undefined ? {} : { settings: settingsAsText(props.settings, around) }),
    ...(props.licenseKey === undefined ? {} : { licenseKey: around.tokenAsText(props.licenseKey) }),
    version: release.version,
    secure,
    inMemory: props.data instanceof ClusterData && props.data.kind === "memory",
    nodes,
  };
}

/** What was judged, with its secrets concealed. */
function withoutSecrets(server: ServerPlan, around: Surroundings): ServerPlan {
  const { version } = server.release;
  const concealed = (settings: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> =>
    new Map(
      [...settings].map(([key, value]) => {
        const secret = typeof value === "string" && isSecretSetting(version, key, value);
        return [key, secret ? around.conceal(value) : value];
      }),
    );
  const { licenseKey } = server;
  return {
    ...server,
    ...(licenseKey === undefined ? {} : { licenseKey: around.conceal(licenseKey) }),
    userSettings: concealed(server.userSettings),
    nodes: new Map(
      [...server.nodes].map(([key, own]) => [key, { ...own, settings: concealed(own.settings) }]),
    ),
  };
}

/** The user's settings with tokens as text, so that they survive on their way to Terraform. */
function settingsAsText(settings: unknown, around: Surroundings): NonNullable<ClusterProps["settings"]> {
  if (typeof settings !== "object" || settings === null || !isKeyed(settings)) return settings as never;
  return Object.fromEntries(Object.entries(settings).map(([k, v]) => [k, around.tokenAsText(v)])) as never;
}

function pick<T extends object, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((k) => from[k] !== undefined).map((k) => [k, from[k]])) as Pick<T, K>;
}

function related(one: string, other: string): boolean {
  const within = (inner: string, outer: string) =>
    inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
  return within(one, other) || within(other, one);
}
