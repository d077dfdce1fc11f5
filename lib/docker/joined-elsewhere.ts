import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { OwnResources } from "../guarantees/own";
import type { Report } from "../guarantees/report";
import { propOfNetwork } from "../network/model/topology";
import { areOnOtherEngines, describeEngine, isEngineToldAtApply } from "../terraform/engine-of";
import type { Program } from "./program";

interface OnEngine {
  readonly cluster: IConstruct;
  readonly program: Program;
  /** What the cluster has on the engine, and a node there. */
  readonly own: OwnResources;
  readonly node: TerraformResource;
  /** The engines of all its hosts, which are different ones by the user's word. */
  readonly hosts: ReadonlySet<string>;
  /** The clients that were let in, which are told by themselves. */
  readonly admitted: ReadonlySet<TerraformResource>;
}

/** Containers of other engines that refer to a network of this one, which theirs does not know. */
export function judgeJoinedElsewhere(
  { cluster, program: { foreign, engineNames }, own: { networks, engine }, node, hosts, admitted }: OnEngine,
  reportOf: (construct: IConstruct) => Report,
): void {
  for (const { network, keys } of networks) {
    // By its name a network is whatever has that name there, and a reference to the user's own may be to its name.
    if (network.existing) continue;
    const references = keys.filter((key) => key !== network.name);
    for (const { path, engine: its } of foreign.index.joiningFromElsewhere(references, engine)) {
      const container = path
        .split("/")
        .reduce<IConstruct | undefined>((at, id) => at?.node.tryFindChild(id), cluster.node.root);
      if (!TerraformResource.isTerraformResource(container) || admitted.has(container)) continue;
      if (!areOnOtherEngines(container, node, engineNames)) continue;
      if (!hosts.has(its) && [container, node].some(isEngineToldAtApply)) continue;
      const prop = propOfNetwork(network);
      const join = network.key === undefined ? "" : `, { network: "${network.key}" }`;
      reportOf(container).problem({
        attribute: "networks_advanced",
        got: `holds ${prop} of ${cluster.node.path} on the engine of ${describeEngine(node, engineNames)}, and the container is on that of ${describeEngine(container, engineNames)}`,
        expected: "a container joins networks of its own engine only",
        fix: `leave it out, and use connections.joinNetwork(container${join}), which takes the network of the container's own engine; without hosts, give both one provider`,
      });
    }
  }
}
