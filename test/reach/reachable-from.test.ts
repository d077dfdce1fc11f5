import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import type { HostSpec } from "../../lib/network/asked/host-spec";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { Audience } from "../../lib/network/model/audience";
import { EndpointKind } from "../../lib/network/model/endpoint";
import type { Topology } from "../../lib/network/model/topology";
import type { ReachabilityCell } from "../../lib/reach/cell";
import { engineStatesOf } from "../../lib/reach/engine-state-of";
import { onHost, onNetworks, OTHER_MACHINE } from "../../lib/reach/place";
import { plannedServers } from "../../lib/reach/planned-servers";
import { reachabilityOf } from "../../lib/reach/reachability";
import type { Walk } from "../../lib/reach/step";
import { Dialler } from "../../lib/reach/walk";
import { describeTopology } from "../../lib/report/describe-topology";
import { openPorts } from "../../lib/report/open-ports";
import { renderMarkdown } from "../../lib/report/render-markdown";
import { specOf, V22, V5 } from "../network/arbitrary-spec";
import { dockerHosts as hosts } from "../network/docker-hosts";
import { codesOf, plan } from "../network/planning";

const { PEERS, NETWORK, HOST, REMOTE } = Audience;

const saying = (reachableFrom: unknown) => hosts({ reachableFrom });

/** Hosts of a cloud: one address of their own, and a public one that is translated to it. */
const translated = (more: object = {}): readonly HostSpec[] =>
  hosts().map(({ name, internalAddress }, n) => ({
    name,
    internalAddress,
    externalName: `203.0.113.${n + 1}`,
    ...more,
  }));

const on = (more: Partial<Record<keyof ClusterSpec, unknown>> = {}) =>
  specOf({ hosts: hosts(), allowPublished: true, ...more });

const topologyOn = (more: Partial<Record<keyof ClusterSpec, unknown>>, capabilities = V22): Topology => {
  const { topology, problems } = plan(on(more), capabilities);
  expect(problems).toEqual([]);
  return topology!;
};

const cellsOf = (topology: Topology): readonly ReachabilityCell[] =>
  reachabilityOf({ topology, nodes: plannedServers(topology) }).cells;

const from = ({ from: place }: ReachabilityCell): string => {
  if (place.kind === "machine") return "machine";
  if (place.kind === "host") return `host on ${place.host}`;
  if (place.key !== undefined) return place.key;
  return place.networks.includes("a network of its own") ? "stranger" : `container on ${place.host}`;
};

/** Who gets where at an address, as the cells say. */
const reaching = (topology: Topology, host: string, port = 2113) =>
  Object.fromEntries(
    cellsOf(topology)
      .filter(({ dialled }) => dialled.host === host && dialled.port === port)
      .map((cell) => [from(cell), cell.reached]),
  );

const told = (more: Partial<Record<keyof ClusterSpec, unknown>>) => {
  const { problems } = plan(on(more));
  return problems.map(({ code, path, expected, fix }) => ({ code, path, expected, fix }));
};

describe("what is said of who reaches a host", () => {
  test("is there in the topology, nodes always reach the address by which they are told", () => {
    const said = { internalAddress: [REMOTE, HOST], externalAddress: [REMOTE, NETWORK, HOST, REMOTE] };
    expect(topologyOn({ hosts: saying(said) }).hosts[1]?.reachableFrom).toEqual({
      internalAddress: [PEERS, HOST, REMOTE],
      externalAddress: [NETWORK, HOST, REMOTE],
    });
  });

  test.each([
    ["nothing", undefined],
    ["nothing of either", {}],
  ])("%s leaves all as it was", (_, said) => {
    expect(topologyOn({ hosts: saying(said) })).toEqual(topologyOn({}));
  });

  test("of other machines decides what is unchecked else", () => {
    const remote = (internalAddress?: readonly Audience[]) => {
      const topology = topologyOn({ hosts: saying(internalAddress && { internalAddress }) });
      const cell = cellsOf(topology).find(
        (one) => one.from.kind === "machine" && one.dialled.host === "10.60.0.2",
      );
      return [cell?.reached, cell?.steps[2]?.detail];
    };
    expect(remote()[0]).toBe("unchecked");
    expect(remote([REMOTE])).toEqual([true, "by your word Audience.REMOTE reaches it from other machines"]);
    expect(remote([HOST, NETWORK])).toEqual([
      false,
      "by your word Audience.REMOTE does not reach it from other machines",
    ]);
  });

  test("is of other machines: whoever is on the host gets to its addresses", () => {
    const clients = ClientAccess.throughHosts({ audiences: [REMOTE] });
    const topology = topologyOn({ clients, hosts: saying({ externalAddress: [REMOTE] }) });
    expect(reaching(topology, "192.0.2.2")).toEqual({
      machine: true,
      "host on a": false,
      "host on b": true,
      "host on c": false,
      "container on a": false,
      "container on b": true,
      "container on c": false,
      stranger: false,
    });
  });

  test("tells containers from processes, and strangers leave as their host does", () => {
    const clients = ClientAccess.throughHosts({ audiences: [REMOTE, HOST] });
    const topology = topologyOn({ clients, hosts: saying({ externalAddress: [REMOTE, HOST] }) });
    expect(reaching(topology, "192.0.2.2")).toMatchObject({
      "host on a": true,
      "container on a": false,
      "container on b": true,
      stranger: true,
    });
  });

  test("never keeps nodes from each other", () => {
    const topology = topologyOn({ hosts: saying({ internalAddress: [] }) });
    expect(reaching(topology, "10.60.0.2", 1112)).toMatchObject({
      "node-0": true,
      "node-2": true,
      "container on a": false,
      machine: false,
    });
  });

  test("of one address for both sides is that of clients, too", () => {
    const one = hosts({ externalAddress: undefined, reachableFrom: { internalAddress: [HOST, NETWORK] } });
    const clients = ClientAccess.throughHosts({ audiences: [HOST, NETWORK] });
    const topology = topologyOn({ clients, hosts: one });
    expect(reaching(topology, "10.60.0.2")).toMatchObject({ machine: false, "host on a": true });
    const all = openPorts(topology).map(({ audience, reachableFrom }) => [audience, reachableFrom]);
    expect(all).toContainEqual(["clients", [PEERS, NETWORK, HOST]]);
    expect(all).toContainEqual(["peers", [PEERS, NETWORK, HOST]]);
  });

  test("stands in what a firewall must let in, and in reports", () => {
    const said = { internalAddress: [], externalAddress: [NETWORK, HOST, REMOTE] };
    const topology = topologyOn({ hosts: saying(said) });
    const ofB = openPorts(topology).filter(({ host }) => host === "b");
    expect(ofB.map(({ endpoint, audience, reachableFrom }) => [endpoint, audience, reachableFrom])).toEqual([
      [EndpointKind.INTERNAL_TCP, "peers", [PEERS]],
      [EndpointKind.HTTP, "peers", [PEERS]],
      [EndpointKind.HTTP, "clients", [NETWORK, HOST, REMOTE]],
      ["keeper", "peers", [PEERS]],
    ]);
    expect(describeTopology(topology)).toMatch(
      /internal 10\.60\.0\.1 \(reached by peers\)\s+external 192\.0\.2\.1 \(reached by network, host, remote\)/,
    );
    const nobody = topologyOn({
      hosts: saying({ externalAddress: [] }),
      clients: ClientAccess.perNode(
        [1, 2, 3].map((n) => ({ host: `192.0.2.${n}`, httpPort: 2113 })),
        { audiences: [] },
      ),
    });
    expect(describeTopology(nobody)).toContain("external 192.0.2.1 (reached by nobody)");
    expect(renderMarkdown(topology)).toMatch(/\| From +\| Reached by +\| Leads to/);
    expect(renderMarkdown(topology)).toContain("network, host, remote");
    expect(renderMarkdown(topologyOn({}))).not.toContain("Reached by");
    expect(openPorts(topologyOn({})).some((open) => "reachableFrom" in open)).toBe(false);
  });
});

describe("a promise that is held against it", () => {
  test("names all who are cut off and where, and both mends work", () => {
    const reachableFrom = { externalAddress: [REMOTE] };
    const problems = plan(on({ hosts: saying(reachableFrom) })).problems;
    expect(codesOf(problems)).toEqual(["reachability.audiences clients.audiences"]);
    expect(problems[0]?.expected).toContain("by your word Audience.NETWORK does not reach it");
    expect(problems[0]?.fix).toBe(
      "promise audiences: [Audience.REMOTE] only, or mend hosts[0].reachableFrom.externalAddress: add " +
        "Audience.NETWORK, Audience.HOST, there and to hosts[1].reachableFrom.externalAddress, " +
        "hosts[2].reachableFrom.externalAddress, where they do reach it",
    );
    topologyOn({ hosts: saying(reachableFrom), clients: ClientAccess.throughHosts({ audiences: [REMOTE] }) });
    topologyOn({ hosts: saying({ externalAddress: [REMOTE, NETWORK, HOST] }) });
  });

  test("of one audience alone is put right at each host", () => {
    const clients = ClientAccess.throughHosts({ audiences: [REMOTE] });
    const [first, second] = hosts();
    const own = [first, { ...second, reachableFrom: { externalAddress: [] } }, hosts()[2]];
    expect(told({ hosts: own, clients })).toEqual([
      {
        code: "reachability.required",
        path: "hosts[1].reachableFrom.externalAddress",
        expected: "by your word Audience.REMOTE does not reach it from other machines",
        fix: "add Audience.REMOTE, where they do reach it",
      },
    ]);
  });

  test("of what nodes are told by perNode names the nodes", () => {
    const peers = PeerAccess.perNode(
      [1, 2, 3].map((n) => ({ host: `192.0.2.${n}`, tcpPort: 1112, httpPort: 2113 })),
    );
    const problems = told({ peers, hosts: saying({ externalAddress: [REMOTE, NETWORK, HOST] }) });
    expect(problems).toContainEqual({
      code: "reachability.required",
      path: "hosts[0].reachableFrom.externalAddress",
      expected: "by your word Audience.PEERS does not reach it from other machines",
      fix: "add Audience.PEERS, where they do reach it",
    });
  });

  test("is judged by a name as by its address", () => {
    const names = hosts().map((host) => ({
      ...host,
      externalName: `${host.name}.example.com`,
      reachableFrom: { externalAddress: [HOST, NETWORK] },
    }));
    const [problem] = told({ hosts: names });
    expect(problem?.code).toBe("reachability.audiences");
    const clients = ClientAccess.perNode(
      [1, 2, 3].map((n) => ({ host: `n${n}.example.com`, httpPort: 2113 })),
      { audiences: [REMOTE] },
    );
    expect(told({ clients, hosts: saying({ externalAddress: [HOST] }) })[0]).toMatchObject({
      code: "reachability.required",
      path: "hosts[0].reachableFrom.externalAddress",
    });
  });

  test("at the internal address is put right there", () => {
    const one = hosts({ externalAddress: undefined, reachableFrom: { internalAddress: [] } });
    const clients = ClientAccess.throughHosts({ audiences: [REMOTE] });
    expect(told({ hosts: one, clients })[0]?.path).toBe("hosts[0].reachableFrom.internalAddress");
  });
});

describe("a public address that is translated to the host's own", () => {
  test("is what clients are told, published where the host has it", () => {
    const { nodes } = topologyOn({ hosts: translated() });
    expect(nodes[1]!.advertised.http).toEqual({ host: "203.0.113.2", port: 2113 });
    expect(nodes[1]!.published.map(({ hostIp }) => hostIp)).toEqual(["10.60.0.2", "10.60.0.2"]);
    const two = topologyOn({
      hosts: hosts().map((host, n) => ({ ...host, externalName: `203.0.113.${n + 1}` })),
    });
    expect(two.nodes[1]!.advertised.http.host).toBe("203.0.113.2");
  });

  test("serves v5 as well, which knows addresses only", () => {
    expect(topologyOn({ hosts: translated() }, V5).nodes[0]!.advertised.http.host).toBe("203.0.113.1");
  });

  test("is reached by other machines, and of the hosts it is unchecked, their own included", () => {
    const topology = topologyOn({ hosts: translated() });
    expect(reaching(topology, "203.0.113.2")).toEqual({
      machine: true,
      "host on a": "unchecked",
      "host on b": "unchecked",
      "host on c": "unchecked",
      "container on a": "unchecked",
      "container on b": "unchecked",
      "container on c": "unchecked",
      stranger: "unchecked",
    });
    expect(reaching(topology, "10.60.0.2", 1112)).toMatchObject({ machine: "unchecked", "node-0": true });
  });

  test("takes the user's word, of the host's own too", () => {
    const clients = ClientAccess.throughHosts({ audiences: [REMOTE] });
    const no = topologyOn({ clients, hosts: translated({ reachableFrom: { externalAddress: [REMOTE] } }) });
    expect(reaching(no, "203.0.113.2")).toMatchObject({
      machine: true,
      "host on b": false,
      "container on b": false,
    });
    const yes = topologyOn({
      hosts: translated({ reachableFrom: { externalAddress: [REMOTE, HOST, NETWORK] } }),
    });
    expect(reaching(yes, "203.0.113.2")).toMatchObject({ machine: true, "host on b": true });
    const open = openPorts(yes).filter(({ host }) => host === "a");
    expect(open.map(({ address, audience, reachableFrom }) => [address, audience, reachableFrom])).toEqual([
      ["10.60.0.1", "peers", undefined],
      ["10.60.0.1", "peers", undefined],
      ["10.60.0.1", "clients", [NETWORK, HOST, REMOTE]],
    ]);
    expect(told({ hosts: translated({ reachableFrom: { externalAddress: [REMOTE] } }) })[0]).toMatchObject({
      code: "reachability.audiences",
    });
  });

  test("leads to no container that has no way out", () => {
    const topology = topologyOn({
      hosts: translated(),
      externalNetwork: { cidr: "10.240.1.0/24", networkName: "zz-inner", internal: true },
      clients: ClientAccess.throughHosts({ audiences: [REMOTE] }),
    });
    expect(reaching(topology, "203.0.113.2")).toMatchObject({ machine: true, "container on b": false });
  });

  test("is one host's", () => {
    const both = translated({ externalName: "203.0.113.1" });
    expect(codesOf(plan(on({ hosts: both })).problems)).toEqual([
      "hosts.address.twice hosts[1].externalName",
      "hosts.address.twice hosts[2].externalName",
    ]);
  });
});

describe("the steps of a way onto a host", () => {
  const engines = (more: Partial<Record<keyof ClusterSpec, unknown>>) => {
    const topology = topologyOn(more);
    return new Dialler(engineStatesOf(topology, plannedServers(topology)));
  };
  const stepsOf = ({ steps }: Walk) => steps.map(({ what, ok, detail }) => [what, ok, detail]);
  const name = (address: string) => ["name", true, `${address} is an address`];
  const published = (address: string, port = 2113, to = 2113) => [
    ["publishedPort", true, `${address}:${port} leads to node-1, port ${to}`],
  ];
  const socket = (address = "0.0.0.0", port = 2113) => [
    ["socket", true, `node-1 listens on ${address}:${port}`],
  ];
  const at = (host: string, port = 2113) => ({ host, port });

  test("by an address between hosts are unchecked for other machines", () => {
    const dialler = engines({});
    expect(stepsOf(dialler.dial(OTHER_MACHINE, at("10.60.0.2", 1112)))).toEqual([
      name("10.60.0.2"),
      [
        "network",
        "unchecked",
        "10.60.0.2 is an address of the Docker host for other Docker hosts; whether another machine routes to it, your network decides",
      ],
      ...published("10.60.0.2", 1112, 1112),
      ...socket("10.240.0.12", 1112),
    ]);
    expect(stepsOf(dialler.dial(onHost("a"), at("10.60.0.2", 1112)))[1]).toEqual([
      "network",
      true,
      "10.60.0.2 is an address of the Docker host",
    ]);
  });

  test("by one that is said to be reached have the word after what it is about", () => {
    const dialler = engines({
      hosts: saying({ internalAddress: [REMOTE] }),
    });
    const entered = ["network", true, "10.60.0.2 is an address of the Docker host"];
    expect(stepsOf(dialler.dial(OTHER_MACHINE, at("10.60.0.2", 1112)))).toEqual([
      name("10.60.0.2"),
      entered,
      ["reachableFrom", true, "by your word Audience.REMOTE reaches it from other machines"],
      ...published("10.60.0.2", 1112, 1112),
      ...socket("10.240.0.12", 1112),
    ]);
    expect(stepsOf(dialler.dial(onHost("a"), at("10.60.0.2", 1112)))).toEqual([
      name("10.60.0.2"),
      entered,
      ["reachableFrom", false, "by your word Audience.HOST does not reach it from other machines"],
    ]);
  });

  test("by one that is translated name both, and what the network decides for the hosts", () => {
    const dialler = engines({ hosts: translated() });
    const entered = "203.0.113.2 is translated to 10.60.0.2 of the Docker host";
    const rest = [...published("10.60.0.2"), ...socket()];
    expect(stepsOf(dialler.dial(OTHER_MACHINE, at("203.0.113.2")))).toEqual([
      name("203.0.113.2"),
      ["network", true, entered],
      ...rest,
    ]);
    const back = [
      name("203.0.113.2"),
      [
        "network",
        "unchecked",
        `${entered}; whether what translates leads the hosts themselves back, your network decides`,
      ],
      ...rest,
    ];
    expect(stepsOf(dialler.dial(onHost("b"), at("203.0.113.2")))).toEqual(back);
    expect(stepsOf(dialler.dial(onHost("c"), at("203.0.113.2")))).toEqual(back);
  });

  test("by one that is translated fail for a container without a way out, and where nothing is published", () => {
    const dialler = engines({
      hosts: translated(),
      externalNetwork: { cidr: "10.240.1.0/24", networkName: "zz-inner", internal: true },
      clients: ClientAccess.throughHosts({ audiences: [REMOTE] }),
    });
    expect(stepsOf(dialler.dial(onNetworks("b", "zz-inner"), at("203.0.113.2")))).toEqual([
      name("203.0.113.2"),
      ["network", false, 'there is no way out of "zz-inner"'],
    ]);
    expect(stepsOf(dialler.dial(onHost("b"), at("203.0.113.2", 99)))).toEqual([
      name("203.0.113.2"),
      ["network", true, "203.0.113.2 is translated to 10.60.0.2 of the Docker host"],
      ["publishedPort", false, "nothing is published on port 99 of the host"],
    ]);
  });

  test("without userland-proxy say first to whom the port is published", () => {
    const clients = ClientAccess.throughHosts({ audiences: [REMOTE] });
    const dialler = engines({ clients, userlandProxy: false });
    expect(stepsOf(dialler.dial(onNetworks("b", "esdb-external"), at("192.0.2.2")))).toEqual([
      name("192.0.2.2"),
      ["network", true, "192.0.2.2 is an address of the Docker host"],
      ["publishedPort", true, "0.0.0.0:2113 leads to node-1, port 2113"],
      [
        "userlandProxy",
        false,
        'without userland-proxy the engine leads containers of "esdb-between-nodes" alone there, of those on its host',
      ],
    ]);
  });

  test("are those of clients for whoever is on a network of theirs, whatever else he is on", () => {
    const dialler = engines({
      clients: ClientAccess.throughHosts({ audiences: [REMOTE, NETWORK] }),
      hosts: saying({ externalAddress: [REMOTE, NETWORK] }),
    });
    const reached = (...networks: readonly string[]) =>
      dialler.dial(onNetworks("a", ...networks), at("192.0.2.2")).reached;
    expect(reached("esdb-external")).toBe(true);
    expect(reached("esdb-external", "theirs")).toBe(true);
    expect(reached("theirs", "esdb-external")).toBe(true);
    expect(reached("theirs")).toBe(false);
    expect(reached("host")).toBe(false);
  });
});

test("what a firewall lets in for clients is the address on which each node publishes it", () => {
  const own = hosts({ reachableFrom: { internalAddress: [REMOTE], externalAddress: [HOST] } });
  const entries = own.map(({ internalAddress }) => ({
    host: internalAddress,
    httpPort: 2113,
    bindIp: internalAddress,
  }));
  const clients = ClientAccess.perNode(entries, { audiences: [REMOTE] });
  const { topology, problems } = plan(specOf({ hosts: own, allowPublished: true, clients }));
  if (topology === undefined) throw new Error(JSON.stringify(problems));
  const open = openPorts(topology).filter(({ audience }) => audience === "clients");
  expect(open.map(({ address, reachableFrom }) => [address, reachableFrom])).toEqual(
    own.map(({ internalAddress }) => [internalAddress, [PEERS, REMOTE]]),
  );
});
