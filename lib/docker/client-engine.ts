import type { TerraformResource } from "cdktf";
import type { Problem } from "../problem/problem";
import { areOnOtherEngines, describeEngine, isEngineKnown } from "../terraform/engine-of";
import { removedPart } from "../terraform/watched-resource";
import { Program } from "./program";
import { StackProblems } from "./stack-problems";

/** The method of `connections` by which a container joins a network. */
export type Joining = "allowFrom" | "joinNetwork";

/**
 * What is wrong where a client's container is on another engine than the cluster, as far as that is known already.
 * @param cluster what the cluster has on the engine that was taken to be the client's
 * @param onAll what it has on each of its engines
 */
export function otherEngine(
  client: TerraformResource,
  cluster: TerraformResource,
  onAll: readonly TerraformResource[],
  method: Joining,
): Problem | undefined {
  return isEngineKnown(client) && isEngineKnown(cluster) ? judged(client, cluster, onAll, method) : undefined;
}

/**
 * Asks it again at synth, when every provider is made and nobody changes a container any more, and whether the cluster is
 * still there.
 */
export function refuseOtherCluster(
  client: TerraformResource,
  cluster: TerraformResource,
  onAll: readonly TerraformResource[],
  method: Joining,
): void {
  StackProblems.of(client).validate(client, () => {
    const problem = removed(cluster, method) ?? judged(client, cluster, onAll, method);
    return problem === undefined ? [] : [{ construct: client, problem }];
  });
}

/** What is wrong where the cluster was taken out of the tree, which nobody else would tell. */
function removed({ node: { scope } }: TerraformResource, method: Joining): Problem | undefined {
  if (scope === undefined || removedPart(scope, scope.node.root) === undefined) return undefined;
  return {
    code: `${method}.removed`,
    path: "container",
    got: `is to join a network of ${scope.node.path}, which was removed`,
    expected: "Terraform then finds neither that network nor what is waited for",
    fix: `leave the cluster where it is, or leave ${method} out`,
  };
}

const OTHERWISE: Readonly<Record<Joining, string>> = {
  allowFrom: "set the variable to connectionString(Audience.REMOTE)",
  joinNetwork: "have it dial what endpoints(Audience.REMOTE) gives",
};

function judged(
  client: TerraformResource,
  cluster: TerraformResource,
  onAll: readonly TerraformResource[],
  method: Joining,
): Problem | undefined {
  const { engineNames } = Program.of(cluster);
  if (!areOnOtherEngines(client, cluster, engineNames)) return undefined;
  const describe = (resource: TerraformResource) => describeEngine(resource, engineNames);
  return {
    code: `${method}.engine`,
    path: "container",
    got: `is on the engine of ${describe(client)}, and the cluster on ${onAll.length > 1 ? "those" : "that"} of ${onAll.map(describe).join(", ")}`,
    expected: "a container joins networks of its own engine only",
    fix: `give ${onAll.length > 1 ? "it the provider of one of these hosts" : "both one provider"}; or, for another machine, leave ${method} out and ${OTHERWISE[method]}`,
  };
}
