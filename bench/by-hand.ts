import { createHash } from "node:crypto";
import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import type { Construct } from "constructs";
import { SIZE, VERSION, type Workload } from "./workload";

/*
 * The same resources without the library, as somebody would write them who knows the server, the engine and
 * the provider, and has this one release and this one topology in mind. Data volumes are the engine's, so
 * that Terraform cannot delete them.
 */

const READY_SECONDS = 300;

/** Declares one cluster. */
export function declareByHand(scope: Construct, cluster: Workload): void {
  const { name } = cluster;
  const image = new Image(scope, `${name}-image`, {
    name: `docker.eventstore.com/eventstore/eventstoredb-ee:${VERSION}`,
    keepLocally: true,
  });
  new Container(scope, `${name}-claim`, {
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

  const nodes = indices.map((n) => {
    const healthcheck = {
      test: [
        "CMD-SHELL",
        `curl -s -m 2 http://127.0.0.1:2113/info | grep -Eiq '"state" *: *"(leader|follower|readonlyreplica)"' || exit 1`,
      ],
      interval: "5s",
      timeout: "5s",
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
      volumes: [{ containerPath: "/var/lib/eventstore", volumeName: `${name}-node-${n}-data` }],
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
      restart: "unless-stopped",
      stopTimeout: 60,
      destroyGraceSeconds: 60,
      logDriver: "json-file",
      logOpts: { "max-file": "3", "max-size": "10m" },
    });
  });

  const healthcheck = {
    test: ["CMD-SHELL", "test -f /tmp/cluster-ready"],
    interval: "1s",
    timeout: "1s",
    retries: READY_SECONDS,
  };
  new Container(scope, `${name}-ready`, {
    name: `${name}-ready`,
    hostname: `${name}-ready`,
    image: image.imageId,
    entrypoint: ["/bin/sh", "-c"],
    command: [gateScript(indices.map((n) => `${cluster.external}.${11 + n}`))],
    networksAdvanced: [{ name: external.id }],
    healthcheck,
    labels: [
      { label: "cdktf-eventstoredb.cluster", value: name },
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
    lifecycle: { replaceTriggeredBy: nodes.map((node) => `docker_container.${node.friendlyUniqueId}`) },
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

function gateScript(addresses: readonly string[]): string {
  const polls = addresses.map(
    (address) => `  i=$(curl -s -m 2 http://${address}:2113/info)
  if printf %s "$i" | grep -Eiq '"state" *: *"(leader)"'; then leaders=$((leaders+1)); ready=$((ready+1))
  elif printf %s "$i" | grep -Eiq '"state" *: *"(follower|readonlyreplica)"'; then ready=$((ready+1)); fi`,
  );
  return `end=$(($(date +%s)+${READY_SECONDS}))
while [ "$(date +%s)" -lt "$end" ]; do
  leaders=0; ready=0
${polls.join("\n")}
  if [ "$leaders" -eq 1 ] && [ "$ready" -eq ${SIZE} ]; then touch /tmp/cluster-ready; sleep 10; exit 0; fi
  sleep 1
done
echo "no leader, or not every node ready, within ${READY_SECONDS} s" >&2
exit 1`;
}
