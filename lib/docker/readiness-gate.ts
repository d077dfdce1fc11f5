import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { gateName, partOnHost } from "../network/model/names";
import { imageLayoutOf } from "../server/image-layout";
import { GATE_CHECK, gateScript, gateSeconds } from "../server/founding/gate";
import { fixAddress } from "../terraform/address";
import { Container, type ContainerConfig } from "../terraform/bindings";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { ClusterTrust } from "./certificates/cluster-trust";
import { askingFiles } from "./certificates/asking-files";
import type { EventStoreNode } from "./event-store-node";
import { controlMount, entryKind, memberNames, movesMembers } from "./founding";
import { oneShot } from "./one-shot";
import { askingNetwork, gateTarget } from "./probe-target";
import { declareKeeper, keeperKey, keptBy } from "./keeper";
import { networkOn, type EngineResources } from "./engine-resources";

/** What the gate's container needs to be seen, after its time is over. */
const MARGIN_SECONDS = 30;

/**
 * One container that lets the nodes in, brings settings and certificates to those that run, one by one, and ends when the
 * cluster is ready. The nodes themselves are not waited for:
 * one after the other they could never reach a quorum. Terraform waits until the gate is seen to be over, reads its exit
 * code, and fails by a provisioner where that says so: the provider itself would see a failure only when its time for the
 * whole is over, and of `attach` alone not at all, and a condition would fail every later plan. A gate that failed is
 * tainted, so that the next apply tries again; one that succeeded has exited and is left alone until a node's container, or what it reads, is another one, which
 * its label tells.
 */
export function declareGate(
  scope: Construct,
  plan: ClusterPlan,
  nodes: readonly EventStoreNode[],
  engines: readonly EngineResources[],
  trust: ClusterTrust,
): Container {
  const [engine, ...others] = engines;
  if (engine === undefined) throw new Error("a cluster is on one Docker host at least");
  const keepers = others.map((other) => declareKeeper(scope, plan, nodes, other, engine.claim));
  const { topology, server, readyTimeout, waitForReady } = plan;
  const name = gateName(topology.name);
  const { user } = imageLayoutOf(server.release.version);
  const seconds = gateSeconds(readyTimeout, nodes.length);
  const installers = nodes.flatMap(({ installer }) => installer ?? []);
  const script = gateScript({
    cluster: topology.name,
    size: topology.size,
    members: memberNames(plan),
    nodes: topology.nodes.map((node) => ({
      kind: entryKind(plan, node),
      key: node.key,
      target: gateTarget(plan, node),
      ...keptBy(plan, node),
    })),
    timeout: readyTimeout,
    awaited: waitForReady,
    movesMembers: movesMembers(plan),
    user,
  });
  const gate = new Container(scope, "ready", {
    name,
    hostname: name,
    image: engine.image,
    // It gives the control folders to the server's user.
    user: "0:0",
    ...oneShot({
      script,
      check: GATE_CHECK,
      seconds,
      margin: MARGIN_SECONDS,
      labels: {
        cluster: topology.name,
        nodes: Fn.sha256(
          Fn.join(
            " ",
            [...nodes.map(({ container }) => container), ...installers].map(({ id }) => id),
          ),
        ),
      },
      userLabels: plan.labels,
    }),
    ...(waitForReady
      ? { attach: true, provisioners: [{ type: "local-exec", command: verdict(name) }] }
      : // One that nobody waits for tries until the cluster is ready.
        { wait: false, restart: "on-failure" }),
    networksAdvanced: [{ name: networkOn(engine, askingNetwork(topology)) }],
    ...(keepers.length === 0 ? {} : { env: [keeperKey(engine.claim)] }),
    ...mounts(
      scope,
      plan,
      nodes.filter(({ topology: { host } }) => host === engine.host),
      trust,
    ),
    dependsOn: [...nodes.map(({ container }) => container), ...installers, ...keepers],
    ...engine.provider,
  });
  // With another first host it is another one, else Terraform would look for this one there, and never remove it here.
  return fixAddress(gate, plan.topology.name, partOnHost("ready", engine.host));
}

/** What any shell ends with as the gate did; Terraform shows the command where it failed. */
function verdict(name: string): string {
  return `exit \${self.exit_code}\${self.exit_code == 0 ? "" : " # docker logs ${name} says why"}`;
}

/** Every node's control folder, and what the nodes are verified by where their HTTP is secure; nobody's key. */
function mounts(
  scope: Construct,
  plan: ClusterPlan,
  nodes: readonly EventStoreNode[],
  trust: ClusterTrust,
): Pick<ContainerConfig, "upload" | "volumes"> {
  const controls = nodes.map(({ control, topology }) => controlMount(control, topology.key));
  const { upload, volumes } = askingFiles(scope, plan, trust);
  return { ...(upload.length === 0 ? {} : { upload: [...upload] }), volumes: [...controls, ...volumes] };
}
