import { TerraformStack } from "cdktf";
import type { Findings } from "../problem/findings";
import { stackOf } from "./stack-of";

/** Where jsii notes what a class is; what extends it inherits that. */
const TYPE = Symbol.for("jsii.rtti");

/** What jsii says of a class. */
interface Noted {
  readonly [TYPE]?: { readonly fqn: string; readonly version: string };
}

/** What is wrong where the stack is of the other framework, whose synth does not take what is made here. */
export function checkFramework(scope: unknown, findings: Findings): void {
  const stack = stackOf(scope);
  const its = stack && frameworkOf(stack.constructor);
  const own = frameworkOf(TerraformStack);
  if (its === undefined || own === undefined || its.name === own.name) return;
  findings.problem({
    code: "scope.framework",
    path: "scope",
    got: `is in a stack of ${its.name} ${its.version}`,
    expected: `resources of ${own.name} ${own.version}, which are made here, must be in a stack of ${own.name}`,
    fix: `import from "${its.name === "cdktn" ? "cdktf-eventstoredb/cdktn" : "cdktf-eventstoredb"}"`,
  });
}

function frameworkOf(type: object): { readonly name: string; readonly version: string } | undefined {
  const { [TYPE]: noted }: Noted = type;
  return noted && { name: noted.fqn.replace(/\..*/, ""), version: noted.version };
}
