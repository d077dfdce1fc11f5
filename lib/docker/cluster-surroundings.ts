import { Token } from "cdktf";
import type { Surroundings } from "../cluster/surroundings";
import { checkProviders } from "../terraform/check-providers";
import { checkFramework } from "../terraform/framework";
import { hasTlsBindings } from "../terraform/tls-bindings";
import { conceal, refuseTokens, tokenAsText } from "../terraform/tokens";
import { readFile } from "./certificates/read-files";

/** The world as it is where a program runs, for a cluster below `scope`. */
export const surroundingsOf = (scope: unknown): Surroundings => ({
  isToken: (value) => Token.isUnresolved(value),
  tokenAsText,
  conceal,
  refuseTokens,
  canGenerate: hasTlsBindings,
  readFile,
  checkScope: (findings) => {
    checkFramework(scope, findings);
  },
  checkProviders: (props, findings) => {
    checkProviders(scope, props, findings);
  },
  now: () => new Date(),
});
