import { checkInstance, checkWholeNumber } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { entryOf } from "./node-entry";
import type { NodeIdentity } from "./node-plan";
import { PortPlan, type ClientPorts } from "../asked/port-plan";

/** A port number, or a problem and `undefined`. */
export function readPort(value: unknown, path: string, findings: Findings): number | undefined {
  const range = {
    code: "port",
    path,
    min: 1,
    max: 65535,
    what: "a port",
    fix: "use a free port such as 2113",
  };
  return checkWholeNumber(value, range, findings);
}

/** The ports of every node under a plan; a node with a problem is left out. */
export function readPortPlan(
  asked: unknown,
  nodes: readonly NodeIdentity[],
  needsTcp: boolean,
  path: string,
  findings: Findings,
): ReadonlyMap<string, ClientPorts> {
  const ports = new Map<string, ClientPorts>();
  const fix = needsTcp
    ? "use PortPlan.sequential({ http: 2113, externalTcp: 1113 })"
    : "use PortPlan.sequential({ http: 2113 })";
  const plan = checkInstance(
    asked,
    PortPlan,
    { code: "ports.plan", path, what: "a PortPlan", fix },
    findings,
  );
  if (plan === undefined) return ports;
  const read =
    plan.kind === "sequential"
      ? readSequential(plan, nodes, path, findings)
      : readExplicit(plan, nodes, path, findings);
  for (const node of nodes) {
    const own = read.get(node.key);
    if (own !== undefined) ports.set(node.key, own);
  }
  if (needsTcp && [...ports.values()].some((p) => p.externalTcp === undefined)) {
    findings.problem({
      code: "ports.plan.tcp",
      path,
      got: "has no externalTcp ports",
      expected: "external TCP is on, and clients that are told a port nobody listens on are cut off",
      fix:
        plan.kind === "sequential"
          ? "use PortPlan.sequential({ http: 2113, externalTcp: 1113 })"
          : "give every node { http, externalTcp }",
    });
  }
  return ports;
}

function readSequential(
  plan: PortPlan,
  nodes: readonly NodeIdentity[],
  path: string,
  findings: Findings,
): ReadonlyMap<string, ClientPorts> {
  const ports = new Map<string, ClientPorts>();
  const first = readPorts(plan.members?.[0], path, findings);
  const offset = checkWholeNumber(
    plan.replicaOffset,
    {
      code: "ports.replicaOffset",
      path: `${path}.replicaOffset`,
      min: 0,
      max: 65534,
      what: "a number of ports",
      fix: "leave it out for 20",
    },
    findings,
  );
  if (first === undefined || offset === undefined) return ports;
  for (const node of nodes) {
    const step = node.index + (node.kind === "member" ? 0 : offset);
    const own = shift(first, step);
    if (own.http > 65535 || (own.externalTcp ?? 0) > 65535) {
      findings.problem({
        code: "ports.plan.overflow",
        path,
        got: `gives ${node.key} the port ${Math.max(own.http, own.externalTcp ?? 0)}`,
        expected: "ports end at 65535",
        fix: "start at a lower port",
      });
      continue;
    }
    ports.set(node.key, own);
  }
  return ports;
}

function shift(first: ClientPorts, step: number): ClientPorts {
  const http = first.http + step;
  return first.externalTcp === undefined ? { http } : { http, externalTcp: first.externalTcp + step };
}

function readExplicit(
  plan: PortPlan,
  nodes: readonly NodeIdentity[],
  path: string,
  findings: Findings,
): ReadonlyMap<string, ClientPorts> {
  const ports = new Map<string, ClientPorts>();
  for (const node of nodes) {
    const where = node.kind === "member" ? path : `${path}.readOnlyReplicas`;
    const entry = entryOf(node, plan.members, plan.readOnlyReplicas);
    if (entry === undefined) {
      findings.problem({
        code: "ports.plan.missing",
        path: where,
        got: `has no entry for ${node.key}`,
        expected: "every node needs ports of its own",
        fix: `add an entry for ${node.key}`,
      });
      continue;
    }
    const own = readPorts(entry, `${where}[${node.index}]`, findings);
    if (own !== undefined) ports.set(node.key, own);
  }
  return ports;
}

function readPorts(value: unknown, path: string, findings: Findings): ClientPorts | undefined {
  if (typeof value !== "object" || value === null) {
    const http = readPort(value, `${path}.http`, findings);
    return http === undefined ? undefined : { http };
  }
  const asked = value as Partial<Record<keyof ClientPorts, unknown>>;
  const http = readPort(asked.http, `${path}.http`, findings);
  if (asked.externalTcp === undefined) return http === undefined ? undefined : { http };
  const externalTcp = readPort(asked.externalTcp, `${path}.externalTcp`, findings);
  return http === undefined || externalTcp === undefined ? undefined : { http, externalTcp };
}
