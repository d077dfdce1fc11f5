import { Audience, namesOfAudiences } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { describeProblem } from "../../lib/problem/describe-problem";
import { perNode, three, throughHost, wrong } from "./client-requests";
import { specOf } from "./arbitrary-spec";
import { codesOf, plannedAnyway } from "./planning";

test.each([
  ["everyone", "everyone"],
  [[Audience.PEERS], "peers"],
  [["HOST"], "HOST"],
  [[null], "null"],
])("the audiences %p are refused", (audiences, shown) => {
  const problems = wrong(throughHost({ audiences }));
  expect(codesOf(problems)).toEqual(["audiences clients.audiences"]);
  expect(problems[0]!.got).toContain(shown);
});

test.each<readonly [string, (audiences: readonly Audience[]) => ClientAccess, readonly Audience[]]>([
  [
    "throughHost",
    (audiences) => throughHost({ host: "db.example.com", audiences }),
    [Audience.NETWORK, Audience.HOST, Audience.REMOTE],
  ],
  ["withinNetwork", (audiences) => ClientAccess.withinNetwork({ audiences }), [Audience.NETWORK]],
  [
    "perNode",
    (audiences) =>
      perNode(
        three((n) => ({ host: `192.0.2.${n + 1}`, httpPort: 2113 })),
        audiences,
      ),
    [Audience.HOST],
  ],
])("an empty list of %s is warned of, and not with whom it says to name", (_, clients, named) => {
  const warned = (audiences: readonly Audience[]) =>
    plannedAnyway(specOf({ clients: clients(audiences) }))
      .warnings.filter(({ code }) => code === "audiences.none")
      .map(describeProblem);
  expect(warned([])).toEqual([
    `clients.audiences is empty: nobody is promised to reach the nodes: no connection string is given, and no way of clients is checked; use audiences: [${namesOfAudiences(named)}], or whoever dials them`,
  ]);
  expect(warned(named)).toEqual([]);
});

test("a list with many that are none is one problem", () => {
  const audiences = Array.from({ length: 20_000 }, (_, n) => `nobody-${n}`);
  const problems = wrong(throughHost({ audiences }));
  expect(problems.map(({ got }) => got)).toEqual(['has "nobody-0", and 19999 more that are none']);
});

test("perNode must be told whom it serves, and every entry is judged all the same", () => {
  const entries = three((n) => ({ host: n === 0 ? "0.0.0.0" : "192.0.2.10", httpPort: 3000 + n }));
  expect(codesOf(wrong(ClientAccess.perNode(entries as never, {} as never)))).toEqual([
    "audiences.missing clients.audiences",
    "host clients.members[0].host",
  ]);
});

test("perNode names the nodes that have no entry", () => {
  const problems = wrong(
    perNode([{ host: "a.example.test", httpPort: 2113 }, null as never], [Audience.NETWORK]),
    {
      readOnlyReplicas: 1,
    },
  );
  expect(problems.map((p) => `${p.path} ${p.got}`)).toEqual([
    "clients.members has null for node-1",
    "clients.members has no entry for node-2",
    "clients.readOnlyReplicas has no entry for replica-0",
  ]);
});

test.each<readonly [unknown, string]>([
  ["everyone", "Audience.HOST"],
  [["everyone"], "Audience.HOST"],
  [[null], "Audience.HOST"],
  [["HOST"], "Audience.HOST"],
  [["remot", 7], "Audience.REMOTE"],
  [[Audience.HOST, "netwrk", "remot"], "Audience.NETWORK, Audience.HOST, Audience.REMOTE"],
  [["hst", "netwrk"], "Audience.NETWORK, Audience.HOST"],
])("the audiences %j are mended by those that were meant", (audiences, meant) => {
  const problems = wrong(throughHost({ audiences }));
  expect(new Set(problems.map(({ fix }) => fix))).toEqual(new Set([`use audiences: [${meant}]`]));
});

test("what is promised is what was rightly asked for, each once, in one order", () => {
  const promised = (audiences: unknown) =>
    plannedAnyway(specOf({ clients: throughHost({ audiences }) })).topology.audiences;
  expect(promised("everyone")).toEqual([]);
  expect(promised([])).toEqual([]);
  expect(promised([Audience.PEERS])).toEqual([]);
  expect(promised([Audience.HOST, "x", Audience.NETWORK, Audience.HOST])).toEqual([
    Audience.NETWORK,
    Audience.HOST,
  ]);
});

describe("networks on which containers are served", () => {
  const said = (more: object, additionalNetworks: unknown = { proxy: { cidr: "10.240.2.0/24" } }) =>
    wrong(ClientAccess.withinNetwork(more), { additionalNetworks }).map(
      ({ code, expected, fix }) => `${code}: ${expected}; ${fix}`,
    );

  test("are named by their keys, and mended by those that were meant", () => {
    const known =
      'clients.networks: the networks of clients are "external", "proxy", by their keys in additionalNetworks';
    expect(said({ networks: ["external", "proxy"] })).toEqual([]);
    expect(said({ networks: ["proxi"] })).toEqual([`${known}; use networks: ["proxy"]`]);
    expect(said({ networks: [7, "proxi"] })).toEqual([`${known}; use networks: ["external", "proxy"]`]);
    expect(said({ networks: ["billing", 7] })).toEqual([`${known}; use networks: ["external"]`]);
  });

  test("are not judged where nobody knows whom they are for, or which there are", () => {
    expect(said({ networks: ["proxy"], audiences: ["x"] })).toEqual([expect.stringMatching(/^audiences: /)]);
    expect(said({ networks: ["proxy"] }, [])).toEqual([expect.stringMatching(/^value\.object: /)]);
  });
});
