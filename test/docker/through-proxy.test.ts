import {
  Audience,
  Binding,
  Certificates,
  ClientAccess,
  describeTopology,
  EventStoreCluster,
  ExternalTcp,
  InvalidClusterError,
  Security,
  type NodeProxyAddress,
} from "../../lib";
import { specOf, V5 } from "../network/arbitrary-spec";
import { plan } from "../network/planning";
import { asValues, makeCluster } from "./certificates/secure-cluster";
import { published } from "../../lib/testing";
import { byName, propsOf, synthStack, toldTo } from "./synth";

const { HOST, NETWORK, REMOTE } = Audience;
const secure = { security: Security.tls(Certificates.generated()) };

/** A proxy that passes TLS on 443 through by the name that is asked for. */
const byName443 = (n: number): NodeProxyAddress => ({ host: `node${n}.example.test`, httpPort: 443 });

const proxied = (of: (n: number) => NodeProxyAddress, audiences: readonly Audience[] = [REMOTE]) =>
  ClientAccess.throughProxy([0, 1, 2].map(of), { audiences });

function synthesized(more: object) {
  let cluster: EventStoreCluster | undefined;
  const stack = synthStack((scope) => {
    cluster = new EventStoreCluster(scope, "esdb", propsOf({ ...secure, ...more }));
  });
  return { cluster: cluster!, stack };
}

function problemsOf(more: object) {
  try {
    synthesized(more);
  } catch (error) {
    if (error instanceof InvalidClusterError) return error.problems;
    throw error;
  }
  return [];
}

/** How promised ways of clients go, each once. */
function waysOf(cluster: EventStoreCluster) {
  const required = cluster.reachability.cells.filter(
    ({ audience, expected }) => expected === "required" && audience !== Audience.PEERS,
  );
  return [
    ...new Set(
      required.map(
        ({ audience, reached, steps }) => `${audience} ${reached} ${steps.map(({ what }) => what).join()}`,
      ),
    ),
  ];
}

describe("clients that something else leads to the nodes", () => {
  test("dial these addresses, and nothing is published", () => {
    const { cluster, stack } = synthesized({ clients: proxied(byName443, [HOST, REMOTE]) });
    expect(published(cluster)).toEqual([]);
    expect(stack.text).not.toContain("2114");
    expect(toldTo(byName(stack, "docker_container"), "esdb-node-1")).toMatchObject({
      AdvertiseHostToClientAs: "node1.example.test",
      AdvertiseNodePortToClientAs: 443,
    });
    const string = "esdb://node0.example.test:443,node1.example.test:443,node2.example.test:443?tls=true";
    expect(cluster.connectionString(REMOTE)).toBe(string);
    expect(cluster.connectionString(HOST)).toBe(string);
    expect(() => cluster.connectionString(NETWORK)).toThrow(
      /clients promises Audience\.HOST, Audience\.REMOTE/,
    );
  });

  test("find the names in the certificates", () => {
    const { cluster } = synthesized({ clients: proxied(byName443) });
    expect(cluster.nodes[2]!.certificateNames).toContainEqual({
      name: "node2.example.test",
      kind: "dns",
      reasons: ["remote: http"],
    });
  });

  test("are the user's word in the matrix, and the rest is judged", () => {
    const { cluster } = synthesized({ clients: proxied(byName443, [HOST, NETWORK, REMOTE]) });
    expect(waysOf(cluster)).toEqual([
      "network unchecked proxy,socket,tls",
      "host unchecked proxy,socket,tls",
      "remote unchecked proxy,socket,tls",
    ]);
    const [step] = cluster.reachability.cells.find(({ audience }) => audience === REMOTE)!.steps;
    expect(step!.detail).toBe(
      'by your word something leads node0.example.test:443 to node-0, port 2113, over "esdb-external"',
    );
    const open = cluster.reachability.cells.filter((c) => c.expected === "forbidden" && c.reached !== false);
    expect(open).toEqual([]);
  });

  test("are said to be led in the report", () => {
    const text = describeTopology(synthesized({ clients: proxied(byName443) }).cluster.topology);
    expect(text).toContain("published  nothing: something of yours leads clients here");
    expect(text).toContain("to clients node1.example.test:443  http (remote)");
  });

  test.each<[string, (n: number) => NodeProxyAddress]>([
    ["a tunnel from the dialling machine", (n) => ({ host: "localhost", httpPort: 2113 + n })],
    ["a load balancer per node", (n) => ({ host: `192.168.1.${50 + n}`, httpPort: 2113 })],
    ["a proxy container on the external network", (n) => ({ host: "10.240.1.200", httpPort: 3000 + n })],
    ["TCP as well", (n) => ({ host: `node${n}.example.test`, httpPort: 443, tcpPort: 1113 })],
  ])("come by %s", (_, of) => {
    const externalTcp =
      of(0).tcpPort === undefined ? {} : { externalTcp: ExternalTcp.enabled(), version: "23.10.7" };
    for (const audience of [HOST, REMOTE]) {
      const { cluster } = synthesized({ clients: proxied(of, [audience]), ...externalTcp });
      expect(waysOf(cluster)).toEqual([`${audience} unchecked proxy,socket,tls`]);
    }
  });

  test("on v5 dial addresses", () => {
    const to = (host: (n: number) => string) =>
      plan(
        specOf({ clients: proxied((n) => ({ host: host(n), httpPort: 2113, tcpPort: 1113 })), secure: true }),
        V5,
      );
    const { topology, problems } = to((n) => `192.168.1.${50 + n}`);
    expect(problems).toEqual([]);
    expect(topology!.nodes.flatMap(({ published }) => published)).toEqual([]);
    expect(to((n) => `node${n}.test`).problems.map(({ code }) => code)).toEqual(
      Array(3).fill("host.addressOnly"),
    );
  });

  test("do without it on the network, where every port is the node's own", () => {
    const own = (n: number) => ({ host: `node${n}.example.test`, httpPort: 2113 });
    const { cluster } = synthesized({ clients: proxied(own, [NETWORK, REMOTE]) });
    expect(waysOf(cluster)).toEqual([
      "network true name,network,socket,tls",
      "remote unchecked proxy,socket,tls",
    ]);
  });

  test("need no leave for an insecure cluster, of which nothing is published", () => {
    expect(problemsOf({ clients: proxied(byName443), security: Security.insecure() })).toEqual([]);
  });

  test("are refused behind one address for all, and the mend works", () => {
    const one = proxied(() => ({ host: "db.example.test", httpPort: 443 }));
    const problems = problemsOf({ clients: one });
    expect(problems.map(({ code, path, fix }) => ({ code, path, fix }))).toEqual(
      [0, 1, 2].map((n) => ({
        code: "reachability.required",
        path: `clients.members[${n}].host`,
        fix: "give every node a host or a port of its own",
      })),
    );
    expect(problems[0]!.expected).toContain("db.example.test:443 to either of node-0 and node-1 and node-2");
    expect(problemsOf({ clients: proxied((n) => ({ host: "db.example.test", httpPort: 443 + n })) })).toEqual(
      [],
    );
  });

  test("are refused where the node does not listen or bears another name", async () => {
    const bindings = { http: Binding.NODE_ADDRESS, externalTcp: Binding.NODE_ADDRESS };
    expect(problemsOf({ clients: proxied(byName443), bindings })[0]).toMatchObject({
      path: "bindings.http",
      fix: "use Binding.ALL_INTERFACES",
    });
    const certificates = Certificates.fromValues(asValues(await makeCluster()));
    expect(
      problemsOf({ clients: proxied(byName443), security: Security.tls(certificates) })[0],
    ).toMatchObject({
      code: "certificate.names",
      got: expect.stringContaining("lacks DNS:node0.example.test") as unknown,
    });
  });

  test("are told of what is missing, or of no use", () => {
    const clients = ClientAccess.throughProxy([0, 1, 2].map(byName443), {} as never);
    expect(problemsOf({ clients })).toMatchObject([
      {
        code: "audiences.missing",
        fix: "use audiences: [Audience.REMOTE]",
      },
    ]);
    const own = proxied((n) => ({ ...byName443(n), bindIp: "192.168.1.50" }) as NodeProxyAddress);
    expect(problemsOf({ clients: own }).map(({ code, path }) => `${code} ${path}`)).toEqual(
      [0, 1, 2].map((n) => `value.key clients.members[${n}]["bindIp"]`),
    );
  });
});
