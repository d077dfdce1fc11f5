import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { DeliveredFile } from "../../cluster/certificates/delivered-file";
import type { ClusterPlan } from "../../cluster/cluster-plan";
import { GeneratedAuthority } from "./generated-certificates";

/** Whom the nodes and clients of a cluster trust, on whatever engine. */
export interface ClusterTrust {
  /** The trusted roots; none where the cluster is not secure. */
  readonly roots: readonly DeliveredFile[];
  /** Where certificates are generated. */
  readonly authority?: GeneratedAuthority;
}

/** Declares the authority of a cluster whose certificates are generated, by the stack's TLS provider or a given one. */
export function declareTrust(
  scope: Construct,
  { topology, certificates }: ClusterPlan,
  given: TerraformProvider | undefined,
): ClusterTrust {
  if (certificates === undefined) return { roots: [] };
  const { generated, roots } = certificates;
  if (generated === undefined) return { roots };
  const authority = new GeneratedAuthority(scope, topology.name, generated, given);
  return { roots: [{ kind: "text", text: authority.certificate }, ...roots], authority };
}
