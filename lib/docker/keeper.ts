import type { Construct } from "constructs";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { keeperName, partOnHost } from "../network/model/names";
import {
  attachmentOf,
  hostNamed,
  keeperAt,
  type ClusterNode,
  type HostPort,
} from "../network/model/topology";
import { Interface } from "../network/model/endpoint";
import { KEEPER_CHECK, KEEPER_KEY, keeperScript, type KeptNode } from "../server/founding/keeper";
import { imageLayoutOf } from "../server/image-layout";
import { fixAddress } from "../terraform/address";
import { Container } from "../terraform/bindings";
import { literal } from "../terraform/literal";
import { networkOn, type EngineResources } from "./engine-resources";
import type { EventStoreNode } from "./event-store-node";
import { controlMount } from "./founding";
import { fingerprint, toLabels } from "./labels";

/**
 * The container that has the control folders of a host's nodes for the gate, which is on the first host. It stays, because a
 * gate may be made anew without it.
 */
export function declareKeeper(
  scope: Construct,
  plan: ClusterPlan,
  nodes: readonly EventStoreNode[],
  engine: EngineResources,
  claim: Container,
): Container {
  const { topology, server } = plan;
  const name = keeperName(topology.name);
  const id = partOnHost("keeper", engine.host);
  const here = nodes.filter(({ topology: { host } }) => host === engine.host);
  const at = keeperOf(plan, engine.host);
  const { user } = imageLayoutOf(server.release.version);
  const script = keeperScript({ nodes: here.map(({ topology: { key } }) => key), port: at.port, user });
  const healthcheck = {
    test: ["CMD-SHELL", literal(KEEPER_CHECK)],
    interval: "10s",
    timeout: "5s",
    retries: 3,
  };
  const keeper = new Container(scope, id, {
    name,
    hostname: name,
    image: engine.image,
    // It gives the control folders to the server's user.
    user: "0:0",
    entrypoint: ["/bin/sh", "-c"],
    command: [literal(script)],
    env: [keeperKey(claim)],
    healthcheck,
    labels: toLabels({ cluster: topology.name, unapplied: fingerprint(healthcheck) }, plan.labels),
    mustRun: false,
    restart: "always",
    stopTimeout: 1,
    destroyGraceSeconds: 1,
    logDriver: "json-file",
    logOpts: { "max-file": "1", "max-size": "1m" },
    ports: [{ internal: at.port, external: at.port, ip: at.host, protocol: "tcp" }],
    networksAdvanced: [{ name: networkOn(engine, nodesNetwork(here)) }],
    volumes: here.map(({ control, topology: { key } }) => controlMount(control, key)),
    ...engine.provider,
  });
  return fixAddress(keeper, topology.name, id);
}

/** What only the gate and the keepers have: the id of a container that nobody on the network learns. */
export function keeperKey(claim: Container): string {
  return `${KEEPER_KEY}=${claim.id}`;
}

/** By whom the gate has a node's control folder, where that is on another host. */
export function keptBy(plan: ClusterPlan, { host }: ClusterNode): Pick<KeptNode, "keeper"> {
  if (host === plan.topology.hosts[0]?.name) return {};
  const { host: address, port } = keeperOf(plan, host);
  return { keeper: { host, container: keeperName(plan.topology.name), address, port } };
}

function keeperOf({ topology }: ClusterPlan, host: string): HostPort {
  const at = keeperAt(hostNamed(topology, host));
  if (at === undefined) throw new Error(`the Docker host ${host} has no keeper`);
  return at;
}

/** The network on which nodes meet, over which published ports arrive. */
function nodesNetwork(nodes: readonly EventStoreNode[]): string {
  const [place] = nodes.flatMap(({ topology }) => attachmentOf(topology, Interface.INTERNAL) ?? []);
  if (place === undefined) throw new Error("nodes on several hosts meet on no network");
  return place.network;
}
