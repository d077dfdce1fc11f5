import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import type { Capabilities } from "../../lib/network/plan/capabilities";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { describeProblem } from "../../lib/problem/describe-problem";
import { complete } from "../problem/complete";
import { specOf, V22, V5 } from "./arbitrary-spec";
import { PORTS, perNode, three, throughHost, wrong } from "./client-requests";
import { codesOf, plan, plannedAnyway } from "./planning";

test.each([0, 65536, -1, 2113.5, NaN, "2113", null])("the port %p is refused wherever it stands", (port) => {
  const bad = { http: port, externalTcp: port } as never;
  const ports = { internalTcp: port, internalHttp: port, http: port, externalTcp: port };
  expect(codesOf(wrong(undefined, { ports }))).toEqual([
    "port ports.externalTcp",
    "port ports.http",
    "port ports.internalHttp",
    "port ports.internalTcp",
  ]);
  expect(codesOf(wrong(throughHost({ ports: PortPlan.sequential(bad) })))).toEqual([
    "port clients.ports.externalTcp",
    "port clients.ports.http",
  ]);
  expect(codesOf(wrong(throughHost({ ports: PortPlan.sequential(port as never) })))).toEqual([
    "port clients.ports.http",
  ]);
  expect(codesOf(wrong(throughHost({ ports: PortPlan.explicit([1, bad, 3]) })))).toEqual([
    "port clients.ports[1].externalTcp",
    "port clients.ports[1].http",
  ]);
  const entries = three((n) => ({ host: "192.0.2.1", httpPort: n === 2 ? port : 3000 + n }));
  const problems = wrong(perNode(entries, [Audience.HOST]));
  expect(codesOf(problems)).toEqual(["port clients.members[2].httpPort"]);
  expect(describeProblem(problems[0]!)).toContain("must be a port, 1 to 65535; use a free port");
});

test("ports that run out are refused with the node that gets none", () => {
  const problems = wrong(throughHost({ ports: PortPlan.sequential(65534) }));
  expect(codesOf(problems)).toEqual(["ports.plan.overflow clients.ports"]);
  expect(problems[0]!.got).toBe("gives node-2 the port 65536");
  const all = wrong(throughHost({ ports: PortPlan.sequential(65534) }), { size: 5, readOnlyReplicas: 1 });
  expect(codesOf(all)).toEqual(["ports.plan.overflow clients.ports"]);
  expect(all[0]!.got).toBe("gives node-2 the port 65536, and 3 more nodes later ones");
});

test.each([
  [PortPlan.explicit([2113, 2114]), "clients.ports", "node-2", 0],
  [PortPlan.explicit([2113, 2114, 2115]), "clients.ports.readOnlyReplicas", "replica-0", 1],
])("a plan without an entry for a node names it (%#)", (ports, path, key, readOnlyReplicas) => {
  const problems = wrong(throughHost({ ports }), { readOnlyReplicas });
  expect(problems[0]).toMatchObject({ code: "ports.plan.missing", path, got: `has no entry for ${key}` });
  expect(new Set(problems.map((p) => p.code))).toEqual(new Set(["ports.plan.missing"]));
});

test.each([undefined, 2113, { http: 2113 }, [2113]])("%p is no PortPlan", (ports) => {
  const problems = wrong(throughHost({ ports }));
  expect(codesOf(problems)).toEqual(["ports.plan clients.ports"]);
  expect(problems[0]!.fix).toContain("PortPlan.sequential({ http: 2113 })");
});

test.each<readonly [string, Capabilities, object]>([
  ["asked for", V22, { externalTcp: true }],
  ["always on", V5, {}],
])("a plan without TCP ports is refused where external TCP is %s", (_, capabilities, more) => {
  const problems = [
    ...wrong(throughHost({ ports: PortPlan.sequential(2113) }), more, capabilities),
    ...wrong(
      throughHost({ ports: PortPlan.explicit([1, 2, { http: 3, externalTcp: 4 }]) }),
      more,
      capabilities,
    ),
    ...(capabilities.addressesOnly
      ? []
      : wrong(ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(2113) }), more)),
  ];
  expect(new Set(codesOf(problems))).toEqual(new Set(["ports.plan.tcp clients.ports"]));
  expect(problems).toHaveLength(capabilities.addressesOnly ? 2 : 3);
  const sequential = "use PortPlan.sequential({ http: 2113, externalTcp: 1113 })";
  expect(problems.map(({ fix }) => fix)).toEqual(
    [sequential, "give every node { http, externalTcp }", sequential].slice(0, problems.length),
  );
  expect(wrong(throughHost({ ports: 2113 }), more, capabilities)[0]!.fix).toBe(sequential);
  const entries = three((n) => ({ host: "192.0.2.1", httpPort: 3000 + n }));
  expect(codesOf(wrong(perNode(entries, [Audience.HOST]), more, capabilities))).toEqual(
    [0, 1, 2].map((n) => `clients.perNode.tcp clients.members[${n}].tcpPort`),
  );
});

test.each(["localhost", "::1", "10.0.0.0/24", "", 7, null, "224.0.0.1", "255.255.255.255"])(
  "ports cannot be published on %p",
  (bindIp) => {
    for (const access of [
      throughHost({ bindIp }),
      ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS, bindIp: bindIp as string }),
      perNode(
        three((n) => ({ host: "localhost", httpPort: 3000 + n })),
        [Audience.HOST],
        { bindIp },
      ),
    ]) {
      const problems = wrong(access);
      expect(codesOf(problems)).toEqual(["bindIp clients.bindIp"]);
      expect(problems[0]!.fix).toContain("127.0.0.1");
    }
  },
);

test("the last TCP port is 65535 as well", () => {
  const at = (externalTcp: number) =>
    wrong(throughHost({ ports: PortPlan.sequential({ http: 2113, externalTcp }) }));
  expect(at(65533)).toEqual([]);
  expect(at(65534).map((p) => p.got)).toEqual(["gives node-2 the port 65536"]);
  const http = (first: number) => wrong(throughHost({ ports: PortPlan.sequential(first) }));
  expect(http(65533)).toEqual([]);
});

test.each([-1, 65535, 1.5, "20", NaN])("the replicas' offset %p is refused, and only it", (replicaOffset) => {
  const ports = PortPlan.sequential(2113, { replicaOffset: replicaOffset as number });
  const problems = wrong(throughHost({ ports }), { readOnlyReplicas: 1 });
  expect(problems.map(describeProblem)).toEqual([
    `clients.ports.replicaOffset is ${JSON.stringify(replicaOffset) === "null" ? "NaN" : JSON.stringify(replicaOffset)}: must be a number of ports, 0 to 65534; leave it out for 20`,
  ]);
});

test("options of plans are an object of what is known", () => {
  const codes = (ports: PortPlan) => codesOf(wrong(throughHost({ ports })));
  for (const options of [null, 7, []] as never[]) {
    expect(codes(PortPlan.sequential(2113, options))).toEqual(["value.object clients.ports"]);
    expect(codes(PortPlan.explicit([1, 2, 3], options))).toEqual(["value.object clients.ports"]);
  }
  expect(codes(PortPlan.sequential(2113, { offset: 1 } as never))).toEqual([
    'value.key clients.ports["offset"]',
  ]);
  expect(codes(PortPlan.explicit([1, 2, 3], { replicas: [] } as never))).toEqual([
    'value.key clients.ports["replicas"]',
  ]);
  expect(codes(PortPlan.sequential({ http: 2113, tcp: 1 } as never))).toEqual([
    'value.key clients.ports["tcp"]',
  ]);
});

test.each([
  [
    PortPlan.explicit([1, 2, 3, 4]),
    "clients.ports has 4 entries: the cluster has 3 members; remove the last 1, or use size: 4",
  ],
  [
    PortPlan.explicit([1, 2, 3], { readOnlyReplicas: [4, 5] }),
    "clients.ports.readOnlyReplicas has 2 entries: the cluster has no read-only replicas; remove the last 2, or use readOnlyReplicas: 2",
  ],
  [
    PortPlan.explicit("abc" as never),
    'clients.ports is "abc": must be a list with an entry for each node; use PortPlan.explicit([2113, 2114, 2115])',
  ],
])("entries of nodes that are not there (%#)", (ports, told) => {
  expect(wrong(throughHost({ ports })).map(describeProblem)).toEqual([told]);
});

test("a node with one bad port has no other problem", () => {
  const at = (bad: object) =>
    codesOf(
      wrong(throughHost({ ports: PortPlan.explicit([both(1), { ...both(2), ...bad }, both(3)]) }), TCP),
    );
  const both = (n: number) => ({ http: 2113 + n, externalTcp: 1113 + n });
  expect(at({})).toEqual([]);
  expect(at({ http: 0 })).toEqual(["port clients.ports[1].http"]);
  expect(at({ externalTcp: 0 })).toEqual(["port clients.ports[1].externalTcp"]);
});

const TCP = { externalTcp: true };

describe("TCP ports for clients while external TCP is off", () => {
  const warnings = (clients: ClientAccess, more: object = {}) =>
    plan(specOf({ clients, allowPublished: true, ...more }), V22).warnings;

  test.each<[string, ClientAccess, string]>([
    ["a plan through the host", throughHost({}), "ports.plan.tcpOff clients.ports"],
    [
      "a plan that names every port",
      throughHost({
        ports: PortPlan.explicit(three((n) => ({ http: 1 + n, externalTcp: 11 + n })) as never),
      }),
      "ports.plan.tcpOff clients.ports",
    ],
    [
      "a plan for everywhere",
      ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS }),
      "ports.plan.tcpOff clients.ports",
    ],
    [
      "addresses one by one",
      perNode(
        three((n) => ({ host: "192.0.2.1", httpPort: 3000 + n, tcpPort: 4000 + n })),
        [Audience.HOST],
      ),
      "clients.perNode.tcpOff clients",
    ],
  ])("are told of once, and no more with it on: %s", (_, clients, told) => {
    expect(codesOf(complete(warnings(clients)))).toEqual([told]);
    expect(warnings(clients, { externalTcp: true })).toEqual([]);
  });

  test("are told of among the nodes' own, unless that is refused", () => {
    const own = (externalTcp: unknown, more: object = {}, capabilities = V22) =>
      plannedAnyway(specOf({ ports: { externalTcp }, ...more }), capabilities);
    expect(own(1999).warnings).toEqual([
      {
        code: "ports.tcpOff",
        path: "ports.externalTcp",
        got: "is 1999",
        expected: "external TCP is off, and it is not used",
        fix: "leave it out, or use externalTcp: ExternalTcp.enabled()",
      },
    ]);
    expect(own(1999, { externalTcp: true }).warnings).toEqual([]);
    expect(own(1999, {}, V5).warnings).toEqual([]);
    expect(own(undefined).warnings).toEqual([]);
    const refused = own(0);
    expect([codesOf(refused.problems), refused.warnings]).toEqual([["port ports.externalTcp"], []]);
  });

  test("are told of where one node alone has one", () => {
    const ports = PortPlan.explicit([2113, { http: 2114, externalTcp: 1114 }, 2115]);
    expect(codesOf(warnings(throughHost({ ports })))).toEqual(["ports.plan.tcpOff clients.ports"]);
    const entries = three((n) => ({
      host: "192.0.2.1",
      httpPort: 3000 + n,
      ...(n === 1 ? { tcpPort: 4000 } : {}),
    }));
    expect(codesOf(warnings(perNode(entries, [Audience.HOST])))).toEqual(["clients.perNode.tcpOff clients"]);
  });

  test("are not told of where there are none", () => {
    expect(warnings(throughHost({ ports: PortPlan.sequential(2113) }))).toEqual([]);
  });
});
