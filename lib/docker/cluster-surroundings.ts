import { Token } from "cdktf";
import type { Surroundings } from "../cluster/surroundings";
import { hasTlsBindings } from "../terraform/tls-bindings";
import { refuseTokens, tokenAsText } from "../terraform/tokens";
import { readFile } from "./certificates/read-files";

/** The world as it is where a program runs. */
export const SURROUNDINGS: Surroundings = {
  isToken: (value) => Token.isUnresolved(value),
  tokenAsText,
  refuseTokens,
  canGenerate: hasTlsBindings,
  readFile,
  now: () => new Date(),
};
