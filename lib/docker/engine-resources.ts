import type { TerraformProvider, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { partOnHost } from "../network/model/names";
import type { Host, Network as PlannedNetwork } from "../network/model/topology";
import { fixAddress } from "../terraform/address";
import { Image, Network, type Container } from "../terraform/bindings";
import { networkId } from "../terraform/references";
import { declareClaim } from "./claim";
import { declareNetworkCheck } from "./network-check";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { toLabels } from "./labels";
import { literal } from "../terraform/literal";

/** The provider to pass on, where one was given. */
export interface GivenProvider {
  readonly provider?: TerraformProvider;
}

/** What one engine has of a cluster, as the containers there refer to it. */
export interface EngineResources {
  /** The Docker host on which the engine runs. */
  readonly host: string;
  readonly provider: GivenProvider;
  /** The image's id. */
  readonly image: string;
  /** What every volume that Terraform owns depends on. */
  readonly claim: Container;
  readonly networks: readonly EngineNetworkReference[];
  /** What is there before any node, besides volumes: the image, the claim and the networks. */
  readonly before: readonly TerraformResource[];
}

/** A network by its Docker name, and how containers refer to it: by id, or by the name of an existing one. */
export interface EngineNetworkReference {
  readonly name: string;
  readonly reference: string;
}

/** Declares the image, the claim and the networks that the cluster has on an engine. */
export function declareEngine(
  scope: Construct,
  plan: ClusterPlan,
  { name: host }: Host,
  given: TerraformProvider | undefined,
): EngineResources {
  const provider: GivenProvider = given === undefined ? {} : { provider: given };
  const cluster = plan.topology.name;
  const image = new Image(scope, partOnHost("image", host), {
    name: literal(plan.image),
    keepLocally: true,
    ...provider,
  });
  fixAddress(image, cluster, partOnHost("image", host));
  const { imageId } = image;
  const claim = declareClaim(scope, {
    cluster,
    host,
    image: imageId,
    userLabels: plan.labels,
    provider,
  });
  const networks: EngineNetworkReference[] = [];
  const before: TerraformResource[] = [image, claim];
  for (const network of plan.topology.networks) {
    if (network.host !== host) continue;
    const declared = network.existing ? undefined : declareNetwork(scope, cluster, network, provider);
    networks.push({ name: network.name, reference: declared?.id ?? literal(network.name) });
    if (declared !== undefined) before.push(declared);
    if (network.checkedAtPlan) declareNetworkCheck(scope, plan.topology, network, provider);
  }
  return { host, provider, image: imageId, claim, networks, before };
}

function declareNetwork(
  scope: Construct,
  cluster: string,
  network: PlannedNetwork,
  provider: GivenProvider,
): Network {
  const id = networkId(network);
  const declared = new Network(scope, id, {
    name: network.name,
    driver: "bridge",
    internal: network.isolated,
    ipamConfig: [
      {
        subnet: network.cidr,
        ...(network.gateway === undefined ? {} : { gateway: network.gateway }),
        ...(network.dynamicRange === undefined ? {} : { ipRange: network.dynamicRange }),
      },
    ],
    labels: toLabels({ cluster, interface: network.interface }, {}),
    ...provider,
  });
  return fixAddress(declared, cluster, id);
}

/** What the engine of a Docker host has. */
export function engineOf(engines: readonly EngineResources[], host: string): EngineResources {
  const engine = engines.find((one) => one.host === host);
  if (engine === undefined) throw new Error(`nothing is declared for the Docker host ${host}`);
  return engine;
}

/** How containers on an engine refer to one of the cluster's networks there. */
export function networkOn({ host, networks }: EngineResources, name: string): string {
  const network = networks.find((n) => n.name === name);
  if (network === undefined) throw new Error(`the engine of ${host} has no network ${name}`);
  return network.reference;
}
