import fc from "fast-check";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { REFUSED_NETWORK, type ClusterSpec, type NetworkSpec } from "../../lib/network/asked/cluster-spec";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { describeProblem } from "../../lib/problem/describe-problem";
import { specOf, V22 } from "./arbitrary-spec";
import { Cidr } from "../../lib/network/model/cidr";
import { runs, seenIn } from "../runs";
import { codesOf, plan } from "./planning";

const INSIDE = { cidr: "10.240.0.0/24" };

function outside(more: Partial<Record<keyof NetworkSpec, unknown>>) {
  return plan(specOf({ externalNetwork: { cidr: "10.240.1.0/24", ...more } }));
}

test("a missing range is refused with a free one", () => {
  const { problems } = outside({ cidr: undefined });
  expect(codesOf(problems)).toEqual(["network.cidr.missing externalNetwork.cidr"]);
  expect(problems[0]!.fix).toBe('use a free range, for example "10.240.1.0/24"');
});

test("the proposals for two missing networks can both be taken", () => {
  const none = { internalNetwork: undefined, externalNetwork: undefined };
  const { problems } = plan(specOf(none));
  expect(codesOf(problems)).toEqual(["network.missing externalNetwork", "network.missing internalNetwork"]);
  const [one, other] = problems.map((p) => /cidr: "([^"]+)"/.exec(p.fix)![1]!);
  expect(plan(specOf({ internalNetwork: { cidr: one }, externalNetwork: { cidr: other } })).problems).toEqual(
    [],
  );
});

test("a cluster of one member needs no internal network, and is told so when it declares one", () => {
  const alone = plan(specOf({ size: 1, internalNetwork: undefined }));
  expect(alone.problems).toEqual([]);
  expect(alone.warnings).toEqual([]);
  expect(alone.topology!.networks.map((n) => n.interface)).toEqual(["external"]);
  expect(alone.topology!.nodes[0]!.seeds).toEqual([]);
  expect(codesOf(plan(specOf({ size: 1 })).warnings)).toEqual(["network.internal.unused internalNetwork"]);
});

test.each<readonly [unknown, string]>([
  ["10.240.1.0", "network.cidr"],
  ["10.240.1.0/33", "network.cidr"],
  ["10.240.1.0/24 ", "network.cidr"],
  ["10.240.1.0/24\n", "network.cidr"],
  ["10.240.01.0/24", "network.cidr"],
  ["10.240.1/24", "network.cidr"],
  ["256.0.0.0/8", "network.cidr"],
  ["", "network.cidr"],
  [null, "network.cidr"],
  [24, "network.cidr"],
  ["${var.cidr}", "network.cidr"],
  ["fd00::/64", "network.cidr.ipv6"],
  ["2001:db8::/32", "network.cidr.ipv6"],
  ["::ffff:10.0.0.0/104", "network.cidr.ipv6"],
  ["10.240.1.7/24", "network.cidr.hostBits"],
  ["10.240.1.0/8", "network.cidr.hostBits"],
  ["11.0.0.0/7", "network.cidr.hostBits"],
  ["0.0.0.0/0", "network.cidr.prefix"],
  ["12.0.0.0/7", "network.cidr.prefix"],
  ["10.240.1.0/30", "network.cidr.prefix"],
  ["10.240.1.0/32", "network.cidr.prefix"],
])("the range %p is refused as %s", (cidr, code) => {
  const { problems } = outside({ cidr });
  expect(codesOf(problems)).toEqual([`${code} externalNetwork.cidr`]);
  expect(problems[0]!.got).toContain(typeof cidr === "string" ? JSON.stringify(cidr) : String(cidr));
  expect(problems[0]!.fix).toMatch(/^use .*"\d+\.\d+\.\d+\.\d+\/\d+"$/);
});

test.each([
  ["10.240.0.0/24", "10.240.0.0/24"],
  ["10.240.0.0/24", "10.240.0.0/25"],
  ["10.240.0.0/24", "10.0.0.0/8"],
  ["10.0.0.0/8", "10.240.3.0/24"],
])("the overlap of %s and %s is refused with both and a free range", (internal, external) => {
  const { problems } = plan(
    specOf({ internalNetwork: { cidr: internal }, externalNetwork: { cidr: external } }),
  );
  expect(codesOf(problems)).toEqual(["network.cidr.overlap externalNetwork.cidr"]);
  const text = describeProblem(problems[0]!);
  expect(text).toContain(`externalNetwork.cidr "${external}" overlaps internalNetwork.cidr "${internal}"`);
  const free = /for example "([^"]+)"/.exec(text)![1]!;
  expect(
    plan(specOf({ internalNetwork: { cidr: internal }, externalNetwork: { cidr: free } })).problems,
  ).toEqual([]);
});

test("neighbouring ranges do not overlap", () => {
  expect(outside({ cidr: "10.240.1.0/24" }).problems).toEqual([]);
  expect(outside({ cidr: "10.239.255.0/24" }).problems).toEqual([]);
});

test.each<readonly [Partial<NetworkSpec>, number, string]>([
  [{ cidr: "10.240.1.0/28" }, 0, "node-0"],
  [{ cidr: "10.240.1.0/27", memberOffset: 14 }, 0, "node-2"],
  [{ cidr: "10.240.1.0/26" }, 1, "replica-0"],
  [{ memberOffset: 126 }, 0, "node-2"],
  [{ memberOffset: 255 }, 0, "node-0"],
  [{ memberOffset: 5000 }, 0, "node-0"],
])("a range without room is refused with the node that does not fit: %j", (more, readOnlyReplicas, key) => {
  const { problems } = plan(
    specOf({ readOnlyReplicas, externalNetwork: { cidr: "10.240.1.0/24", ...more } }),
  );
  expect(codesOf(problems)).toEqual(["network.cidr.small externalNetwork.cidr"]);
  expect(problems[0]!.got).toContain(`has no room for ${key}`);
});

test.each<readonly [Partial<NetworkSpec>, number]>([
  [{ cidr: "10.0.0.0/28" }, 0],
  [{ cidr: "10.0.0.0/26" }, 1],
  [{ cidr: "10.0.0.0/24", memberOffset: 300 }, 0],
  [{ cidr: "10.0.0.0/24", memberOffset: 70_000 }, 0],
  [{ cidr: "10.0.0.0/29", networkName: "lan" }, 0],
])("the range of the proposed size has the room: %j", (more, readOnlyReplicas) => {
  const at = (cidr: string) =>
    plan(
      specOf({
        size: 1,
        internalNetwork: undefined,
        readOnlyReplicas: 0,
        externalNetwork: { ...more, cidr },
      }),
    );
  const three = (cidr: string) =>
    plan(
      specOf({
        internalNetwork: { cidr: "172.30.0.0/24" },
        readOnlyReplicas,
        externalNetwork: { ...more, cidr },
      }),
    );
  const { problems } = three(more.cidr!);
  expect(codesOf(problems)).toEqual(["network.cidr.small externalNetwork.cidr"]);
  const prefix = /use a range of (\/\d+) or larger/.exec(problems[0]!.fix)![1]!;
  // The proposal has room for the node that was named; the first node of a kind is enough to see it.
  if (readOnlyReplicas === 0) expect(at(`10.0.0.0${prefix}`).problems).toEqual([]);
  else expect(three(`10.0.0.0${prefix}`).problems).toEqual([]);
});

test("an offset of which no range is large enough gets no impossible proposal", () => {
  const { problems } = outside({ memberOffset: 2 ** 24 - 2 });
  expect(codesOf(problems)).toEqual(["network.cidr.small externalNetwork.cidr"]);
  const prefix = /range of \/(\d+)/.exec(problems[0]!.fix)?.[1];
  if (prefix !== undefined) expect(Number(prefix)).toBeGreaterThanOrEqual(8);
});

test.each([0, -1, 1.5, NaN, "11", 2 ** 24, null])("the offset %p is refused", (offset) => {
  const { problems } = outside({ memberOffset: offset, replicaOffset: offset });
  expect(codesOf(problems)).toEqual([
    "network.offset externalNetwork.memberOffset",
    "network.offset externalNetwork.replicaOffset",
  ]);
});

test("a bad offset does not hide an overlap", () => {
  const { problems } = outside({ cidr: "10.240.0.0/24", memberOffset: 0 });
  expect(codesOf(problems)).toEqual([
    "network.cidr.overlap externalNetwork.cidr",
    "network.offset externalNetwork.memberOffset",
  ]);
});

test.each(["10.240.1.0", "10.240.1.255", "10.240.2.1", "gateway", "::1", "", 1, null])(
  "the gateway %p is refused",
  (gateway) => {
    const { problems } = outside({ gateway });
    expect(codesOf(problems)).toEqual(["network.gateway externalNetwork.gateway"]);
    expect(problems[0]!.fix).toContain("10.240.1.1");
  },
);

test.each(["10.240.2.0/25", "10.240.1.129/25", "10.240.0.0/23", "10.240.1.128", "", 25, null])(
  "the dynamic range %p is refused",
  (dynamicRange) => {
    const { problems } = outside({ dynamicRange });
    expect(codesOf(problems)).toEqual(["network.dynamicRange externalNetwork.dynamicRange"]);
    expect(problems[0]!.fix).toContain("10.240.1.128/25");
  },
);

test("a gateway on a node's address is refused with the node", () => {
  const { problems } = outside({ gateway: "10.240.1.12" });
  expect(problems.map((p) => p.code)).toEqual(["address.taken"]);
  expect(describeProblem(problems[0]!)).toMatch(
    /node-1.*"10\.240\.1\.12", which externalNetwork\.gateway has/,
  );
});

test.each(["10.240.2.11", "10.240.1.0", "10.240.1.255", "10.240.1.256", "node", "::1", "", 11, null])(
  "the fixed address %p is refused as outside the range",
  (externalAddress) => {
    const { problems } = plan(specOf({ addresses: { "node-0": { externalAddress } } }));
    expect(codesOf(problems)).toEqual(['address.outside nodeOverrides["node-0"].externalAddress']);
    expect(describeProblem(problems[0]!)).toContain('externalNetwork.cidr "10.240.1.0/24"');
  },
);

test("a fixed address among the engine's own choices is refused", () => {
  const { problems } = plan(specOf({ addresses: { "node-2": { internalAddress: "10.240.0.200" } } }));
  expect(codesOf(problems)).toEqual(['address.dynamic nodeOverrides["node-2"].internalAddress']);
  expect(describeProblem(problems[0]!)).toContain("internalNetwork.dynamicRange 10.240.0.128/25");
});

test("an address taken twice is refused with both nodes", () => {
  const addresses = {
    "node-1": { internalAddress: "10.240.0.11" },
    "node-2": { externalAddress: "10.240.1.1" },
  };
  const { problems } = plan(specOf({ addresses }));
  expect(codesOf(problems)).toEqual([
    'address.taken nodeOverrides["node-1"].internalAddress',
    'address.taken nodeOverrides["node-2"].externalAddress',
  ]);
  expect(describeProblem(problems[0]!)).toContain('"10.240.0.11", which node-0 has');
});

test("members that grow into the replicas' addresses are refused", () => {
  const { problems } = plan(specOf({ size: 31, readOnlyReplicas: 1 }), V22);
  expect(problems.map((p) => p.code)).toEqual(["address.taken", "address.taken"]);
  expect(describeProblem(problems[0]!)).toMatch(/node-30.*replica-0|replica-0.*node-30/);
  expect(problems[0]!.fix).toContain("replicaOffset");
});

test("one existing network on both sides is refused", () => {
  const { problems } = plan(
    specOf({
      internalNetwork: { cidr: "10.240.0.0/24", networkName: "lan", internal: true },
      externalNetwork: { cidr: "10.240.1.0/24", networkName: "lan" },
    }),
  );
  expect(codesOf(problems)).toEqual(["network.same externalNetwork"]);
  expect(problems[0]!.got).toContain('"lan"');
});

test("an existing network under the name that the cluster gives its own is refused", () => {
  expect(codesOf(outside({ networkName: "esdb-internal" }).problems)).toEqual([
    "network.same externalNetwork",
  ]);
});

test.each(["", " ", "a\0b", "a\nb", 7, null])(
  "the name %p of an existing network is refused",
  (networkName) => {
    const { problems } = outside({ networkName });
    expect(codesOf(problems)).toEqual(["network.name externalNetwork.networkName"]);
  },
);

test("existing networks get warnings that say what they cannot promise", () => {
  const { topology, warnings } = plan(
    specOf({
      internalNetwork: { ...INSIDE, networkName: "inside" },
      externalNetwork: { cidr: "10.240.1.0/24", networkName: "outside", internal: true },
    }),
  );
  expect(codesOf(warnings)).toEqual([
    "network.existing.dynamicRange externalNetwork",
    "network.existing.dynamicRange internalNetwork",
    "network.existing.internal internalNetwork",
    "network.existing.isolated externalNetwork",
  ]);
  expect(topology!.networks.map((n) => [n.name, n.existing, n.isolated, n.gateway])).toEqual([
    ["outside", true, true, undefined],
    ["inside", true, false, undefined],
  ]);
});

test("an existing network whose ip_range is said is not warned of, and nodes are kept out of it", () => {
  const lan = { cidr: "10.240.1.0/24", networkName: "lan" };
  const judged = (more: object) => plan(specOf({ externalNetwork: { ...lan, ...more } }));
  const there = judged({ dynamicRange: "10.240.1.128/25" });
  expect([...codesOf(there.problems), ...codesOf(there.warnings)]).toEqual([]);
  expect(there.topology!.networks[0]).toMatchObject({ existing: true, dynamicRange: "10.240.1.128/25" });

  const covering = judged({ dynamicRange: "10.240.1.0/28" }).problems.filter(({ path }) =>
    /Range$/.test(path),
  );
  expect(covering.map(({ code, fix }) => [code, fix])).toEqual([
    ["network.dynamicRange.nodes", "set externalNetwork.memberOffset: 16"],
  ]);
  expect(codesOf(judged({ dynamicRange: "10.240.1.0/28", memberOffset: 16 }).problems)).toEqual([]);
  const upper = judged({ dynamicRange: "10.240.1.128/25", memberOffset: 200 }).problems;
  expect(upper[0]?.fix).not.toContain("leave it out");

  expect(judged({ dynamicRange: "10.9.0.0/24" }).problems).toEqual([
    expect.objectContaining({
      path: "externalNetwork.dynamicRange",
      fix: "use the one that the network has: docker network inspect shows it as IPRange",
    }),
  ]);
  expect(plan(specOf({ externalNetwork: { networkName: "lan" } })).problems[0]?.fix).toBe(
    "use the one that the network has: docker network inspect shows it as Subnet",
  );
});

test("an existing internal network that is declared internal gets the one warning about addresses", () => {
  const { warnings } = plan(
    specOf({ internalNetwork: { ...INSIDE, networkName: "inside", internal: true } }),
  );
  expect(codesOf(warnings)).toEqual(["network.existing.dynamicRange internalNetwork"]);
});

test("ports on a network with no way out are refused with the access that works there", () => {
  const { problems } = plan(
    specOf({
      externalNetwork: { cidr: "10.240.1.0/24", networkName: "outside", internal: true },
      clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) }),
    }),
  );
  expect(codesOf(problems)).toEqual(["reachability.required externalNetwork"]);
  expect(describeProblem(problems[0]!)).toMatch(/2113.*ClientAccess\.withinNetwork\(\)/);
});

test("of the networks that the cluster creates, only the internal one has no way out", () => {
  const { topology } = plan(specOf());
  expect(topology!.networks).toEqual([
    {
      interface: "external",
      host: "docker",
      name: "esdb-external",
      existing: false,
      cidr: "10.240.1.0/24",
      gateway: "10.240.1.1",
      dynamicRange: "10.240.1.128/25",
      isolated: false,
    },
    {
      interface: "internal",
      host: "docker",
      name: "esdb-internal",
      existing: false,
      cidr: "10.240.0.0/24",
      gateway: "10.240.0.1",
      dynamicRange: "10.240.0.128/25",
      isolated: true,
    },
  ]);
});

test("a network that is missing says what it is for", () => {
  const { problems } = plan(specOf({ internalNetwork: undefined, externalNetwork: undefined }));
  expect(problems.map(describeProblem)).toEqual([
    'externalNetwork is missing: clients reach the nodes on it, and its range is literal; use externalNetwork: { cidr: "10.240.1.0/24" }',
    'internalNetwork is missing: nodes meet on a network of their own, and its range is literal; use internalNetwork: { cidr: "10.240.0.0/24" }',
  ]);
});

test("an external range is proposed beside an internal one that is given but no range", () => {
  const { problems } = plan(specOf({ internalNetwork: { cidr: "x" }, externalNetwork: undefined }));
  const free = problems.map((p) => /"(10[^"]+)"/.exec(p.fix)?.[1]);
  expect(new Set(free).size).toBe(2);
});

test("one bad network is not followed by what it leads to", () => {
  expect(codesOf(plan(specOf({ internalNetwork: { cidr: "x" } })).problems)).toEqual([
    "network.cidr internalNetwork.cidr",
  ]);
  expect(codesOf(plan(specOf({ size: 1, externalNetwork: { cidr: "x" } })).problems)).toEqual([
    "network.cidr externalNetwork.cidr",
  ]);
});

test("an offset is told what it is", () => {
  const { problems } = outside({ memberOffset: 0, replicaOffset: 2 ** 24 });
  expect(problems.map(describeProblem)).toEqual([
    "externalNetwork.memberOffset is 0: must be an offset from the start of the range, 1 to 16777214; leave it out for 11",
    "externalNetwork.replicaOffset is 16777216: must be an offset from the start of the range, 1 to 16777214; leave it out for 41",
  ]);
});

test("warnings of an existing network belong to the side that they concern", () => {
  const there = (side: string, internal?: boolean) =>
    codesOf(
      plan(
        specOf({
          [side]: {
            cidr: side === "internalNetwork" ? "10.240.0.0/24" : "10.240.1.0/24",
            networkName: "n",
            internal,
          },
        }),
      ).warnings,
    ).map((text) => text.split(" ")[0]);
  expect(there("internalNetwork")).toEqual(["network.existing.dynamicRange", "network.existing.internal"]);
  expect(there("internalNetwork", true)).toEqual(["network.existing.dynamicRange"]);
  expect(there("externalNetwork")).toEqual(["network.existing.dynamicRange"]);
  expect(there("externalNetwork", false)).toEqual(["network.existing.dynamicRange"]);
  expect(there("externalNetwork", true)).toEqual([
    "network.existing.dynamicRange",
    "network.existing.isolated",
  ]);
});

test("what has no room is told how large a range would have it, and which offset to change", () => {
  const small = (more: object, readOnlyReplicas = 0) => {
    const spec = specOf({ readOnlyReplicas, externalNetwork: { cidr: "10.240.1.0/24", ...more } });
    return plan(spec).problems.map((p) => `${p.expected}; ${p.fix}`);
  };
  expect(small({ memberOffset: 126 })).toEqual([
    "its address would be number 128 of the range, of which 10.240.1.128/25 is for other containers (dynamicRange); set externalNetwork.memberOffset: 2, or use a range of /23 or larger",
  ]);
  expect(small({ replicaOffset: 128 }, 1)).toEqual([
    "its address would be number 128 of the range, of which 10.240.1.128/25 is for other containers (dynamicRange); set externalNetwork.replicaOffset: 2, or use a range of /23 or larger",
  ]);
  expect(small({ memberOffset: 255, networkName: "lan" })).toEqual([
    "its address would be number 255 of the range; set externalNetwork.memberOffset: 2, or use a range of /22 or larger",
  ]);
  expect(small({ memberOffset: 2 ** 23 - 3 })[0]).toContain("use a range of /8 or larger");
  expect(small({ memberOffset: 2 ** 23 })[0]).toMatch(/; set externalNetwork\.memberOffset: 2$/);
});

test("an address outside a small range is mended with one inside it", () => {
  const fix = (cidr: string) => {
    const addresses = { "node-0": { externalAddress: "10.9.9.9" } };
    const externalNetwork = { cidr, memberOffset: 2 };
    return plan(specOf({ size: 1, internalNetwork: undefined, externalNetwork, addresses })).problems[0]!.fix;
  };
  expect(fix("10.240.1.0/24")).toBe("leave it out, or use an address such as 10.240.1.11");
  expect(fix("10.240.1.0/29")).toBe("leave it out, or use an address such as 10.240.1.2");
});

describe("a dynamic range", () => {
  test.each(["10.240.1.0/32", "10.240.1.1/32", "10.240.1.255/32", "10.240.1.0/31"])(
    "%s has no address for the containers that need one, and the mend works",
    (dynamicRange) => {
      const { problems } = outside({ dynamicRange });
      expect(codesOf(problems)).toEqual(["network.dynamicRange.empty externalNetwork.dynamicRange"]);
      expect(problems[0]!.fix).toBe("leave it out for 10.240.1.128/25");
      expect(outside({}).problems).toEqual([]);
    },
  );

  test("counts the gateway that was asked for", () => {
    const at = (gateway: string) => codesOf(outside({ gateway, dynamicRange: "10.240.1.254/31" }).problems);
    expect(at("10.240.1.254")).toEqual(["network.dynamicRange.empty externalNetwork.dynamicRange"]);
    expect(at("10.240.1.253")).toEqual([]);
  });

  test.each(["10.240.1.2/32", "10.240.1.2/31", "10.240.1.254/31", "10.240.1.0/30"])(
    "%s has at least one",
    (dynamicRange) => {
      expect(outside({ dynamicRange }).problems).toEqual([]);
    },
  );

  test("may be empty where nobody joins but nodes", () => {
    const internalNetwork = { cidr: "10.240.0.0/24", dynamicRange: "10.240.0.1/32" };
    expect(plan(specOf({ internalNetwork })).problems).toEqual([]);
  });
});

test("a dynamic range over the nodes' addresses is refused as what it is", () => {
  const told = (more: object) => outside(more).problems.map(describeProblem);
  const at = 'which holds "10.240.1.11" of node-0: the engine puts other containers there;';
  expect(told({ dynamicRange: "10.240.1.0/27" })).toEqual([
    `externalNetwork.dynamicRange is "10.240.1.0/27", ${at} leave it out for 10.240.1.128/25`,
  ]);
  expect(told({ dynamicRange: "10.240.1.0/25", memberOffset: 126 })).toEqual([
    'externalNetwork.dynamicRange is "10.240.1.0/25", which holds "10.240.1.126" of node-0: the engine puts other containers there; set externalNetwork.memberOffset: 128',
  ]);
  expect(told({ dynamicRange: "10.240.1.0/24" })).toEqual([
    `externalNetwork.dynamicRange is "10.240.1.0/24", ${at} leave it out for 10.240.1.128/25`,
  ]);
});

test("offsets and addresses that a mend gives make room", () => {
  const networks = fc.record({
    prefix: fc.integer({ min: 22, max: 29 }),
    memberOffset: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
    replicaOffset: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
    dynamic: fc.option(fc.record({ at: fc.nat(1023), prefix: fc.integer({ min: 22, max: 32 }) }), {
      nil: undefined,
    }),
    gateway: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    networkName: fc.constantFrom(undefined, "lan"),
  });
  const address = (offset: number) => `10.244.${Math.floor(offset / 256)}.${offset % 256}`;
  const room = fc.record({
    network: networks,
    size: fc.integer({ min: 2, max: 12 }),
    readOnlyReplicas: fc.nat(4),
    fixed: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  });
  const mends = { offsets: 0, addresses: 0, leftOut: 0 };
  fc.assert(
    fc.property(room, ({ network, size, readOnlyReplicas, fixed }) => {
      const { prefix, dynamic, gateway, ...others } = network;
      const own = others.networkName === undefined;
      const externalNetwork: NetworkSpec = {
        ...others,
        cidr: `10.244.0.0/${prefix}`,
        ...(own && dynamic !== undefined
          ? { dynamicRange: Cidr.parse(`${address(dynamic.at)}/${dynamic.prefix}`)!.toString() }
          : {}),
        ...(own && gateway !== undefined ? { gateway: address(gateway) } : {}),
      };
      const addresses: Record<string, object> =
        fixed === undefined ? {} : { "node-1": { externalAddress: address(fixed) } };
      const found = (network: NetworkSpec, chosen: typeof addresses) =>
        plan(
          specOf({ size, readOnlyReplicas, externalNetwork: network, addresses: chosen }),
          V22,
        ).problems.filter(({ code }) =>
          ["network.cidr.small", "network.dynamicRange.nodes", "address.taken"].includes(code),
        );
      for (const { code, path, fix } of found(externalNetwork, addresses)) {
        let [mended, chosen] = [externalNetwork, addresses];
        const offsets = [...fix.matchAll(/externalNetwork\.(memberOffset|replicaOffset): (\d+)/g)];
        const single = /^set nodeOverrides\["([^"]+)"\]\.externalAddress: "([^"]+)"$/.exec(fix);
        for (const [, prop, offset] of offsets) mended = { ...mended, [prop!]: Number(offset) };
        if (single !== null) chosen = { ...chosen, [single[1]!]: { externalAddress: single[2] } };
        if (fix.startsWith("leave it out for")) mended = { ...mended, dynamicRange: undefined };
        if (mended === externalNetwork && chosen === addresses) continue;
        mends.offsets += offsets.length > 0 ? 1 : 0;
        mends.addresses += single === null ? 0 : 1;
        mends.leftOut += fix.startsWith("leave") ? 1 : 0;
        const after = found(mended, chosen);
        expect(after.filter((p) => p.code === code && p.path === path)).toEqual([]);
      }
    }),
    runs(500),
  );
  expect(Math.min(...Object.values(mends))).toBeGreaterThan(seenIn(5));
});

describe("room that is missing", () => {
  const told = (more: object) =>
    plan(specOf(more)).problems.map(({ code, path, fix }) => `${code} ${path}: ${fix}`);
  const small = "network.cidr.small externalNetwork.cidr";
  const fixedAt = (key: string, externalAddress: string) => ({ addresses: { [key]: { externalAddress } } });
  const existing = (cidr: string, more: object) => ({
    externalNetwork: { cidr, networkName: "lan", ...more },
  });

  test("of members and replicas is mended by both offsets", () => {
    const externalNetwork = { cidr: "10.240.1.0/24", memberOffset: 300, replicaOffset: 400 };
    expect(told({ externalNetwork, readOnlyReplicas: 1 })).toEqual([
      `${small}: set externalNetwork.memberOffset: 2 and externalNetwork.replicaOffset: 5, or use a range of /22 or larger`,
    ]);
  });

  test("is mended around addresses that were chosen, whose nodes need none", () => {
    expect(
      told({ ...existing("10.240.1.0/24", { memberOffset: 254 }), ...fixedAt("node-2", "10.240.1.2") }),
    ).toEqual([`${small}: set externalNetwork.memberOffset: 3, or use a range of /22 or larger`]);
    expect(
      told({ ...existing("10.240.1.0/29", { memberOffset: 6 }), ...fixedAt("node-2", "10.240.1.4") }),
    ).toEqual([`${small}: set externalNetwork.memberOffset: 2, or use a range of /27 or larger`]);
    const externalNetwork = { cidr: "10.240.1.0/24", memberOffset: 126, dynamicRange: "10.240.1.64/26" };
    expect(told({ externalNetwork, ...fixedAt("node-2", "10.240.1.50") })).toEqual([
      "network.dynamicRange.nodes externalNetwork.dynamicRange: leave it out for 10.240.1.128/25",
    ]);
  });

  test("where no offset helps, and no range is large enough, is mended by less", () => {
    const full = (more: object, readOnlyReplicas: number) =>
      told({ ...existing("10.240.1.0/29", { memberOffset: 2, ...more }), readOnlyReplicas });
    expect(full({ replicaOffset: 2 ** 23 + 1 }, 3)).toEqual([`${small}: use a smaller replicaOffset`]);
    expect(full({ memberOffset: 2 ** 23 + 1, replicaOffset: 1 }, 4)).toEqual([
      `${small}: use a smaller memberOffset`,
    ]);
    const externalNetwork = { cidr: "10.240.1.0/24", memberOffset: 126, dynamicRange: "10.240.1.0/24" };
    expect(told({ externalNetwork })).toEqual([
      "network.dynamicRange.nodes externalNetwork.dynamicRange: use a smaller one, outside the nodes' addresses",
    ]);
  });

  test("outside the range has nothing to do with its dynamic part", () => {
    const externalNetwork = { cidr: "10.240.1.0/24", memberOffset: 300, dynamicRange: "10.240.1.192/26" };
    expect(told({ externalNetwork })).toEqual([
      `${small}: set externalNetwork.memberOffset: 2, or use a range of /22 or larger`,
    ]);
  });

  test("is told of beside an address that was refused, and once", () => {
    const externalNetwork = { cidr: "10.240.1.0/24", memberOffset: 254 };
    expect(told({ externalNetwork, ...fixedAt("node-0", "10.9.9.9") })).toEqual([
      expect.stringMatching(/^address\.outside nodeOverrides\["node-0"\]/),
      expect.stringMatching(/^network\.cidr\.small/),
    ]);
  });

  test("is nobody's where the network itself was refused", () => {
    expect(told({ externalNetwork: { cidr: "10.240.1.1/24" }, ...fixedAt("node-0", "10.240.1.50") })).toEqual(
      [expect.stringMatching(/^network\.cidr\.hostBits/)],
    );
  });
});

describe("an address that is taken", () => {
  const fixes = (more: object) =>
    plan(specOf(more)).problems.map(({ code, path, fix }) => `${code} ${path}: ${fix}`);
  const at = (n: number) => `address.taken nodeOverrides["node-${n}"].externalAddress`;
  const taking = { addresses: { "node-1": { externalAddress: "10.240.1.2" } } };

  test("is mended by one that no node has or would have, where it was chosen", () => {
    const externalNetwork = { cidr: "10.240.1.0/24", memberOffset: 2 };
    const fix = 'set nodeOverrides["node-1"].externalAddress: "10.240.1.5"';
    expect(fixes({ externalNetwork, ...taking })).toEqual([`${at(1)}: ${fix}`]);
    // The one that was chosen first stays; the other moves by itself.
    const other = { addresses: { "node-0": { externalAddress: "10.240.1.3" } } };
    expect(fixes({ externalNetwork, ...other })).toEqual([`${at(1)}: ${fix}`]);
  });

  test("by the gateway is mended by offsets, where it was not chosen", () => {
    expect(fixes({ externalNetwork: { cidr: "10.240.1.0/24", gateway: "10.240.1.12" } })).toEqual([
      `${at(1)}: set externalNetwork.memberOffset: 2`,
    ]);
  });

  test("of a range that is full is mended by a larger one", () => {
    const externalNetwork = { cidr: "10.240.1.0/29", memberOffset: 2, networkName: "lan" };
    expect(fixes({ size: 5, externalNetwork, ...taking })).toEqual([
      `${at(1)}: use a larger range as externalNetwork.cidr`,
    ]);
  });
});

test("an existing network is mended with the range that was given, if it is one", () => {
  const fix = (cidr: unknown) => {
    const { problems } = outside({ networkName: "", cidr });
    return problems.find(({ code }) => code === "network.name")?.fix;
  };
  const by = (range: string) => `use ClusterNetwork.fromNetworkName("my-network", { cidr: "${range}" })`;
  expect(fix("10.250.0.0/24")).toBe(by("10.250.0.0/24"));
  for (const none of ["x", undefined, 7]) expect(fix(none)).toBe(by("10.240.1.0/24"));
});

test.each(["yes", 1, null])("whether an existing network is internal is not said by %p", (internal) => {
  expect(codesOf(outside({ networkName: "lan", internal }).problems)).toEqual([
    "network.internal externalNetwork.internal",
  ]);
});

test("a network that was refused before planning is refused once", () => {
  for (const side of ["internalNetwork", "externalNetwork"])
    expect(plan(specOf({ [side]: REFUSED_NETWORK })).problems).toEqual([]);
});

describe("what is proposed to several networks", () => {
  const SAME = { cidr: "10.240.1.0/24" };
  type Networks = Partial<ClusterSpec> & Record<"internalNetwork" | "externalNetwork", unknown>;

  /** The networks with what their problems say to use, and that the problems are gone with it. */
  function followed({ additionalNetworks, ...both }: Networks): readonly string[] {
    const { problems } = plan(specOf({ ...both, additionalNetworks }));
    const told = new Map(
      problems.map(({ path, fix }) => [path.replace(/\.cidr$/, ""), /"([\d./]+)"/.exec(fix)?.[1] ?? ""]),
    );
    const mended = (path: string, value: unknown) => {
      const cidr = told.get(path);
      return cidr === undefined ? value : { ...(value as object | undefined), cidr };
    };
    const others = Object.entries(additionalNetworks ?? {}).map(([key, value]) => [
      key,
      mended(`additionalNetworks["${key}"]`, value),
    ]);
    const spec = {
      internalNetwork: mended("internalNetwork", both.internalNetwork),
      externalNetwork: mended("externalNetwork", both.externalNetwork),
      ...(additionalNetworks === undefined
        ? {}
        : { additionalNetworks: Object.fromEntries(others) as object }),
    } as Partial<ClusterSpec>;
    expect(plan(specOf(spec)).problems.map(describeProblem)).toEqual([]);
    return [...told.values()];
  }

  test("can all be taken where all have one range", () => {
    const all = { internalNetwork: SAME, externalNetwork: SAME, additionalNetworks: { a: SAME, b: SAME } };
    expect(followed(all)).toEqual(["10.240.0.0/24", "10.240.2.0/24", "10.240.3.0/24"]);
  });

  test("can all be taken, whatever ranges they have", () => {
    const cidr = fc.constantFrom(
      ...["10.240.1.0/24", "10.240.1.5/24", "10.240.1.0/30", "10.240.1.7/30", "10.240.0.0/16", "10.0.0.0/8"],
      ...["10.240.0.0/24", "10.240.2.9/24", "nothing", undefined],
    );
    const network = cidr.map((cidr) => ({ cidr }));
    fc.assert(
      fc.property(network, network, network, network, (internalNetwork, externalNetwork, a, b) => {
        followed({
          internalNetwork,
          externalNetwork,
          additionalNetworks: { a, b },
        } as never);
      }),
      runs(300),
    );
  });

  test("lie outside the engine's default pools while there is room", () => {
    expect(
      followed({ internalNetwork: { cidr: "10.0.0.0/8" }, externalNetwork: { cidr: "10.1.0.0/16" } }),
    ).toEqual(["172.16.0.0/24"]);
  });

  test("are the range of an address in it, unless another network has that", () => {
    const other = { cidr: "10.240.1.5/24" };
    expect(followed({ internalNetwork: INSIDE, externalNetwork: other })).toEqual(["10.240.1.0/24"]);
    expect(followed({ internalNetwork: SAME, externalNetwork: other })).toEqual(["10.240.0.0/24"]);
    expect(followed({ internalNetwork: other, externalNetwork: SAME })).toEqual(["10.240.0.0/24"]);
  });
});
