import { Delivery } from "../server/delivery";
import { installerName } from "../network/model/names";
import { httpOf } from "../network/model/topology";
import { imageLayoutOf } from "../server/image-layout";
import type { Entering } from "../server/generation/entering";
import { readinessProbe, type ProbeTarget } from "../server/readiness";
import { imageFilePaths } from "../server/rendering/image-files";
import { kestrelSettingsPath, renderKestrelSettings } from "../server/rendering/kestrel-settings";
import { renderSettings, type RenderedSettings } from "../server/rendering/render-settings";
import type { ContainerConfig, ContainerVolumes } from "../terraform/bindings";
import { areMounted, certificateFolder } from "../cluster/certificates/certificate-files";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { NodePlan } from "../cluster/node-plan";
import { movesMembers, nodeEntrypoint } from "./founding";
import { fingerprint, toLabels } from "./labels";
import { concealed } from "../terraform/concealed";
import { literal } from "../terraform/literal";
import type { OwnedVolume } from "./owned-volume";
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

/** What a node's server is told, as it is brought there, limits of its web server included. */
export function renderedFor({ server }: ClusterPlan, { settings }: NodePlan): RenderedSettings {
  const { release, delivery, connectionLimits: limits } = server;
  const { version } = release;
  const rendered = renderSettings(version, settings, delivery);
  if (limits === undefined) return rendered;
  const kestrel = { path: kestrelSettingsPath(version), content: renderKestrelSettings(limits) };
  return { ...rendered, files: [...rendered.files, kestrel] };
}

/**
 * The container of one node.
 * @param readsAnew whether its server reads a new certificate while it runs
 */
export function nodeContainer(plan: ClusterPlan, own: NodePlan, readsAnew: boolean): NodeContainerConfig {
  const { node } = own;
  const version = plan.server.release.version;
  const layout = imageLayoutOf(version);
  const inGeneration = plan.server.delivery === Delivery.GENERATION;
  const { environment, secretVariables, files, command } = inGeneration
    ? { environment: {}, secretVariables: [], files: [], command: [] }
    : renderedFor(plan, own);
  const program = inGeneration || command.length > 0 ? layout.commandLineEntrypoint : layout.entrypoint;
  const self = probeTarget(
    plan,
    node,
    probeAddress(node),
    certificateFolder(version, own.certificate?.files),
  );
  const { memory, cpus, ulimits } = own.resources;
  const unapplied = {
    healthcheck: {
      test: readinessProbe(self).map(literal),
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
    ...(inGeneration
      ? {}
      : {
          env: Object.entries(environment).map(([key, value]) =>
            secretVariables.includes(key) ? `${key}=${concealed(value)}` : literal(`${key}=${value}`),
          ),
        }),
    ...(command.length === 0 ? {} : { command: command.map(literal) }),
    entrypoint: nodeEntrypoint(plan, own, program, enteringOf(plan, own, readsAnew ? self : undefined)),
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

/** How a node starts with a generation; not at all where it has none. */
function enteringOf(
  plan: ClusterPlan,
  { node, certificate }: NodePlan,
  server: ProbeTarget | undefined,
): Entering | undefined {
  const { topology, server: planned } = plan;
  const { version } = planned.release;
  const mounts = areMounted(certificate?.files);
  if (planned.delivery !== Delivery.GENERATION && (certificate === undefined || mounts)) return undefined;
  const { configDirectory, monoStore } = imageLayoutOf(version);
  return {
    configDirectory,
    installer: installerName(node.name),
    imageFiles:
      planned.delivery === Delivery.GENERATION
        ? imageFilePaths(version).map((path) => path.slice(configDirectory.length + 1))
        : [],
    ...(monoStore === undefined || certificate === undefined || mounts ? {} : { monoStore }),
    // What settings must fit, and replaces the container where it changes. A network's name may be a token.
    form: fingerprint([
      version,
      ...(movesMembers(plan) ? [] : [topology.size]),
      topology.secure,
      planned.delivery,
      planned.inMemory,
      mounts,
      httpOf(node).port,
      node.attachments.map(({ interface: side, key, address, aliases }) => [side, key, address, aliases]),
      node.published,
    ]),
    ...(server === undefined ? {} : { server }),
  };
}

/** What the node mounts at its release's data path; `owned` is the volume that Terraform owns, where it does. */
export function dataVolumes(
  plan: ClusterPlan,
  { data }: NodePlan,
  owned: OwnedVolume | undefined,
): readonly ContainerVolumes[] {
  if (data === undefined) return [];
  const { dataPath } = imageLayoutOf(plan.server.release.version);
  if (data.kind === "hostPath") return [{ containerPath: dataPath, hostPath: literal(data.path) }];
  return [{ containerPath: dataPath, volumeName: owned === undefined ? literal(data.name) : owned.name }];
}
