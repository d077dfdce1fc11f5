import { Construct } from "constructs";
import type { Surroundings } from "../cluster/surroundings";
import { checkCopy } from "../terraform/copies";
import { checkProviders } from "../terraform/check-providers";
import { checkFramework } from "../terraform/framework";
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
    checkFramework(scope, findings);
    checkCopy(scope, findings);
  },
  isElsewhere: (root) => Construct.isConstruct(scope) && scope.node.root !== root,
  checkProviders: (props, findings) => {
    checkProviders(scope, props, findings);
  },
  now: () => new Date(),
});
