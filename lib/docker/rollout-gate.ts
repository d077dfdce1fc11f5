import { TerraformVariable, Token } from "cdktf";
import type { Construct } from "constructs";
import { partOnHost, rolloutName } from "../network/model/names";
import { rolloutGateScript } from "../server/founding/rollout-gate";
import { addressOf, fixAddress } from "../terraform/address";
import { Container } from "../terraform/bindings";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { askingFiles } from "./certificates/asking-files";
import type { ClusterTrust } from "./certificates/cluster-trust";
import { networkOn, type EngineResources } from "./engine-resources";
import { toLabels } from "./labels";
import { literal } from "../terraform/literal";
import { askingNetwork, gateTarget } from "./probe-target";

/** What a rollout has of a cluster. */
export interface RolloutGateResources {
  readonly container: Container;
  /** The name of the variable that tells it which nodes it awaits. */
  readonly variable: string;
}

/**
 * The one-shot that a rollout runs after each node. It is there only where a variable says whom it awaits: in a plain
 * apply it would wait for nodes that wait for the cluster's own gate, or prove nothing. It depends on no node, because
 * the step before it has ended; one for all is enough. Each run has another name, so that one whose Terraform was killed
 * is in nobody's way. The provider attaches to it for what it says, and its exit code is a postcondition: without the
 * variable it is gone, and with it what would fail every later plan.
 */
export function declareRolloutGate(
  scope: Construct,
  plan: ClusterPlan,
  engine: EngineResources,
  trust: ClusterTrust,
): RolloutGateResources {
  const { topology, readyTimeout } = plan;
  const name = rolloutName(topology.name);
  const variable = addressOf(topology.name, "rollout");
  const declared = new TerraformVariable(scope, "rollout-variable", {
    type: "string",
    default: "",
    description: `Which nodes of ${topology.name} a rollout awaits. Nothing else sets it.`,
  });
  fixAddress(declared, topology.name, "rollout");
  const script = rolloutGateScript({
    nodes: topology.nodes.map((node) => ({
      key: node.key,
      target: gateTarget(plan, node),
    })),
    timeout: readyTimeout,
  });
  const { upload, volumes } = askingFiles(scope, plan, trust);
  const container = new Container(scope, "rollout", {
    count: Token.asNumber(`\${var.${variable} == "" ? 0 : 1}`),
    name: `${name}-\${formatdate("YYYYMMDDhhmmss", timestamp())}`,
    hostname: name,
    image: engine.image,
    entrypoint: ["/bin/sh", "-c"],
    command: [literal(script)],
    env: [`AWAITED=\${var.${variable}}`],
    labels: toLabels({ cluster: topology.name }, plan.labels),
    mustRun: false,
    restart: "no",
    attach: true,
    logs: true,
    stopTimeout: 1,
    destroyGraceSeconds: 1,
    logDriver: "json-file",
    logOpts: { "max-file": "1", "max-size": "1m" },
    networksAdvanced: [{ name: networkOn(engine, askingNetwork(topology)) }],
    ...(upload.length === 0 ? {} : { upload: [...upload] }),
    ...(volumes.length === 0 ? {} : { volumes: [...volumes] }),
    lifecycle: {
      postcondition: [
        {
          condition: "${self.exit_code == 0}",
          errorMessage: `${topology.name} is \${try(regex("not ready within[^\\n]*", self.container_logs), "not ready")}`,
        },
      ],
    },
    ...engine.provider,
  });
  return { container: fixAddress(container, topology.name, partOnHost("rollout", engine.host)), variable };
}
