import fc from "fast-check";
import { ClientAccess, type NodeProxyAddress } from "../../lib/network/asked/client-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Audience } from "../../lib/network/model/audience";
import { Interface } from "../../lib/network/model/endpoint";
import type { ClusterNode } from "../../lib/network/model/topology";
import { specOf, V22, V5 } from "./arbitrary-spec";
import { codesOf, NUMBER_TOKEN, plan, plannedAnyway, RUNS } from "./planning";

const { NETWORK, HOST, REMOTE } = Audience;

/** Three nodes behind a proxy, of which each has that address. */
function proxied(of: (n: number) => object, audiences: readonly Audience[] = [REMOTE], more: object = {}) {
  const members = [0, 1, 2].map((n) => of(n) as NodeProxyAddress);
  return ClientAccess.throughProxy(members, { audiences, ...more });
}

/** A node's names on the external network beside its planned one. */
function addedNames({ attachments, key }: ClusterNode): readonly string[] {
  const { aliases } = attachments.find(({ interface: side }) => side === Interface.EXTERNAL)!;
  return aliases.filter((alias) => alias !== `${key}.esdb.external`);
}

const entry = fc.record({
  port: fc.constantFrom(2113, 443),
  tcpPort: fc.constantFrom(1113, 1443),
  host: fc.constantFrom<(n: number) => string>(
    (n) => `db${n}.example.test`,
    (n) => `192.0.2.${n}`,
    (n) => `10.240.1.${11 + n}`,
  ),
});

test("nothing is published for clients that something else leads to the nodes, whoever they are", () => {
  const audiences = fc.subarray([NETWORK, HOST, REMOTE], { minLength: 1 });
  fc.assert(
    fc.property(entry, audiences, fc.boolean(), ({ host, port, tcpPort }, promised, externalTcp) => {
      const of = (n: number) => ({
        host: host(n),
        httpPort: port,
        ...(externalTcp ? { tcpPort } : {}),
      });
      const { topology, problems } = plannedAnyway(specOf({ clients: proxied(of, promised), externalTcp }));
      expect(problems).toEqual([]);
      expect(topology.proxied).toBe(true);
      expect(topology.audiences).toEqual([NETWORK, HOST, REMOTE].filter((one) => promised.includes(one)));
      for (const node of topology.nodes) {
        expect(node.published).toEqual([]);
        expect(node.advertised.http).toEqual({ host: host(node.index), port });
        expect(node.endpoints.map((e) => [e.kind, e.port])).toEqual([
          ["internalTcp", 1112],
          ["http", 2113],
          ...(externalTcp ? [["externalTcp", 1113]] : []),
        ]);
        // Without the proxy only where every port is the node's own, by a name.
        const direct = port === 2113 && (!externalTcp || tcpPort === 1113);
        const isName = host(0).endsWith(".test");
        expect(addedNames(node)).toEqual(
          promised.includes(NETWORK) && direct && isName ? [host(node.index)] : [],
        );
      }
    }),
    RUNS,
  );
});

test("containers go by the proxy all the same where one node cannot be dialled without it", () => {
  const of = (odd: object) => (n: number) => ({
    host: `db${n}.example.test`,
    httpPort: 2113,
    tcpPort: 1113,
    ...(n === 1 ? odd : {}),
  });
  const names = (odd: object, more: object = {}) => {
    const { topology } = plannedAnyway(
      specOf({ clients: proxied(of(odd), [NETWORK, REMOTE]), externalTcp: true, ...more }),
    );
    return topology.nodes.flatMap(addedNames);
  };
  const all = [0, 1, 2].map((n) => `db${n}.example.test`);
  expect(names({})).toEqual(all);
  expect(names({ httpPort: 443 })).toEqual([]);
  expect(names({ tcpPort: 1443 })).toEqual([]);
  expect(names({ tcpPort: 1443 }, { externalTcp: false })).toEqual(all);
  expect(names({ host: "localhost" })).toEqual([]);
  expect(names({ host: "${TfToken[TOKEN.1]}" })).toEqual([]);
  expect(names({ host: "192.0.2.9" })).toEqual([]);
  // Its own address on the external network; the internal one is not of clients.
  expect(names({ host: "10.240.1.12" })).toEqual([all[0], all[2]]);
  expect(names({ host: "10.240.0.12" })).toEqual([]);
  expect(names({ host: "10.240.1.11" })).toEqual([]);
  // Of an address that was refused nobody knows whether it is that.
  const addresses = { "node-1": { externalAddress: "10.9.9.9" } };
  expect(names({ host: "10.240.1.12" }, { addresses })).toEqual([all[0], all[2]]);
});

test("the same is so of addresses that are published", () => {
  const names = (odd: object, audiences: readonly Audience[]) => {
    const members = [0, 1, 2].map((n) => ({
      host: `db${n}.example.test`,
      httpPort: 2113,
      bindIp: `192.0.2.${n}`,
      ...(n === 1 ? odd : {}),
    }));
    const clients = ClientAccess.perNode(members, { audiences });
    return plannedAnyway(specOf({ clients, allowPublished: true })).topology.nodes.flatMap(addedNames);
  };
  const all = [0, 1, 2].map((n) => `db${n}.example.test`);
  expect(names({}, [NETWORK, HOST])).toEqual(all);
  expect(names({}, [HOST])).toEqual([]);
  expect(names({ httpPort: 443 }, [NETWORK, HOST])).toEqual([]);
  // Nothing but the alias leads there where containers alone are served, whatever the port.
  expect(names({ httpPort: 443 }, [NETWORK])).toEqual(all);
});

test.each<readonly [string, object, string, string]>([
  ["options that are none", { options: null }, "value.object clients", "REMOTE"],
  ["no audiences", { options: {} }, "audiences.missing clients.audiences", "REMOTE"],
])("%s are mended with what a proxy serves", (_, { options }: { options?: unknown }, code, audience) => {
  const clients = ClientAccess.throughProxy([0, 1, 2].map(byName443), options as never);
  const { problems } = plannedAnyway(specOf({ clients }));
  expect(codesOf(problems)).toEqual([code]);
  expect(problems[0]!.fix).toContain(`audiences: [Audience.${audience}]`);
});

test.each<readonly [unknown, string]>([
  [null, "value.object clients"],
  [{}, "audiences.missing clients.audiences"],
])("perNode with the options %p is mended with the host as whom it serves", (options, code) => {
  const clients = ClientAccess.perNode([0, 1, 2].map(byName443), options as never);
  const { problems } = plannedAnyway(specOf({ clients }));
  expect(codesOf(problems)).toEqual([code]);
  expect(problems[0]!.fix).toContain("audiences: [Audience.HOST]");
});

function byName443(n: number): NodeProxyAddress {
  return { host: `db${n}.example.test`, httpPort: 443 };
}

test("replicas and a limit to some networks are for a proxy, too, addresses to publish on are not", () => {
  const at = (more: object) =>
    plannedAnyway(
      specOf({
        readOnlyReplicas: 1,
        additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } },
        clients: proxied(byName443, [NETWORK, REMOTE], { readOnlyReplicas: [byName443(9)], ...more }),
      }),
    );
  const { topology, problems } = at({ networks: ["proxy"] });
  expect(problems).toEqual([]);
  expect(topology.networks.filter((n) => n.unpromised).map(({ name }) => name)).toEqual(["esdb-external"]);
  expect(topology.nodes[3]!.advertised.http).toEqual({ host: "db9.example.test", port: 443 });
  expect(codesOf(at({ bindIp: "0.0.0.0" }).problems)).toEqual(['value.key clients["bindIp"]']);
});

describe("the network over which a proxy comes", () => {
  const at = (over: unknown, additionalNetworks: unknown) =>
    plannedAnyway(specOf({ additionalNetworks, clients: proxied(byName443, [REMOTE], { over }) }));
  const networks = { proxy: { cidr: "10.240.2.0/24" }, billing: { cidr: "10.240.3.0/24" } };

  test.each<readonly [unknown, string | undefined]>([
    ["proxy", "esdb-external.proxy"],
    ["billing", "esdb-external.billing"],
    ["external", undefined],
    [undefined, undefined],
  ])("is %p", (over, name) => {
    const { topology, problems } = at(over, networks);
    expect([problems, topology.proxiedOver]).toEqual([[], name]);
  });

  test.each(["prxy", null, ""])("cannot be %p", (over) => {
    const { topology, problems } = at(over, networks);
    expect(codesOf(problems)).toEqual(["clients.over clients.over"]);
    expect(problems[0]!.expected).toContain(
      'one of "external", "billing", "proxy", by their keys in additionalNetworks',
    );
    expect(topology.proxiedOver).toBeUndefined();
  });

  test("is not judged where the networks were refused", () => {
    expect(codesOf(at("proxy", []).problems)).toEqual(["value.object additionalNetworks"]);
  });
});

describe("a host that only Terraform knows", () => {
  const token = "${TfToken[TOKEN.7]}";
  const clients = (audiences: readonly Audience[]) =>
    ClientAccess.perNode(
      [0, 1, 2].map((n) => ({ host: n === 1 ? token : `db${n}.test`, httpPort: 2113 + n })),
      { audiences },
    );
  const at = (access: unknown, capabilities = V22) =>
    plannedAnyway(specOf({ clients: access, allowPublished: true }), capabilities);

  test("is no alias of a container", () => {
    const { problems, warnings } = at(clients([NETWORK]));
    expect(codesOf(problems)).toEqual(["token clients.members[1].host"]);
    expect(problems[0]).toMatchObject({
      got: "is a token, known only when Terraform runs",
      fix: "write the name itself",
    });
    expect(warnings).toEqual([]);
  });

  test.each<readonly [string, unknown, string]>([
    ["one node's", clients([HOST]), "clients.members[1].host"],
    [
      "all nodes'",
      ClientAccess.throughHost({ host: token, ports: PortPlan.sequential(2113) }),
      "clients.host",
    ],
    ["a proxy's", proxied((n) => ({ host: token, httpPort: 443 + n }), [REMOTE]), "clients.members[0].host"],
  ])("is told as it is, and said to be unchecked: %s", (_, access, path) => {
    const { topology, problems, warnings } = at(access);
    expect(problems).toEqual([]);
    expect(warnings.map(({ code, path }) => `${code} ${path}`)).toContain(`clients.host.unchecked ${path}`);
    expect(warnings[0]!.expected).not.toContain("takes an IPv4 address");
    expect(warnings[0]!.expected).toMatch(/^it is advertised to clients and put into .* carries it$/);
    expect(topology.nodes[1]!.advertised.http.host).toBe(token);
  });

  test("is a text", () => {
    const { problems } = at(
      ClientAccess.throughHost({ host: NUMBER_TOKEN as never, ports: PortPlan.sequential(2113) }),
    );
    expect(problems).toEqual([
      {
        code: "token",
        path: "clients.host",
        got: "is a token of another type than text",
        expected: "a host that only Terraform knows passes as text",
        fix: "use Token.asString(…) of cdktf",
      },
    ]);
  });

  test("is told of once where it is all nodes'", () => {
    const { warnings } = at(ClientAccess.throughHost({ host: token, ports: PortPlan.sequential(2113) }));
    expect(codesOf(warnings)).toEqual(["clients.host.unchecked clients.host"]);
  });

  test("has to be an address on a release that takes no names", () => {
    const ports = PortPlan.sequential({ http: 2113, externalTcp: 1213 });
    const { warnings } = at(ClientAccess.throughHost({ host: token, ports }), V5);
    expect(warnings[0]!.expected).toMatch(/carries it; 5\.0\.11 takes an IPv4 address only$/);
  });
});

test("one node's address that is refused leaves the others led by the proxy", () => {
  const clients = proxied((n) => ({ ...byName443(n), ...(n === 1 ? { host: "a b" } : {}) }));
  expect(codesOf(plan(specOf({ clients })).problems)).toEqual(["host clients.members[1].host"]);
});
