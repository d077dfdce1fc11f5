import fc from "fast-check";
import {
  Audience,
  Binding,
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
} from "../../lib";
import { RELEASES } from "../../lib/server/release";
import { anyKey, anyMaker } from "./spoilt";
import { any } from "./input";

type Maker = () => unknown;

/** Every way in which a user makes an object of this library. */
const FACTORIES: Readonly<Record<string, (...given: never[]) => unknown>> = {
  withinNetwork: (options) => ClientAccess.withinNetwork(options),
  throughHost: (options) => ClientAccess.throughHost(options),
  throughHosts: (options) => ClientAccess.throughHosts(options),
  everywhere: (options) => ClientAccess.everywhere(options),
  perNode: (members, options) => ClientAccess.perNode(members, options),
  throughProxy: (members, options) => ClientAccess.throughProxy(members, options),
  peersWithinNetwork: () => PeerAccess.withinNetwork(),
  peersThroughHosts: (options) => PeerAccess.throughHosts(options),
  peersPerNode: (members, options) => PeerAccess.perNode(members, options),
  sequential: (first, options) => PortPlan.sequential(first, options),
  same: (ports) => PortPlan.same(ports),
  explicit: (members, options) => PortPlan.explicit(members, options),
  lan: () => Timing.lan(),
  tolerant: () => Timing.tolerant(),
  custom: (options) => Timing.custom(options),
  externalTcp: (options) => ExternalTcp.enabled(options),
  insecure: (options) => Security.insecure(options),
  namedVolumes: () => ClusterData.namedVolumes(),
  existingVolumes: (members, options) => ClusterData.existingVolumes(members, options),
  hostPath: (path) => ClusterData.hostPath(path),
  hostPaths: (folders) => ClusterData.hostPaths(folders),
  inMemory: () => ClusterData.inMemory(),
  fromNetworkName: (name, props) => ClusterNetwork.fromNetworkName(name, props),
};

/** Keys that the options of some factory, or some prop, know. */
const KNOWN_KEYS = [
  "host", "ports", "bindIp", "domain", "audiences", "readOnlyReplicas", "httpPort", "tcpPort", "internalHttpPort",
  "http", "externalTcp", "internalTcp", "internalHttp", "replicaOffset", "memberOffset", "cidr", "gateway",
  "dynamicRange", "internal", "networkName", "checkedAtPlan", "allowPublished", "licenseKey", "readTimeout", "keepAliveInterval",
  "internalHeartbeatTimeout", "adminUi", "stats", "gossip", "memory", "cpus", "ulimits", "priority", "settings",
  "resources", "maxConcurrentConnections", "initialStreamWindowSize", "kind", "members", "name", "provider",
  "internalAddress", "externalAddress", "externalName", "keeperPort", "reachableFrom",
]; // prettier-ignore

const PROPS = [
  "version", "security", "externalNetwork", "internalNetwork", "name", "size", "readOnlyReplicas", "ports",
  "bindings", "clients", "peers", "timing", "exposure", "externalTcp", "atomPub", "connectionLimits", "settings",
  "delivery", "nodeOverrides", "data", "removalPolicy", "resources", "waitForReady", "readyTimeout", "image",
  "architecture", "labels", "additionalNetworks", "hosts", "allowMajorityOnOneHost", "userlandProxy", "engineVersion",
]; // prettier-ignore

/** Values that are right somewhere. */
const right = fc.constantFrom<unknown>(
  ...["localhost", "10.0.0.5", "db.example.test", "10.240.0.0/24", "10.240.1.0/24", "10.240.1.11", "node-0"],
  ...["esdb.test", "127.0.0.1", "0.0.0.0", "/srv/data", "esdb", "key"],
  ...[0, 1, 3, 20, 1112, 2113, 1000, 65535, 2147483647, true, false],
  ...Object.values(Audience),
  ...Object.values(Binding),
  ...Object.values(Delivery),
  ...Object.values(RemovalPolicy),
  ...RELEASES.slice(-3),
);

/** A value of any shape, with objects of this library and options of theirs among it. */
const wildValue: fc.Arbitrary<Maker> = fc.letrec<{ value: Maker; record: Maker; call: Maker; list: Maker }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthIdentifier: "wild" },
      right.map((value) => () => value),
      anyMaker,
      tie("record"),
      tie("list"),
      tie("call"),
    ),
    record: fc
      .dictionary(fc.oneof(fc.constantFrom(...KNOWN_KEYS), anyKey), tie("value"), {
        maxKeys: 5,
        depthIdentifier: "wild",
      })
      .map((made) => () => Object.fromEntries(Object.entries(made).map(([key, make]) => [key, make()]))),
    list: fc
      .array(tie("value"), { maxLength: 4, depthIdentifier: "wild" })
      .map((made) => () => made.map((make) => make())),
    call: fc
      .tuple(
        fc.constantFrom(...Object.values(FACTORIES)),
        fc.array(tie("value"), { maxLength: 3, depthIdentifier: "wild" }),
      )
      .map(
        ([factory, given]) =>
          () =>
            factory(...given.map((make) => any(make()))),
      ),
  }),
).value;

/** Some props with wild values, by themselves or in place of those of a cluster that can be; or no props at all. */
export function wildProps(valid: fc.Arbitrary<object>): fc.Arbitrary<Maker> {
  const some = fc.dictionary(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PROPS) }, { weight: 1, arbitrary: anyKey }),
    wildValue,
    {
      maxKeys: 8,
    },
  );
  return fc.oneof(
    { weight: 4, arbitrary: some.map((made) => () => allMade(made)) },
    {
      weight: 5,
      arbitrary: fc.tuple(valid, some).map(([props, made]) => () => ({ ...props, ...allMade(made) })),
    },
    { weight: 1, arbitrary: wildValue },
  );
}

function allMade(made: Readonly<Record<string, Maker>>): object {
  return Object.fromEntries(Object.entries(made).map(([key, make]) => [key, make()]));
}
