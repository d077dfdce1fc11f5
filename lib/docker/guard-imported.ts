import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { judgePlaces, judgePorts } from "../guarantees/foreign-clashes";
import { judgeInternalNetwork } from "../guarantees/foreign-sharing";
import type { Report } from "../guarantees/report";
import { Interface } from "../network/model/endpoint";
import type { Topology } from "../network/model/topology";
import { keysOfNetwork } from "../terraform/references";
import type { Admitted } from "./client-container";
import { Program } from "./program";

/**
 * Holds a program to what another one's cluster has on the engine that both share, as far as its attributes say it. Which
 * engine that is they do not say: it is that of the containers that were let in, and without any it is taken to be the
 * stack's own, where a network of that name is the cluster's.
 */
export function judgeBesideImported(
  cluster: IConstruct,
  topology: Topology,
  admitted: readonly Admitted[],
  report: Report,
): void {
  const program = Program.of(cluster);
  program.foreign.refresh(cluster);
  // Which container is on which of several hosts is not known; what the program itself declares is judged there.
  if (topology.hosts.length > 1 || program.declares(topology.name)) return;
  const engines = program.foreign.enginesOf(TerraformStack.of(cluster));
  const known = new Set(admitted.map(({ container }) => engines.ofResource(container)));
  const networks = topology.networks.map((network) => ({ network, keys: keysOfNetwork(cluster, network) }));
  const { index } = program.foreign;
  for (const engine of known.size > 0 ? known : [engines.of(TerraformStack.of(cluster), undefined)]) {
    const own = { topology, engine, report, networks, containers: [] };
    judgeInternalNetwork(own, index);
    for (const one of networks)
      if (one.network.interface === Interface.EXTERNAL) judgePlaces(one, own, index);
    if (known.size > 0) judgePorts(own, index);
  }
}
