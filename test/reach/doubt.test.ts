import { checkReachability } from "../../lib/reach/check-reachability";
import type { ReachabilityCell } from "../../lib/reach/cell";
import { OTHER_MACHINE } from "../../lib/reach/place";
import type { ReachabilityStepKind } from "../../lib/reach/step";
import { Audience } from "../../lib/network/model/audience";
import { EndpointKind } from "../../lib/network/model/endpoint";
import type { AddressOrigin, Origins } from "../../lib/network/model/origin";
import { Findings } from "../../lib/problem/findings";
import { specOf } from "../network/arbitrary-spec";
import { failing } from "./failing";
import { clusterOf } from "./judged";

const { HTTP } = EndpointKind;

/** What planning may have refused, so that something else stands in its place. */
type Refused = "host" | "port" | "a node's addresses" | "an address";

function originsWith(...refused: readonly Refused[]): Origins {
  const origin: AddressOrigin = {
    host: "clients.host",
    port: "clients.ports",
    sure: !refused.includes("host"),
    portSure: !refused.includes("port"),
  };
  const node = {
    clients: new Map([[HTTP, origin]]),
    peers: new Map(),
    addressesSure: !refused.includes("a node's addresses"),
    bindIp: "clients.bindIp",
  };
  return { nodes: new Map([["node-0", node]]), addressesSure: !refused.includes("an address") };
}

function codes(cell: ReachabilityCell, origins?: Origins): readonly string[] {
  const { topology } = clusterOf("22.10.5", specOf());
  const findings = new Findings();
  checkReachability({ cells: [cell], engines: [] }, topology, findings, origins);
  // That nobody has a seed follows from there being one cell.
  return findings.problems.map(({ code }) => code).filter((code) => code !== "reachability.seeds");
}

/** Whether a way that fails there is told of. */
function isTold(what: ReachabilityStepKind, host: string, origins?: Origins): boolean {
  return codes(failing(Audience.HOST, HTTP, { host, port: 2113 }, what), origins).length > 0;
}

const STEPS: readonly ReachabilityStepKind[] = [
  "start",
  "proxy",
  "name",
  "network",
  "publishedPort",
  "wayOut",
  "socket",
  "answer",
  "tls",
  "node",
];
const ADDRESS = "192.0.2.10";

/** The steps of which nothing is told, where that was refused and this is dialled. */
const UNTOLD: readonly (readonly [Refused | "nothing", string, readonly ReachabilityStepKind[]])[] = [
  ["nothing", "db.test", []],
  ["nothing", ADDRESS, []],
  ["host", "db.test", STEPS],
  ["port", "db.test", ["publishedPort", "socket", "answer", "tls", "node"]],
  ["an address", "db.test", ["start"]],
  ["an address", "127.0.0.1", ["start"]],
  ["an address", ADDRESS, ["start", "network"]],
  ["a node's addresses", "db.test", []],
  ["a node's addresses", "127.0.0.1", []],
  [
    "a node's addresses",
    ADDRESS,
    STEPS.filter((step) => !["start", "network", "publishedPort"].includes(step)),
  ],
];

test.each(UNTOLD)(
  "what may only follow from %s that was refused is not told: %s",
  (refused, host, untold) => {
    const origins = refused === "nothing" ? originsWith() : originsWith(refused);
    expect(STEPS.filter((what) => !isTold(what, host, origins))).toEqual(untold);
  },
);

test("where nobody was asked, or nothing is known of what was, all or nothing is told", () => {
  expect(STEPS.filter((what) => isTold(what, ADDRESS))).toEqual(STEPS);
  const unknown: Origins = { nodes: new Map(), addressesSure: true };
  expect(STEPS.filter((what) => isTold(what, ADDRESS, unknown))).toEqual([]);
});

test("a way that is open is told of where all that it may follow from is as it was asked for", () => {
  const { failed: _, ...cell } = failing(
    Audience.REMOTE,
    EndpointKind.INTERNAL_TCP,
    { host: ADDRESS, port: 1112 },
    "socket",
    "publishedPort",
  );
  const open: ReachabilityCell = {
    ...cell,
    from: OTHER_MACHINE,
    expected: "forbidden",
    reached: true,
    steps: [],
  };
  expect(codes(open)).toEqual(["reachability.open"]);
  expect(codes(open, originsWith())).toEqual(["reachability.open"]);
  for (const refused of ["host", "port", "an address"] as const)
    expect(codes(open, originsWith(refused))).toEqual([]);
  const both = originsWith("port");
  const [[key, node] = []] = both.nodes;
  const sure = { ...node!.clients.get(HTTP)!, portSure: true };
  const peers = new Map([[HTTP, sure]]);
  expect(codes(open, { ...both, nodes: new Map([[key!, { ...node!, peers }]]) })).toEqual([]);
  expect(codes({ ...open, reached: false })).toEqual([]);
});
