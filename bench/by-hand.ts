import { createHash } from "node:crypto";
import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { GATE_CHECK, gateScript } from "../lib/server/founding/gate";
import { entryScript } from "../lib/server/founding/node-entry";
import { readinessProbe } from "../lib/server/readiness";
import { SIZE, VERSION, type Workload } from "./workload";

/*
 * The same resources without the library, as somebody would write them who knows the server, the engine and
 * the provider, and has this one release and this one topology in mind. Data volumes are the engine's, so
 * that Terraform cannot delete them. The shell in the containers is no resource, so it is the library's own text.
 */

const READY_SECONDS = 300;

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
  const controls = indices.map(
    (n) =>
      new Volume(scope, `${name}-node-${n}-control`, {
        name: `${name}-node-${n}-control`,
        dependsOn: [claim],
      }),
  );
  const probe = readinessProbe({ address: "127.0.0.1", port: 2113 }).map(escaped);

  const nodes = indices.map((n) => {
    const healthcheck = {
      test: probe,
      interval: "5s",
      timeout: "10s",
      retries: 12,
    };
    const port = cluster.firstPort + n;
    const alias = `node-${n}.${name}.internal`;
    const seeds = indices
      .filter((other) => other !== n)
      .map((other) => `node-${other}.${name}.internal:2113`);
    return new Container(scope, `${name}-node-${n}`, {
      name: `${name}-node-${n}`,
      hostname: `${name}-node-${n}`,
      image: image.imageId,
      env: [
        `EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS=localhost`,
        `EVENTSTORE_ADVERTISE_NODE_PORT_TO_CLIENT_AS=${port}`,
        `EVENTSTORE_CLUSTER_SIZE=${SIZE}`,
        `EVENTSTORE_DISCOVER_VIA_DNS=false`,
        `EVENTSTORE_GOSSIP_SEED=${seeds.join(",")}`,
        `EVENTSTORE_INSECURE=true`,
        `EVENTSTORE_KEEP_ALIVE_INTERVAL=10000`,
        `EVENTSTORE_KEEP_ALIVE_TIMEOUT=10000`,
        `EVENTSTORE_NODE_HOST_ADVERTISE_AS=${alias}`,
        `EVENTSTORE_NODE_IP=0.0.0.0`,
        `EVENTSTORE_NODE_PORT=2113`,
        `EVENTSTORE_REPLICATION_HEARTBEAT_INTERVAL=700`,
        `EVENTSTORE_REPLICATION_HEARTBEAT_TIMEOUT=700`,
        `EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS=${alias}`,
        `EVENTSTORE_REPLICATION_IP=${cluster.internal}.${11 + n}`,
        `EVENTSTORE_REPLICATION_PORT=1112`,
      ],
      networksAdvanced: [
        {
          name: external.id,
          ipv4Address: `${cluster.external}.${11 + n}`,
          aliases: [`node-${n}.${name}.external`],
        },
        { name: internal.id, ipv4Address: `${cluster.internal}.${11 + n}`, aliases: [alias] },
      ],
      ports: [{ internal: 2113, external: port, ip: "127.0.0.1", protocol: "tcp" }],
      entrypoint: [
        "/bin/sh",
        "-c",
        escaped(
          entryScript({
            membership: {
              kind: "member",
              size: SIZE,
              members,
              others: indices.filter((other) => other !== n).map(target),
            },
            dataPath: "/var/lib/eventstore",
            place: `${name}-node-${n}-data`,
            program: "/opt/eventstore/EventStore.ClusterNode",
            gate: `${name}-ready`,
          }),
        ),
        "entry",
      ],
      volumes: [
        { containerPath: "/var/lib/eventstore", volumeName: `${name}-node-${n}-data` },
        { containerPath: "/control", volumeName: controls[n]?.name ?? "" },
      ],
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
    timeout: "1s",
    retries: READY_SECONDS,
  };
  new Container(scope, `${name}-ready`, {
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
          movesMembers: false,
          user: { uid: 1000, gid: 1000 },
        }),
      ),
    ],
    volumes: indices.map((n) => ({
      containerPath: `/control/node-${n}`,
      volumeName: controls[n]?.name ?? "",
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
            nodes.map((node) => node.id),
          ),
        ),
      },
      { label: "cdktf-eventstoredb.unapplied", value: hash(healthcheck) },
    ],
    mustRun: false,
    restart: "no",
    wait: true,
    waitTimeout: 315,
    stopTimeout: 1,
    destroyGraceSeconds: 1,
    logDriver: "json-file",
    logOpts: { "max-file": "1", "max-size": "1m" },
    dependsOn: nodes,
  });
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
