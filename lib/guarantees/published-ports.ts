import { isForNodes } from "../network/model/endpoint";
import { isIpv4, isLoopback } from "../network/model/ipv4";
import { portClashes } from "../network/plan/published-plan";
import type { ClusterNode, Topology } from "../network/model/topology";
import { quote } from "../problem/quote";
import { differs, type NodeView } from "./container-view";
import { blocksOf, isOn, numberOf, plainText } from "./values";
import type { Attributes } from "./attributes";

interface Binding {
  readonly internal: number | undefined;
  readonly external: number | undefined;
  readonly ip: string;
  readonly protocol: string;
}

/** Published is what clients are told, and no socket that is for nodes. */
export function judgePorts(view: NodeView): void {
  const { node, now, report } = view;
  if (isOn(now.publish_all_ports)) {
    report.problem({
      attribute: "publish_all_ports",
      got: "is true",
      expected: "it publishes the ports that only nodes dial, too, on every address of the host",
      fix: "leave it out, and use clients",
    });
  }
  if (!differs(view, "ports")) return;
  const entries = blocksOf(now, "ports");
  if (entries === undefined) {
    report.warning({
      attribute: "ports",
      got: "is known only when Terraform runs",
      expected: "what is published cannot be told",
      fix: "write the entries themselves, or use clients",
    });
    return;
  }
  const bindings = entries.map(bindingOf);
  const planned = plannedOf(node);
  const isPlanned = (binding: Binding) =>
    planned.some((p) => describeBinding(p) === describeBinding(binding));
  for (const binding of planned) {
    if (bindings.some((b) => describeBinding(b) === describeBinding(binding))) continue;
    report.problem({
      attribute: "ports",
      got: `no longer publishes ${describeBinding(binding)}`,
      expected: "that port of the host is advertised to clients",
      fix: "keep that entry, or use clients with another port plan",
    });
  }
  bindings.forEach((binding, i) => {
    if (!isPlanned(binding)) judgeBinding(binding, `ports[${i}]`, view);
  });
  const twice = bindings.find((b, i) => bindings.slice(0, i).some((o) => socketOf(o) === socketOf(b)));
  if (twice !== undefined) {
    report.problem({
      attribute: "ports",
      got: `publishes ${socketOf(twice)} more than once`,
      expected:
        "engine 20.10 gives such bindings back in another order, and the container is replaced on every apply",
      fix: "publish a port once",
    });
  }
}

/** Over all nodes, a port of the host leads to one container. */
export function judgeHostPorts(views: readonly NodeView[], nodes: readonly ClusterNode[]): void {
  const changed = views.find((view) => differs(view, "ports"));
  if (changed === undefined) return;
  const claims = nodes.flatMap((node) => {
    const view = views.find((v) => v.node === node);
    const bindings =
      view === undefined ? plannedOf(node) : (blocksOf(view.now, "ports") ?? []).map(bindingOf);
    return bindings.flatMap(({ ip, external, protocol }) =>
      external === undefined || protocol !== "tcp"
        ? []
        : [{ hostIp: ip, hostPort: external, owner: node.key }],
    );
  });
  const [clash] = portClashes(claims);
  if (clash === undefined) return;
  changed.report.problem({
    attribute: "ports",
    got: `publishes ${clash[1].hostIp}:${clash[1].hostPort} for ${clash[1].owner}, and ${clash[0].hostIp}:${clash[0].hostPort} for ${clash[0].owner}`,
    expected: "a port of the Docker host leads to one container only, and 0.0.0.0 stands for every address",
    fix: "use other ports",
  });
}

function plannedOf(node: ClusterNode): readonly Binding[] {
  return node.published.map(({ containerPort, hostPort, hostIp }) => ({
    internal: containerPort,
    external: hostPort,
    ip: hostIp,
    protocol: "tcp",
  }));
}

function judgeBinding(binding: Binding, path: string, { node, plan, report }: NodeView): void {
  const endpoint = node.endpoints.find((e) => e.port === binding.internal);
  if (endpoint !== undefined && isForNodes(endpoint.kind) && binding.protocol === "tcp") {
    report.problem({
      attribute: path,
      got: `publishes ${describeBinding(binding)}`,
      expected: `that is ${endpoint.kind}, which only nodes may reach`,
      fix: "leave it out",
    });
    return;
  }
  if (isCutOff(node, plan.topology)) {
    report.problem({
      attribute: path,
      got: `publishes ${describeBinding(binding)}`,
      expected:
        "the engine publishes no port of a container that is on internal networks only, and the container is replaced on every apply",
      fix: "use an externalNetwork with a way out",
    });
    return;
  }
  const open = !(isIpv4(binding.ip) && isLoopback(binding.ip));
  const meant = node.published.some((p) => !isLoopback(p.hostIp));
  if (open && !meant && !plan.topology.secure) {
    report.problem({
      attribute: path,
      got: `publishes ${describeBinding(binding)}`,
      expected: "the cluster is insecure, and everybody who reaches that address may read and write",
      fix: 'set ip: "127.0.0.1", or use clients with Security.insecure({ allowPublished: true })',
    });
    return;
  }
  report.warning({
    attribute: path,
    got: `publishes ${describeBinding(binding)}`,
    expected: endpoint === undefined ? "the node has no socket on that port" : "it is advertised to nobody",
    fix: "use clients, which publishes and advertises alike",
  });
}

function isCutOff(node: ClusterNode, { networks }: Topology): boolean {
  return node.attachments.every((a) => networks.some((n) => n.name === a.network && n.isolated));
}

function bindingOf(entry: Attributes): Binding {
  return {
    internal: numberOf(entry.internal),
    external: numberOf(entry.external),
    ip: plainText(entry.ip) || "0.0.0.0",
    protocol: plainText(entry.protocol) || "tcp",
  };
}

function socketOf({ internal, protocol }: Binding): string {
  return `${internal ?? "an unknown port"}/${protocol}`;
}

/** A binding as Docker writes it. */
function describeBinding(binding: Binding): string {
  return quote(`${binding.ip}:${binding.external ?? "any"}->${socketOf(binding)}`);
}
