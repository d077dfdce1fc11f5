import { Audience } from "../../lib/network/model/audience";
import { perNode, three, throughHost, wrong } from "../network/client-requests";
import { codesOf } from "../network/planning";

const { NETWORK, HOST, REMOTE } = Audience;

test.each<readonly [string, (n: number) => string, readonly number[]]>([
  ["the host's address", () => "192.0.2.10", [0, 1, 2]],
  ["their own machine", () => "localhost", [0, 1, 2]],
  ["another node's address", (n) => `10.240.1.${12 + n}`, [0, 1, 2]],
  ["one address that is nobody's", (n) => `10.240.1.${n === 1 ? 99 : 11 + n}`, [1]],
])("containers that are to dial %s do not get to the nodes", (_, host, astray) => {
  const problems = wrong(
    perNode(
      three((n) => ({ host: host(n), httpPort: 2113 })),
      [Audience.NETWORK],
    ),
  );
  expect(codesOf(problems)).toEqual(astray.map((n) => `reachability.required clients.members[${n}].host`));
  for (const { fix } of problems) expect(fix).toMatch(/the node's alias|a host of its own/);
});

test("of three promises, both that are kept are told", () => {
  const lan = { networkName: "b", cidr: "10.240.1.0/24", internal: true };
  const [problem] = wrong(throughHost({ host: "192.0.2.10", audiences: [NETWORK, HOST, REMOTE] }), {
    internalNetwork: { networkName: "a", cidr: "10.240.0.0/24" },
    externalNetwork: lan,
  });
  expect(problem!.got).toBe(
    "promises Audience.HOST and Audience.REMOTE, for which 192.0.2.10:2113 leads to http of node-0, and Audience.NETWORK, for which it does not",
  );
});

test("of two promises, that which is kept is told with those that are not", () => {
  const local = perNode(
    three((n) => ({ host: "localhost", httpPort: 3000 + n })),
    [Audience.HOST, Audience.REMOTE],
  );
  const all = throughHost({ audiences: [Audience.REMOTE, Audience.NETWORK, Audience.HOST] });
  for (const [clients, others] of [
    [local, "Audience.REMOTE, for which it does not"],
    [all, "Audience.NETWORK and Audience.REMOTE, for which it does not"],
  ] as const) {
    const problems = wrong(clients);
    expect(codesOf(problems)).toEqual(["reachability.audiences clients.audiences"]);
    expect(problems[0]!.got).toMatch(/^promises Audience\.HOST, for which localhost/);
    expect(problems[0]!.got).toContain(others);
    expect(problems[0]!.fix).toContain("audiences: [Audience.HOST]");
  }
});

describe("one entry of perNode that differs from the others decides", () => {
  const entries = (last: object) =>
    three((n) => ({ host: `n${n}.test`, httpPort: 2113, ...(n === 2 ? last : {}) }));
  const said = (last: object, audiences: readonly Audience[], options: object = {}) =>
    wrong(perNode(entries(last), audiences, options)).map((p) => `${p.path} ${p.fix}`);

  test("containers dial the nodes' own ports", () => {
    expect(said({}, [Audience.NETWORK])).toEqual([]);
    expect(said({ httpPort: 2114 }, [Audience.NETWORK])).toEqual(["clients.members[2].httpPort use 2113"]);
    const tcp = (last: object) => {
      const all = three((n) => ({
        host: `n${n}.test`,
        httpPort: 2113,
        tcpPort: 1113,
        ...(n === 2 ? last : {}),
      }));
      return codesOf(wrong(perNode(all, [Audience.NETWORK]), { externalTcp: true }));
    };
    expect(tcp({})).toEqual([]);
    expect(tcp({ tcpPort: 1114 })).toEqual(["reachability.required clients.members[2].tcpPort"]);
  });

  test("other machines do not reach a loopback address", () => {
    const apart = three((n) => ({ host: n === 2 ? "localhost" : "192.0.2.10", httpPort: 3000 + n }));
    expect(codesOf(wrong(perNode(apart, [Audience.REMOTE])))).toEqual([
      "reachability.required clients.members[2].host",
    ]);
    const bound = three((n) => ({ host: `n${n}.test`, httpPort: 3000 + n }));
    expect(codesOf(wrong(perNode(bound, [Audience.REMOTE], { bindIp: "127.0.0.1" })))).toEqual([
      "reachability.required clients.bindIp",
    ]);
  });
});

test("a name may stand for the loopback address on the host itself, an address cannot", () => {
  const on = (host: string) =>
    codesOf(wrong(throughHost({ host, bindIp: "127.0.0.1", audiences: [Audience.HOST] })));
  expect(on("docker.example.test")).toEqual([]);
  expect(on("192.0.2.10")).toEqual(["reachability.required clients.bindIp"]);
});
