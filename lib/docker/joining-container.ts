import { TerraformResource, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { clientNetworksOf, partOn, wordOfNetwork, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import type { Container } from "../terraform/bindings";
import { keysOfNetwork } from "../terraform/references";
import { otherEngine, type Joining } from "./client-engine";
import { Program } from "./program";

/*
 * A container of the program that is to join a network of the nodes, as a client or in front of them.
 */

/** A network that such a container can join. */
export interface ClientNetwork {
  /** What names it: `"external"`, or its key in `additionalNetworks`. */
  readonly key: string;
  /** As a container refers to it. */
  readonly reference: string;
  /** By what containers refer to it otherwise. */
  readonly keys: readonly string[];
  /** Whether clients are promised to be served on it. */
  readonly promised: boolean;
}

/** What one engine has for clients. */
export interface ClientEngine {
  readonly networks: readonly ClientNetwork[];
  /** A resource of the cluster there; none where another program declares the cluster. */
  readonly claim?: Container;
}

/** Of each Docker host: the engine's of a container is its own. */
export type ClientEngines = readonly [ClientEngine, ...ClientEngine[]];

/** The networks of a Docker host that clients may be on, by how their containers there refer to them. */
export function clientNetworks(
  cluster: IConstruct,
  topology: Topology,
  host: string,
  referenceOf: (name: string) => string,
): readonly ClientNetwork[] {
  return clientNetworksOf(partOn(topology, host)).map((network) => ({
    key: wordOfNetwork(network),
    reference: referenceOf(network.name),
    keys: keysOfNetwork(cluster, network),
    promised: network.unpromised !== true,
  }));
}

export function claimsOf(engines: ClientEngines): readonly Container[] {
  return engines.flatMap(({ claim }) => claim ?? []);
}

/** The container's own of a cluster's engines; the first, where it is on none or that is not known. */
export function engineFor(container: unknown, engines: ClientEngines): ClientEngine {
  const [first] = engines;
  if (engines.length === 1 || !TerraformResource.isTerraformResource(container)) return first;
  return engines.find((one) => elsewhereThan(container, one, engines, "allowFrom") === undefined) ?? first;
}

/** What is wrong where the container is on another engine. */
function elsewhereThan(
  container: TerraformResource,
  { claim }: ClientEngine,
  engines: ClientEngines,
  method: Joining,
): Problem | undefined {
  return claim === undefined ? undefined : otherEngine(container, claim, claimsOf(engines), method);
}

/** What is to be a client, where it is a container; whatever else came is not looked into. */
export function readContainer(
  container: Container,
  { root, engines }: { readonly root: IConstruct; readonly engines: ClientEngines },
  engine: ClientEngine,
  method: Joining,
  findings: Findings,
): Container | undefined {
  const said = { code: `${method}.container`, path: "container" };
  // By its type: the user's package may be another copy of the provider's bindings.
  if (
    !TerraformResource.isTerraformResource(container) ||
    container.terraformResourceType !== "docker_container"
  ) {
    findings.problem({
      ...said,
      got: `is ${quote(container)}`,
      expected: "must be a docker_container of @cdktf/provider-docker",
      fix: 'pass a new Container(this, "app", { … })',
    });
    return undefined;
  }
  if (Program.of(container).isOwn(container)) {
    findings.problem({
      ...said,
      got: `is ${container.node.path}, which a cluster made`,
      expected: "it is as that cluster needs it, and takes what a client gets for settings of its own",
      fix: 'pass a container of your own: new Container(this, "app", { … })',
    });
  } else if (container.node.root !== root) {
    findings.problem({
      ...said,
      got: `is ${container.node.path}, of another App`,
      expected: "each App is synthesized by itself, and Terraform finds no resource of another one",
      fix: "declare both in one App, or the cluster there too: EventStoreCluster.fromAttributes",
    });
  } else {
    const elsewhere = elsewhereThan(container, engine, engines, method);
    if (elsewhere !== undefined) findings.problem(elsewhere);
  }
  return container;
}

/** The network that was asked for, or the first there is. */
export function networkOf(
  asked: unknown,
  networks: readonly ClientNetwork[],
  method: Joining,
  findings: Findings,
): ClientNetwork | undefined {
  const found = asked === undefined ? networks[0] : networks.find(({ key }) => key === asked);
  if (found !== undefined) return found;
  findings.problem({
    code: `${method}.network`,
    path: "options.network",
    got: `is ${quote(asked)}`,
    expected: `${method === "allowFrom" ? "the networks on which clients are promised to be served are" : "the networks that clients may be on are"} ${networks.map(({ key }) => quote(key)).join(", ")}`,
    fix: `leave it out for ${quote(networks[0]?.key)}`,
  });
  return undefined;
}

/** What a container has there so far; a list that only Terraform knows cannot be added to. */
export function listOf(given: unknown, attribute: string, findings: Findings): readonly object[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && !Token.isUnresolved(given)) return given as object[];
  findings.problem({
    code: "allowFrom.container",
    path: `container.${attribute}`,
    got: Token.isUnresolved(given) ? "is a token, known only when Terraform runs" : `is ${quote(given)}`,
    expected: "the cluster adds to it",
    fix: "give it as a list",
  });
  return [];
}
