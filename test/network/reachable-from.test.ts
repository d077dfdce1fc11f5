import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { Audience } from "../../lib/network/model/audience";
import { dockerHosts as hosts } from "./docker-hosts";
import { specOf } from "./arbitrary-spec";
import { codesOf, plan } from "./planning";

const { PEERS, NETWORK, HOST, REMOTE } = Audience;

const on = (more: Partial<Record<keyof ClusterSpec, unknown>> = {}) =>
  specOf({ hosts: hosts(), allowPublished: true, ...more });

const told = (more: Partial<Record<keyof ClusterSpec, unknown>>) =>
  plan(on(more)).problems.map(({ code, path, expected, fix }) => ({ code, path, expected, fix }));

test("who reaches a host is there in the topology, in one order, and nodes always", () => {
  const reachableFrom = { internalAddress: [REMOTE, HOST], externalAddress: [REMOTE, NETWORK, HOST, REMOTE] };
  const { topology } = plan(on({ hosts: hosts({ reachableFrom }) }));
  expect(topology?.hosts[1]?.reachableFrom).toEqual({
    internalAddress: [PEERS, HOST, REMOTE],
    externalAddress: [NETWORK, HOST, REMOTE],
  });
  expect(plan(on({ hosts: hosts({ reachableFrom: {} }) })).topology).toEqual(plan(on()).topology);
});

test("what a public address stands for is one host's, and one of two for who reaches it", () => {
  const translated = (more: object) =>
    hosts().map(({ name, internalAddress }, n) => ({
      name,
      internalAddress,
      externalName: `203.0.113.${n + 1}`,
      ...more,
    }));
  const codes = (own: unknown) => codesOf(plan(on({ hosts: own })).problems);
  expect(codes(translated({}))).toEqual([]);
  expect(codes(translated({ reachableFrom: { externalAddress: [HOST, NETWORK, REMOTE] } }))).toEqual([]);
  expect(codes(translated({ externalName: "203.0.113.1" }))).toEqual([
    "hosts.address.twice hosts[1].externalName",
    "hosts.address.twice hosts[2].externalName",
  ]);
  // A name stands for the one address that there is.
  const named = hosts().map(({ name, internalAddress }) => ({
    name,
    internalAddress,
    externalName: `${name}.example.com`,
    reachableFrom: { externalAddress: [HOST] },
  }));
  expect(codes(named)).toEqual(
    [0, 1, 2].map((n) => `hosts.reachableFrom hosts[${n}].reachableFrom.externalAddress`),
  );
});

test.each<[string, unknown, readonly string[]]>([
  ["no object", "remote", ["value.object hosts[0].reachableFrom"]],
  [
    "of an address that hosts do not have",
    { remote: [REMOTE] },
    ['value.key hosts[0].reachableFrom["remote"]'],
  ],
  ["no list", { externalAddress: REMOTE }, ["audiences hosts[0].reachableFrom.externalAddress"]],
  [
    "nobody's audience, in both",
    { internalAddress: ["remot"], externalAddress: [REMOTE, 1] },
    ["audiences hosts[0].reachableFrom.externalAddress", "audiences hosts[0].reachableFrom.internalAddress"],
  ],
])("what is %s is refused, with what to write", (_, reachableFrom, codes) => {
  const own = hosts().map((host, n) => (n === 0 ? { ...host, reachableFrom } : host));
  expect(codesOf(plan(on({ hosts: own })).problems)).toEqual(codes);
});

test("slips are told by the prop's own name", () => {
  const of = (reachableFrom: unknown) =>
    told({ hosts: hosts().map((h, n) => (n === 0 ? { ...h, reachableFrom } : h)) });
  const [slip] = of({ internalAddress: ["remot"] });
  expect(slip?.expected).toContain("Audience.PEERS, Audience.NETWORK, Audience.HOST or Audience.REMOTE");
  expect(slip?.fix).toBe("use internalAddress: [Audience.REMOTE]");
  expect(of({ externalAddress: 5 })[0]?.fix).toBe("use externalAddress: [Audience.HOST]");
  expect(of(5)[0]?.fix).toBe("use reachableFrom: { internalAddress: [Audience.HOST, Audience.NETWORK] }");
});

test("of one address it is said once, and the mend works", () => {
  const one = (reachableFrom: object) =>
    hosts().map(({ name, internalAddress }) => ({ name, internalAddress, reachableFrom }));
  const clients = ClientAccess.throughHosts({ audiences: [REMOTE] });
  const [problem, ...others] = told({ clients, hosts: one({ externalAddress: [REMOTE] }) });
  expect(problem).toEqual({
    code: "hosts.reachableFrom",
    path: "hosts[0].reachableFrom.externalAddress",
    expected: "the host has one address for nodes and clients, and who reaches that is said once",
    fix: "say it of hosts[0].reachableFrom.internalAddress",
  });
  expect(others).toHaveLength(2);
  expect(told({ clients, hosts: one({ internalAddress: [REMOTE] }) })).toEqual([]);
});
