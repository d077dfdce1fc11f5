import fc from "fast-check";
import { Audience } from "../../lib/network/model/audience";
import type { Capabilities } from "../../lib/network/plan/capabilities";
import { ClientAccess, type NodeClientAddress } from "../../lib/network/asked/client-access";
import type { ClusterSpec, NetworkSpec, NodeAddressSpec } from "../../lib/network/asked/cluster-spec";
import { Binding, DEFAULT_PORTS, type Bindings, type EndpointPorts } from "../../lib/network/model/endpoint";
import { PeerAccess, type NodePeerAddress } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";

const RELEASES = {
  clientAddressReleases: "20.6.1 to 26.1.0",
  readOnlyReplicaReleases: "20.6.0 to 26.1.0",
};

/** v5: two HTTP sides, addresses only, external TCP always on. */
export const V5: Capabilities = Object.freeze({
  ...RELEASES,
  release: "5.0.11",
  separateHttp: true,
  addressesOnly: true,
  clientAddress: true,
  insecure: true,
  externalTcpAlwaysOn: true,
  readOnlyReplicas: false,
});

/** As every release from 20.6.1. */
export const V22: Capabilities = Object.freeze({
  ...RELEASES,
  release: "22.10.5",
  separateHttp: false,
  addressesOnly: false,
  clientAddress: true,
  insecure: true,
  externalTcpAlwaysOn: false,
  readOnlyReplicas: true,
});

/** 20.6.0 alone: neither Insecure nor an address of its own for clients. */
export const V20_6_0: Capabilities = Object.freeze({
  ...V22,
  release: "20.6.0",
  clientAddress: false,
  insecure: false,
});

/** The three families of releases that planning tells apart. */
export const FAMILIES: readonly Capabilities[] = Object.freeze([V5, V22, V20_6_0]);

/** The smallest spec that a family takes, with what a test says otherwise. */
export function specOf(more: Partial<Record<keyof ClusterSpec, unknown>> = {}): ClusterSpec {
  return {
    name: "esdb",
    internalNetwork: { cidr: "10.240.0.0/24" },
    externalNetwork: { cidr: "10.240.1.0/24" },
    externalTcp: false,
    secure: false,
    allowPublished: false,
    addresses: {},
    ...more,
  } as ClusterSpec;
}

/** Something that can be planned, in any number of members and replicas. */
export interface Growing {
  readonly capabilities: Capabilities;
  readonly size: number;
  readonly readOnlyReplicas: number;
  readonly specOf: (size: number, readOnlyReplicas: number) => ClusterSpec;
}

/** A valid spec and the release that it is valid on. */
export interface Planned {
  readonly capabilities: Capabilities;
  readonly spec: ClusterSpec;
}

/** Most members and replicas that are drawn, with one more of each to grow into. */
const MOST = { members: 8, replicas: 4 };
const KEYS = [
  ...Array.from({ length: MOST.members }, (_, n) => `node-${n}`),
  ...Array.from({ length: MOST.replicas }, (_, n) => `replica-${n}`),
];

type Side = "internal" | "external";

/** A network with the address that each node would have there. */
interface DrawnNetwork {
  readonly spec: NetworkSpec;
  readonly addresses: Readonly<Record<string, string>>;
  /** Addresses that no node has and the plan never gives, one per key. */
  readonly spare: Readonly<Record<string, string>>;
}

/** The members' part and the replicas' part of a list with an entry for every key. */
function split<T>(all: readonly T[], size: number, replicas: number): readonly [readonly T[], readonly T[]] {
  return [all.slice(0, size), all.slice(MOST.members, MOST.members + replicas)];
}

/** An address as a number, worked out apart from the library. */
export function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** A number as an address, worked out apart from the library. */
export function addressOf(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** The first and the last number of a range. */
export function boundsOf(cidr: string): readonly [number, number] {
  const [base = "", prefix = ""] = cidr.split("/");
  return [numberOf(base), numberOf(base) + 2 ** (32 - Number(prefix)) - 1];
}

/** Two disjoint ranges of /8 to /26: neighbours of one size, or far apart and of any size. */
const ranges: fc.Arbitrary<Readonly<Record<Side, string>>> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 11, max: 26 }), fc.integer({ min: 0, max: 1000 }), fc.boolean())
    .map(([prefix, index, swap]) => {
      const block = 2 ** (32 - prefix);
      const first = numberOf("10.0.0.0") + 2 * (index % (2 ** (prefix - 8) / 2)) * block;
      const pair = [`${addressOf(first)}/${prefix}`, `${addressOf(first + block)}/${prefix}`] as const;
      return swap ? { internal: pair[1], external: pair[0] } : { internal: pair[0], external: pair[1] };
    }),
  fc
    .record({
      octets: fc.uniqueArray(fc.integer({ min: 10, max: 120 }), { minLength: 2, maxLength: 2 }),
      prefixes: fc.tuple(fc.integer({ min: 8, max: 26 }), fc.integer({ min: 8, max: 26 })),
      rest: fc.tuple(fc.nat(2 ** 24 - 1), fc.nat(2 ** 24 - 1)),
    })
    .map(({ octets, prefixes, rest }) => {
      const [internal, external] = [0, 1].map((i) => {
        const block = 2 ** (32 - prefixes[i]!);
        return `${addressOf(octets[i]! * 2 ** 24 + Math.floor(rest[i]! / block) * block)}/${prefixes[i]!}`;
      });
      return { internal: internal!, external: external! };
    }),
);

/** A network of that range; the offsets leave room for the most nodes in the lower half of a /26. */
function network(
  cidr: string,
  side: Side,
  published: boolean,
  named: string = side,
): fc.Arbitrary<DrawnNetwork> {
  const [first, last] = boundsOf(cidr);
  const half = (last - first + 1) / 2;
  const roomForDefaults = half >= 64;
  const own = fc.record({
    gateway: fc.constantFrom(undefined, addressOf(first + 1), addressOf(last - 1)),
    dynamicRange: fc.constantFrom(
      undefined,
      `${addressOf(first + half)}/${33 - Math.log2(half * 2)}`,
      `${addressOf(first + half + half / 2)}/${34 - Math.log2(half * 2)}`,
    ),
  });
  const existing = fc.record({
    networkName: fc.constantFrom(`lan-${named}`, `Their_${named}.net`),
    // The engine leads published ports to the first network by name that has a way out.
    internal: published ? fc.constant(side === "internal") : fc.boolean(),
    checkedAtPlan: fc.constantFrom(undefined, false, true),
  });
  const drawnOffsets = fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 0, max: 2 }), fc.boolean(), fc.nat(1000))
    .map(([low, gap, swap, far]) => {
      const high = low + MOST.members + gap;
      const shift = half > 4096 ? far : 0;
      return swap
        ? { memberOffset: high + shift, replicaOffset: low + shift }
        : { memberOffset: low + shift, replicaOffset: high + shift };
    });
  const offsets: fc.Arbitrary<{ memberOffset?: number; replicaOffset?: number }> = roomForDefaults
    ? fc.oneof(fc.constant({}), drawnOffsets)
    : drawnOffsets;
  return fc.tuple(fc.oneof(own, existing), offsets).map(([about, at]) => {
    const offsetOf = (key: string): number =>
      (key.startsWith("node") ? (at.memberOffset ?? 11) : (at.replicaOffset ?? 41)) +
      Number(key.split("-")[1]);
    return {
      spec: withoutUndefined({ cidr, ...at, ...about }),
      addresses: Object.fromEntries(KEYS.map((key) => [key, addressOf(first + offsetOf(key))])),
      // Below the upper half, from its end: a /26 has 22 to 31, which no drawn offset reaches with 10 nodes.
      spare: Object.fromEntries(KEYS.slice(0, 9).map((key, i) => [key, addressOf(first + half - 1 - i)])),
    };
  });
}

/** Endpoint ports, some left to their defaults, each kind from a part of its own. */
const endpointPorts: fc.Arbitrary<EndpointPorts> = fc
  .record({
    internalTcp: fc.option(fc.integer({ min: 10000, max: 19999 }), { nil: undefined }),
    internalHttp: fc.option(fc.integer({ min: 20000, max: 29999 }), { nil: undefined }),
    http: fc.option(fc.integer({ min: 30000, max: 39999 }), { nil: undefined }),
    externalTcp: fc.option(fc.integer({ min: 40000, max: 49999 }), { nil: undefined }),
  })
  .map(withoutUndefined);

interface DrawnPorts {
  readonly all: readonly { readonly http: number; readonly externalTcp?: number }[];
  plan(size: number, replicas: number): PortPlan;
}

/** Ports for every key, as a sequence or one by one; a bare number where there is no external TCP. */
function portPlan(tcp: boolean): fc.Arbitrary<DrawnPorts> {
  const sequential = fc
    .record({
      http: fc.oneof(fc.constant(2113), fc.integer({ min: 50000, max: 50100 })),
      externalTcp: fc.oneof(fc.constant(1213), fc.integer({ min: 60000, max: 60100 })),
      replicaOffset: fc.constantFrom(undefined, 8, 20, 100),
      bare: fc.boolean(),
    })
    .map(({ http, externalTcp, replicaOffset, bare }) => {
      const step = (i: number): number => (i < MOST.members ? i : (replicaOffset ?? 20) + i - MOST.members);
      const all = KEYS.map((_, i) =>
        tcp ? { http: http + step(i), externalTcp: externalTcp + step(i) } : { http: http + step(i) },
      );
      const options = replicaOffset === undefined ? {} : { replicaOffset };
      const plan = PortPlan.sequential(!tcp && bare ? http : all[0]!, options);
      return { all, plan: () => plan };
    });
  const explicit = fc
    .uniqueArray(fc.integer({ min: 50000, max: 65535 }), {
      minLength: 2 * KEYS.length,
      maxLength: 2 * KEYS.length,
    })
    .map((drawn) => {
      const all = KEYS.map((_, i) =>
        tcp ? { http: drawn[2 * i]!, externalTcp: drawn[2 * i + 1]! } : { http: drawn[2 * i]! },
      );
      return {
        all,
        plan: (size: number, replicas: number) => {
          const [members, readOnlyReplicas] = split(all, size, replicas);
          return PortPlan.explicit(members, { readOnlyReplicas });
        },
      };
    });
  return fc.oneof(sequential, explicit);
}

/** A way for clients with what the rest of the spec must know of it. */
interface DrawnClients {
  readonly published: boolean;
  /** Whether a port is published beyond the loopback address. */
  readonly open: boolean;
  /** Whether every node is dialled at its own external address, nothing published. */
  readonly ownAddress: boolean;
  /** The HTTP port of each key where it is not `ports.http`. */
  readonly http?: readonly number[];
  /** @param on the networks that NETWORK is to be promised on, where it is to be limited */
  access(
    size: number,
    replicas: number,
    external: DrawnNetwork,
    ports: Required<EndpointPorts>,
    on?: readonly string[],
  ): unknown;
}

const ALL_CLIENTS = [Audience.NETWORK, Audience.HOST, Audience.REMOTE] as const;

/** What of `served` is promised: by default all of it, or a part that is named, in any order. */
function promised(served: readonly Audience[]): fc.Arbitrary<{ audiences?: readonly Audience[] }> {
  return fc.oneof(
    fc.constant({}),
    fc.shuffledSubarray([...served], { minLength: 1 }).map((audiences) => ({ audiences })),
  );
}

/** The limit of a promise to containers, where one is made. */
function limited(
  on: readonly string[] | undefined,
  audiences: readonly Audience[],
): { networks?: readonly string[] } {
  return on !== undefined && audiences.includes(Audience.NETWORK) ? { networks: on } : {};
}

function within({ addressesOnly }: Capabilities): fc.Arbitrary<DrawnClients> {
  return fc
    .constantFrom(undefined, ClientAccess.withinNetwork(), {
      audiences: [Audience.NETWORK],
    })
    .map((asked) => ({
      published: false,
      open: false,
      ownAddress: addressesOnly,
      access: (_, __, ___, ____, on) =>
        on !== undefined
          ? ClientAccess.withinNetwork({ ...(asked instanceof ClientAccess ? {} : asked), networks: on })
          : asked === undefined || asked instanceof ClientAccess
            ? asked
            : ClientAccess.withinNetwork(asked),
    }));
}

function throughHost({ addressesOnly }: Capabilities, tcp: boolean): fc.Arbitrary<DrawnClients> {
  const loopback = fc.tuple(
    fc.constantFrom("localhost", "LocalHost", "127.0.0.1", "127.0.0.2"),
    fc.constantFrom(undefined, "0.0.0.0"),
    fc.constant<readonly Audience[]>([Audience.HOST]),
  );
  const routable = fc.tuple(
    fc.constantFrom("192.0.2.10", ...(addressesOnly ? [] : ["docker.example.test", "HOST7"])),
    fc.constantFrom(undefined, "0.0.0.0", "192.0.2.10"),
    fc.constant<readonly Audience[]>(ALL_CLIENTS),
  );
  return fc.oneof(loopback, routable).chain(([host, bindIp, served]) =>
    fc.tuple(portPlan(tcp), promised(served)).map(([ports, audiences]) => ({
      published: true,
      open: bindIp !== undefined || served.length > 1,
      ownAddress: false,
      access: (size, replicas, _, __, on) =>
        ClientAccess.throughHost(
          withoutUndefined({
            host,
            bindIp,
            ports: ports.plan(size, replicas),
            ...audiences,
            ...limited(on, audiences.audiences ?? served),
          }),
        ),
    })),
  );
}

function everywhere(tcp: boolean): fc.Arbitrary<DrawnClients> {
  return fc.constantFrom(undefined, "127.0.0.1", "0.0.0.0", "192.0.2.10").chain((bindIp) => {
    const open = bindIp !== undefined && bindIp !== "127.0.0.1";
    const served = open ? ALL_CLIENTS : [Audience.NETWORK, Audience.HOST];
    return fc
      .tuple(portPlan(tcp), promised(served), fc.constantFrom("esdb.test", "Clients.Example"))
      .map(([ports, audiences, domain]) => ({
        published: true,
        open,
        ownAddress: false,
        http: ports.all.map((p) => p.http),
        access: (size, replicas, _, __, on) =>
          ClientAccess.everywhere(
            withoutUndefined({
              domain,
              bindIp,
              ports: ports.plan(size, replicas),
              ...audiences,
              ...limited(on, audiences.audiences ?? [Audience.NETWORK]),
            }),
          ),
      }));
  });
}

/** Addresses one by one: aliases, the nodes' own addresses, or translated ports of the Docker host. */
function perNode({ addressesOnly }: Capabilities, tcp: boolean): fc.Arbitrary<DrawnClients> {
  const lists = (
    all: readonly NodeClientAddress[],
    size: number,
    replicas: number,
    audiences: readonly Audience[],
    on?: readonly string[],
  ): ClientAccess => {
    const [members, readOnlyReplicas] = split(all, size, replicas);
    return ClientAccess.perNode(members, { audiences, readOnlyReplicas, ...limited(on, audiences) });
  };
  const direct = fc.boolean().map((byName): DrawnClients => {
    const name = byName && !addressesOnly;
    return {
      published: false,
      open: false,
      ownAddress: !name,
      access: (size, replicas, external, ports, on) =>
        lists(
          KEYS.map((key) => ({
            host: name ? `${key}.clients.test` : external.addresses[key]!,
            httpPort: ports.http,
            ...(tcp ? { tcpPort: ports.externalTcp } : {}),
          })),
          size,
          replicas,
          [Audience.NETWORK],
          on,
        ),
    };
  });
  const hosts = addressesOnly
    ? ["localhost", "192.0.2.10"]
    : ["localhost", "192.0.2.10", "docker.example.test", "*"];
  const translated = fc.constantFrom(...hosts).chain((host) =>
    fc
      .tuple(
        portPlan(tcp),
        fc.shuffledSubarray(host === "localhost" ? [Audience.HOST] : [...ALL_CLIENTS], { minLength: 1 }),
      )
      // Containers alone are served without a published port, which a host's address cannot do.
      .filter(([, audiences]) => audiences.some((a) => a !== Audience.NETWORK))
      .map(([ports, audiences]): DrawnClients => ({
        published: true,
        open: host !== "localhost",
        ownAddress: false,
        access: (size, replicas, _, __, on) =>
          lists(
            KEYS.map((key, i) => ({
              host: host === "*" ? `${key}.example.test` : host,
              httpPort: ports.all[i]!.http,
              ...(tcp ? { tcpPort: ports.all[i]!.externalTcp! } : {}),
            })),
            size,
            replicas,
            audiences,
            on,
          ),
      })),
  );
  return fc.oneof(direct, translated);
}

type PeerKind = "default" | "within" | "names" | "addresses";

function peers(
  kind: PeerKind,
  ports: Required<EndpointPorts>,
  internal: DrawnNetwork,
  http?: readonly number[],
) {
  if (kind === "default") return () => undefined;
  if (kind === "within") return () => PeerAccess.withinNetwork();
  const all = KEYS.map((key, i): NodePeerAddress => ({
    host: kind === "names" ? `${key}.peers.test` : internal.addresses[key]!,
    tcpPort: ports.internalTcp,
    httpPort: http?.[i] ?? ports.http,
    internalHttpPort: ports.internalHttp,
  }));
  return (size: number, replicas: number) => {
    const [members, readOnlyReplicas] = split(all, size, replicas);
    return PeerAccess.perNode(members, { readOnlyReplicas });
  };
}

/** Bindings that work: what clients dial on one address only where nothing else is dialled, and on one network. */
function bindings(
  capabilities: Capabilities,
  single: boolean,
  ownAddress: boolean,
  oneNetwork: boolean,
): fc.Arbitrary<Bindings | undefined> {
  const either = fc.constantFrom(undefined, Binding.NODE_ADDRESS, Binding.ALL_INTERFACES);
  const all = fc.constantFrom(undefined, Binding.ALL_INTERFACES);
  const narrow = oneNetwork && (capabilities.separateHttp ? ownAddress : single);
  const drawn = fc
    .record({
      internalTcp: either,
      internalHttp: either,
      http: narrow ? either : all,
      externalTcp: oneNetwork ? either : all,
    })
    .map((asked) => {
      const externalTcp = capabilities.separateHttp ? asked.externalTcp : asked.http;
      return withoutUndefined({ ...asked, externalTcp });
    });
  return fc.oneof(fc.constant(undefined), drawn);
}

/** Networks of further clients, and on which of the clients' networks containers are promised to be served. */
interface DrawnMore {
  readonly networks: readonly (readonly [string, DrawnNetwork])[];
  readonly on?: readonly string[] | undefined;
}

/** Mostly none, else one or two, apart from all other ranges. An address alone leads to a node on one network. */
function additional(published: boolean, addressOnly: boolean): fc.Arbitrary<DrawnMore> {
  const some = fc
    .subarray(["proxy", "billing-2"], { minLength: 1 })
    .chain((keys) =>
      fc.tuple(
        fc.constant(keys),
        fc.tuple(...keys.map((key, n) => network(`130.${n}.0.0/24`, "external", published, key))),
        addressOnly
          ? fc.constant(["external"])
          : fc.option(fc.subarray(["external", ...keys], { minLength: 1 }), { nil: undefined }),
      ),
    )
    .map(([keys, drawn, on]): DrawnMore => ({ networks: keys.map((key, i) => [key, drawn[i]!]), on }));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<DrawnMore>({ networks: [] }) },
    { weight: 2, arbitrary: some },
  );
}

/** Names that Docker takes, in small and capital letters. */
export const clusterName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("esdb", "ab", "ESDB-Main", "a".repeat(40)),
  fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,38}[a-zA-Z0-9]$/),
);

function growingOn(capabilities: Capabilities): fc.Arbitrary<Growing> {
  // On 20.6.0 clients are told what nodes are told, which a cluster of one can do in every way.
  const sizes = capabilities.clientAddress ? fc.integer({ min: 1, max: 7 }) : fc.constant(1);
  return fc
    .record({
      name: clusterName,
      size: sizes,
      replicas: capabilities.readOnlyReplicas ? fc.integer({ min: 0, max: 3 }) : fc.constant(0),
      secure: capabilities.insecure ? fc.boolean() : fc.constant(true),
      askedTcp: fc.boolean(),
      allow: fc.boolean(),
      ranges,
      asked: fc.option(endpointPorts, { nil: undefined }),
      peerKind: fc.constantFrom<PeerKind>(
        "default",
        "within",
        "addresses",
        capabilities.addressesOnly ? "default" : "names",
      ),
    })
    .chain((base) => {
      const tcp = base.askedTcp || capabilities.externalTcpAlwaysOn;
      const kinds = [within(capabilities), throughHost(capabilities, tcp), perNode(capabilities, tcp)];
      const clients = fc.oneof(...kinds, ...(capabilities.addressesOnly ? [] : [everywhere(tcp)]));
      return clients.chain((way) =>
        additional(way.published, way.ownAddress).chain((more) =>
          fc
            .record({
              internal: network(base.ranges.internal, "internal", way.published),
              external: network(base.ranges.external, "external", way.published),
              bindings: bindings(capabilities, base.size === 1, way.ownAddress, more.networks.length === 0),
              overridden: fc.subarray(KEYS.slice(0, 9)),
            })
            .map(({ internal, external, bindings: bound, overridden }): Growing => {
              const ports = { ...DEFAULT_PORTS, ...base.asked };
              const place = (net: DrawnNetwork, moved: readonly string[]): DrawnNetwork => ({
                ...net,
                addresses: {
                  ...net.addresses,
                  ...Object.fromEntries(moved.map((key) => [key, net.spare[key]!])),
                },
              });
              const size = base.size;
              const replicas = size === 1 ? 0 : base.replicas;
              const there = (key: string) =>
                Number(key.split("-")[1]) < (key.startsWith("node") ? size : replicas);
              const moved = overridden.filter(there);
              const [inside, outside] = [place(internal, moved), place(external, moved)];
              const toPeers = peers(base.peerKind, ports, inside, way.http);
              const addresses = Object.fromEntries(
                moved.map((key): [string, NodeAddressSpec] => [
                  key,
                  {
                    internalAddress: inside.addresses[key]!,
                    externalAddress: outside.addresses[key]!,
                    ...(more.networks.length === 0
                      ? {}
                      : {
                          additionalAddresses: Object.fromEntries(
                            more.networks.map(([name, { spare }]) => [name, spare[key]!]),
                          ),
                        }),
                  },
                ]),
              );
              return {
                capabilities,
                size,
                readOnlyReplicas: replicas,
                specOf: (members, others) =>
                  withoutUndefined({
                    name: base.name,
                    size: members,
                    readOnlyReplicas: others,
                    internalNetwork: internal.spec,
                    externalNetwork: external.spec,
                    additionalNetworks:
                      more.networks.length === 0
                        ? undefined
                        : Object.fromEntries(more.networks.map(([name, { spec }]) => [name, spec])),
                    ports: base.asked,
                    clients: way.access(members, others, outside, ports, more.on) as ClientAccess | undefined,
                    peers: toPeers(members, others),
                    bindings: bound,
                    externalTcp: base.askedTcp,
                    secure: base.secure,
                    allowPublished: base.allow || way.open,
                    addresses,
                  }),
              };
            }),
        ),
      );
    });
}

/** Clusters that can be planned in their own size and with one member or one replica more. */
export function growing(families: readonly Capabilities[] = FAMILIES): fc.Arbitrary<Growing> {
  // A cluster of one, which is all that is drawn on 20.6.0, shows less than others do.
  return fc.oneof(
    ...families.map((family) => ({ weight: family.clientAddress ? 3 : 1, arbitrary: growingOn(family) })),
  );
}

/** Specs without a problem on the release beside them. */
export function planned(families: readonly Capabilities[] = FAMILIES): fc.Arbitrary<Planned> {
  return growing(families).map(({ capabilities, size, readOnlyReplicas, specOf: at }) => ({
    capabilities,
    spec: at(size, readOnlyReplicas),
  }));
}

/** Everything that JavaScript may hand over, huge texts, functions and symbols included. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    maxDepth: 2,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc.constantFrom<unknown>(
    undefined,
    null,
    NaN,
    -0,
    Infinity,
    "",
    "\0",
    "a\nb",
    "x".repeat(100_000),
    Symbol("value"),
    () => "value",
    new Proxy({}, {}),
  ),
);

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
