import { imageLayoutOf } from "../server/image-layout";
import { readinessProbe } from "../server/readiness";
import { kestrelSettingsPath, renderKestrelSettings } from "../server/rendering/kestrel-settings";
import { renderSettings } from "../server/rendering/render-settings";
import type { ContainerConfig, ContainerVolumes, Volume } from "../terraform/bindings";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { NodePlan } from "../cluster/node-plan";
import { nodeEntrypoint } from "./founding";
import { fingerprint, toLabels } from "./labels";
import { concealed } from "../terraform/concealed";
import { literal } from "../terraform/literal";
import { probeAddress, probeTarget } from "./probe-target";

/** How long a server may take to stop in order, in seconds. */
const STOP_SECONDS = 60;
/** The provider's CPU quota counts in a period of 100 ms. */
const CPU_PERIOD = 100_000;

/** What of a container's configuration does not depend on other resources. */
export type NodeContainerConfig = Omit<ContainerConfig, "image" | "networksAdvanced" | "volumes">;

/*
 * Everything here is in the form that the provider reads back (sorted, durations as Go prints them, both of a
 * pair where it fills in the other), so that a second plan is empty.
 */

/** The container of one node. */
export function nodeContainer(plan: ClusterPlan, own: NodePlan): NodeContainerConfig {
  const { node, settings } = own;
  const version = plan.server.release.version;
  const layout = imageLayoutOf(version);
  const rendered = renderSettings(version, settings, plan.server.delivery);
  const limits = plan.server.connectionLimits;
  const files = [
    ...rendered.files,
    ...(limits === undefined
      ? []
      : [{ path: kestrelSettingsPath(version), content: renderKestrelSettings(limits) }]),
  ];
  const program = rendered.command.length > 0 ? layout.commandLineEntrypoint : layout.entrypoint;
  const { memory, cpus, ulimits } = own.resources;
  const unapplied = {
    healthcheck: {
      test: readinessProbe(probeTarget(plan, node, probeAddress(node)), plan.topology.size).map(literal),
      interval: "5s",
      // Three looks, a second apart, that may take two seconds each.
      timeout: "10s",
      retries: 12,
    },
    init: layout.needsInit,
    ...(cpus === undefined ? {} : { cpuPeriod: CPU_PERIOD, cpuQuota: Math.round(cpus * CPU_PERIOD) }),
  };
  return {
    name: node.name,
    hostname: node.name,
    env: Object.entries(rendered.environment).map(([key, value]) =>
      rendered.secretVariables.includes(key) ? `${key}=${concealed(value)}` : literal(`${key}=${value}`),
    ),
    ...(rendered.command.length === 0 ? {} : { command: rendered.command.map(literal) }),
    entrypoint: nodeEntrypoint(plan, own, program),
    ...(files.length === 0
      ? {}
      : { upload: files.map(({ path, content }) => ({ file: path, content: literal(content) })) }),
    ...(node.published.length === 0
      ? {}
      : {
          ports: node.published.map(({ containerPort, hostPort, hostIp }) => ({
            internal: containerPort,
            external: hostPort,
            ip: hostIp,
            protocol: "tcp",
          })),
        }),
    ...unapplied,
    // A memory limit alone is read back with a swap limit that the engine adds.
    ...(memory === undefined ? {} : { memory, memorySwap: memory }),
    ...(ulimits === undefined || ulimits.length === 0 ? {} : { ulimit: ulimits.map((u) => ({ ...u })) }),
    labels: toLabels(
      {
        cluster: plan.topology.name,
        node: node.key,
        release: version,
        security: plan.topology.secure ? "tls" : "insecure",
        unapplied: fingerprint(unapplied),
      },
      plan.labels,
    ),
    // A container that stopped is the engine's to restart; with `mustRun` a plan would delete it.
    mustRun: false,
    // Servers end by themselves, with 0, when they must truncate; and an engine that was killed starts no others.
    restart: "always",
    stopTimeout: STOP_SECONDS,
    // Without it the provider kills the server at once.
    destroyGraceSeconds: STOP_SECONDS,
    logDriver: "json-file",
    logOpts: { "max-file": "3", "max-size": "10m" },
  };
}

/** What the node mounts at its release's data path; `owned` is the volume that Terraform owns, where it does. */
export function dataVolumes(
  plan: ClusterPlan,
  { data }: NodePlan,
  owned: Volume | undefined,
): readonly ContainerVolumes[] {
  if (data === undefined) return [];
  const { dataPath } = imageLayoutOf(plan.server.release.version);
  if (data.kind === "hostPath") return [{ containerPath: dataPath, hostPath: literal(data.path) }];
  return [{ containerPath: dataPath, volumeName: owned === undefined ? literal(data.name) : owned.name }];
}
