import { checkInstance, checkKeys, checkWholeNumber, readOptions } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { readEntries } from "./node-entry";
import type { NodeIdentity } from "./planned-node";
import { PortPlan, type ClientPorts } from "../asked/port-plan";

/** The highest port. */
export const LAST_PORT = 65535;

/** A port number, or a problem and `undefined`. */
export function readPort(
  value: unknown,
  path: string,
  findings: Findings,
  example = 2113,
): number | undefined {
  const range = {
    code: "port",
    min: 1,
    max: LAST_PORT,
    what: "a port",
    fix: `use a free port such as ${example}`,
  };
  return checkWholeNumber(value, range, findings.at(path));
}

/** A node with its ports under a plan; `undefined` where they were refused. */
export interface PortedNode<N extends NodeIdentity> {
  readonly node: N;
  readonly ports: ClientPorts | undefined;
}

/** The ports of every node under a plan. */
export function readPortPlan<N extends NodeIdentity>(
  asked: unknown,
  nodes: readonly N[],
  needsTcp: boolean,
  path: string,
  findings: Findings,
): readonly PortedNode<N>[] {
  const fix = needsTcp
    ? "use PortPlan.sequential({ http: 2113, externalTcp: 1113 })"
    : "use PortPlan.sequential({ http: 2113 })";
  const plan = checkInstance(
    asked,
    PortPlan,
    { code: "ports.plan", what: "a PortPlan", fix },
    findings.at(path),
  );
  if (plan === undefined) return nodes.map((node) => ({ node, ports: undefined }));
  const read =
    plan.kind === "sequential"
      ? sequential(plan, nodes, path, findings)
      : plan.kind === "same"
        ? same(plan, path, findings)
        : explicit(plan, nodes, path, findings);
  const ported = nodes.map((node) => ({ node, ports: read(node) }));
  if (needsTcp && ported.some(({ ports }) => ports !== undefined && ports.externalTcp === undefined)) {
    findings.problem({
      code: "ports.plan.tcp",
      path,
      got: "has no externalTcp ports",
      expected: "external TCP is on, and a port on which nobody listens would be advertised to clients",
      fix:
        plan.kind === "explicit"
          ? "give every node { http, externalTcp }"
          : `use PortPlan.${plan.kind}({ http: 2113, externalTcp: 1113 })`,
    });
  }
  if (!needsTcp && ported.some(({ ports }) => ports?.externalTcp !== undefined)) {
    findings.warning({
      code: "ports.plan.tcpOff",
      path,
      got: "has externalTcp ports",
      expected: "external TCP is off, and they are not used",
      fix: "use externalTcp: ExternalTcp.enabled(), or leave them out",
    });
  }
  return ported;
}

/** Reads the ports of one node. */
type PortsOf = (node: NodeIdentity) => ClientPorts | undefined;

const OFFSET = 20;

function sequential(
  plan: PortPlan,
  nodes: readonly NodeIdentity[],
  path: string,
  findings: Findings,
): PortsOf {
  const first = readPorts(plan.ports, path, findings);
  const fix = "use PortPlan.sequential(2113, { replicaOffset: 20 })";
  const { replicaOffset = OFFSET } =
    readOptions(plan.options, ["replicaOffset"], fix, findings.at(path)) ?? {};
  const offset = checkWholeNumber(
    replicaOffset,
    {
      code: "ports.replicaOffset",
      min: 0,
      max: 65534,
      what: "a number of ports",
      fix: `leave it out for ${OFFSET}`,
    },
    findings.at(`${path}.replicaOffset`),
  );
  if (first === undefined || offset === undefined) return () => undefined;
  const portsOf = ({ index, kind }: NodeIdentity) => shift(first, index + (kind === "member" ? 0 : offset));
  const highestOf = ({ http, externalTcp = http }: ClientPorts) => Math.max(http, externalTcp);
  const beyond = nodes
    .map((node) => ({ node, port: highestOf(portsOf(node)) }))
    .filter(({ port }) => port > LAST_PORT);
  const [one, ...others] = beyond;
  // One start has them all run out.
  if (one !== undefined)
    findings.problem({
      code: "ports.plan.overflow",
      path,
      got: `gives ${one.node.key} the port ${one.port}${others.length === 0 ? "" : `, and ${others.length} more nodes later ones`}`,
      expected: `ports end at ${LAST_PORT}`,
      fix: "start at a lower port",
    });
  return (node) => {
    const own = portsOf(node);
    return highestOf(own) > LAST_PORT ? undefined : own;
  };
}

function same(plan: PortPlan, path: string, findings: Findings): PortsOf {
  const ports = readPorts(plan.ports, path, findings);
  return () => ports;
}

function explicit(plan: PortPlan, nodes: readonly NodeIdentity[], path: string, findings: Findings): PortsOf {
  const fix = "use PortPlan.explicit([2113, 2114, 2115])";
  const options = readOptions(plan.options, ["readOnlyReplicas"], fix, findings.at(path));
  const replicas = `${path}.readOnlyReplicas`;
  const entryOf = readEntries(
    {
      members: { value: plan.ports, path },
      readOnlyReplicas: { value: options?.readOnlyReplicas, path: replicas },
      fix,
    },
    nodes,
    findings,
  );
  return (node) => {
    const entry = entryOf(node);
    if (entry === undefined) return undefined;
    if (entry.value !== undefined) return readPorts(entry.value, entry.path, findings);
    findings.problem({
      code: "ports.plan.missing",
      path: node.kind === "member" ? path : replicas,
      got: `has no entry for ${node.key}`,
      expected: "every node needs ports of its own",
      fix: `add an entry for ${node.key}`,
    });
    return undefined;
  };
}

function shift(first: ClientPorts, step: number): ClientPorts {
  const http = first.http + step;
  return first.externalTcp === undefined ? { http } : { http, externalTcp: first.externalTcp + step };
}

function readPorts(value: unknown, path: string, findings: Findings): ClientPorts | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const http = readPort(value, Array.isArray(value) ? path : `${path}.http`, findings);
    return http === undefined ? undefined : { http };
  }
  const asked: Partial<Record<keyof ClientPorts, unknown>> = value;
  checkKeys(value, ["http", "externalTcp"], findings.at(path));
  const http = readPort(asked.http, `${path}.http`, findings);
  if (asked.externalTcp === undefined) return http === undefined ? undefined : { http };
  const externalTcp = readPort(asked.externalTcp, `${path}.externalTcp`, findings);
  return http === undefined || externalTcp === undefined ? undefined : { http, externalTcp };
}
