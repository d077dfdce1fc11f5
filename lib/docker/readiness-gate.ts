import type { Construct } from "constructs";
import { EndpointKind, Interface } from "../network/endpoint";
import { endpointOf } from "../network/topology";
import { imageLayoutOf } from "../server/image-layout";
import { gateScript, READY_FILE } from "../server/readiness";
import { bareAddress, fixAddress } from "./address";
import { Container, type ContainerConfig } from "./bindings";
import type { ClusterPlan } from "./cluster-plan";
import { placeRoots } from "./certificates/certificate-files";
import { mountOf, uploadOf } from "./certificates/delivered-file";
import { gateAddress, probeTarget } from "./container-config";
import type { EventStoreNode } from "./event-store-node";
import { oneShot } from "./one-shot";
import type { SharedResources } from "./shared-resources";

/** What the gate's container needs to be seen, after its script gave up. */
const MARGIN_SECONDS = 15;

/**
 * One container that ends when the cluster is ready. The nodes themselves are not waited for: one after the
 * other they could never reach a quorum. A gate that failed is tainted, so that the next apply tries again;
 * one that succeeded has exited and is left alone until a node is replaced.
 */
export function declareGate(
  scope: Construct,
  plan: ClusterPlan,
  nodes: readonly EventStoreNode[],
  shared: SharedResources,
): Container {
  const version = plan.server.release.version;
  const targets = nodes.map(({ topology: node }) => probeTarget(plan, node, gateAddress(node)));
  const gate = new Container(scope, "ready", {
    name: `${plan.topology.name}-ready`,
    hostname: `${plan.topology.name}-ready`,
    image: shared.image,
    ...oneShot({
      script: gateScript(version, targets, plan.readyTimeout),
      done: READY_FILE,
      seconds: plan.readyTimeout,
      margin: MARGIN_SECONDS,
      labels: { cluster: plan.topology.name },
      userLabels: plan.labels,
    }),
    networksAdvanced: [{ name: shared.networks[Interface.EXTERNAL] ?? "" }],
    ...trustedRoots(plan, nodes, shared),
    lifecycle: { replaceTriggeredBy: nodes.map(({ container }) => bareAddress(container)) },
    dependsOn: nodes.map(({ container }) => container),
    ...shared.provider,
  });
  return fixAddress(gate, plan.topology.name, "ready");
}

/** What the gate verifies the nodes by, where their HTTP is secure. It holds nobody's key. */
function trustedRoots(
  plan: ClusterPlan,
  nodes: readonly EventStoreNode[],
  shared: SharedResources,
): Pick<ContainerConfig, "upload" | "volumes"> {
  const [node] = nodes;
  if (node === undefined || endpointOf(node.topology, EndpointKind.HTTP)?.tls !== true) return {};
  const files = placeRoots(shared.roots);
  const { tlsDirectory } = imageLayoutOf(plan.server.release.version);
  const upload = files.flatMap(({ file, place }) => uploadOf(file, `${tlsDirectory}/${place}`) ?? []);
  const volumes = files.flatMap(({ file, place }) => mountOf(file, `${tlsDirectory}/${place}`) ?? []);
  return { ...(upload.length === 0 ? {} : { upload }), ...(volumes.length === 0 ? {} : { volumes }) };
}
