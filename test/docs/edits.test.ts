import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  diffClusters,
  EventStoreCluster,
  Binding,
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  Delivery,
  ExternalTcp,
  PeerAccess,
  PortPlan,
  RemovalPolicy,
  Security,
  Timing,
  type ClusterAttributes,
  type EventStoreClusterProps,
} from "../../lib";
import { PROPS } from "../../lib/cluster/props-reading";
import { byName, propsOf, synthStack, type Resource, type Synthesized } from "../docker/synth";
import { codes, plain, readTables } from "./tables";

/*
 * What an edit of each prop does, as docs/settings.md says, against what is synthesized before and after it.
 */

type Props = Partial<Record<keyof EventStoreClusterProps, unknown>>;

const SECURE = Security.tls(Certificates.generated());
const ALL_INTERFACES = { internalTcp: Binding.ALL_INTERFACES };
const localhost = (ports: PortPlan) => ClientAccess.throughHost({ host: "localhost", ports });
const named = (host: string) =>
  ClientAccess.throughHost({ host, ports: PortPlan.sequential({ http: 2113 }) });
const perNode = (n: number) => ({ host: `n${n}.example.test`, tcpPort: 1112, httpPort: 2113 });

/** Three Docker hosts, where `change` says something of one of them; each gets a provider in its stack. */
const hostsWith = (change: object = {}, ...more: readonly object[]) =>
  ["a", "b", "c"]
    .map((name, n) => ({
      name,
      internalAddress: `10.60.0.${n + 1}`,
      externalAddress: `192.0.2.${n + 1}`,
      ...(n === 1 ? change : {}),
    }))
    .concat(more as never);
/** Nothing beyond what the sample has. */
const PLAIN = {};
const OPEN = { security: Security.insecure({ allowPublished: true }) };
const ON_HOSTS = { ...OPEN, hosts: hostsWith() };
/** A replica on each of two hosts, so that none is without a node wherever `node-1` is. */
const moving = (host: string) => ({
  ...OPEN,
  hosts: hostsWith({}, { name: "d", internalAddress: "10.60.0.4", externalAddress: "192.0.2.4" }),
  readOnlyReplicas: 2,
  nodeOverrides: { "node-1": { host }, "replica-0": { host: "b" }, "replica-1": { host: "d" } },
  peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
  clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113) }),
});

/** An edit of each row's prop, from the first props to the second. */
const EDITS: Readonly<Record<string, readonly [Props, Props]>> = {
  settings: [PLAIN, { settings: { MaxAppendSize: 2048 } }],
  timing: [PLAIN, { timing: Timing.tolerant() }],
  exposure: [PLAIN, { exposure: { stats: false } }],
  atomPub: [PLAIN, { atomPub: true }],
  connectionLimits: [PLAIN, { connectionLimits: { maxConcurrentConnections: 5 } }],
  licenseKey: [{ licenseKey: "one" }, { licenseKey: "two" }],
  externalTcp: [{ licenseKey: "one" }, { licenseKey: "one", externalTcp: ExternalTcp.enabled() }],
  "nodeOverrides: priority, settings": [PLAIN, { nodeOverrides: { "node-0": { priority: 1 } } }],
  "nodeOverrides: addresses, resources": [PLAIN, { nodeOverrides: { "node-0": { resources: { cpus: 1 } } } }],
  "security: another certificate, other roots": [
    { security: SECURE },
    { security: Security.tls(Certificates.generated({ validDays: 100 })) },
  ],
  "security: TLS on or off": [PLAIN, { security: SECURE }],
  "clients: names": [
    { security: SECURE, clients: named("a.test") },
    { security: SECURE, clients: named("b.test") },
  ],
  "clients: ports": [
    { clients: localhost(PortPlan.sequential(2113)) },
    { clients: localhost(PortPlan.sequential(3113)) },
  ],
  peers: [PLAIN, { peers: PeerAccess.perNode([0, 1, 2].map(perNode)) }],
  ports: [PLAIN, { ports: { http: 3113 } }],
  bindings: [PLAIN, { bindings: ALL_INTERFACES, security: Security.insecure({ allowPublished: true }) }],
  externalNetwork: [PLAIN, { externalNetwork: { cidr: "10.241.1.0/24" } }],
  internalNetwork: [PLAIN, { internalNetwork: { cidr: "10.241.0.0/24" } }],
  "externalNetwork: checkedAtPlan": [
    { externalNetwork: ClusterNetwork.fromNetworkName("lan", { cidr: "10.241.1.0/24" }) },
    {
      externalNetwork: ClusterNetwork.fromNetworkName("lan", { cidr: "10.241.1.0/24", checkedAtPlan: true }),
    },
  ],
  "hosts: an external address": [ON_HOSTS, { ...OPEN, hosts: hostsWith({ externalAddress: "192.0.2.9" }) }],
  "hosts: an external name": [ON_HOSTS, { ...OPEN, hosts: hostsWith({ externalName: "b.example.test" }) }],
  "hosts: a name": [ON_HOSTS, { ...OPEN, hosts: hostsWith({ name: "b-renamed" }) }],
  "hosts: a keeper's port": [ON_HOSTS, { ...OPEN, hosts: hostsWith({ keeperPort: 2200 }) }],
  "hosts: an internal address": [ON_HOSTS, { ...OPEN, hosts: hostsWith({ internalAddress: "10.60.0.9" }) }],
  "hosts: named, where there were none": [OPEN, ON_HOSTS],
  "nodeOverrides: host": [moving("b"), moving("d")],
  allowMajorityOnOneHost: [ON_HOSTS, { ...OPEN, hosts: hostsWith(), allowMajorityOnOneHost: true }],
  userlandProxy: [PLAIN, { userlandProxy: false }],
  name: [PLAIN, { name: "other" }],
  size: [PLAIN, { size: 5 }],
  readOnlyReplicas: [PLAIN, { readOnlyReplicas: 1 }],
  version: [PLAIN, { version: "24.10.5" }],
  image: [PLAIN, { image: "other:1" }],
  architecture: [PLAIN, { architecture: "arm64" }],
  data: [PLAIN, { data: ClusterData.hostPath("/srv") }],
  removalPolicy: [PLAIN, { removalPolicy: RemovalPolicy.DESTROY }],
  resources: [PLAIN, { resources: { cpus: 1 } }],
  labels: [PLAIN, { labels: { team: "orders" } }],
  delivery: [PLAIN, { delivery: Delivery.ENVIRONMENT }],
  waitForReady: [PLAIN, { waitForReady: false }],
  readyTimeout: [PLAIN, { readyTimeout: 60 }],
  engineVersion: [PLAIN, { engineVersion: "28.5.2" }],
  engineName: [PLAIN, { engineName: "production" }],
  upgradeFrom: [PLAIN, { upgradeFrom: "24.10.4" }],
  report: [PLAIN, { report: true }],
  additionalNetworks: [PLAIN, { additionalNetworks: { proxy: { cidr: "10.241.2.0/24" } } }],
};

/** Declares a cluster; its Docker hosts get their providers. */
function declare(stack: TerraformStack, { hosts, ...props }: Props): EventStoreCluster {
  const provided = (hosts as ReturnType<typeof hostsWith> | undefined)?.map((host) => {
    const told = { alias: host.name, host: `ssh://${host.name}` };
    return { ...host, provider: new DockerProvider(stack, `docker-${host.name}`, told) };
  });
  return new EventStoreCluster(stack, "esdb", propsOf(provided ? { ...props, hosts: provided } : props));
}

interface Declared {
  readonly stack: Synthesized;
  /** What the cluster gives away of itself. */
  readonly attributes: ClusterAttributes;
}

const declared = new Map<Props, Declared>();

/** What comes of props, which many edits begin with. */
function declaredOf(props: Props): Declared {
  const known = declared.get(props);
  if (known !== undefined) return known;
  let attributes: ClusterAttributes | undefined;
  const stack = synthStack((stack) => {
    attributes = declare(stack, props).exportAttributes();
  });
  const one = { stack, attributes: attributes as ClusterAttributes };
  declared.set(props, one);
  return one;
}

/** What Terraform does about the nodes. */
function effectOf([before, after]: readonly [Props, Props]): string {
  const [one, other] = [declaredOf(before).stack, declaredOf(after).stack];
  const of = (stack: Synthesized) => byName(stack, "docker_container");
  const [were, are] = [of(one), of(other)];
  const nodes = Object.keys(were).filter((name) => /-node-\d$/.test(name));
  // The image is another resource; a certificate too.
  const shared = (stack: Synthesized) => JSON.stringify(byName(stack, "docker_image"));
  // A volume has its name whoever owns it.
  const shown = (container?: Resource) =>
    JSON.stringify(container).replace(/\$\{docker_volume\.eventstore_esdb_([\w-]+)\.name\}/g, "esdb-$1");
  const changed = (name: string) => shown(were[name]) !== shown(are[name]);
  const replaced = shared(one) !== shared(other) ? nodes : nodes.filter(changed);
  if (replaced.length > 0) return replaced.length === 1 ? "that node replaced" : "all replaced at once";
  const staged = nodes.map((name) => `${name}-installer`).filter(changed);
  if (staged.some((name) => settingsIn(were[name]) !== settingsIn(are[name]))) return "one by one, restarted";
  const issued = (stack: Synthesized) => JSON.stringify(stack.resource.tls_locally_signed_cert);
  return issued(one) === issued(other) ? "none" : "one by one, reloaded";
}

/** What of an installer's files is in force after a start alone. */
function settingsIn(installer: Resource | undefined): string {
  const uploads = (installer?.upload ?? []) as readonly { file: string; content: string }[];
  return JSON.stringify(uploads.filter(({ file }) => /server\.conf|\/env\/|\/image\//.test(file)));
}

const ROWS = readTables(readFileSync(join(__dirname, "../../docs/settings.md"), "utf8")).find(
  ([row]) => row?.["The nodes"] !== undefined,
);

test.each(Object.entries(EDITS))("an edit of %s does what docs/settings.md says", (name, edit) => {
  const row = ROWS?.find(({ Edit }) => plain(Edit).split(" / ").includes(name));
  expect([name, plain(row?.["The nodes"])]).toEqual([name, effectOf(edit)]);
});

/** The same in the words of the table, by what the exported attributes tell. */
function toldOf([before, after]: readonly [Props, Props]): string {
  const { nodes } = diffClusters(declaredOf(before).attributes, declaredOf(after).attributes);
  const changed = nodes.filter(({ node, change }) => node.startsWith("node-") && change !== "added");
  const has = (kind: string) => changed.filter(({ change }) => change === kind).length;
  if (has("replaced") > 0) return has("replaced") === 1 ? "that node replaced" : "all replaced at once";
  if (has("restarted") > 0) return "one by one, restarted";
  return has("reloaded") > 0 ? "one by one, reloaded" : "none";
}

/** What is a secret alone is in no exported attribute. */
const SECRET = "licenseKey";

test.each(Object.entries(EDITS))("diffClusters says of an edit of %s what Terraform does", (name, edit) => {
  expect([name, toldOf(edit)]).toEqual([name, name === SECRET ? "none" : effectOf(edit)]);
});

test("every row has an edit", () => {
  const rows = (ROWS ?? []).flatMap(({ Edit }) => plain(Edit).split(" / "));
  expect(rows.filter((row) => !Object.hasOwn(EDITS, row))).toEqual([]);
});

test("every prop has a row", () => {
  const said = new Set((ROWS ?? []).flatMap(({ Edit }) => codes(Edit)));
  expect(PROPS.filter((prop) => !said.has(prop) && !/rovider$/.test(prop))).toEqual([]);
});
