import { Audience } from "../../lib/network/model/audience";
import { EndpointKind } from "../../lib/network/model/endpoint";
import { ClientAccess } from "../../lib/network/asked/client-access";
import type { PortPlan } from "../../lib/network/asked/port-plan";
import { describeProblem } from "../../lib/problem/describe-problem";
import { specOf, V22, V5 } from "./arbitrary-spec";
import { PORTS, perNode, three, throughHost, wrong } from "./client-requests";
import { codesOf, plan, plannedAnyway } from "./planning";

const IMPOSSIBLE_HOSTS = [
  ["0.0.0.0", /wildcard/],
  ["*", /wildcard/],
  ["::", /wildcard/],
  ["0.1.2.3", /wildcard/],
  ["::1", /IPv6 is not supported/],
  ["[fd00::1]", /IPv6 is not supported/],
  ["255.255.255.255", /broadcast/],
  ["224.0.0.1", /multicast/],
  ["a b", /host name/],
  ["x\ny", /host name/],
  ["x\0y", /host name/],
  ["host\n", /host name/],
  ["", /host name/],
  ["-a", /host name/],
  ["a-", /host name/],
  ["a..b", /host name/],
  ["a_b", /host name/],
  ["http://a", /host name/],
  ["host:2113", /host name/],
  ["1.2.3", /host name/],
  ["1.2.3.256", /host name/],
  ["010.0.0.1", /host name/],
  ["a".repeat(64), /host name/],
  ["${var.host}", /host name/],
  [undefined, /host name/],
  [null, /host name/],
  [2113, /host name/],
] as const;

test.each(IMPOSSIBLE_HOSTS)("clients cannot be told the host %p", (host, why) => {
  for (const capabilities of [V22, V5]) {
    const through = wrong(throughHost({ host }), {}, capabilities);
    expect(codesOf(through)).toEqual(["host clients.host"]);
    expect(through[0]!.expected).toMatch(why);
    expect(through[0]!.got).toContain(host === undefined ? "(nothing)" : JSON.stringify(host).slice(0, 60));
    expect(describeProblem(through[0]!)).not.toMatch(/\n|\0/);
    const one = wrong(
      perNode(
        three((n) => ({ host: n === 1 ? host : "192.0.2.1", httpPort: 3000 + n, tcpPort: 4000 + n })),
        [Audience.HOST],
      ),
      {},
      capabilities,
    );
    expect(codesOf(one)).toEqual(["host clients.members[1].host"]);
  }
});

test.each(["clients", 2113, null, {}, [], "withinNetwork"])("%p is no ClientAccess", (clients) => {
  const problems = wrong(clients);
  expect(codesOf(problems)).toEqual(["clients clients"]);
  expect(problems[0]!.fix).toContain("ClientAccess.withinNetwork()");
});

test.each<unknown>(["mine", Object.create(null), undefined])(
  "a ClientAccess made to be %p is none any more",
  (kind) => {
    const changed = Object.assign(Object.create(ClientAccess.prototype) as object, { request: { kind } });
    expect(codesOf(wrong(changed))).toEqual(["clients clients"]);
  },
);

test("on v5 a name is refused, and localhost becomes its address", () => {
  const problems = wrong(throughHost({ host: "docker.example.test" }), {}, V5);
  expect(codesOf(problems)).toEqual(["host.addressOnly clients.host"]);
  expect(describeProblem(problems[0]!)).toMatch(
    /"docker\.example\.test".*5\.0\.11.*20\.6.*use the IPv4 address/,
  );
  const { topology } = plan(specOf({ clients: throughHost({ host: "LOCALHOST" }) }), V5);
  expect(topology!.nodes.map((n) => n.advertised.http)).toEqual([
    { host: "127.0.0.1", port: 2113 },
    { host: "127.0.0.1", port: 2114 },
    { host: "127.0.0.1", port: 2115 },
  ]);
  expect(topology!.audiences).toEqual([Audience.HOST]);
});

test("everywhere on v5 is refused with what to use", () => {
  const problems = wrong(ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS }), {}, V5);
  expect(codesOf(problems)).toEqual(["clients.everywhere.release clients"]);
  expect(describeProblem(problems[0]!)).toMatch(
    /5\.0\.11 advertises IP addresses only; use ClientAccess\.throughHost/,
  );
});

test.each(["", "a b", "-a.test", "esdb.test.", "a_b", "10.0.0.1", "x".repeat(254), "esdb.1", null, 7])(
  "everywhere refuses the domain %p",
  (domain) => {
    const problems = wrong(ClientAccess.everywhere({ domain: domain as string, ports: PORTS }));
    expect(codesOf(problems)).toEqual(["clients.domain clients.domain"]);
    expect(problems[0]!.fix).toContain('"esdb.test"');
  },
);

test("everywhere refuses a domain that is the dialler's own machine by definition", () => {
  for (const domain of ["localhost", "LocalHost", "esdb.localhost", "localhost.localdomain"]) {
    expect(codesOf(wrong(ClientAccess.everywhere({ domain, ports: PORTS })))).toEqual([
      "clients.domain clients.domain",
    ]);
  }
});

test("everywhere serves the host and containers by names in small letters, as DNS has them", () => {
  const { topology } = plan(
    specOf({ clients: ClientAccess.everywhere({ domain: "ESDB.Test", ports: PORTS }) }),
  );
  expect(topology!.audiences).toEqual([Audience.NETWORK, Audience.HOST]);
  expect(topology!.nodes[1]!.advertised.http.host).toBe("node1.esdb.test");
  expect(topology!.nodes[1]!.attachments[0]!.aliases).toContain("node1.esdb.test");
});

test("a bad bindIp beside no readable host is mended without naming one", () => {
  const problems = wrong(perNode([], [Audience.HOST], { bindIp: "localhost" }));
  expect(problems.find((p) => p.code === "bindIp")?.fix).toBe("leave it out for what the hosts call for");
});

test("a bad bindIp is mended with every default that the hosts call for", () => {
  const entries = three((n) => ({ host: n === 0 ? "localhost" : "192.0.2.10", httpPort: 3000 + n }));
  const [problem] = wrong(perNode(entries, [Audience.HOST], { bindIp: "localhost" }));
  expect(problem!.fix).toBe("leave it out for 127.0.0.1 or 0.0.0.0");
});

test("a bad bindIp, host or domain is not followed by what it leads to", () => {
  const local = three((n) => ({ host: "localhost", httpPort: 3000 + n }));
  const codes = (clients: ClientAccess) => codesOf(wrong(clients));
  expect(codes(perNode(local, [Audience.REMOTE], { bindIp: "x" }))).toEqual(["bindIp clients.bindIp"]);
  const remote = { ports: PORTS, audiences: [Audience.REMOTE] };
  const open = { domain: "esdb.test", bindIp: "127.0.0.1", ...remote };
  expect(codes(throughHost({ bindIp: "x", ...remote }))).toEqual(["bindIp clients.bindIp"]);
  expect(codes(throughHost({ host: "a b", ...remote }))).toEqual(["host clients.host"]);
  expect(codes(ClientAccess.everywhere({ ...open, domain: "a b" }))).toEqual([
    "clients.domain clients.domain",
  ]);
  expect(codes(ClientAccess.everywhere({ ...open, bindIp: "x" }))).toEqual(["bindIp clients.bindIp"]);
  expect(codes(ClientAccess.everywhere(open))).toEqual(["reachability.required clients.bindIp"]);
});

test("a bad bindIp beside a bad host is mended for a loopback host", () => {
  const problems = wrong(throughHost({ host: "a b", bindIp: "x" }));
  expect(problems.map((p) => p.fix)).toContain("leave it out for 127.0.0.1");
});

test("one entry with a bad part says that part alone", () => {
  const entries = (bad: object) =>
    three((n) => ({ host: `n${n}.test`, httpPort: 2113, ...(n === 1 ? bad : {}) }));
  const codes = (bad: object) => codesOf(wrong(perNode(entries(bad), [Audience.NETWORK])));
  expect(codes({ httpPort: 0 })).toEqual(["port clients.members[1].httpPort"]);
  expect(codes({ host: "a b" })).toEqual(["host clients.members[1].host"]);
  expect(codes({ tcpPort: 0 })).toEqual(["port clients.members[1].tcpPort"]);
});

test("under everywhere a node keeps its own TCP port where the plan has one, and ports.externalTcp where not", () => {
  const at = (ports: PortPlan) =>
    plan(specOf({ clients: ClientAccess.everywhere({ domain: "esdb.test", ports }), externalTcp: true }));
  const { topology } = at(PORTS);
  expect(
    topology!.nodes.map((n) => n.endpoints.find((e) => e.kind === EndpointKind.EXTERNAL_TCP)?.port),
  ).toEqual([1213, 1214, 1215]);
});

describe("a name that the engine gives its own machine", () => {
  const names = [
    "host.docker.internal",
    "Host.Docker.Internal",
    "gateway.docker.internal",
    "host.containers.internal",
  ];
  const said = (clients: unknown) => plan(specOf({ clients, allowPublished: true, externalTcp: true }), V22);

  test.each(names)("%s promises nothing to other machines, and is told of", (host) => {
    const { topology, warnings } = said(throughHost({ host }));
    expect(topology!.audiences).toEqual([Audience.NETWORK, Audience.HOST]);
    expect(codesOf(warnings)).toEqual(["clients.host.engine clients.host"]);
    for (const other of ["docker.internal.test", `my.${host}`, `${host}.test`])
      expect(said(throughHost({ host: other })).warnings).toEqual([]);
  });

  test("promised to them is refused, and the mend works", () => {
    const [problem, ...others] = wrong(throughHost({ host: names[0], audiences: [Audience.REMOTE] }));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "reachability.required", path: "clients.host" });
    expect(problem!.fix).toContain("DNS name of the host that others can route to");
    expect(wrong(throughHost({ host: "docker.example.test", audiences: [Audience.REMOTE] }))).toEqual([]);
  });

  test("is told of once for each node of perNode, and not where it is a node's alias", () => {
    const entries = three((n) => ({
      host: n === 0 ? "db.test" : "host.docker.internal",
      httpPort: 2113 + n,
    }));
    expect(codesOf(said(perNode(entries, [Audience.HOST])).warnings)).toEqual([
      "clients.host.engine clients.members[1].host",
      "clients.host.engine clients.members[2].host",
    ]);
    const alone = perNode([{ host: "host.docker.internal", httpPort: 2113 }], [Audience.NETWORK]);
    const { warnings } = plan(specOf({ clients: alone, size: 1, internalNetwork: undefined }), V22);
    expect(warnings).toEqual([]);
  });
});

describe("a host that other machines have no way to", () => {
  const promisedBy = (host: string, more: object = {}) => {
    const { problems, topology } = plan(
      specOf({ clients: throughHost({ host }), allowPublished: true, ...more }),
    );
    expect(problems).toEqual([]);
    return topology!;
  };

  test.each(["localhost.localdomain", "LocalHost.LocalDomain", "esdb.localhost.localdomain"])(
    "%s is the machine of whoever dials it",
    (host) => {
      const { audiences, nodes } = promisedBy(host);
      expect(audiences).toEqual([Audience.HOST]);
      expect(nodes[0]!.published.map(({ hostIp }) => hostIp)).toEqual(["127.0.0.1"]);
    },
  );

  // Networks of machines have that domain, too.
  test.each(["db.localdomain", "localdomain", "notlocalhost.localdomain"])("%s may be anybody's", (host) => {
    expect(promisedBy(host).audiences).toEqual([Audience.NETWORK, Audience.HOST, Audience.REMOTE]);
  });

  test.each([
    ["10.240.0.1", {}],
    ["10.240.1.1", {}],
    ["10.240.1.9", { externalNetwork: { cidr: "10.240.1.0/24", gateway: "10.240.1.9" } }],
    ["10.240.2.1", { additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } } }],
    ["169.254.7.7", {}],
  ])("%s is promised to the host and its containers", (host, more) => {
    expect(promisedBy(host, more).audiences).toEqual([Audience.NETWORK, Audience.HOST]);
    expect(promisedBy("192.0.2.1", more).audiences).toContain(Audience.REMOTE);
  });

  test("may be promised to other machines by the user's word", () => {
    const clients = throughHost({ host: "10.240.1.1", audiences: [Audience.REMOTE] });
    expect(wrong(clients)).toEqual([]);
  });
});

describe("an address of a network of the cluster is none of the Docker host", () => {
  const additionalNetworks = { proxy: { cidr: "10.240.2.0/24" } };
  const said = (clients: unknown, more: object = {}) => {
    const spec = specOf({ clients, additionalNetworks, allowPublished: true, ...more });
    return plannedAnyway(spec).problems.map(({ code, path, got, fix }) => ({ code, path, got, fix }));
  };

  test.each([
    ["10.240.1.99", 'externalNetwork.cidr "10.240.1.0/24"'],
    ["10.240.0.99", 'internalNetwork.cidr "10.240.0.0/24"'],
    ["10.240.2.1", ""],
    ["10.240.2.2", 'additionalNetworks["proxy"].cidr "10.240.2.0/24"'],
    ["10.240.3.2", ""],
    ["gateway.test", ""],
  ])("%s", (address, network) => {
    expect(said(throughHost({ host: address, bindIp: "0.0.0.0" }))).toEqual(
      network === ""
        ? []
        : [
            {
              code: "clients.host.network",
              path: "clients.host",
              got: `is "${address}", an address of ${network}`,
              fix: "use a name or an address of the Docker host",
            },
          ],
    );
    if (!address.startsWith("10.")) return;
    expect(said(throughHost({ host: "db.test", bindIp: address }))).toEqual(
      network === ""
        ? []
        : [
            {
              code: "clients.bindIp.network",
              path: "clients.bindIp",
              got: `is "${address}", an address of ${network}`,
              fix: "leave it out, or use an address of the Docker host",
            },
          ],
    );
  });

  test("both are told, and each once, with every node's own", () => {
    expect(said(throughHost({ host: "10.240.1.98", bindIp: "10.240.1.99" })).map(({ path }) => path)).toEqual(
      ["clients.host", "clients.bindIp"],
    );
    const entries = three((n) => ({
      host: n === 0 ? "db.test" : `10.240.1.9${n}`,
      httpPort: 2113 + n,
      bindIp: n === 2 ? "10.240.0.9" : "0.0.0.0",
    }));
    expect(said(perNode(entries, [Audience.HOST])).map(({ path }) => path)).toEqual([
      "clients.members[1].host",
      "clients.members[2].host",
      "clients.members[2].bindIp",
    ]);
  });

  test("nothing is told where nothing is published, of a node's own, or of what was refused", () => {
    const entries = three((n) => ({ host: `10.240.1.${50 + n}`, httpPort: 2113 }));
    expect(said(perNode(entries, [Audience.NETWORK]))).toEqual([]);
    expect(
      said(
        ClientAccess.throughProxy(entries as never, {
          audiences: [Audience.REMOTE],
        }),
      ),
    ).toEqual([]);
    expect(said(throughHost({ host: "10.240.1.12", bindIp: "0.0.0.0" }))).toEqual([]);
    const externalNetwork = { cidr: "10.240.1.1/24" };
    const refused = said(throughHost({ host: "10.240.1.99", bindIp: "0.0.0.0" }), { externalNetwork });
    expect(refused.map(({ path }) => path)).toEqual(["externalNetwork.cidr"]);
    const stood = said(throughHost({ host: "0.2.0.9", bindIp: "x" }), { externalNetwork });
    expect(stood.map(({ code }) => code)).not.toContain("clients.host.network");
  });

  test("and no way that leads there is told of besides", () => {
    for (const more of [{ host: "10.240.1.99" }, { host: "db.test", bindIp: "10.240.1.99" }])
      expect(wrong(throughHost(more))).toHaveLength(1);
  });
});

describe("addresses of perNode to publish on", () => {
  const entries = (more: object) =>
    three((n) => ({ host: "localhost", httpPort: 2113 + n, ...(n === 1 ? more : {}) }));
  const said = (clients: unknown) => plan(specOf({ clients, allowPublished: true }));

  test("are used where the host or other machines are served", () => {
    const { topology, problems, warnings } = said(
      perNode(entries({ bindIp: "0.0.0.0" }), [Audience.HOST], { bindIp: "127.0.0.1" }),
    );
    expect([problems, warnings]).toEqual([[], []]);
    expect(topology!.nodes.flatMap(({ published }) => published.map(({ hostIp }) => hostIp))).toEqual([
      "127.0.0.1",
      "0.0.0.0",
      "127.0.0.1",
    ]);
  });

  test("are told to be of no use where containers alone are", () => {
    const names = (more: object) =>
      three((n) => ({ host: `n${n}.test`, httpPort: 2113, ...(n === 1 ? more : {}) }));
    const warned = (clients: unknown) => said(clients).warnings.map(({ path, got }) => `${path} ${got}`);
    expect(warned(perNode(names({}), [Audience.NETWORK]))).toEqual([]);
    expect(warned(perNode(names({}), [Audience.NETWORK], { bindIp: "127.0.0.1" }))).toEqual([
      'clients.bindIp is "127.0.0.1"',
    ]);
    expect(
      warned(perNode(names({ bindIp: "0.0.0.0" }), [Audience.NETWORK], { bindIp: "127.0.0.1" })),
    ).toEqual(['clients.members[1].bindIp is "0.0.0.0"']);
  });

  test("are mended by what the entry's host calls for, and followed by nothing", () => {
    const fixes = (more: object) => {
      const { problems } = said(perNode(entries(more), [Audience.HOST]));
      return problems.map(({ path, fix }) => `${path} ${fix}`);
    };
    const at = "clients.members[1]";
    expect(fixes({ bindIp: "x" })).toEqual([`${at}.bindIp leave it out for 127.0.0.1`]);
    expect(fixes({ bindIp: "x", host: "192.0.2.1" })).toEqual([`${at}.bindIp leave it out for 0.0.0.0`]);
    expect(fixes({ bindIp: "x", host: "a b" })).toEqual([
      `${at}.host use a DNS name or an IPv4 address that can be dialled`,
      `${at}.bindIp leave it out for what the host calls for`,
    ]);
  });
});
