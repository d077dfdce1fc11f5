import { Construct } from "constructs";
import type { Surroundings } from "../cluster/surroundings";
import { checkProviders } from "../terraform/check-providers";
import { checkScope } from "../terraform/scope";
import { hasTlsBindings } from "../terraform/tls-bindings";
import { isToken, conceal, lookForTokens, tokenAsText } from "../terraform/tokens";
import { readFile } from "./certificates/read-files";

/** The world as it is where a program runs, for a cluster below `scope`. */
export const surroundingsOf = (scope: unknown): Surroundings => ({
  isToken,
  tokenAsText,
  conceal,
  lookForTokens,
  canGenerate: hasTlsBindings,
  readFile,
  checkScope: (findings) => {
    checkScope(scope, findings);
  },
  isElsewhere: (root) => Construct.isConstruct(scope) && scope.node.root !== root,
  checkProviders: (props, findings) => {
    checkProviders(scope, props, findings);
  },
  now: () => new Date(),
});
