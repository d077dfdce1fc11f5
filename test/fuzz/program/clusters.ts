import { Container } from "@cdktf/provider-docker/lib/container";
import { DataDockerNetwork } from "@cdktf/provider-docker/lib/data-docker-network";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { TerraformProvider, TerraformVariable, Token, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import fc from "fast-check";
import {
  Audience,
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  Delivery,
  EventStoreCluster,
  PeerAccess,
  PortPlan,
  RemovalPolicy,
  Security,
} from "../../../lib";
import { anyValue } from "../../network/arbitrary-spec";
import { any } from "../input";
import { SECRET } from "../secrets";
import { copyOf, put, spoilt } from "../spoilt";
import { validProps } from "../valid-props";
import type { Step } from "./step";
import { pick, type World } from "./world";

type Props = Readonly<Record<string, unknown>>;

const seldom = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

/** A cluster that would work by itself; `place` keeps it apart from others. */
const sound: fc.Arbitrary<(stack: TerraformStack) => Props> = fc
  .record({
    version: fc.constantFrom("20.10.5", "22.10.5", "24.10.4", "24.10.4", "26.1.0"),
    place: fc.nat(5),
    size: fc.constantFrom(1, 3),
    readOnlyReplicas: seldom(fc.constantFrom(0, 1)),
    security: fc.constantFrom("insecure", "generated", "values", "host"),
    clients: fc.constantFrom("network", "host", "everywhere"),
    delivery: seldom(fc.constantFrom(...Object.values(Delivery))),
    removalPolicy: seldom(fc.constantFrom(...Object.values(RemovalPolicy))),
    waitForReady: seldom(fc.boolean()),
    engineName: seldom(fc.constantFrom("one", "two")),
    licenseKey: seldom(fc.constant(SECRET)),
    userlandProxy: seldom(fc.boolean()),
  })
  .map(({ place, clients, security, size, readOnlyReplicas, licenseKey, ...props }) => () => ({
    ...props,
    size,
    ...(size === 3 ? { readOnlyReplicas } : {}),
    ...(props.version > "24.10" ? { licenseKey } : {}),
    security:
      security === "insecure"
        ? Security.insecure({ allowPublished: true })
        : Security.tls(certificates(security)),
    internalNetwork: { cidr: `10.24${place}.0.0/24` },
    externalNetwork: { cidr: `10.24${place}.1.0/24` },
    ...(clients === "network" ? {} : { clients: published(clients, 2113 + 100 * place) }),
  }));

function certificates(source: string): Certificates {
  if (source === "generated") return Certificates.generated();
  if (source === "host")
    return Certificates.fromDockerHost({
      trustedRoots: ["/etc/esdb/ca.crt"],
      shared: { certificate: "/etc/esdb/node.crt", privateKey: "/etc/esdb/node.key" },
    });
  const later = (name: string) => Token.asString({ resolve: () => `\${var.${name}}` });
  return Certificates.fromValues({
    trustedRoots: [later("root")],
    shared: { certificate: later("certificate"), privateKey: later("key") },
  });
}

function published(clients: string, port: number): ClientAccess {
  const ports = PortPlan.sequential(port);
  return clients === "host"
    ? ClientAccess.throughHost({ host: "localhost", ports })
    : ClientAccess.everywhere({ domain: "db.test", ports });
}

/** Props of the user's own resources: of the same stack, or of another. */
const REFERRING: Readonly<Record<string, (stack: TerraformStack, world: World, checked: boolean) => Props>> =
  {
    network: (stack, world, checkedAtPlan) => {
      const network = new Network(stack, world.id("own-network"), {
        name: "own",
        ipamConfig: [{ subnet: "10.250.1.0/24", gateway: "10.250.1.1", ipRange: "10.250.1.128/25" }],
      });
      const props = { cidr: "10.250.1.0/24", checkedAtPlan };
      return { externalNetwork: ClusterNetwork.fromNetworkName(network.name, props) };
    },
    internal: (stack, world) => {
      const network = new Network(stack, world.id("own-network"), { name: "own-internal", internal: true });
      return {
        internalNetwork: ClusterNetwork.fromNetworkName(network.id, {
          cidr: "10.251.0.0/24",
          internal: true,
        }),
      };
    },
    found: (stack, world, checkedAtPlan) => {
      const network = new DataDockerNetwork(stack, world.id("found"), { name: "theirs" });
      const props = { cidr: "10.252.1.0/24", checkedAtPlan };
      return { externalNetwork: ClusterNetwork.fromNetworkName(network.name, props) };
    },
    named: (_, __, checkedAtPlan) => {
      const props = { cidr: "10.253.1.0/24", checkedAtPlan };
      return { externalNetwork: ClusterNetwork.fromNetworkName("lan", props) };
    },
    volumes: (stack, world) => ({
      data: ClusterData.existingVolumes(
        [0, 1, 2].map((n) => new Volume(stack, world.id("own-data"), { name: `own-${n}` }).name),
      ),
      size: 3,
      readOnlyReplicas: 0,
      removalPolicy: RemovalPolicy.RETAIN,
    }),
    image: (stack, world) => ({ image: new Image(stack, world.id("own-image"), { name: "esdb:1" }).imageId }),
    host: (stack, world) => ({
      clients: ClientAccess.throughHost({
        host: new TerraformVariable(stack, world.id("machine"), {}).stringValue,
        ports: PortPlan.sequential(3000),
      }),
    }),
    container: (stack, world) => ({
      clients: ClientAccess.throughHost({
        host: new Container(stack, world.id("machine"), { name: "m", image: "m" }).hostname,
        ports: PortPlan.sequential(3000),
      }),
    }),
    label: (stack, world) => ({
      labels: { owner: new TerraformVariable(stack, world.id("owner"), {}).stringValue },
    }),
  };

const referring = fc.record({
  kind: fc.constantFrom(...Object.keys(REFERRING)),
  elsewhere: fc.option(fc.nat(), { freq: 3 }),
  checkedAtPlan: fc.boolean(),
});

/** The provider that a cluster names: mostly none, else one of its stack, or any. */
const provider = fc.record({
  names: fc.constantFrom<"none" | "own" | "any">("none", "none", "own", "own", "any"),
  which: fc.nat(),
});

const audiences = fc.subarray(Object.values(Audience));

/** Docker hosts such as can be; their providers come with the stack. */
const entries = fc
  .record({
    count: fc.integer({ min: 1, max: 4 }),
    // What is translated (1:1 NAT) is a public address that is none of the host's.
    named: fc.constantFrom("no", "by name", "translated"),
    oneAddress: fc.boolean(),
    internal: seldom(audiences),
    external: seldom(audiences),
    only: fc.nat(5),
  })
  .map(({ count, named, oneAddress, internal, external, only }) => {
    const hasBoth = !oneAddress || named === "translated";
    const said = {
      ...(internal === undefined ? {} : { internalAddress: internal }),
      ...(external === undefined || !hasBoth ? {} : { externalAddress: external }),
    };
    return Array.from({ length: count }, (_, n) => ({
      name: `host-${n}`,
      internalAddress: `10.60.0.${n + 1}`,
      ...(oneAddress ? {} : { externalAddress: `192.0.2.${n + 1}` }),
      ...(named === "no"
        ? {}
        : { externalName: named === "by name" ? `host-${n}.example.com` : `203.0.113.${n + 1}` }),
      // Of one host alone, or of all.
      ...(only < count && only !== n ? {} : { reachableFrom: said }),
    }));
  });

/** Docker hosts, mostly such as can be, and what goes with them. */
const spread = fc.record({
  entries: fc.oneof(
    { weight: 3, arbitrary: entries.map((made) => () => made) },
    { weight: 1, arbitrary: spoilt(entries).map(({ make }) => make) },
  ),
  // The props' own ways mostly cannot be with several hosts.
  ownWays: fc.constantFrom(false, false, false, true),
  meant: fc.boolean(),
  promised: fc.oneof(
    fc.constant({}),
    fc
      .subarray([Audience.REMOTE, Audience.HOST, Audience.NETWORK], { minLength: 1 })
      .map((some) => ({ audiences: some })),
  ),
  ports: fc.constantFrom<"sequential" | "same">("sequential", "same"),
  odd: seldom(
    fc.record({
      key: fc.constantFrom(
        ...["name", "internalAddress", "externalAddress", "externalName", "keeperPort", "provider"],
        "reachableFrom",
      ),
      value: fc.oneof(anyValue, fc.constantFrom<unknown>("a", "10.1.0.1", "localhost", 2113, "docker")),
      which: fc.nat(3),
    }),
  ),
});

type Spread = typeof spread extends fc.Arbitrary<infer T> ? T : never;

/** A cluster in some stack. */
export const clusterSteps: fc.Arbitrary<Step> = fc
  .record({
    id: fc.constantFrom("esdb", "esdb", "db", "orders", "ESDB"),
    stack: fc.nat(),
    nested: fc.boolean(),
    props: fc.oneof(
      { weight: 6, arbitrary: sound },
      { weight: 2, arbitrary: validProps.map((props) => () => any(props)) },
      {
        weight: 1,
        arbitrary: spoilt(validProps).map(
          ({ make }) =>
            () =>
              make() as Props,
        ),
      },
    ),
    referring: seldom(referring),
    provider,
    tls: fc.constantFrom(false, false, true),
    spread: fc.option(spread, { freq: 3 }),
  })
  .map((drawn) => ({
    name: `cluster ${drawn.id} in ${drawn.stack}${drawn.nested ? " nested" : ""} with ${drawn.provider.names} ${drawn.referring?.kind ?? ""}${drawn.spread === null ? "" : " on hosts"}`,
    take: (world) => {
      const stack = world.stack(drawn.stack);
      const { kind, elsewhere, checkedAtPlan = false } = drawn.referring ?? {};
      const home = elsewhere === undefined || elsewhere === null ? stack : world.stack(elsewhere);
      const more = kind === undefined ? {} : (REFERRING[kind]?.(home, world, checkedAtPlan) ?? {});
      const scope: Construct = drawn.nested ? new Construct(stack, world.id("scope")) : stack;
      const hosts = drawn.spread === null ? {} : onHosts(world, stack, drawn.spread);
      const before = scope.node.children.length;
      const id = scope.node.tryFindChild(drawn.id) === undefined ? drawn.id : world.id(drawn.id);
      const made = world.ask(() => {
        const given = { ...drawn.props(stack), ...more, ...providersOf(world, stack, drawn), ...hosts };
        return new EventStoreCluster(scope, id, any(given));
      });
      if (made !== undefined) world.clusters.push(made);
      else if (scope.node.children.length > before) world.faults.push("an error left a construct behind");
    },
  }));

function onHosts(
  world: World,
  stack: TerraformStack,
  { entries, ownWays, meant, promised, ports, odd }: Spread,
): Props {
  const made = entries();
  const hosts = Array.isArray(made)
    ? made.map((entry: unknown, n) => {
        if (typeof entry !== "object" || entry === null) return entry;
        const id = world.id("host");
        const host = copyOf(entry);
        put(host, "provider", new DockerProvider(stack, id, { alias: id, host: `ssh://root@${id}` }));
        if (odd !== undefined && odd.which % made.length === n) put(host, odd.key, odd.value);
        return host;
      })
    : made;
  const tcp = { http: 2113, externalTcp: 1113 };
  return {
    hosts,
    allowMajorityOnOneHost: meant,
    ...(ownWays
      ? {}
      : {
          peers: PeerAccess.throughHosts(meant ? {} : { internalTcp: PortPlan[ports](11112) }),
          clients: ClientAccess.throughHosts({ ports: PortPlan[ports](tcp), ...promised }),
          size: Array.isArray(hosts) ? hosts.length : 3,
          provider: undefined,
        }),
  };
}

function providersOf(
  world: World,
  stack: TerraformStack,
  { provider: { names, which }, tls }: { provider: { names: string; which: number }; tls: boolean },
): Props {
  const all = (names === "any" ? world.app : stack).node
    .findAll()
    .filter((one): one is TerraformProvider => TerraformProvider.isTerraformProvider(one));
  const of = (type: string) =>
    pick(names === "any" ? all : all.filter((one) => one.terraformResourceType === type), which);
  return {
    ...(names === "none" ? {} : { provider: of("docker") }),
    ...(tls ? { tlsProvider: of("tls") } : {}),
  };
}
