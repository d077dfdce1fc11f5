import { createHash } from "node:crypto";
import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Fn, TerraformVariable, Token } from "cdktf";
import type { Construct } from "constructs";
import { GATE_CHECK, gateScript } from "../lib/server/founding/gate";
import { entryScript } from "../lib/server/founding/node-entry";
import { rolloutGateScript } from "../lib/server/founding/rollout-gate";
import { owningScript } from "../lib/server/generation/owning";
import {
  installerScript,
  STAGED_CHECK,
  stagingScript,
  SWEEPING_SCRIPT,
} from "../lib/server/generation/staging";
import { readinessProbe } from "../lib/server/readiness";
import { SIZE, VERSION, type Workload } from "./workload";

/*
 * The same resources without the library, as somebody would write them who knows the server, the engine and
 * the provider, and has this one release and this one topology in mind. Data volumes are the engine's, so
 * that Terraform cannot delete them. The shell in the containers is no resource, so it is the library's own text.
 */

/** How long one node may take, and the gate with three of them, in seconds. */
const READY_SECONDS = 180;
const GATE_SECONDS = 480;
const DATA = "/var/lib/eventstore";
const OWNER = { uid: 1000, gid: 1000 };
const ONE_SHOT = {
  mustRun: false,
  restart: "no",
  stopTimeout: 1,
  destroyGraceSeconds: 1,
  logDriver: "json-file",
  logOpts: { "max-file": "1", "max-size": "1m" },
};

/** Declares one cluster. */
export function declareByHand(scope: Construct, cluster: Workload): void {
  const { name } = cluster;
  const image = new Image(scope, `${name}-image`, {
    name: `docker.eventstore.com/eventstore/eventstoredb-ee:${VERSION}`,
    keepLocally: true,
  });
  const claim = new Container(scope, `${name}-claim`, {
    name: `${name}-claim`,
    image: image.imageId,
    entrypoint: ["/bin/sh", "-c", "exit 0"],
    start: false,
    mustRun: false,
    restart: "no",
    networkMode: "none",
    labels: [{ label: "cdktf-eventstoredb.cluster", value: name }],
    logDriver: "json-file",
    logOpts: { "max-file": "1", "max-size": "1m" },
  });
  const internal = declareNetwork(scope, cluster, "internal");
  const external = declareNetwork(scope, cluster, "external");
  const indices = Array.from({ length: SIZE }, (_, n) => n);

  const members = indices.map((n) => `${name}-node-${n}`);
  const target = (n: number) => ({ address: `${cluster.external}.${11 + n}`, port: 2113 });
  const volume = (volumeName: string) =>
    new Volume(scope, volumeName, { name: volumeName, dependsOn: [claim] });
  const controls = members.map((node) => volume(`${node}-control`));
  const settings = members.map((node) => volume(`${node}-settings`));
  const mounted = (volumes: readonly Volume[], n: number) => volumes[n]?.name ?? "";
  const installers = members.map((node, n) => {
    const healthcheck = {
      test: ["CMD-SHELL", escaped(STAGED_CHECK)],
      interval: "1s",
      timeout: "30s",
      retries: 180,
    };
    const files = ["server.conf", "members"].map((place) => ({ place, secret: false, anew: false }));
    return new Container(scope, `${node}-installer`, {
      ...ONE_SHOT,
      name: `${node}-installer`,
      image: image.imageId,
      user: "0:0",
      entrypoint: ["/bin/sh", "-c"],
      command: [
        escaped(
          installerScript(
            [owningScript({ dataPath: DATA, user: OWNER, node }), stagingScript(files, OWNER)],
            [SWEEPING_SCRIPT],
          ),
        ),
      ],
      healthcheck,
      labels: [
        { label: "cdktf-eventstoredb.cluster", value: name },
        { label: "cdktf-eventstoredb.node", value: `node-${n}` },
        { label: "cdktf-eventstoredb.unapplied", value: hash(healthcheck) },
      ],
      networkMode: "none",
      volumes: [
        { containerPath: DATA, volumeName: `${node}-data` },
        { containerPath: "/control", volumeName: mounted(controls, n) },
        { containerPath: "/settings", volumeName: mounted(settings, n) },
      ],
      upload: [
        { file: "/staging/server.conf", content: conf(cluster, n) },
        {
          file: "/staging/members",
          content: [
            `member ${SIZE} ${members.join(",")}`,
            ...others(n).map((other) => `${cluster.external}.${11 + other} 2113 - -`),
            "",
          ].join("\n"),
        },
      ],
      lifecycle: {
        replaceTriggeredBy: [settings, controls].map(
          (volumes) => `docker_volume.${volumes[n]?.friendlyUniqueId}`,
        ),
      },
      wait: true,
      waitTimeout: 180,
    });
  });
  const probe = readinessProbe({ address: "127.0.0.1", port: 2113 }).map(escaped);

  const nodes = indices.map((n) => {
    const healthcheck = {
      test: probe,
      interval: "5s",
      timeout: "10s",
      retries: 12,
    };
    const port = cluster.firstPort + n;
    const attached = (["external", "internal"] as const).map((side) => ({
      side,
      address: `${cluster[side]}.${11 + n}`,
      aliases: [`node-${n}.${name}.${side}`],
    }));
    const published = [{ endpoint: "http", hostIp: "127.0.0.1", hostPort: port, containerPort: 2113 }];
    return new Container(scope, `${name}-node-${n}`, {
      name: `${name}-node-${n}`,
      hostname: `${name}-node-${n}`,
      image: image.imageId,
      networksAdvanced: attached.map(({ side, address, aliases }) => ({
        name: (side === "external" ? external : internal).id,
        ipv4Address: address,
        aliases,
      })),
      ports: [{ internal: 2113, external: port, ip: "127.0.0.1", protocol: "tcp" }],
      entrypoint: [
        "/bin/sh",
        "-c",
        escaped(
          entryScript({
            dataPath: DATA,
            place: `${name}-node-${n}-data`,
            program: "/opt/eventstore/EventStore.ClusterNode",
            gate: `${name}-ready`,
            entering: {
              configDirectory: "/etc/eventstore",
              installer: `${name}-node-${n}-installer`,
              imageFiles: ["kestrelsettings.json", "config/cluster-settings.json"],
              form: hash([
                VERSION,
                false,
                "generation",
                false,
                false,
                2113,
                attached.map(({ side, address, aliases }) => [side, undefined, address, aliases]),
                published,
              ]),
            },
          }),
        ),
        "entry",
      ],
      volumes: [
        { containerPath: DATA, volumeName: `${name}-node-${n}-data` },
        { containerPath: "/control", volumeName: mounted(controls, n) },
        { containerPath: "/settings", volumeName: mounted(settings, n), readOnly: true },
      ],
      dependsOn: installers.slice(n, n + 1),
      healthcheck,
      init: false,
      labels: [
        { label: "cdktf-eventstoredb.cluster", value: name },
        { label: "cdktf-eventstoredb.node", value: `node-${n}` },
        { label: "cdktf-eventstoredb.release", value: VERSION },
        { label: "cdktf-eventstoredb.security", value: "insecure" },
        { label: "cdktf-eventstoredb.unapplied", value: hash({ healthcheck, init: false }) },
      ],
      mustRun: false,
      restart: "always",
      stopTimeout: 60,
      destroyGraceSeconds: 60,
      logDriver: "json-file",
      logOpts: { "max-file": "3", "max-size": "10m" },
    });
  });

  const healthcheck = {
    test: ["CMD-SHELL", escaped(GATE_CHECK)],
    interval: "1s",
    timeout: "30s",
    retries: GATE_SECONDS,
  };
  const awaited = [...nodes, ...installers];
  new Container(scope, `${name}-ready`, {
    ...ONE_SHOT,
    name: `${name}-ready`,
    hostname: `${name}-ready`,
    image: image.imageId,
    entrypoint: ["/bin/sh", "-c"],
    user: "0:0",
    command: [
      escaped(
        gateScript({
          cluster: name,
          size: SIZE,
          members,
          nodes: indices.map((n) => ({ kind: "member", key: `node-${n}`, target: target(n) })),
          timeout: READY_SECONDS,
          awaited: true,
          movesMembers: true,
          user: OWNER,
        }),
      ),
    ],
    volumes: indices.map((n) => ({
      containerPath: `/control/node-${n}`,
      volumeName: mounted(controls, n),
    })),
    networksAdvanced: [{ name: external.id }],
    healthcheck,
    labels: [
      { label: "cdktf-eventstoredb.cluster", value: name },
      {
        label: "cdktf-eventstoredb.nodes",
        value: Fn.sha256(
          Fn.join(
            " ",
            awaited.map(({ id }) => id),
          ),
        ),
      },
      { label: "cdktf-eventstoredb.unapplied", value: hash(healthcheck) },
    ],
    wait: true,
    waitTimeout: GATE_SECONDS + 30,
    attach: true,
    provisioners: [
      {
        type: "local-exec",
        command: `exit \${self.exit_code}\${self.exit_code == 0 ? "" : " # docker logs ${name}-ready says why"}`,
      },
    ],
    dependsOn: awaited,
  });

  const variable = new TerraformVariable(scope, `${name}-rollout-variable`, {
    type: "string",
    default: "",
    description: `Which nodes of ${name} a rollout awaits. Nothing else sets it.`,
  });
  variable.overrideLogicalId(`eventstore_${name}_rollout`);
  new Container(scope, `${name}-rollout`, {
    ...ONE_SHOT,
    count: Token.asNumber(`\${var.eventstore_${name}_rollout == "" ? 0 : 1}`),
    name: `${name}-rollout-\${formatdate("YYYYMMDDhhmmss", timestamp())}`,
    hostname: `${name}-rollout`,
    image: image.imageId,
    entrypoint: ["/bin/sh", "-c"],
    command: [
      escaped(
        rolloutGateScript({
          nodes: indices.map((n) => ({ key: `node-${n}`, target: target(n) })),
          timeout: READY_SECONDS,
        }),
      ),
    ],
    env: [`AWAITED=\${var.eventstore_${name}_rollout}`],
    labels: [{ label: "cdktf-eventstoredb.cluster", value: name }],
    attach: true,
    logs: true,
    networksAdvanced: [{ name: external.id }],
    lifecycle: {
      postcondition: [
        {
          condition: "${self.exit_code == 0}",
          errorMessage: `${name} is \${try(regex("not ready within[^\\n]*", self.container_logs), "not ready")}`,
        },
      ],
    },
  });
}

/** What a node's server is told. */
function conf(cluster: Workload, n: number): string {
  const alias = (node: number) => `node-${node}.${cluster.name}.internal`;
  return [
    `AdvertiseHostToClientAs: localhost`,
    `AdvertiseNodePortToClientAs: ${cluster.firstPort + n}`,
    `ClusterSize: ${SIZE}`,
    `DiscoverViaDns: false`,
    `GossipSeed:`,
    ...others(n).map((other) => `  - ${alias(other)}:2113`),
    `Insecure: true`,
    `KeepAliveInterval: 10000`,
    `KeepAliveTimeout: 10000`,
    `NodeHostAdvertiseAs: ${alias(n)}`,
    `NodeIp: 0.0.0.0`,
    `NodePort: 2113`,
    `ReplicationHeartbeatInterval: 700`,
    `ReplicationHeartbeatTimeout: 700`,
    `ReplicationHostAdvertiseAs: ${alias(n)}`,
    `ReplicationIp: ${cluster.internal}.${11 + n}`,
    `ReplicationPort: 1112`,
    "",
  ].join("\n");
}

/** The other nodes' indices. */
function others(n: number): readonly number[] {
  return Array.from({ length: SIZE }, (_, other) => other).filter((other) => other !== n);
}

function declareNetwork(scope: Construct, cluster: Workload, side: "internal" | "external"): Network {
  const prefix = cluster[side];
  return new Network(scope, `${cluster.name}-${side}`, {
    name: `${cluster.name}-${side}`,
    driver: "bridge",
    internal: side === "internal",
    ipamConfig: [{ subnet: `${prefix}.0/24`, gateway: `${prefix}.1`, ipRange: `${prefix}.128/25` }],
    labels: [
      { label: "cdktf-eventstoredb.cluster", value: cluster.name },
      { label: "cdktf-eventstoredb.interface", value: side },
    ],
  });
}

/** What the provider would not apply to a running container, as a label that replaces it. */
function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

/** Shell as Terraform takes it. */
function escaped(script: string): string {
  return script.replace(/\$\{/g, () => "$${");
}
