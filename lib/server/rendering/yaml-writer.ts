import type * as Yaml from "yaml";

/** What every YAML reads as this text: none of its words and numbers, and no mark in it. */
const TEXT = /^(?!(?:y|n|yes|no|on|off|true|false|null|e-?\d+)$)[a-z/][\w./:-]{0,200}(?<!:)$/i;
const ADDRESS = /^\d+(?:\.\d+){3}(?::\d+)?$/;

/**
 * Plain data as YAML. Nearly every conf file needs no quotes, and is written at once; the writer that knows when they are
 * needed is loaded for the others alone, because that takes longer than to plan a cluster.
 */
export function writeYaml(root: object): string {
  return unquoted(root) ?? quoted(root);
}

/** The text; `undefined` where something may need quotes, or another form. */
function unquoted(section: object, indent = ""): string | undefined {
  let text = "";
  for (const [key, value] of Object.entries(section)) {
    const written = TEXT.test(key) ? unquotedValue(value, indent) : undefined;
    if (written === undefined) return undefined;
    text += `${indent}${key}:${written}`;
  }
  return text === "" ? undefined : text;
}

function unquotedValue(value: unknown, indent: string): string | undefined {
  if (isUnquoted(value)) return ` ${String(value)}\n`;
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isUnquoted)) return undefined;
    return `\n${value.map((item) => `${indent}  - ${String(item)}\n`).join("")}`;
  }
  const inner = typeof value === "object" && value !== null ? unquoted(value, `${indent}  `) : undefined;
  return inner === undefined ? undefined : `\n${inner}`;
}

function isUnquoted(value: unknown): boolean {
  if (typeof value === "string") return TEXT.test(value) || ADDRESS.test(value);
  return typeof value === "boolean" || (Number.isSafeInteger(value) && Number(value) > 0);
}

function quoted(root: object): string {
  const { Document } = require("yaml") as typeof Yaml;
  // YAML 1.1 has more words that are not strings, such as `on`. What is quoted for it is a string for all readers.
  const document = new Document(root, { version: "1.1", aliasDuplicateObjects: false });
  return document.toString({ lineWidth: 0 });
}
