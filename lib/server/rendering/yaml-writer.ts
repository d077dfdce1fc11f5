import type * as Yaml from "yaml";

/**
 * Plain data as YAML. The writer is loaded with the first conf file: who only imports, plans or reads does without,
 * and would wait for it.
 */
export function writeYaml(root: object): string {
  const { Document } = require("yaml") as typeof Yaml;
  // YAML 1.1 has more words that are not strings, such as `on`. What is quoted for it is a string for all readers.
  const document = new Document(root, { version: "1.1", aliasDuplicateObjects: false });
  return document.toString({ lineWidth: 0 });
}
