import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ROLLOUT_FILE, type Rollout, type RolloutFile } from "../rollout/rollout";
import { isInTree } from "../terraform/watched-resource";
import { StackProblems } from "./stack-problems";

/** Beside the stack's JSON, how its clusters are changed node by node. */
export class RolloutFiles extends Construct {
  private readonly clusters: (IConstruct & { readonly rollout: Rollout })[] = [];

  static of(scope: Construct): RolloutFiles {
    const stack = TerraformStack.of(scope);
    const found = stack.node.tryFindChild(ROLLOUT_FILE);
    return found instanceof RolloutFiles ? found : new RolloutFiles(stack);
  }

  private constructor(stack: TerraformStack) {
    super(stack, ROLLOUT_FILE);
    StackProblems.of(stack).beside(({ folder }) => {
      writeFileSync(join(folder, ROLLOUT_FILE), this.text());
      return [];
    });
  }

  /** Adds a cluster, which is asked when the stack is synthesized. */
  add(cluster: IConstruct & { readonly rollout: Rollout }): void {
    this.clusters.push(cluster);
  }

  private text(): string {
    const clusters = this.clusters.filter(isInTree).map(({ rollout }) => rollout);
    const file: RolloutFile = { version: 1, clusters };
    return `${JSON.stringify(file, undefined, 2)}\n`;
  }
}
