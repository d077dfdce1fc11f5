/**
 * Writes docs/api.md: what users import, for people to read, from the declarations in dist/. With --check it compares.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import ts from "typescript";

const PAGE = "docs/api.md";
const ENTRY = "dist/index.d.ts";
/** The chapters, each with the rooms of lib/ whose names are in it; the last one takes what is left. */
const CHAPTERS = [
  ["The cluster", /^docker\//],
  ["What is asked for", /^(?:cluster|network\/asked|server)\/(?!interpret)/],
  ["Certificates", /^tls\//],
  ["What came of it", /^(?:network\/model|report)\//],
  ["Problems", /^problem\//],
  ["Who reaches what", /^reach\//],
  ["Changes, node by node", /^rollout\//],
  ["More", /^/],
];
const ABOUT = `# API

What \`cdktf-eventstoredb\` gives, and \`cdktf-eventstoredb/cdktn\` in the same words. Written by \`npm run api\` from the
declarations that your editor shows, too.`;

const program = ts.createProgram([ENTRY], { skipLibCheck: true, types: ["node"] });
const checker = program.getTypeChecker();
const entry = checker.getSymbolAtLocation(program.getSourceFile(ENTRY));
const exported = checker.getExportsOfModule(entry).map((symbol) => {
  const aliased = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const [declaration] = aliased.declarations;
  const file = declaration.getSourceFile().fileName.replace(/^.*?\bdist\//, "");
  return { name: symbol.name, symbol: aliased, declaration, file };
});
const names = new Set(exported.map(({ name }) => name));
exported.sort((one, other) => rankOf(other) - rankOf(one));

const text = await format(page(), { ...(await resolveConfig(PAGE)), parser: "markdown" });
if (process.argv.includes("--check")) {
  if (readFileSync(PAGE, "utf8") !== text) {
    console.error(`${PAGE} is not what the declarations say; npm run api writes it`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(PAGE, text);
}

/** What a reader looks for first stands first, all else as in lib/index.ts. */
function rankOf({ name, declaration }) {
  return name === "EventStoreCluster" ? 2 : ts.isInterfaceDeclaration(declaration) ? 0 : 1;
}

function page() {
  const left = new Set(exported);
  const chapters = CHAPTERS.map(([title, rooms]) => {
    const own = [...left].filter(({ file }) => rooms.test(file));
    for (const one of own) left.delete(one);
    return { title, own };
  }).filter(({ own }) => own.length > 0);
  return [
    ABOUT,
    ...chapters.map(({ title, own }) => `- ${title}: ${own.map(({ name }) => linked(name)).join(", ")}`),
    ...chapters.flatMap(({ title, own }) => [`\n## ${title}`, ...own.map(section)]),
  ].join("\n");
}

function section({ name, symbol, declaration }) {
  const doc = symbol.getDocumentationComment(checker);
  return [`\n### ${name}`, plain(ts.displayPartsToString(doc)), ...contentOf(name, declaration)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function contentOf(name, declaration) {
  if (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)) {
    const above = (declaration.heritageClauses ?? []).flatMap(({ types }) => types.map(typed));
    return [
      above.length === 0 ? "" : `With all of ${above.join(", ")}.`,
      declaration.members
        .filter(isPublic)
        .sort((one, other) => ts.isConstructorDeclaration(other) - ts.isConstructorDeclaration(one))
        .map((member) => `- ${written(name, member)}`)
        .join("\n"),
    ];
  }
  if (ts.isEnumDeclaration(declaration)) {
    const value = (member) => checker.getConstantValue(member);
    const item = (member) =>
      `**\`${name}.${member.name.getText()}\`** (\`${JSON.stringify(value(member))}\`)`;
    return [declaration.members.map((member) => `- ${item(member)}${said(member)}`).join("\n")];
  }
  if (ts.isFunctionDeclaration(declaration)) return [`- ${written("", declaration)}`];
  return [`\`\`\`ts\n${declaration.getText().replace(/^(?:export |declare )+/, "")}\n\`\`\``];
}

function isPublic(member) {
  const hidden =
    ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
  return !hidden && (member.name === undefined || !ts.isPrivateIdentifier(member.name));
}

/** A member, or a function: how it is written, its type, and what is said of it. */
function written(owner, node) {
  const parameters = node.parameters?.map((one) => named(one)).join(", ");
  if (ts.isConstructorDeclaration(node)) return `**\`new ${owner}(${parameters})\`**${said(node)}`;
  const isStatic = ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static;
  const called = ts.isGetAccessor(node) || parameters === undefined ? "" : `(${parameters})`;
  return `**\`${isStatic ? `${owner}.` : ""}${named(node)}${called}\`**: ${typed(node.type)}${said(node)}`;
}

function named(node) {
  return `${node.name.getText()}${node.questionToken ? "?" : ""}`;
}

/** What is said of a member, and below it of each parameter. */
function said(node) {
  const comments = node.jsDoc ?? [];
  const doc = comments.map(({ comment }) => plain(ts.getTextOfJSDocComment(comment) ?? ""));
  const tags = comments.flatMap((one) => one.tags ?? []).filter((tag) => !ts.isJSDocParameterTag(tag));
  const told = tags.map((tag) =>
    tagged(tag.tagName.text, plain(ts.getTextOfJSDocComment(tag.comment) ?? "")),
  );
  const below = (node.parameters ?? []).map((one) => {
    const [tag] = ts.getJSDocParameterTags(one);
    const about = tag === undefined ? "" : plain(ts.getTextOfJSDocComment(tag.comment) ?? "");
    return `\n  - \`${named(one)}\`: ${typed(one.type)}${about === "" ? "" : ` – ${about}`}`;
  });
  const words = [...doc, ...told].filter((part) => part !== "").join(" ");
  return `${words === "" ? "" : `\\\n  ${words}`}${below.join("")}`;
}

/** A tag in words: a default is code, words after a dash, or code and then words. */
function tagged(name, text) {
  if (name === "throws") return `Throws ${text.replace(/^(\w*Error)\b/, (type) => linked(type))}.`;
  if (name === "returns") return `Returns ${text}.`;
  if (name !== "default") throw new Error(`a tag that is not known here: @${name} ${text}`);
  const [code, words] = `${text} `.split(/(?<=^| )- (.*) $/).map((part) => part.trim());
  return `Default: ${[code && `\`${code}\``, words].filter(Boolean).join(", ")}.`;
}

/** A type on one line, with links to what is told of here. */
function typed(node) {
  const text = node
    .getText()
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ");
  const parts = text.split(new RegExp(`\\b(${[...names].join("|")})\\b`));
  return parts.map((part, i) => (i % 2 === 1 ? linked(part) : part.trim() && `\`${part}\``)).join("");
}

function linked(name) {
  return names.has(name) ? `[\`${name}\`](#${name.toLowerCase()})` : `\`${name}\``;
}

/** A comment's text on one line; what would be a tag of HTML is none. */
function plain(text) {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "\\<")))
    .join("");
}
