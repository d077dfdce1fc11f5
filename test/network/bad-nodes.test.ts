import { ClientAccess } from "../../lib/network/asked/client-access";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Audience } from "../../lib/network/model/audience";
import { describeProblem } from "../../lib/problem/describe-problem";
import { specOf, V20_6_0, V22, V5 } from "./arbitrary-spec";
import { codesOf, plan, plannedAnyway } from "./planning";

/** What planning says of a spec: `code path` of every problem, and the whole text. */
function said(...[more, capabilities]: Parameters<typeof heard>): readonly [readonly string[], string] {
  const { problems } = heard(more, capabilities);
  return [codesOf(problems), problems.map(describeProblem).join("\n")];
}

function heard(more: Parameters<typeof specOf>[0], capabilities = V22) {
  return plan(specOf(more), capabilities);
}

test.each([
  [0, "0"],
  [-1, "-1"],
  [2.5, "2.5"],
  [NaN, "NaN"],
  [Infinity, "Infinity"],
  ["3", '"3"'],
  ["${var.size}", '"${var.size}"'],
  [null, "null"],
  [101, "101"],
  [1e21, "1e+21"],
])("size %p is refused with what it is and what to use", (size, shown) => {
  const [codes, text] = said({ size });
  expect(codes).toEqual(["size size"]);
  expect(text).toBe(
    `size is ${shown}: must be a whole number of members, 1 to 100; use 3 for a cluster, 1 for a single node`,
  );
});

test.each([-1, 0.5, NaN, "1", null, [1]])("readOnlyReplicas %p is refused", (readOnlyReplicas) => {
  const [codes, text] = said({ readOnlyReplicas });
  expect(codes).toEqual(["readOnlyReplicas readOnlyReplicas"]);
  expect(text).toContain("leave it out for none");
});

test("a read-only replica on v5 names the releases that have it", () => {
  const [codes, text] = said({ readOnlyReplicas: 2 }, V5);
  expect(codes).toEqual(["readOnlyReplicas.release readOnlyReplicas"]);
  expect(text).toContain(
    "readOnlyReplicas is 2: 5.0.11 has no read-only replicas; 20.6.0 to 26.1.0 has them",
  );
});

test("a read-only replica beside one member is refused", () => {
  const [codes, text] = said({ size: 1, readOnlyReplicas: 1 });
  expect(codes).toEqual(["readOnlyReplicas.single readOnlyReplicas"]);
  expect(text).toContain("is 1 with size 1");
  expect(text).toContain("use size: 3");
});

test.each([
  ["a", '"esdb"'],
  ["", '"esdb"'],
  ["-", '"esdb"'],
  ["a_b", '"a-b"'],
  ["a b", '"a-b"'],
  ["-ab", '"ab"'],
  ["ab-", '"ab"'],
  ["a.b", '"a-b"'],
  ["a\0b", '"esdb"'],
  ["a\nb", '"esdb"'],
  ["ab\n", '"esdb"'],
  ["a".repeat(41), `"${"a".repeat(40)}"`],
  ["ünïcode", '"esdb"'],
  ["${token}", '"esdb"'],
  [undefined, '"esdb"'],
  [42, '"esdb"'],
  [null, '"esdb"'],
  [["esdb"], '"esdb"'],
])("the name %p is refused and %s proposed", (name, proposal) => {
  const { problems } = heard({ name });
  expect(codesOf(problems)).toEqual(["name name"]);
  expect(problems[0]!.fix).toBe(`set name: ${proposal}`);
  expect(problems[0]!.got).not.toContain("\n");
  expect(plan(specOf({ name: JSON.parse(proposal) as string })).problems).toEqual([]);
});

test.each(["ab", "ESDB", "a-b", "0a", "a".repeat(40)])("the name %p is taken", (name) => {
  expect(heard({ name }).topology!.nodes[0]!.name).toBe(`${name}-node-0`);
});

test.each([2, 4, 6])("size %d gets a warning that says what an odd one gives", (size) => {
  const { topology, warnings } = heard({ size });
  expect(topology?.size).toBe(size);
  expect(codesOf(warnings)).toEqual(["size.even size"]);
  expect(describeProblem(warnings[0]!)).toContain(`use ${size + 1}`);
});

test.each([1, 3, 5, 7])("size %d gets no warning", (size) => {
  const internalNetwork = size === 1 ? undefined : { cidr: "10.240.0.0/24" };
  expect(heard({ size, internalNetwork }).warnings).toEqual([]);
});

test("20.6.0 without TLS is refused, and the mend names 20.6.1", () => {
  const [codes, text] = said({ size: 1 }, V20_6_0);
  expect(codes).toEqual(["security.insecure.release security"]);
  expect(text).toContain('use Security.tls(…), or version: "20.6.1" or later');
});

test("20.6.0 tells clients what it tells nodes, down to the port", () => {
  const peers = PeerAccess.perNode(
    [0, 1, 2].map((n) => ({ host: `db${n}.test`, tcpPort: 1112, httpPort: 2113 })),
  );
  const at = (httpPort: number) =>
    codesOf(
      plannedAnyway(
        specOf({
          secure: true,
          peers,
          clients: ClientAccess.perNode(
            [0, 1, 2].map((n) => ({ host: `db${n}.test`, httpPort })),
            { audiences: [Audience.NETWORK] },
          ),
        }),
        V20_6_0,
      ).problems,
    );
  expect(at(2113)).toEqual([]);
  expect(at(2114)).toEqual(["clients.address.release clients"]);
});

test("20.6.0 without TLS is refused for that alone", () => {
  expect(codesOf(plannedAnyway(specOf(), V20_6_0).problems)).toEqual(["security.insecure.release security"]);
});

test.each([
  ["aliases on each network", undefined],
  ["the Docker host", ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) })],
])("20.6.0 is never planned with an address that it cannot tell clients (%s)", (_, clients) => {
  const { topology, problems } = heard({ secure: true, clients }, V20_6_0);
  expect(topology?.nodes.map((n) => n.advertised.http)).toEqual(
    topology?.nodes.map((n) => n.advertised.nodeHttp),
  );
  if (topology === undefined) {
    const about = problems.filter((p) => describeProblem(p).includes("20.6.1"));
    expect(about).toHaveLength(1);
  }
});

test("a key of nodeOverrides that names no node is refused, with the keys that do", () => {
  const addresses = { "node-3": {}, "replica-0": {}, "": {}, "a\nb": {} };
  const { problems } = heard({ addresses });
  expect(problems.map((p) => p.code)).toEqual(new Array(4).fill("nodeOverrides.key"));
  expect(problems[0]!.path).toBe('nodeOverrides["node-3"]');
  expect(describeProblem(problems[0]!)).toContain("the nodes are node-0, node-1, node-2");
  expect(describeProblem(problems[3]!)).not.toContain("\n");
});

test("what is wrong with the nodes, the networks, the ports and the clients is all said at once", () => {
  const [codes] = said({
    name: "a_b",
    readOnlyReplicas: -1,
    size: 2.5,
    internalNetwork: { cidr: "10.240.0.1/24" },
    externalNetwork: { cidr: "fd00::/64", memberOffset: 0 },
    ports: { http: 0 },
    clients: ClientAccess.throughHost({ host: "::1", ports: 2113 as never, bindIp: "localhost" }),
    peers: "others",
    bindings: { http: "0.0.0.0" },
  });
  expect(codes).toEqual([
    "bindIp clients.bindIp",
    "bindings bindings.http",
    "host clients.host",
    "name name",
    "network.cidr.hostBits internalNetwork.cidr",
    "network.cidr.ipv6 externalNetwork.cidr",
    "network.offset externalNetwork.memberOffset",
    "peers peers",
    "port ports.http",
    "ports.plan clients.ports",
    "readOnlyReplicas readOnlyReplicas",
    "size size",
  ]);
});

const twoNodes = ClientAccess.perNode(
  [0, 1].map((n) => ({ host: `db${n}.test`, httpPort: 2113 })),
  {
    audiences: [Audience.NETWORK],
  },
);

test("one too many is counted as one", () => {
  expect(said({ size: 1, internalNetwork: undefined, clients: twoNodes })[1]).toBe(
    "clients.members has 2 entries: the cluster has 1 member; remove the last 1, or use size: 2",
  );
  const clients = ClientAccess.throughHost({
    host: "localhost",
    ports: PortPlan.explicit([1, 2, 3], { readOnlyReplicas: [4] }),
  });
  expect(said({ clients })[1]).toBe(
    "clients.ports.readOnlyReplicas has 1 entry: the cluster has no read-only replicas; remove the last 1, or use readOnlyReplicas: 1",
  );
});

test("as many members as there can be are warned of with fewer", () => {
  const externalNetwork = { cidr: "10.241.0.0/16", replicaOffset: 200 };
  const { warnings } = heard({ size: 100, externalNetwork, internalNetwork: { cidr: "10.240.0.0/16" } });
  expect(warnings.map(({ fix }) => fix)).toEqual(["use 99"]);
});

test("the name that stands for a refused one is one that Docker takes", () => {
  expect(plannedAnyway(specOf({ name: "a_b" })).topology.nodes[0]!.name).toBe("refused-node-0");
});

test.each([
  [2, 1, 2, "3"],
  [4, 3, 3, "5, or 3 and readOnlyReplicas: 1"],
  [6, 5, 4, "7, or 5 and readOnlyReplicas: 1"],
])("%i members are warned of with the quorum", (size, fewer, quorum, fix) => {
  const { warnings, problems } = heard({ size });
  expect(problems).toEqual([]);
  expect(warnings.map(describeProblem)).toEqual([
    `size is ${size}: an even number of members survives no more failures than ${fewer} would, and needs ${quorum} for a quorum; use ${fix}`,
  ]);
  const [, fewerMembers, readOnlyReplicas = 0] = /, or (\d+) and readOnlyReplicas: (\d+)$/.exec(fix) ?? [];
  const mended = { size: Number(fewerMembers ?? fix), readOnlyReplicas: Number(readOnlyReplicas) };
  expect(codesOf(heard(mended).warnings)).not.toContain("size.even size");
  expect(codesOf(heard({ size: size - 1 }).warnings)).not.toContain("size.even size");
});

test.each([
  ["--ab--", '"ab"'],
  ["a  b", '"a-b"'],
  ["_a._b_", '"a-b"'],
])("what is wrong with %p at more than one place is mended at once", (name, proposal) => {
  expect(heard({ name }).problems[0]!.fix).toBe(`set name: ${proposal}`);
});

test("a bad number of members or replicas is not followed by what it leads to", () => {
  const addresses = { "node-9": { internalAddress: "10.240.0.11" } };
  expect(said({ size: 0, addresses })[0]).toEqual(["size size"]);
  expect(said({ readOnlyReplicas: -1, addresses })[0]).toEqual(["readOnlyReplicas readOnlyReplicas"]);
  expect(said({ readOnlyReplicas: "x" })[1]).toContain(
    "must be a whole number of read-only replicas, 0 to 100;",
  );
  expect(said({ addresses })[0]).toEqual(['nodeOverrides.key nodeOverrides["node-9"]']);
  expect(said({ size: 0, readOnlyReplicas: 1, clients: twoNodes })[0]).toEqual(["size size"]);
});
