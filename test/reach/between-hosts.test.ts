import { Binding, EndpointKind } from "../../lib/network/model/endpoint";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import type { HostSpec } from "../../lib/network/asked/host-spec";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { plannedServers } from "../../lib/reach/planned-servers";
import { reachabilityOf } from "../../lib/reach/reachability";
import { specOf } from "../network/arbitrary-spec";
import { dockerHosts, externalOf, internalOf } from "../network/docker-hosts";
import { plan } from "../network/planning";

const BOTH: readonly HostSpec[] = dockerHosts();
const ONE: readonly HostSpec[] = dockerHosts({ externalAddress: undefined });

const on = (more: Partial<Record<keyof ClusterSpec, unknown>>) =>
  plan(specOf({ hosts: BOTH, allowPublished: true, ...more }));

/** What is dialled by ports of node-1's host that are published for nodes. */
function atPorts(own: readonly HostSpec[]) {
  const { topology, problems } = on({ hosts: own });
  if (topology === undefined) throw new Error(JSON.stringify(problems));
  return reachabilityOf({ topology, nodes: plannedServers(topology) }).cells.filter(
    ({ source, node, endpoint }) =>
      source === "publishedPort" && node === "node-1" && endpoint === EndpointKind.INTERNAL_TCP,
  );
}

test("replication is open at the internal address to whoever routes there, which is no fault, and says so", () => {
  const cells = atPorts(BOTH).filter(({ dialled }) => dialled.host === internalOf(1));
  expect(cells.map(({ from }) => from.kind).sort()).toEqual([
    ...Array.from({ length: 6 }, () => "container"),
    ...Array.from({ length: 3 }, () => "host"),
    "machine",
  ]);
  for (const { expected, note, dialled } of cells) {
    expect([expected, dialled.port]).toEqual(["incidental", 1112]);
    expect(note).toMatch(/^it is open to whoever routes to that address; a firewall of yours/);
  }
});

test("it is closed at the external one, to other machines", () => {
  const cells = atPorts(BOTH).filter(({ dialled }) => dialled.host === externalOf(1));
  expect(cells).toMatchObject([
    { audience: "remote", from: { kind: "machine" }, expected: "forbidden", reached: false },
  ]);
  expect(cells[0]?.dialled.port).toBe(1112);
  // Where a host has one address, there is no other to be closed.
  expect(new Set(atPorts(ONE).map(({ dialled }) => dialled.host))).toEqual(new Set([internalOf(1)]));
  expect(atPorts(ONE).every(({ expected }) => expected === "incidental")).toBe(true);
});

const fixes = (more: Partial<Record<keyof ClusterSpec, unknown>>) =>
  on(more).problems.map(({ path, fix }) => ({ path, fix }));

test("nodes that dial another address of a host are sent to the one on which they meet", () => {
  const at = (host: (n: number) => string) =>
    PeerAccess.perNode([0, 1, 2].map((n) => ({ host: host(n), tcpPort: 1112, httpPort: 2113 })));
  expect(fixes({ peers: at(externalOf) })).toEqual(
    [0, 1, 2].map((n) => ({
      path: `peers.members[${n}].host`,
      fix: `use the internalAddress of its host, ${internalOf(n)}, or leave peers out`,
    })),
  );
  expect(fixes({ peers: at(internalOf) })).toEqual([]);
  // The address of another host leads to another node.
  const turned = fixes({ peers: at((n) => internalOf((n + 1) % 3)) });
  expect(new Set(turned.map(({ path }) => path))).toEqual(
    new Set([0, 1, 2].map((n) => `peers.members[${n}].host`)),
  );
});

test("a socket that listens elsewhere than its published port leads to is bound to every interface", () => {
  expect(fixes({ bindings: { http: Binding.NODE_ADDRESS } })).toEqual([
    { path: "bindings.http", fix: "use Binding.ALL_INTERFACES" },
  ]);
  // Published ports are led over the network on which replication listens.
  expect(fixes({ bindings: { internalTcp: Binding.NODE_ADDRESS } })).toEqual([]);
});
