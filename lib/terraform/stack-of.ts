import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

/** The stack of what a caller calls a scope; `undefined` of what is none, or is in none. */
export function stackOf(scope: unknown): TerraformStack | undefined {
  if (!Construct.isConstruct(scope)) return undefined;
  return scope.node.scopes.filter((one) => TerraformStack.isStack(one)).at(-1);
}
