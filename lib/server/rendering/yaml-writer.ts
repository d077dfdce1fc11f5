import type * as Yaml from "yaml";

/**
 * Plain data as YAML. The writer is loaded when the first conf file is asked for: most clusters never need
 * it, and everybody would wait for it.
 */
export function writeYaml(root: object): string {
  const { Document } = require("yaml") as typeof Yaml;
  // YAML 1.1 has more words that are not strings, such as `on`. What is quoted for it is a string for all readers.
  const document = new Document(root, { version: "1.1", aliasDuplicateObjects: false });
  return document.toString({ lineWidth: 0 });
}
