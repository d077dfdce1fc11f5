import { Token } from "cdktf";
import fc from "fast-check";
import {
  ClusterData,
  ClusterNetwork,
  Delivery,
  ExternalTcp,
  RemovalPolicy,
  Timing,
  type EventStoreClusterProps,
} from "../../lib";
import type { Capabilities } from "../../lib/network/plan/capabilities";
import type { ClusterSpec, NetworkSpec } from "../../lib/network/asked/cluster-spec";
import { capabilitiesOf, isVersion5 } from "../../lib/server/capabilities-of";
import { catalogueOf } from "../../lib/server/catalogue";
import { takesLicenseKey } from "../../lib/server/features/license-key";
import { readsKestrelSettings } from "../../lib/server/image-layout";
import { isAtLeast, RELEASES } from "../../lib/server/release";
import { DERIVED } from "../../lib/server/user-settings";
import { growing } from "../network/arbitrary-spec";
import { SECRET } from "./secrets";
import { securityOf } from "./valid-security";

/** A value known only when Terraform runs. */
export const TOKEN = Token.asString({ resolve: () => "${var.value}" });

/** 20.6.0 cannot be insecure, and nobody made an image of 20.10.1. */
const WITHOUT: readonly string[] = ["20.6.0", "20.10.1"];
const USABLE = RELEASES.filter((release) => !WITHOUT.includes(release));

/** Something, or in most cases nothing. */
function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

const timing = (release: string) => {
  const milliseconds = fc.option(fc.integer({ min: 1000, max: 2147483647 }), { nil: undefined });
  const keepAlive = catalogueOf(release).options.has("KeepAliveInterval")
    ? milliseconds
    : fc.constant(undefined);
  return fc.oneof(
    fc.constantFrom(Timing.lan(), Timing.tolerant()),
    fc
      .record({
        internalHeartbeatInterval: milliseconds,
        internalHeartbeatTimeout: milliseconds,
        externalHeartbeatInterval: milliseconds,
        externalHeartbeatTimeout: milliseconds,
        keepAliveInterval: keepAlive,
        keepAliveTimeout: keepAlive,
      })
      .map((options) => Timing.custom(options)),
  );
};

/** Settings of the release that the model leaves to the user, by their defaults, and nested ones. */
const settings = (release: string) => {
  const free = [...catalogueOf(release).options.values()].filter(
    ({ name, environmentOnly, default: value }) =>
      !(name in DERIVED) && !environmentOnly && value !== null && value !== "" && !Array.isArray(value),
  );
  const roles = isAtLeast(release, "24.2.0")
    ? fc.dictionary(
        fc.constantFrom("LdapsAuth:LdapGroupRoles:CN=admins,OU=x", "LdapsAuth:LdapGroupRoles:Domain Users"),
        fc.constantFrom("$admins", "${x}", "é"),
        { maxKeys: 2 },
      )
    : fc.constant({});
  const nested = isAtLeast(release, "24.2.0")
    ? fc.dictionary(
        fc.constantFrom(
          "AutoScavenge:Enabled",
          "LdapsAuth:BindPassword",
          "OpenTelemetry:Otlp:Endpoint",
          "A:b_c",
        ),
        fc.oneof(fc.boolean(), fc.nat(), fc.constantFrom("a=b", "${x}", "%{y}", "é", TOKEN)),
        { maxKeys: 2 },
      )
    : fc.constant({});
  return fc.tuple(fc.subarray(free, { maxLength: 5 }), nested, roles).map(([some, others, mapped]) => ({
    ...mapped,
    ...Object.fromEntries(some.map(({ name, default: value }) => [name, value])),
    ...others,
  }));
};

const resources = fc.record(
  {
    memory: fc.integer({ min: 256, max: 65536 }),
    cpus: fc.constantFrom(0.01, 0.5, 1, 2.25, 1024),
    ulimits: fc.constantFrom<{ name: string; soft: number; hard: number }[]>(
      [],
      [{ name: "nofile", soft: 65535, hard: 65535 }],
      [
        { name: "memlock", soft: -1, hard: -1 },
        { name: "nproc", soft: 1, hard: -1 },
      ],
    ),
  },
  { requiredKeys: [] },
);

const volumes = ({ size = 3, readOnlyReplicas = 0 }: ClusterSpec) =>
  fc.constantFrom(
    ClusterData.namedVolumes(),
    ClusterData.inMemory(),
    ClusterData.hostPath("/srv/esdb"),
    ClusterData.hostPath(TOKEN),
    ClusterData.hostPaths(
      Object.fromEntries([
        ...Array.from({ length: size }, (_, n) => [`node-${n}`, `/srv/data/node${n + 1}`] as const),
        ...Array.from({ length: readOnlyReplicas }, (_, n) => [`replica-${n}`, `${TOKEN}/${n}`] as const),
      ]),
    ),
    ClusterData.existingVolumes(
      Array.from({ length: size }, (_, n) => `data-${n}`),
      { readOnlyReplicas: Array.from({ length: readOnlyReplicas }, (_, n) => `replica_${n}`) },
    ),
  );

/** Whether the policy can be had of the data. */
function suits(policy: RemovalPolicy | undefined, data: ClusterData = ClusterData.namedVolumes()): boolean {
  if (policy === RemovalPolicy.DESTROY) return data.kind === "named" || data.kind === "memory";
  return data.kind !== "memory";
}

const labels = fc.dictionary(
  fc.constantFrom("team", "com.example.owner", "é", "a/b"),
  fc.constantFrom("", "orders", "${x}", "%{y}", TOKEN, "a b"),
);

/** Specs of every shape; most of few nodes, because time goes by nodes. */
function specs(capabilities: Capabilities): fc.Arbitrary<ClusterSpec> {
  return fc.tuple(growing([capabilities]), fc.nat(4)).map(([drawn, large]) => {
    const size = large === 0 ? drawn.size : Math.min(drawn.size, 3);
    const replicas = large === 0 ? drawn.readOnlyReplicas : Math.min(drawn.readOnlyReplicas, 1);
    const spec = drawn.specOf(size, replicas);
    const there = ([key]: readonly [string, unknown]): boolean =>
      Number(key.split("-")[1]) < (key.startsWith("node") ? size : replicas);
    return { ...spec, addresses: Object.fromEntries(Object.entries(spec.addresses).filter(there)) };
  });
}

/** The network as a user gives it: in plain props, or one that exists already. */
function networkOf(spec: NetworkSpec | undefined): unknown {
  if (spec?.networkName === undefined) return spec;
  const { networkName, ...props } = spec;
  return ClusterNetwork.fromNetworkName(networkName, props);
}

/** Published ports arrive on the first network by name that has a way out: that must be the external one. */
function internalNetworkOf(spec: NetworkSpec | undefined): unknown {
  if (spec?.networkName === undefined) return networkOf(spec);
  return networkOf({ ...spec, networkName: `zzz_${spec.networkName}` });
}

/** Without the engine's process containers get to no published port but of their own network: where they dial nodes straight. */
function proxies({ clients }: ClusterSpec): fc.Arbitrary<boolean | undefined> {
  const { kind = "withinNetwork" } = clients?.request ?? {};
  const isStraight = kind === "withinNetwork" || kind === "everywhere";
  return fc.constantFrom(undefined, true, ...(isStraight ? [false] : []));
}

/** Everything about a cluster that is not in its `ClusterSpec`. */
function propsOn(release: string, spec: ClusterSpec): fc.Arbitrary<Record<string, unknown>> {
  const version5 = isVersion5(release);
  const bytes = fc.integer({ min: 65535, max: 2147483647 });
  return fc
    .record({
      timing: seldom(timing(release)),
      exposure: seldom(
        fc.record(
          // TCP clients find the nodes by gossip.
          {
            adminUi: fc.boolean(),
            stats: fc.boolean(),
            gossip: version5 || spec.externalTcp ? fc.constant(true) : fc.boolean(),
          },
          { requiredKeys: [] },
        ),
      ),
      atomPub: version5 ? fc.constantFrom(undefined, true) : fc.constantFrom(undefined, true, false),
      connectionLimits: readsKestrelSettings(release)
        ? seldom(
            fc.record(
              {
                maxConcurrentConnections: fc.integer({ min: 1 }),
                maxConcurrentUpgradedConnections: fc.nat(),
                initialConnectionWindowSize: bytes,
                initialStreamWindowSize: bytes,
              },
              { requiredKeys: [] },
            ),
          )
        : fc.constant(undefined),
      settings: seldom(settings(release)),
      delivery: seldom(fc.constantFrom(...Object.values(Delivery))),
      data: seldom(volumes(spec)),
      removalPolicy: seldom(fc.constantFrom(...Object.values(RemovalPolicy))),
      resources: seldom(resources),
      own: seldom(fc.record({ priority: fc.nat(10), resources }, { requiredKeys: [] })),
      waitForReady: fc.constantFrom(undefined, undefined, true, false),
      readyTimeout: seldom(fc.integer({ min: 10, max: 1140 })),
      image: seldom(fc.constantFrom("esdb:1", "registry.example.com:5000/a/b:tag", TOKEN)),
      architecture: seldom(fc.constant("amd64")),
      labels: seldom(labels),
      userlandProxy: proxies(spec),
      license: fc.constantFrom(SECRET, TOKEN),
      licensed: fc.boolean(),
      security: securityOf(release, spec),
    })
    .map(({ own, license, licensed, removalPolicy, ...others }) => ({
      ...others,
      ...(suits(removalPolicy, others.data) ? { removalPolicy } : {}),
      version: release,
      ...(spec.externalTcp ? { externalTcp: ExternalTcp.enabled() } : {}),
      ...(takesLicenseKey(release) && (spec.externalTcp || licensed) ? { licenseKey: license } : {}),
      nodeOverrides:
        own === undefined
          ? spec.addresses
          : { ...spec.addresses, "node-0": { ...spec.addresses["node-0"], ...own } },
    }));
}

/** Props of clusters that can be, on any release that can be used. */
export const validProps: fc.Arbitrary<EventStoreClusterProps> = fc
  .constantFrom(...USABLE)
  .chain((release) => {
    const asked = { version: release, line: release, asked: release };
    return specs(capabilitiesOf(asked)).chain((spec) =>
      propsOn(release, spec).map((others) => {
        const { name, size, readOnlyReplicas, ports, clients, peers, bindings } = spec;
        const props = {
          name,
          size,
          readOnlyReplicas,
          ports,
          clients,
          peers,
          bindings,
          internalNetwork: internalNetworkOf(spec.internalNetwork),
          externalNetwork: networkOf(spec.externalNetwork),
          additionalNetworks:
            spec.additionalNetworks &&
            Object.fromEntries(
              Object.entries(spec.additionalNetworks).map(([key, one]) => [key, networkOf(one)]),
            ),
          ...others,
        };
        return props as unknown as EventStoreClusterProps;
      }),
    );
  });
