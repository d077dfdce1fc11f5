import { App } from "cdktf";
import { Construct } from "constructs";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { checkCopy } from "./copies";
import { checkFramework } from "./framework";
import { stackOf } from "./stack-of";

/** Whether a cluster can be made below a scope. */
export function checkScope(scope: unknown, findings: Findings): void {
  checkStack(scope, findings);
  checkFramework(scope, findings);
  checkCopy(scope, findings);
}

/** What is wrong where a scope is in no stack, which the framework would say of a resource that the user never wrote. */
function checkStack(scope: unknown, findings: Findings): void {
  if (stackOf(scope) !== undefined) return;
  const what = Construct.isConstruct(scope)
    ? App.isApp(scope)
      ? "an App"
      : "in no stack"
    : scope === undefined
      ? "missing"
      : quote(scope);
  findings.problem({
    code: "scope.stack",
    path: "scope",
    got: `is ${what}`,
    expected: "a cluster is declared in a TerraformStack, or in a construct below one",
    fix: 'make one, new TerraformStack(app, "database"), and pass it, or pass this within its constructor',
  });
}
