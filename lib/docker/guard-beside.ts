import { TerraformStack, type TerraformElement, type TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { judgeExistingNetworks } from "../guarantees/existing-network";
import { judgeClashes } from "../guarantees/foreign-clashes";
import { judgeSharing, judgeStores } from "../guarantees/foreign-sharing";
import type { Report } from "../guarantees/report";
import { partOn } from "../network/model/topology";
import type { Admitted } from "./client-container";
import type { EventStoreNode } from "./event-store-node";
import { judgeJoinedElsewhere } from "./joined-elsewhere";
import { ownResources } from "./own-resources";
import type { Program } from "./program";

/** A cluster, and what of it others of the program could get at. */
export interface GuardedCluster {
  readonly cluster: IConstruct;
  readonly plan: ClusterPlan;
  readonly program: Program;
  readonly nodes: readonly EventStoreNode[];
  readonly resources: readonly TerraformResource[];
  /** All that has an address in Terraform. */
  readonly elements: readonly TerraformElement[];
  readonly admitted: readonly Admitted[];
}

/** Holds what the program has beside a cluster to what is the cluster's. */
export function judgeBeside(
  { cluster, plan, program, nodes: all, resources, elements, admitted }: GuardedCluster,
  reportOf: (construct: IConstruct) => Report,
): void {
  program.foreign.refresh(cluster);
  for (const element of elements) {
    const same = program.foreign.atAddressOf(element);
    // Of two clusters of one name, the name is what is wrong.
    if (same !== undefined && !program.isOfNamesake(same.other, cluster, plan.topology.name))
      judgeAddress(element, same, reportOf);
  }
  const { index } = program.foreign;
  const engines = program.foreign.enginesOf(TerraformStack.of(cluster));
  const clients = new Set<TerraformResource>(admitted.map(({ container }) => container));
  const hosts = new Set(all.map(({ container }) => engines.ofResource(container)));
  for (const host of plan.topology.hosts) {
    const nodes = all.filter(({ topology }) => topology.host === host.name);
    const [first] = nodes;
    if (first === undefined) continue;
    const engine = engines.ofResource(first.container);
    const here = resources.filter((one) => engines.ofResource(one) === engine);
    const topology = partOn(plan.topology, host.name);
    const own = ownResources({ cluster, topology, engine, nodes, resources: here }, reportOf);
    judgeStores(own.nodes);
    judgeSharing(own, index);
    judgeClashes(own, index);
    judgeExistingNetworks(own, index);
    judgeJoinedElsewhere(
      { cluster, program, own, node: first.container, hosts, admitted: clients },
      reportOf,
    );
  }
}

/** Another element of that address is merged with this one, and neither is what it was. */
function judgeAddress(
  element: TerraformElement,
  { address, other }: { readonly address: string; readonly other: TerraformElement },
  reportOf: (construct: IConstruct) => Report,
): void {
  reportOf(element).problem({
    attribute: "",
    got: `has the address ${address} in Terraform, as ${other.node.path} has`,
    expected: "the framework makes one of the two",
    fix: "give that construct another id, or another overrideLogicalId",
  });
}
