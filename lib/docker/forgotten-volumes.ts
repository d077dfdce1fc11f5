import { App, TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { partOnHost, wordOf } from "../network/model/names";
import { MOST_NODES } from "../network/plan/node-plan";
import type { Problem } from "../problem/problem";
import { addressOf } from "../terraform/address";
import { StackProblems, type ProblemOf } from "./stack-problems";

/**
 * Has Terraform forget the data volumes that it owns, and leave them: of every node that a cluster can have, because
 * what was declared before is not known. For an address that is not in the state it does nothing.
 */
export class ForgottenVolumes extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly cluster: string,
    /** The Docker hosts, on one of which each of them was. */
    private readonly hosts: readonly string[],
  ) {
    super(scope, id);
    StackProblems.of(this).validate(this, () => this.refuseHcl());
  }

  /** A list, which the framework lengthens by those of other clusters. */
  override toTerraform(): { readonly removed: readonly object[] } {
    const indices = Array.from({ length: MOST_NODES }, (_, n) => n);
    const keys = (["member", "readOnlyReplica"] as const).flatMap((kind) =>
      indices.map((n) => `${wordOf(kind)}-${n}`),
    );
    return {
      removed: keys.flatMap((key) =>
        this.hosts.map((host) => ({
          from: `docker_volume.${addressOf(this.cluster, partOnHost(`${key}-data`, host))}`,
          lifecycle: { destroy: false },
        })),
      ),
    };
  }

  /** The framework writes no such blocks in HCL, and without them the data would be deleted. */
  private refuseHcl(): readonly ProblemOf[] {
    if (!App.of(this).hclOutput) return [];
    const problem: Problem = {
      code: "removalPolicy.hcl",
      path: "removalPolicy",
      got: "is RemovalPolicy.RETAIN_AFTER_DESTROY in an app with hclOutput",
      expected: "cdktf writes no removed blocks in HCL, and without them the apply deletes the data",
      fix: "synthesize JSON; or take the volumes out by terraform state rm, and use RemovalPolicy.RETAIN",
    };
    return [{ construct: this, problem }];
  }
}
