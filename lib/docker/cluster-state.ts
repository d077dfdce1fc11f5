import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { joined } from "../cluster/certificates/delivered-file";
import type { ClusterAttributes } from "../cluster/cluster-attributes";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { ClusterTrust } from "./certificates/cluster-trust";
import { engineOf, type EngineResources } from "./engine-resources";
import type { EventStoreNode } from "./event-store-node";
import { nodeStateOf, tlsFingerprint } from "./node-state";

/** A cluster, and what it declares. */
export interface DeclaredParts {
  readonly cluster: IConstruct;
  readonly plan: ClusterPlan;
  readonly nodes: readonly EventStoreNode[];
  readonly engines: readonly EngineResources[];
  readonly trust: ClusterTrust;
}

/** What of a cluster other programs are told, as it is declared now, overrides included. */
export function clusterStateOf({ cluster, plan, nodes, engines, trust }: DeclaredParts): ClusterAttributes {
  const tls = cluster.node.findAll().filter(isTlsResource);
  const isOf = (node: EventStoreNode) => (one: IConstruct) => one.node.scopes.includes(node);
  const authority = tls.filter((one) => !nodes.some((node) => isOf(node)(one)));
  const stateOf = (node: EventStoreNode) => {
    const { before, claim } = engineOf(engines, node.topology.host);
    const engine = before.filter((one) => one !== claim);
    return nodeStateOf(plan, node, { engine, certificate: [...authority, ...tls.filter(isOf(node))] });
  };
  const caCertificate = joined(trust.roots);
  return {
    version: 1,
    topology: plan.topology,
    nodes: Object.fromEntries(nodes.map((node) => [node.topology.key, stateOf(node)])),
    ...(trust.roots.length === 0 || caCertificate === undefined ? {} : { caCertificate }),
    ...(authority.length === 0 ? {} : { authority: tlsFingerprint(authority) }),
    ...(plan.forgetsVolumes ? { forgetsData: true } : {}),
  };
}

function isTlsResource(construct: IConstruct): construct is TerraformResource {
  return (
    TerraformResource.isTerraformResource(construct) && construct.terraformResourceType.startsWith("tls_")
  );
}
