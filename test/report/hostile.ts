import fc from "fast-check";
import type { Topology } from "../../lib/network/model/topology";

/** What Mermaid, Markdown, HTML, GitHub and YAML would make something of. */
const PIECES = [
  '"',
  "'",
  "`",
  "``",
  "|",
  "\\|",
  "\\",
  "<br/>",
  "<b>",
  "</code>",
  "<script>alert(1)</script>",
  "&",
  "&amp;",
  "&#35;",
  "#",
  "#35;",
  "#quot;",
  ";",
  "%%",
  "%%{init: {}}%%",
  "{",
  "}",
  "[",
  "]",
  "](x)",
  "(",
  ")",
  "-->",
  "---",
  "~~~",
  "*",
  "**",
  "_",
  "_x_",
  "~~",
  "$$",
  "$",
  "@",
  "@somebody",
  "#12",
  "fa:fa-user",
  "www.example.com",
  "http://x.test",
  "a@b.test",
  "end",
  "style",
  "style a:b",
  "classDef",
  "linkStyle",
  "subgraph",
  "click",
  "1. ",
  "- ",
  "+ ",
  "> ",
  "![x](y)",
  "ﬂ°°35¶ß",
  "→",
  ":",
  "::",
  ",",
  "ä",
  "日本",
  "🦉",
  "$",
  "${TfToken[TOKEN.1]}",
  "```",
  "\\n",
  "| --- |",
  "=",
  "!",
  "^",
  "?",
] as const;

/** Names of one line that are meant to break something. */
export const hostileName: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((pieces) => pieces.join(""));

/** Where names are that a topology has from its user. */
const NAMES: ReadonlySet<string> = new Set(["name", "host", "network", "aliases", "targetHost"]);

/** The same topology under other names, each of its names everywhere the same. */
export function renamed(topology: Topology, names: readonly string[]): Topology {
  const table = new Map<string, string>();
  const other = (name: string): string => {
    const known = table.get(name) ?? names[table.size % names.length] ?? name;
    table.set(name, known);
    return known;
  };
  const walk = (value: unknown, isName: boolean): unknown => {
    if (typeof value === "string") return isName ? other(value) : value;
    if (Array.isArray(value)) return value.map((one) => walk(one, isName));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, NAMES.has(key))]));
  };
  return walk(topology, false) as Topology;
}
