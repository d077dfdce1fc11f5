import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { V5 } from "./arbitrary-spec";
import { PORTS, perNode, three, throughHost, wrong } from "./client-requests";
import { codesOf } from "./planning";

test.each<readonly [string, ClientAccess, Audience, RegExp]>([
  ["withinNetwork", ClientAccess.withinNetwork({ audiences: [Audience.HOST] }), Audience.HOST, /throughHost/],
  [
    "withinNetwork",
    ClientAccess.withinNetwork({ audiences: [Audience.REMOTE] }),
    Audience.REMOTE,
    /throughHost/,
  ],
  [
    "throughHost localhost",
    throughHost({ audiences: [Audience.NETWORK] }),
    Audience.NETWORK,
    /address or DNS name of the host.*ClientAccess\.everywhere/,
  ],
  [
    "throughHost localhost",
    throughHost({ audiences: [Audience.REMOTE] }),
    Audience.REMOTE,
    /address or DNS name of the host that others can route to/,
  ],
  [
    "throughHost on loopback",
    throughHost({ host: "docker.example.test", bindIp: "127.0.0.1", audiences: [Audience.REMOTE] }),
    Audience.REMOTE,
    /leave bindIp out/,
  ],
  [
    "throughHost localhost elsewhere",
    throughHost({ bindIp: "192.0.2.1", audiences: [Audience.HOST] }),
    Audience.HOST,
    /leave bindIp out/,
  ],
  [
    "everywhere",
    ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS, audiences: [Audience.REMOTE] }),
    Audience.REMOTE,
    /bindIp/,
  ],
  [
    "perNode with the host's address",
    perNode(
      three((n) => ({ host: "192.0.2.10", httpPort: 3000 + n })),
      [Audience.NETWORK],
    ),
    Audience.NETWORK,
    /a DNS name, which becomes the node's alias, or its address 10\.240\.1\.11/,
  ],
  [
    "perNode with localhost",
    perNode(
      three((n) => ({ host: "localhost", httpPort: 3000 + n })),
      [Audience.HOST, Audience.REMOTE],
    ),
    Audience.REMOTE,
    /address or DNS name of the host/,
  ],
  [
    "perNode with another node's address",
    perNode(
      three((n) => ({ host: `10.240.1.${12 + n}`, httpPort: 2113 })),
      [Audience.NETWORK],
    ),
    Audience.NETWORK,
    /its address 10\.240\.1\.11/,
  ],
])("a promise that %s cannot keep is refused (%#)", (_, clients, audience, mend) => {
  const problems = wrong(clients);
  expect(codesOf(problems)).toEqual(["audiences.unserved clients.audiences"]);
  expect(problems[0]!.got).toBe(`promises Audience.${audience.toUpperCase()}`);
  expect(problems[0]!.fix).toMatch(mend);
});

test("on v5 no promise is mended with names or with everywhere", () => {
  const problems = wrong(throughHost({ audiences: [Audience.NETWORK] }), {}, V5);
  expect(codesOf(problems)).toEqual(["audiences.unserved clients.audiences"]);
  expect(problems[0]!.fix).toBe("use an address of the host that others can route to");
});

test("every promise that cannot be kept is said, not the first alone", () => {
  const problems = wrong(throughHost({ audiences: [Audience.REMOTE, Audience.NETWORK, Audience.HOST] }));
  expect(problems.map((p) => p.got)).toEqual(["promises Audience.REMOTE", "promises Audience.NETWORK"]);
});

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

describe("one entry of perNode that differs from the others decides", () => {
  const entries = (last: object) =>
    three((n) => ({ host: `n${n}.test`, httpPort: 2113, ...(n === 2 ? last : {}) }));
  const said = (last: object, audiences: readonly Audience[], more: object = {}, options: object = {}) =>
    wrong(perNode(entries(last), audiences, options), more)
      .filter((p) => p.code === "audiences.unserved")
      .map((p) => `${p.got}: ${p.expected}`);

  test("containers dial the nodes' own ports", () => {
    expect(said({}, [Audience.NETWORK])).toEqual([]);
    expect(said({ httpPort: 2114 }, [Audience.NETWORK])).toEqual([
      "promises Audience.NETWORK: clients.members[2] tells containers n2.test:2114, and on the external network nothing translates addresses or ports",
    ]);
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
    expect(tcp({ tcpPort: 1114 })).toEqual(["audiences.unserved clients.audiences"]);
  });

  test("other machines do not reach a loopback address", () => {
    const apart = three((n) => ({ host: n === 2 ? "localhost" : "192.0.2.10", httpPort: 3000 + n }));
    expect(codesOf(wrong(perNode(apart, [Audience.REMOTE])))).toEqual([
      "audiences.unserved clients.audiences",
    ]);
    expect(said({}, [Audience.NETWORK, Audience.REMOTE], {}, { bindIp: "127.0.0.1" })).toEqual([
      'promises Audience.REMOTE: clients are told "n0.test", but the ports are published on the loopback address 127.0.0.1 only',
    ]);
  });
});

test("a name may stand for the loopback address on the host itself, an address cannot", () => {
  const on = (host: string) =>
    codesOf(wrong(throughHost({ host, bindIp: "127.0.0.1", audiences: [Audience.HOST] })));
  expect(on("docker.example.test")).toEqual([]);
  expect(on("192.0.2.10")).toEqual(["audiences.unserved clients.audiences"]);
});

test("only containers are sent to everywhere, which serves no other machine", () => {
  const fix = (audience: Audience) => wrong(throughHost({ audiences: [audience] }))[0]!.fix;
  expect(fix(Audience.NETWORK)).toContain("or ClientAccess.everywhere({ domain, ports })");
  expect(fix(Audience.REMOTE)).not.toContain("everywhere");
});
