import { attachmentOf, endpointOf, type ClusterNode } from "../network/topology";
import { EndpointKind, Interface } from "../network/endpoint";
import { imageLayoutOf } from "../server/image-layout";
import { readinessProbe, type ProbeTarget } from "../server/readiness";
import { kestrelSettingsPath, renderKestrelSettings } from "../server/rendering/kestrel-settings";
import { renderSettings } from "../server/rendering/render-settings";
import type { RenderedSetting } from "../server/rendering/setting";
import { probeName } from "../tls/certificate-names";
import type { ContainerConfig, ContainerVolumes } from "./bindings";
import { ROOTS } from "./certificates/certificate-files";
import type { DataMount } from "./cluster-data";
import type { ClusterPlan } from "./cluster-plan";
import { fingerprint } from "./fingerprint";
import { toLabels } from "./labels";
import { literal } from "./literal";

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
export function nodeContainer(
  plan: ClusterPlan,
  node: ClusterNode,
  settings: readonly RenderedSetting[],
): NodeContainerConfig {
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
  const entrypoint = rendered.command.length > 0 ? layout.commandLineEntrypoint : undefined;
  const { memory, cpus, ulimits } = plan.resources.get(node.key) ?? {};
  const unapplied = {
    healthcheck: {
      test: [...readinessProbe(version, probeTarget(plan, node, probeAddress(node)))],
      interval: "5s",
      timeout: "5s",
      retries: 12,
    },
    init: layout.needsInit,
    ...(cpus === undefined ? {} : { cpuPeriod: CPU_PERIOD, cpuQuota: Math.round(cpus * CPU_PERIOD) }),
  };
  return {
    name: node.name,
    hostname: node.name,
    env: Object.entries(rendered.environment).map(([key, value]) => literal(`${key}=${value}`)),
    ...(rendered.command.length === 0 ? {} : { command: rendered.command.map(literal) }),
    ...(entrypoint === undefined ? {} : { entrypoint: [entrypoint] }),
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
    restart: "unless-stopped",
    stopTimeout: STOP_SECONDS,
    // Without it the provider kills the server at once.
    destroyGraceSeconds: STOP_SECONDS,
    logDriver: "json-file",
    logOpts: { "max-file": "3", "max-size": "10m" },
  };
}

/** What the node mounts at its release's data path. */
export function dataVolumes(
  plan: ClusterPlan,
  mount: DataMount | undefined,
  volumeName: string | undefined,
): readonly ContainerVolumes[] {
  if (mount === undefined) return [];
  const { dataPath } = imageLayoutOf(plan.server.release.version);
  if (mount.kind === "hostPath") return [{ containerPath: dataPath, hostPath: literal(mount.path) }];
  return [{ containerPath: dataPath, volumeName: volumeName ?? literal(mount.name) }];
}

/** How a node's readiness is asked for at `address`: over TLS by a name that its certificate has anyway. */
export function probeTarget(plan: ClusterPlan, node: ClusterNode, address: string): ProbeTarget {
  const http = endpointOf(node, EndpointKind.HTTP);
  const port = http?.port ?? 0;
  if (http?.tls !== true) return { address, port };
  const { tlsDirectory } = imageLayoutOf(plan.server.release.version);
  return {
    address,
    port,
    tls: { name: probeName(plan.topology, node), roots: `${tlsDirectory}/${ROOTS}` },
  };
}

/** Where HTTP answers inside the container. */
function probeAddress(node: ClusterNode): string {
  const bind = endpointOf(node, EndpointKind.HTTP)?.bind ?? "0.0.0.0";
  return bind === "0.0.0.0" ? "127.0.0.1" : bind;
}

/** The node's address on the external network, at which the gate dials it. */
export function gateAddress(node: ClusterNode): string {
  return attachmentOf(node, Interface.EXTERNAL)?.address ?? "";
}
