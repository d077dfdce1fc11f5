import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Audience } from "../../lib/network/model/audience";
import { Binding } from "../../lib/network/model/endpoint";
import { specOf, V22, V5 } from "../network/arbitrary-spec";
import { plan } from "../network/planning";

const PROXY = { additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } } };

function specWith(more: Partial<Record<keyof ClusterSpec, unknown>> = {}): ClusterSpec {
  return specOf({ ...PROXY, ...more });
}

/** What is wrong, with the mend. */
const said = (spec: ClusterSpec, capabilities = V22) =>
  plan(spec, capabilities).problems.map(({ code, path, fix }) => ({ code, path, fix }));

describe("an address of one network is not promised on another", () => {
  test("v5 tells addresses only", () => {
    expect(said(specWith(), V5)).toEqual([
      {
        code: "reachability.networks",
        path: "clients.networks",
        fix: 'set networks: ["external"]; or use a release from 20.6.1, which tells clients host names',
      },
    ]);
    for (const networks of [["external"], ["proxy"]])
      expect(said(specWith({ clients: ClientAccess.withinNetwork({ networks }) }), V5)).toEqual([]);
  });

  test("by perNode; host names become names on each", () => {
    const each = (host: (n: number) => string, networks?: readonly string[]) =>
      ClientAccess.perNode(
        [0, 1, 2].map((n) => ({ host: host(n), httpPort: 2113 })),
        { audiences: [Audience.NETWORK], ...(networks === undefined ? {} : { networks }) },
      );
    const [problem, ...others] = said(specWith({ clients: each((n) => `10.240.2.${11 + n}`) }));
    expect(others).toEqual([]);
    expect(problem).toEqual({
      code: "reachability.networks",
      path: "clients.networks",
      fix: 'set networks: ["proxy"]; or tell clients host names, which become the nodes\' names on each of these networks',
    });
    expect(said(specWith({ clients: each((n) => `10.240.2.${11 + n}`, ["proxy"]) }))).toEqual([]);
    expect(said(specWith({ clients: each((n) => `db${n}.example.test`) }))).toEqual([]);
  });

  test("a host that others can route to does not serve a network without a way out", () => {
    const clients = (networks?: readonly string[]) =>
      ClientAccess.throughHost({
        host: "192.0.2.10",
        ports: PortPlan.sequential(2113),
        ...(networks === undefined ? {} : { networks }),
      });
    const additionalNetworks = {
      inner: { cidr: "10.240.2.0/24", networkName: "inner", internal: true },
    };
    const spec = (networks?: readonly string[]) =>
      specOf({ additionalNetworks, clients: clients(networks), allowPublished: true });
    expect(said(spec())).toEqual([
      expect.objectContaining({
        code: "reachability.networks",
        fix: expect.stringContaining('set networks: ["external"]') as string,
      }),
    ]);
    expect(said(spec(["external"]))).toEqual([]);
  });
});

test("a socket on one address serves no further network, unless nobody is promised there", () => {
  const alone = { size: 1, internalNetwork: undefined, bindings: { http: Binding.NODE_ADDRESS } };
  expect(said(specWith(alone))).toEqual([
    { code: "reachability.required", path: "bindings.http", fix: "use Binding.ALL_INTERFACES" },
  ]);
  const clients = ClientAccess.withinNetwork({ networks: ["external"] });
  expect(said(specWith({ ...alone, clients }))).toEqual([]);
});

describe("addresses that lead on some networks of several alone", () => {
  const additionalNetworks = {
    billing: { cidr: "10.240.3.0/24" },
    proxy: { cidr: "10.240.2.0/24" },
  };
  const each = (host: (n: number) => string, more: object = {}) =>
    ClientAccess.perNode(
      [0, 1, 2].map((n) => ({ host: host(n), httpPort: 2113 })),
      { audiences: [Audience.NETWORK], ...more },
    );
  const problemsOf = (clients: unknown, more: object = {}) =>
    plan(specOf({ additionalNetworks, clients, ...more })).problems;

  test("are told with where they lead, and where not", () => {
    const [problem, ...others] = problemsOf(each((n) => `10.240.2.${11 + n}`));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: "reachability.networks",
      got: 'promises containers on "esdb-external.proxy", for which 10.240.2.11:2113 leads to http of node-0, and on "esdb-external" and "esdb-external.billing", for which it does not',
      expected: expect.stringMatching(/^\S.*, and gossip carries one client address per node$/) as string,
    });
    expect(problem!.fix).toMatch(/^set networks: \["proxy"\]; or tell clients host names/);
  });

  test("are no fault of networks on which nobody is promised", () => {
    const clients = (...networks: readonly string[]) => each((n) => `10.240.2.${11 + n}`, { networks });
    expect(problemsOf(clients("proxy"))).toEqual([]);
    const [problem, ...others] = problemsOf(clients("billing", "proxy"));
    expect(others).toEqual([]);
    expect(problem!.got).toMatch(
      /^promises containers on "esdb-external.proxy".* and on "esdb-external.billing", /,
    );
    expect(problem!.fix).toMatch(/^set networks: \["proxy"\];/);
  });

  test("are told by the node's host where they lead on none, and the mend works", () => {
    const [problem] = problemsOf(each((n) => (n === 1 ? "192.0.2.9" : `db${n}.test`)));
    expect(problem).toMatchObject({
      path: "clients.members[1].host",
      fix: 'use a name of its own, which becomes the node\'s alias on "esdb-external" and "esdb-external.billing" and "esdb-external.proxy"',
    });
    expect(problemsOf(each((n) => `db${n}.test`))).toEqual([]);
    const [limited] = problemsOf(
      each((n) => (n === 1 ? "192.0.2.9" : `db${n}.test`), { networks: ["external", "billing"] }),
    );
    expect(limited!.fix).toMatch(/alias on "esdb-external" and "esdb-external.billing"$/);
    const [one] = problemsOf(each((n) => (n === 1 ? "192.0.2.9" : `db${n}.test`), { networks: ["proxy"] }));
    expect(one!.fix).toBe(
      "use a name of its own, which becomes the node's alias on the external network, or its address 10.240.2.12",
    );
  });
});
