import { Audience } from "../../lib/network/model/audience";
import { specOf, V22, V5 } from "./arbitrary-spec";
import { perNode, three, wrong } from "./client-requests";
import { codesOf, plan } from "./planning";

const { HOST, NETWORK, REMOTE } = Audience;

/** The address of the Docker host that is node n's. */
const own = (n: number) => `192.168.1.${50 + n}`;

/** Where every node is published; fails where the cluster is refused. */
function publishedOn(clients: unknown, more: object = {}, on = V22): readonly string[] {
  const { topology, problems } = plan(specOf({ clients, allowPublished: true, ...more }), on);
  expect(problems).toEqual([]);
  return topology!.nodes.flatMap(({ published }) => published.map((p) => `${p.hostIp}:${p.hostPort}`));
}

describe("a Docker host with an address for each node", () => {
  const entries = three((n) => ({ host: own(n), httpPort: 2113 }));

  test.each([[[HOST, REMOTE]], [[HOST, NETWORK, REMOTE]]])("all on one port, for %p", (audiences) => {
    expect(publishedOn(perNode(entries, audiences))).toEqual(three((n) => `${own(n)}:2113` as never));
  });

  test("with TCP, on v5 as well, whichever of the two ports they share", () => {
    const tcp = (httpPort: (n: number) => number, tcpPort: (n: number) => number) =>
      perNode(
        three((n) => ({ host: own(n), httpPort: httpPort(n), tcpPort: tcpPort(n) })),
        [REMOTE],
      );
    for (const on of [V22, V5]) {
      const more = { externalTcp: true, secure: on === V5 };
      for (const clients of [
        tcp(
          () => 2113,
          () => 1113,
        ),
        tcp(
          (n) => 3000 + n,
          () => 1113,
        ),
      ]) {
        const hosts = publishedOn(clients, more, on).map((at) => at.split(":")[0]);
        expect(hosts).toEqual([0, 0, 1, 1, 2, 2].map(own));
      }
    }
  });

  test("replicas have theirs", () => {
    const clients = perNode(entries, [REMOTE], { readOnlyReplicas: [{ host: own(9), httpPort: 2113 }] });
    expect(publishedOn(clients, { readOnlyReplicas: 1 })[3]).toBe("192.168.1.59:2113");
  });

  test("every node on a port of its own stays on every address", () => {
    const apart = three((n) => ({ host: own(n), httpPort: 2113 + n }));
    expect(publishedOn(perNode(apart, [REMOTE]))).toEqual(three((n) => `0.0.0.0:${2113 + n}` as never));
  });

  test("addresses of containers are none of the host", () => {
    const inside = three((n) => ({ host: `10.240.1.${11 + n}`, httpPort: 2113 }));
    const problems = wrong(perNode(inside, [HOST]));
    expect(codesOf(problems)).toEqual([
      "ports.published.clash clients.members[1].httpPort",
      "ports.published.clash clients.members[2].httpPort",
    ]);
  });
});

describe("a node's own bindIp", () => {
  const named = (of: (n: number) => object) =>
    three((n) => ({ host: `node${n}.example.test`, httpPort: 2113, ...of(n) }));

  test("mends names that share a port, as the problem says", () => {
    const [problem] = wrong(
      perNode(
        named(() => ({})),
        [REMOTE],
      ),
    );
    expect(problem!.fix).toContain("its own bindIp");
    const mended = named((n) => ({ bindIp: own(n) }));
    expect(publishedOn(perNode(mended, [HOST, REMOTE]))).toEqual(three((n) => `${own(n)}:2113` as never));
  });

  test("stands above that of all", () => {
    const clients = perNode(
      three((n) => ({
        host: `node${n}.example.test`,
        httpPort: 2113 + n,
        ...(n === 1 ? { bindIp: own(1) } : {}),
      })),
      [REMOTE],
      { bindIp: own(0) },
    );
    expect(publishedOn(clients)).toEqual([`${own(0)}:2113`, `${own(1)}:2114`, `${own(0)}:2115`]);
  });

  test.each(["localhost", "::1", "224.0.0.1", 1, null])(
    "%p is refused where it stands, and only it",
    (bindIp) => {
      const problems = wrong(
        perNode(
          named((n) => ({ httpPort: 2113 + n, ...(n === 2 ? { bindIp } : {}) })),
          [REMOTE],
        ),
      );
      expect(codesOf(problems)).toEqual(["bindIp clients.members[2].bindIp"]);
      expect(problems[0]!.fix).toBe("leave it out for 0.0.0.0");
    },
  );

  test.each([
    ["the address that is told", (n: number) => own(n), 'use bindIp: "192.168.1.51"', own(1)],
    [
      "that of the name that is told",
      (n: number) => `node${n}.example.test`,
      "use as bindIp the address of the Docker host that node1.example.test stands for",
      own(1),
    ],
  ])("that misses %s is mended, and the mend works", (_, host, fix, mend) => {
    const clients = (bindIp: string) =>
      perNode(
        three((n) => ({ host: host(n), httpPort: 2113, bindIp: n === 1 ? bindIp : own(n) })),
        [REMOTE],
      );
    const problems = wrong(clients("127.0.0.1"));
    expect(problems).toMatchObject([
      { code: "reachability.required", path: "clients.members[1].bindIp", fix },
    ]);
    expect(wrong(clients(mend))).toEqual([]);
  });

  test("where nothing is published is told of", () => {
    const warned = (clients: unknown) => codesOf(plan(specOf({ clients }), V22).warnings);
    const inside = (of: (n: number) => object) =>
      three((n) => ({ host: `node${n}.test`, httpPort: 2113, ...of(n) }));
    expect(
      warned(
        perNode(
          inside((n) => (n === 1 ? { bindIp: own(1) } : {})),
          [NETWORK],
        ),
      ),
    ).toEqual(["clients.perNode.bindIp clients.members[1].bindIp"]);
    expect(
      warned(
        perNode(
          inside(() => ({})),
          [NETWORK],
          { bindIp: own(0) },
        ),
      ),
    ).toEqual(["clients.perNode.bindIp clients.bindIp"]);
    expect(
      warned(
        perNode(
          inside(() => ({})),
          [NETWORK],
        ),
      ),
    ).toEqual([]);
  });
});
