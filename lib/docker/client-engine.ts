import type { TerraformResource } from "cdktf";
import { describeProblem } from "../problem/describe-problem";
import type { Problem } from "../problem/problem";
import { areOnOtherEngines, engineNameOf, isEngineKnown } from "../terraform/engine-of";

/** What is wrong where a client's container is on another engine than the cluster, as far as that is known already. */
export function otherEngine(client: TerraformResource, cluster: TerraformResource): Problem | undefined {
  return isEngineKnown(client) && isEngineKnown(cluster) ? judged(client, cluster) : undefined;
}

/** Asks it again at synth, when every provider is made and nobody changes a container any more. */
export function refuseOtherEngine(client: TerraformResource, cluster: TerraformResource): void {
  client.node.addValidation({
    validate: () => {
      const problem = judged(client, cluster);
      return problem === undefined ? [] : [describeProblem(problem)];
    },
  });
}

function judged(client: TerraformResource, cluster: TerraformResource): Problem | undefined {
  if (!areOnOtherEngines(client, cluster)) return undefined;
  return {
    code: "allowFrom.engine",
    path: "container",
    got: `is on the engine of ${engineNameOf(client)}, and the cluster on that of ${engineNameOf(cluster)}`,
    expected: "a container joins networks of its own engine only",
    fix: "give both one provider; or, for another machine, leave allowFrom out and set the variable to connectionString(Audience.REMOTE)",
  };
}
