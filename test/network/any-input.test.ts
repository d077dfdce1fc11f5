import fc from "fast-check";
import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { describeProblem } from "../../lib/problem/describe-problem";
import type { Problem } from "../../lib/problem/problem";
import { anyValue, FAMILIES, planned, specOf, V22, V5 } from "./arbitrary-spec";
import { runs } from "../runs";
import { plan, RUNS } from "./planning";
import { character } from "../character";

const PROPS: readonly (keyof ClusterSpec)[] = [
  "name",
  "size",
  "readOnlyReplicas",
  "internalNetwork",
  "externalNetwork",
  "ports",
  "clients",
  "peers",
  "bindings",
  "externalTcp",
  "secure",
  "allowPublished",
  "addresses",
];

/** Either a topology or problems, never both; each problem complete, on one line and of a readable length. */
function expectAnswer(spec: ClusterSpec, capabilities = V22): void {
  const { topology, problems, warnings } = plan(spec, capabilities);
  expect(topology === undefined).toBe(problems.length > 0);
  expect([...problems, ...warnings].flatMap(wrongWith)).toEqual([]);
}

/** What of a problem does not help. */
function wrongWith(problem: Problem): readonly string[] {
  const { code, path, got, expected, fix } = problem;
  const text = describeProblem(problem);
  const faults: string[] = [];
  if ([code, path, got, expected, fix].includes("")) faults.push("a part is missing");
  if (Array.from(text).some((c) => c < " ")) faults.push("not on one line");
  if (/\b(undefined|null|NaN|Infinity)\b|\[object/.test(expected + fix)) faults.push("mends with nothing");
  if (text.length >= 700) faults.push("too long");
  return faults.map((fault) => `${fault}: ${text}`);
}

const family = fc.constantFrom(...FAMILIES);
const more = runs(500);

test.each(PROPS)("any value whatever as %s gets an answer", (prop) => {
  fc.assert(
    fc.property(family, anyValue, (capabilities, value) => {
      expectAnswer(specOf({ secure: true, [prop]: value }), capabilities);
    }),
    RUNS,
  );
});

test("any value whatever in every prop at once gets an answer", () => {
  const spec = fc.record(Object.fromEntries(PROPS.map((prop) => [prop, anyValue])), { requiredKeys: [] });
  fc.assert(
    fc.property(family, spec, (capabilities, drawn) =>
      expectAnswer(drawn as unknown as ClusterSpec, capabilities),
    ),
    RUNS,
  );
});

test("any value whatever within a network, the ports, the bindings or the addresses gets an answer", () => {
  const record = (...keys: readonly string[]) =>
    fc.record(Object.fromEntries(keys.map((key) => [key, anyValue])), { requiredKeys: [] });
  const network = fc
    .tuple(
      record("cidr", "gateway", "dynamicRange", "memberOffset", "replicaOffset", "networkName", "internal"),
      fc.boolean(),
    )
    .map(([drawn, valid]) => (valid ? { ...drawn, cidr: "10.240.0.0/24" } : drawn));
  const ports = record("internalTcp", "internalHttp", "http", "externalTcp");
  const bindings = record("internalTcp", "internalHttp", "http", "externalTcp");
  const addresses = fc.dictionary(
    fc.oneof(fc.constantFrom("node-0", "node-9", "a\nb", "x".repeat(5000)), fc.string({ unit: character })),
    fc.oneof(record("internalAddress", "externalAddress"), anyValue),
  );
  fc.assert(
    fc.property(
      family,
      fc.record({ internalNetwork: network, externalNetwork: network, ports, bindings, addresses }),
      (capabilities, drawn) => expectAnswer(specOf(drawn), capabilities),
    ),
    more,
  );
});

const any = (value: unknown): never => value as never;
const list = fc.oneof(anyValue, fc.array(anyValue, { maxLength: 4 }));
const portPlan = fc.oneof(
  anyValue,
  fc.tuple(anyValue, anyValue).map(([first, options]) => PortPlan.sequential(any(first), any(options))),
  fc.tuple(list, anyValue).map(([members, options]) => PortPlan.explicit(any(members), any(options))),
  fc.constant(PortPlan.sequential({ http: 2113, externalTcp: 1113 })),
);
const options = fc.oneof(
  anyValue,
  fc.record(
    {
      host: anyValue,
      ports: portPlan,
      bindIp: anyValue,
      domain: anyValue,
      audiences: fc.oneof(list, fc.constant([Audience.HOST])),
      readOnlyReplicas: list,
      kind: anyValue,
      members: list,
    },
    { requiredKeys: [] },
  ),
);

test("any value whatever given to a ClientAccess gets an answer", () => {
  const entries = fc.oneof(
    list,
    fc.array(fc.record({ host: anyValue, httpPort: anyValue, tcpPort: anyValue }, { requiredKeys: [] })),
  );
  const access = fc.oneof(
    options.map((o) => ClientAccess.withinNetwork(any(o))),
    options.map((o) => ClientAccess.throughHost(any(o))),
    options.map((o) => ClientAccess.everywhere(any(o))),
    fc.tuple(entries, options).map(([members, o]) => ClientAccess.perNode(any(members), any(o))),
  );
  fc.assert(
    fc.property(family, access, (capabilities, clients) =>
      expectAnswer(specOf({ clients, secure: true }), capabilities),
    ),
    more,
  );
});

test("any value whatever given to a PeerAccess gets an answer", () => {
  const entry = fc.record(
    { host: anyValue, tcpPort: anyValue, httpPort: anyValue, internalHttpPort: anyValue },
    { requiredKeys: [] },
  );
  const entries = fc.oneof(list, fc.array(entry, { maxLength: 4 }));
  fc.assert(
    fc.property(family, entries, anyValue, (capabilities, members, o) => {
      expectAnswer(specOf({ peers: PeerAccess.perNode(any(members), any(o)), secure: true }), capabilities);
    }),
    more,
  );
});

test("a valid spec with any one value changed gets an answer", () => {
  fc.assert(
    fc.property(planned(), fc.nat(), anyValue, ({ spec, capabilities }, where, value) => {
      const places = leavesOf(spec, []);
      expectAnswer(changed(spec, places[where % places.length]!, value) as ClusterSpec, capabilities);
    }),
    more,
  );
});

test("what was found before planning is neither lost nor counted", () => {
  const asked = specOf({ size: 0 });
  expect(plan(asked, V5).topology).toBeUndefined();
  expect(plan(asked, V5).problems.map((p) => p.path)).toEqual(["size"]);
});

type Place = readonly string[];

function leavesOf(value: unknown, at: Place): readonly Place[] {
  if (typeof value !== "object" || value === null) return [at];
  return [
    ...(at.length === 0 ? [] : [at]),
    ...Object.entries(value).flatMap(([key, own]) => leavesOf(own, [...at, key])),
  ];
}

/** The value with what lies at that place replaced; classes stay what they are. */
function changed(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  const own = value as Record<string, unknown>;
  const copy = (
    Array.isArray(value)
      ? [...(value as unknown[])]
      : Object.assign(Object.create(Object.getPrototypeOf(value) as object) as object, value)
  ) as Record<string, unknown>;
  copy[key] = changed(own[key], rest, by);
  return copy;
}
