import fc from "fast-check";
import { Audience } from "../../lib/network/model/audience";
import { connectionString } from "../../lib/network/model/connection-string";
import type { Topology } from "../../lib/network/model/topology";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { describeTopology } from "../../lib/report/describe-topology";
import { renderMarkdown } from "../../lib/report/render-markdown";
import { renderMermaid } from "../../lib/report/render-mermaid";
import { plannedReachability } from "../../lib/report/ways";
import type { ReachabilityCell } from "../../lib/reach/cell";
import { planned, specOf, V22, V5 } from "../network/arbitrary-spec";
import { plannedTopology, topologyOf } from "../network/planning";
import { certificateNames } from "../../lib/tls/certificate-names";
import { hostileName, renamed } from "./hostile";
import { Readers, type Read, type ReadMarkdown } from "./read-back";

/** The limits of GitHub's Mermaid. */
const CHARACTERS = 50_000;
const EDGES = 500;

/** The reading process takes its time on a busy machine. */
const SLOW = 60_000;

/** As it stands in a report. */
const shown = (name: string) => name.replace(/\s+/g, " ").trim();
const dockerName = (name: string) => (name.includes("${") ? "(named at apply)" : shown(name));
const hostName = (name: string) => (name.includes("${") ? "(known at apply)" : name);

const readers = new Readers();
afterAll(() => {
  readers.close();
});

const localhost = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http: 2113 }) });
const three = topologyOf({ capabilities: V22, spec: specOf({ secure: true, clients: localhost }) });

/** Topologies that planning gives, the same ones in every run. */
const drawn = fc.sample(planned(), { numRuns: 40, seed: 7 }).map((input) => topologyOf(input));

const column = ({ tables }: ReadMarkdown, head: string) =>
  tables.flatMap(({ head: heads, rows }) => {
    const at = heads.indexOf(head);
    return at < 0 ? [] : rows.map((row) => row[at]!.text).filter((text) => text !== "");
  });

describe("what is planned", () => {
  let read: Read;
  beforeAll(async () => {
    read = await readers.read({
      mermaid: drawn.map((t) => renderMermaid(t)),
      markdown: drawn.map((t) => renderMarkdown(t)),
    });
  }, SLOW);

  test("is a flowchart to Mermaid, with every node, network, host and audience in it", () => {
    drawn.forEach((topology, i) => {
      const { error, boxes, groups, edges } = read.mermaid[i]!;
      expect(error).toBeUndefined();
      const titles = boxes.map(({ lines }) => lines[0]!);
      const more = topology.nodes.length > 12 ? 12 : topology.nodes.length;
      const nodes = topology.nodes
        .slice(0, more)
        .map(({ name, kind }) => (kind === "member" ? name : `${name}, read-only replica`));
      expect(titles).toEqual(expect.arrayContaining(nodes));
      expect(titles).toEqual(expect.arrayContaining(topology.networks.map(({ name }) => dockerName(name))));
      expect(groups.map(({ title }) => title)).toEqual(["Docker host"]);
      // What was planned is judged to work: nobody is lost.
      expect(edges.filter(({ type }) => type.includes("cross"))).toEqual([]);
      const clients = boxes.filter(({ id }) => id.startsWith("c")).flatMap(({ lines }) => lines);
      // Containers are told apart by the networks that they are on.
      expect(clients.length).toBeGreaterThanOrEqual(topology.audiences.length);
      expect(edges.length).toBeLessThanOrEqual(EDGES);
    });
  });

  test("says in Markdown what every node binds, tells to whom, publishes, is dialled by, and is certified for", () => {
    drawn.forEach((topology, i) => {
      const markdown = read.markdown[i]!;
      const all = (head: string) => column(markdown, head).flatMap((text) => text.split("\n"));
      expect(all("Binds")).toEqual(
        topology.nodes.flatMap((n) => n.endpoints.map((e) => `${e.bind}:${e.port}`)),
      );
      expect(all("Published").sort()).toEqual(
        topology.nodes.flatMap((n) => n.published.map((p) => `${p.hostIp}:${p.hostPort}`)).sort(),
      );
      expect(all("Address")).toEqual(topology.nodes.flatMap((n) => n.attachments.map((a) => a.address)));
      const clients = topology.nodes.map(({ advertised: { http } }) => `${hostName(http.host)}:${http.port}`);
      if (topology.audiences.length > 0)
        expect(all("Told to clients")).toEqual(expect.arrayContaining(clients));
      const peers = topology.nodes.flatMap(({ advertised: { nodeHttp, replication } }) =>
        replication === undefined
          ? []
          : [`${nodeHttp.host}:${nodeHttp.port}`, `${replication.host}:${replication.port}`],
      );
      expect([...all("Told to peers")].sort()).toEqual([...peers].sort());
      const dialled = topology.nodes.flatMap(({ routes }) =>
        routes.map((r) => `${hostName(r.dialled.host)}:${r.dialled.port}`),
      );
      expect(all("Dialled")).toEqual(expect.arrayContaining([...new Set(dialled)]));
      expect(all("Arrives").filter((verdict) => verdict !== "yes")).toEqual([]);
      const names = topology.secure ? topology.nodes.flatMap((node) => certificateNames(topology, node)) : [];
      expect(all("Its certificate carries")).toEqual(names.map(({ name }) => hostName(name)));
    });
  });

  test("has every connection string on a line of its own", () => {
    drawn.forEach((topology, i) => {
      const strings = read.markdown[i]!.blocks.filter(({ lang }) => lang === "text").map(({ code }) => code);
      if (topology.audiences.length > 0) expect(strings).toContain(connectionString(topology));
    });
  });

  test("holds the picture in its Markdown, as it is alone", () => {
    drawn.forEach((topology, i) => {
      const pictures = read.markdown[i]!.blocks.filter(({ lang }) => lang === "mermaid");
      expect(pictures.map(({ code }) => `${code}\n`)).toEqual([renderMermaid(topology)]);
    });
  });

  test("is the same text from the same topology, and from its JSON", () => {
    for (const topology of drawn) {
      const again = JSON.parse(JSON.stringify(topology)) as Topology;
      expect(renderMermaid(again)).toBe(renderMermaid(topology));
      expect(renderMarkdown(again)).toBe(renderMarkdown(topology));
    }
  });
});

describe("hostile names", () => {
  const cases = fc.sample(
    fc.tuple(fc.constantFrom(...drawn), fc.array(hostileName, { minLength: 30, maxLength: 30 })),
    {
      numRuns: 40,
      seed: 11,
    },
  );
  const before = cases.map(([topology]) => topology);
  const after = cases.map(([topology, names]) => renamed(topology, names));
  let read: Read;
  beforeAll(async () => {
    read = await readers.read({
      mermaid: [...before, ...after].map((t) => renderMermaid(t)),
      markdown: [...before, ...after].map((t) => renderMarkdown(t)),
    });
  }, SLOW);

  test("are read from the picture as they are, and add nothing to it", () => {
    after.forEach((topology, i) => {
      const [plain, { error, boxes, groups }] = [read.mermaid[i]!, read.mermaid[before.length + i]!];
      expect(error).toBeUndefined();
      expect(groups).toHaveLength(plain.groups.length);
      const of = (start: string, all: typeof boxes) => all.filter(({ id }) => id.startsWith(start));
      expect(of("n", boxes)).toHaveLength(of("n", plain.boxes).length);
      expect(of("w", boxes).map(({ lines }) => lines[0])).toEqual(
        topology.networks.map(({ name }) => dockerName(name)),
      );
      of("n", boxes).forEach(({ id, lines }) => {
        const { name, kind, advertised } = topology.nodes[Number(id.slice(1))]!;
        expect(lines[0]).toBe(shown(kind === "member" ? name : `${name}, read-only replica`));
        if (topology.audiences.length === 0) return;
        const at = shown(`to clients ${hostName(advertised.http.host)}:${advertised.http.port}`);
        // Another port of the same host stands behind it.
        expect(lines.map((line) => line.slice(0, at.length))).toContain(at);
      });
    });
  });

  test("are read from the tables as they are, as code, and add nothing to them", () => {
    const ours = /^(?:codespan|text|strong|<code>|<\/code>|<br>)$/;
    after.forEach((topology, i) => {
      const [plain, hostile] = [read.markdown[i]!, read.markdown[before.length + i]!];
      const headings = ({ kinds }: ReadMarkdown) => kinds.filter((kind) => kind === "heading").length;
      expect(headings(hostile)).toBe(headings(plain));
      expect(hostile.headings[0]).toBe(shown(topology.name));
      for (const { head, rows } of hostile.tables)
        for (const row of rows) {
          expect(row).toHaveLength(head.length);
          for (const { kinds } of row) expect(kinds.filter((kind) => !ours.test(kind))).toEqual([]);
        }
      const networks = topology.networks.map(({ name }) => dockerName(name)).filter((name) => name !== "");
      expect(column(hostile, "Network").slice(0, networks.length)).toEqual(networks);
      const places = topology.nodes.flatMap(({ attachments }) => attachments);
      const names = places.map(({ aliases }) => aliases.map(shown).join("\n")).filter((text) => text !== "");
      expect(column(hostile, "Names there")).toEqual(names);
    });
  });
});

describe("who does not arrive", () => {
  const size = 20;
  const topology = topologyOf({
    capabilities: V22,
    spec: specOf({
      size,
      secure: true,
      clients: ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(2313) }),
    }),
  });
  const { cells, ...rest } = plannedReachability(topology);
  /** The same, but that the ways to some nodes fail. */
  const lost = (fails: (cell: ReachabilityCell) => boolean) => ({
    ...rest,
    cells: cells.map((cell): ReachabilityCell => {
      const failed = { what: "socket", ok: false, detail: "nothing `listens` | there" } as const;
      return fails(cell) ? { ...cell, reached: false, failed } : cell;
    }),
  });
  const fromHost = lost(({ node, audience }) => node === "node-17" && audience === Audience.HOST);
  const fromPeers = lost(
    ({ node, from }) => node === "node-3" && from.kind === "container" && from.key === "node-5",
  );

  test("is drawn as such, first among the nodes, and apart from who does", async () => {
    const { error, boxes, edges } = (
      await readers.read({
        mermaid: [renderMermaid(topology, { reachability: fromHost })],
      })
    ).mermaid[0]!;
    expect(error).toBeUndefined();
    expect(boxes.filter(({ id }) => id.startsWith("c")).map(({ lines }) => lines)).toEqual([
      ["containers on esdb-external"],
      ["processes on the Docker host"],
    ]);
    expect(edges.map(({ start, end, label, type }) => [start, end, label, type])).toEqual([
      ["c0", "h0", "", "arrow_point"],
      ["c1", "h0", "not all arrive", "arrow_cross"],
      ["h0", "w0", "", "arrow_open"],
      ["h0", "w1", "", "double_arrow_point"],
    ]);
    const marked = boxes.filter(({ lines }) => lines.some((line) => line.startsWith("✗")));
    expect(marked.map(({ lines }) => [lines[0], lines.at(-1)])).toEqual([
      ["esdb-node-17", "✗ not reached by processes on the Docker host"],
    ]);
    expect(boxes.filter(({ id }) => id.startsWith("n"))).toHaveLength(12);
    expect(boxes.flatMap(({ lines }) => lines)).toContain("8 more nodes");
  });

  test("is named among peers, with why", async () => {
    const text = renderMarkdown(topology, { reachability: fromPeers });
    const { tables } = (await readers.read({ markdown: [text] })).markdown[0]!;
    const rows = tables
      .find(({ head }) => head.includes("Arrives"))!
      .rows.map((row) => row.map((cell) => cell.text));
    const not = rows.filter((row) => row[4] !== "yes");
    expect(not.map((row) => row.slice(1))).toEqual([
      ["internalTcp", "node-3.esdb.internal:1112", "node-5", "no: nothing `listens` | there"],
      ["http", "node-3.esdb.internal:2316", "node-5", "no: nothing `listens` | there"],
    ]);
    expect(renderMermaid(topology, { reachability: fromPeers })).toContain('h0 x--x|"not all arrive"| w1');
  });

  test("and where somebody gets in who must not, that is said", () => {
    const open = {
      ...rest,
      cells: cells.map((cell): ReachabilityCell =>
        cell.expected === "forbidden" ? { ...cell, reached: true } : cell,
      ),
    };
    const text = renderMarkdown(topology, { reachability: open });
    expect(renderMarkdown(topology)).toMatch(/^The \d+ ways that must be closed are closed\.$/m);
    expect(text).toMatch(/^\*\*Of the (\d+) ways that must be closed \1 are not:\*\*$/m);
    expect(text).toContain("another machine dials internalTcp of node-0 as");
  });
});

test("several Docker hosts have a box each, with their own nodes and networks", async () => {
  const [node0, node1, node2] = three.nodes.map((node, i) => ({ ...node, host: i === 2 ? "b" : "a" }));
  const networks = ["a", "b"].flatMap((host) => three.networks.map((network) => ({ ...network, host })));
  const topology: Topology = {
    ...three,
    hosts: [{ name: "a" }, { name: "b" }],
    networks: [...networks, { ...networks[0]!, name: "one-more" }],
    nodes: [node0!, node1!, node2!],
  };
  const { mermaid, markdown } = await readers.read({
    mermaid: [renderMermaid(topology)],
    markdown: [renderMarkdown(topology)],
  });
  const { error, groups, edges, boxes } = mermaid[0]!;
  expect(error).toBeUndefined();
  expect(groups).toEqual([
    { id: "h0", title: "Docker host a", nodes: ["n0", "n1", "w0", "w1", "w4"] },
    { id: "h1", title: "Docker host b", nodes: ["n2", "w2", "w3"] },
  ]);
  // Over a network of one host nobody gets to another one.
  expect(edges.filter(({ end }) => end.startsWith("w"))).toEqual([]);
  expect(boxes.map(({ id }) => id)).toEqual(expect.arrayContaining(["w0", "w1", "w2", "w3", "w4"]));
  const hosts = column(markdown[0]!, "Docker host");
  expect([...new Set(hosts)]).toEqual(["a", "b"]);
});

describe("nine nodes on three named hosts", () => {
  const hosts = ["a", "b", "c"].map((name, n) => ({
    name,
    internalAddress: `10.60.0.${n + 1}`,
    externalAddress: `192.0.2.${n + 1}`,
  }));
  const topology = plannedTopology({
    capabilities: V22,
    spec: specOf({
      secure: true,
      size: 9,
      hosts,
      peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
      clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113) }),
    }),
  });

  test("are drawn on their hosts, with the addresses by which they meet and clients come", async () => {
    const picture = renderMermaid(topology);
    const { error, groups, boxes, edges } = (await readers.read({ mermaid: [picture] })).mermaid[0]!;
    expect(error).toBeUndefined();
    expect(groups.map(({ title }) => title)).toEqual(
      hosts.map((h) => `Docker host ${h.name}, internal ${h.internalAddress}, external ${h.externalAddress}`),
    );
    expect(boxes.find(({ id }) => id === "c0")?.lines).toEqual([
      "containers on esdb-external of every Docker host",
      "processes on every Docker host",
      "other machines",
    ]);
    expect(edges.map(({ start, end }) => `${start} ${end}`)).toEqual([
      ...["c0 h0", "c0 h1", "c0 h2"],
      ...["h0 p0", "h1 p0", "h2 p0"],
    ]);
    expect(picture).toMatchSnapshot();
  });

  test("who does not get there is named by his host", async () => {
    const reachability = plannedReachability(topology);
    const cells = reachability.cells.map((cell): ReachabilityCell => {
      const isLost = cell.from.kind === "host" && cell.from.host === "b" && cell.node === "node-4";
      return isLost ? { ...cell, reached: false } : cell;
    });
    const picture = renderMermaid(topology, { reachability: { ...reachability, cells } });
    const { boxes, edges } = (await readers.read({ mermaid: [picture] })).mermaid[0]!;
    expect(boxes.find(({ id }) => id === "n4")?.lines).toContain("✗ not reached by processes on b");
    const lost = boxes.find(({ lines }) => lines.includes("processes on b"));
    expect(lost?.lines).toEqual(["processes on b"]);
    expect(edges.filter(({ type }) => type.includes("cross")).map(({ start, end }) => [start, end])).toEqual([
      [lost?.id, "h1"],
    ]);
  });

  test("are told in tables and in a terminal with their hosts", async () => {
    const { markdown } = await readers.read({ markdown: [renderMarkdown(topology)] });
    expect(new Set(column(markdown[0]!, "By").flatMap((text) => text.split("\n")))).toEqual(
      new Set([
        "containers on esdb-external of every Docker host",
        "processes on every Docker host",
        "other machines",
        "the other nodes",
      ]),
    );
    expect(describeTopology(topology).split("\n\n").slice(1, 4)).toMatchInlineSnapshot(`
      [
        "Docker hosts
        a          internal 10.60.0.1  external 192.0.2.1
        b          internal 10.60.0.2  external 192.0.2.2  keeper 2110
        c          internal 10.60.0.3  external 192.0.2.3  keeper 2110",
        "Networks
        external   esdb-external  10.240.1.0/24  on each host
        internal   esdb-between-nodes  10.240.0.0/24  on each host",
        "esdb-node-0
        host       a
        external   10.240.1.11  node-0.esdb.external
        internal   10.240.0.11  node-0.esdb.internal
        binds      10.240.0.11:1112  internalTcp
        binds      0.0.0.0:2113  http
        certified  10.60.0.1  peers: internalTcp, http
        certified  192.0.2.1  network: http; host: http; remote: http
        to peers   10.60.0.1:1112  replication
        to peers   10.60.0.1:2113  gossip, elections
        to clients 192.0.2.1:2113  http (network, host, remote)
        published  10.60.0.1:1112 -> 1112  internalTcp
        published  0.0.0.0:2113 -> 2113  http",
      ]
    `);
  });
});

test("nodes of one named host meet through it too, where it publishes for them", () => {
  const one = (peers: PeerAccess) =>
    renderMermaid(
      plannedTopology({
        capabilities: V22,
        spec: specOf({
          secure: true,
          hosts: [{ name: "a", internalAddress: "10.60.0.1" }],
          allowMajorityOnOneHost: true,
          peers,
          clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113) }),
        }),
      }),
    );
  const through = one(PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }));
  expect(through).toMatch(/h0 --- w0\n {2}h0 --- w1\n {2}h0 <--> p0\n$/);
  expect(one(PeerAccess.withinNetwork())).toMatch(/h0 --- w0\n {2}h0 <--> w1\n$/);
});

test("what cannot be seen is not in a report, and no name is longer than a name can be", () => {
  const network = { ...three.networks[0]!, name: `a\u202eb\u0000c\ud800\u2028d\n\ne${"x".repeat(1000)}` };
  const topology = { ...three, networks: [network] };
  for (const text of [renderMermaid(topology), renderMarkdown(topology)]) {
    expect(text).not.toMatch(/[\u202e\u0000\ud800\u2028]/);
    expect(text).not.toContain("x".repeat(256));
  }
});

describe("what GitHub has room for", () => {
  const long = (n: number) => `${`${n}`.padStart(60, "x")}.${"y".repeat(63)}.${"z".repeat(63)}.test`;
  const wide = {
    internalNetwork: { cidr: "10.240.0.0/16", replicaOffset: 141 },
    externalNetwork: { cidr: "10.241.0.0/16", replicaOffset: 141 },
  };
  const perNode = ClientAccess.perNode(
    Array.from({ length: 60 }, (_, n) => ({ host: long(n), httpPort: 20_000 + n })),
    {
      audiences: [Audience.HOST, Audience.REMOTE],
      readOnlyReplicas: Array.from({ length: 40 }, (_, n) => ({
        host: long(100 + n),
        httpPort: 20_100 + n,
      })),
    },
  );
  const large: readonly (readonly [string, Topology])[] = [
    [
      "9 nodes, two audiences",
      plannedTopology({
        capabilities: V22,
        spec: specOf({
          secure: true,
          size: 9,
          clients: ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(2313) }),
        }),
      }),
    ],
    [
      "25 members and 25 replicas",
      plannedTopology({ capabilities: V22, spec: specOf({ secure: true, size: 25, readOnlyReplicas: 25 }) }),
    ],
    ["25 nodes of v5", plannedTopology({ capabilities: V5, spec: specOf({ secure: true, size: 25 }) })],
    [
      "100 nodes of long names",
      plannedTopology({
        capabilities: V22,
        spec: specOf({ secure: true, size: 60, readOnlyReplicas: 40, clients: perNode, ...wide }),
      }),
    ],
  ];

  test.each(large)(
    "is enough for %s",
    async (_, topology) => {
      const [mermaid, markdown] = [renderMermaid(topology), renderMarkdown(topology)];
      expect(mermaid.length).toBeLessThanOrEqual(CHARACTERS);
      expect(markdown.length).toBeLessThanOrEqual(CHARACTERS);
      const read = await readers.read({ mermaid: [mermaid], markdown: [markdown] });
      expect(read.mermaid[0]!.error).toBeUndefined();
      expect(read.mermaid[0]!.edges.length).toBeLessThanOrEqual(EDGES);
      const string = connectionString(topology);
      // In one piece, or not at all.
      if (string.length <= 10_000) expect(markdown.split("\n")).toContain(string);
      else expect(markdown).toContain(`a string of ${string.length} characters`);
      expect(markdown.includes("esdb://")).toBe(string.startsWith("esdb://") && string.length <= 10_000);
    },
    SLOW,
  );

  test("shows nine nodes whole, of more the first and how many are left", async () => {
    const { boxes } = (await readers.read({ mermaid: [renderMermaid(large[0]![1])] })).mermaid[0]!;
    expect(boxes.filter(({ id }) => id.startsWith("n"))).toHaveLength(9);
    expect(renderMermaid(large[1]![1])).toContain('"38 more nodes"');
    expect(renderMarkdown(large[3]![1])).toMatch(
      /The tables show \d+ of 100 nodes; there is no room for \d+\./,
    );
  });
});
