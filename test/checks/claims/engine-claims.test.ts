import fc from "fast-check";
import { EngineClaims } from "../../../lib/checks/claims/engine-claims";
import { FreeValues } from "../../../lib/checks/claims/free-values";
import type { ClusterSpec } from "../../../lib/network/asked/cluster-spec";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import { describeProblem } from "../../../lib/problem/describe-problem";
import { planned, specOf, V22, type Planned } from "../../network/arbitrary-spec";
import { throughHost } from "../../network/client-requests";
import { RUNS, topologyOf } from "../../network/planning";
import { complete } from "../../problem/complete";

/** Clusters that have nothing in common, but for what is said otherwise. */
const cluster = (n: number, more: Partial<Record<keyof ClusterSpec, unknown>> = {}): Planned => ({
  capabilities: V22,
  spec: specOf({
    name: `c${n}`,
    size: 1,
    internalNetwork: undefined,
    externalNetwork: { cidr: `10.${n}.0.0/24` },
    allowPublished: true,
    ...more,
  }),
});

/** What the last of the clusters claims that an earlier one has. */
function claimed(all: readonly Planned[], stores: readonly (readonly string[])[] = []): readonly string[] {
  const topologies = all.map(topologyOf);
  const claims = new EngineClaims(new FreeValues(topologies));
  const said = topologies.map((topology, i) =>
    claims.add({ owner: `stack/${i}`, topology, stores: stores[i] ?? [] }),
  );
  for (const problems of said.slice(0, -1)) expect(problems).toEqual([]);
  return complete(said.at(-1) ?? []).map(describeProblem);
}

const published = (first: number, host: string, bindIp?: string) => ({
  clients: throughHost({
    host,
    ports: PortPlan.sequential(first),
    ...(bindIp === undefined ? {} : { bindIp }),
  }),
});

test("a cluster by itself claims nothing twice", () => {
  fc.assert(
    fc.property(planned(), (spec) => {
      expect(claimed([spec], [["a", "b"]])).toEqual([]);
    }),
    RUNS,
  );
});

test("a second cluster in the same words is refused by its name, and by that alone", () => {
  fc.assert(
    fc.property(planned(), (spec) => {
      const said = claimed([spec, spec]);
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(`name is "${spec.spec.name}", as that of stack/0: `);
    }),
    RUNS,
  );
});

test("names are one whatever their letters' case", () => {
  expect(claimed([cluster(1, { name: "ESDB" }), cluster(2, { name: "esdb" })])[0]).toMatch(
    /^name is "esdb", as/,
  );
  expect(claimed([cluster(1, { name: "esdb" }), cluster(2, { name: "esdb2" })])).toEqual([]);
});

test("networks that clusters create must be disjoint", () => {
  const inside = cluster(2, { externalNetwork: { cidr: "10.1.0.0/16" } });
  expect(claimed([cluster(1), cluster(2), cluster(3)])).toEqual([]);
  expect(claimed([cluster(1), inside])).toEqual([
    'externalNetwork.cidr "10.1.0.0/16" overlaps "10.1.0.0/24" of stack/0: the networks of one engine must be disjoint; use another range, for example "10.240.0.0/16"',
  ]);
  const three = { size: 3, internalNetwork: { cidr: "10.1.0.0/24" } };
  expect(claimed([cluster(1), cluster(2, three)])[0]).toMatch(
    /^internalNetwork\.cidr "10\.1\.0\.0\/24" overlaps/,
  );
});

test("on an existing network every address can be given once, and networks are told apart by name", () => {
  const on = (n: number, more: object) =>
    cluster(n, {
      size: 3,
      internalNetwork: { cidr: `10.9${n}.0.0/24` },
      externalNetwork: { cidr: "10.1.0.0/24", ...more },
    });
  const apps = { networkName: "apps" };
  expect(claimed([on(1, apps), on(2, { ...apps, memberOffset: 14 })])).toEqual([]);
  expect(claimed([on(1, apps), on(2, { networkName: "others" })])).toEqual([]);
  expect(claimed([on(1, apps), on(2, { ...apps, memberOffset: 13 })])).toEqual([
    'externalNetwork gives node-0 the address 10.1.0.13 on "apps", which stack/0 has given away: every container needs an address of its own; set memberOffset and replicaOffset',
  ]);
  // All three are taken; one is named.
  expect(claimed([on(1, apps), on(2, apps)])).toHaveLength(1);
});

test("a host's port is one for all of its addresses, and two for two of them", () => {
  const local = cluster(1, published(2113, "localhost"));
  expect(claimed([local, cluster(2, published(2114, "localhost"))])).toEqual([]);
  expect(claimed([local, cluster(2, published(2113, "192.0.2.10", "192.0.2.10"))])).toEqual([]);
  expect(claimed([local, cluster(2, published(2113, "192.0.2.10"))])).toEqual([
    "clients.ports publishes 0.0.0.0:2113, and stack/0 publishes 127.0.0.1:2113: a port of the Docker host leads to one container only, and 0.0.0.0 stands for every address; use other ports, for example http 2114",
  ]);
  // The third meets the second although the first has the same port on another address.
  const third = claimed([
    local,
    cluster(2, published(2113, "192.0.2.10", "192.0.2.10")),
    cluster(3, published(2113, "192.0.2.10", "192.0.2.10")),
  ]);
  expect(third).toHaveLength(1);
  expect(third[0]).toContain("publishes 192.0.2.10:2113, and stack/1 publishes 192.0.2.10:2113");
});

test("of several ports that clash one is named", () => {
  const three = (n: number) =>
    cluster(n, { ...published(2113, "localhost"), size: 3, internalNetwork: { cidr: `10.9${n}.0.0/24` } });
  expect(claimed([three(1), three(2)])).toHaveLength(1);
});

test("no store is shared, within a cluster or between two", () => {
  const stores = [
    ["va", "vb"],
    ["vc", "va"],
  ];
  expect(claimed([cluster(1), cluster(2)], stores)).toEqual([
    'data is "va", as that of stack/0: two servers on one database destroy it; give every node a store of its own',
  ]);
  expect(claimed([cluster(1), cluster(2)], [["va"], ["vb"]])).toEqual([]);
});

test("what is claimed belongs to the first who claimed it", () => {
  const claims = new EngineClaims(new FreeValues([]));
  const add = (owner: string, more: Planned, stores: readonly string[] = []) =>
    claims.add({ owner, topology: topologyOf(more), stores }).map((p) => p.got);
  const same = (n: number) => cluster(n, { name: "esdb" });
  expect(add("first", same(1), ["va"])).toEqual([]);
  for (const owner of ["second", "third"])
    expect(add(owner, same(2))).toEqual(['is "esdb", as that of first']);
  for (const n of [3, 4]) expect(add(`c${n}`, cluster(n), ["va"])).toEqual(['is "va", as that of first']);
});

test("each side of existing networks is judged by its own addresses", () => {
  const on = (n: number, internal: string, external: string) =>
    cluster(n, {
      size: 3,
      internalNetwork: { cidr: "10.8.0.0/24", networkName: internal, internal: true },
      externalNetwork: { cidr: "10.9.0.0/24", networkName: external },
    });
  expect(claimed([on(1, "a", "b"), on(2, "c", "d")])).toEqual([]);
  expect(claimed([on(1, "a", "b"), on(2, "a", "d")])[0]).toMatch(
    /^internalNetwork is "a", the internal network of /,
  );
  expect(claimed([on(1, "a", "b"), on(2, "c", "b")])[0]).toMatch(
    /^externalNetwork gives node-0 the address 10\.9\.0\.11 on "b"/,
  );
});

test("what is proposed to clusters that clash works for all of them at once", () => {
  const ports = (first: number) => ({
    size: 3,
    internalNetwork: { cidr: "10.7.0.0/24" },
    ...published(first, "localhost"),
  });
  const clash = [1, 2, 3].map((n) =>
    cluster(n, { ...ports(2113), externalNetwork: { cidr: "10.1.0.0/22" } }),
  );
  const all = [
    ...clash,
    cluster(4, { name: "c1" }),
    cluster(5, { externalNetwork: { cidr: "10.240.0.0/22" } }),
  ];
  const claims = new EngineClaims(new FreeValues(all.map(topologyOf)));
  const said = all.map((one, i) =>
    claims.add({ owner: `stack/${i}`, topology: topologyOf(one), stores: [] }).map(describeProblem),
  );
  const proposed = (i: number, of: RegExp) => {
    const found = said[i]?.map((text) => of.exec(text)?.[1]).find((text) => text !== undefined);
    if (found === undefined) throw new Error(`nothing proposed in ${JSON.stringify(said[i])}`);
    return found;
  };
  expect(proposed(1, /^clients\.ports .*for example http (.*)$/)).toBe("2116, 2117, 2118");
  const mended = clash.slice(1).map((_, i) => {
    const [first = ""] = proposed(i + 1, /^clients\.ports .*for example http (.*)$/).split(", ");
    return cluster(i + 2, {
      ...ports(Number(first)),
      internalNetwork: { cidr: proposed(i + 1, /^internalNetwork.* "(.*)"$/) },
      externalNetwork: { cidr: proposed(i + 1, /^externalNetwork.* "(.*)"$/) },
    });
  });
  const renamed = cluster(4, { name: proposed(3, /^name .* "(.*)"$/) });
  expect(claimed([...clash.slice(0, 1), ...mended, renamed, ...all.slice(4)])).toEqual([]);
});
