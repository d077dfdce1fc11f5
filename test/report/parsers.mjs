/*
 * Reads what the renderers wrote, as others do: Mermaid's own parser, which is no CommonJS and takes a browser's
 * sanitizer, and a parser of Markdown as GitHub has it. Each line of stdin is { mermaid: [text], markdown: [text] }.
 */
import DOMPurify from "dompurify";
import { Lexer } from "marked";

// Without a browser there is no sanitizer. What is asked here is what is read, not what is harmless in a page.
DOMPurify.addHook = () => {};
DOMPurify.sanitize = (text) => text;
const { default: mermaid } = await import("mermaid");

/** What Mermaid shows for the characters that it was given by number. */
const decoded = (text) =>
  text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code))).replace(/\u2060/g, "");
const linesOf = (text) => text.split("<br/>").map(decoded);

async function readMermaid(text) {
  try {
    await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    return {
      title: db.getDiagramTitle(),
      boxes: [...db.getVertices().values()].map(({ id, text: label }) => ({ id, lines: linesOf(label) })),
      groups: db.getSubGraphs().map(({ id, title, nodes }) => ({ id, title: decoded(title), nodes })),
      edges: db.getEdges().map(({ start, end, text: label, type, stroke }) => ({
        start,
        end,
        label: decoded(label),
        type,
        stroke,
      })),
    };
  } catch (error) {
    return { error: String(error) };
  }
}

const ENTITY = /&#(\d+);/g;
const plain = (text) => text.replace(ENTITY, (_, code) => String.fromCodePoint(Number(code)));

/** The text of a cell, and every kind of token in it. */
function readCell({ tokens }) {
  const kinds = tokens.map(({ type, raw }) => (type === "html" ? raw : type));
  const text = tokens.map((token) => {
    // In code nothing stands for anything else.
    if (token.type === "codespan") return token.text;
    if (token.type === "html") return token.raw === "<br>" ? "\n" : "";
    return plain(token.text ?? token.raw);
  });
  return { text: text.join(""), kinds };
}

function readMarkdown(text) {
  const tokens = new Lexer({ gfm: true }).lex(text);
  return {
    kinds: tokens.map(({ type }) => type).filter((type) => type !== "space"),
    headings: tokens.filter(({ type }) => type === "heading").map((token) => readCell(token).text),
    blocks: tokens.filter(({ type }) => type === "code").map(({ lang, text: code }) => ({ lang, code })),
    tables: tokens
      .filter(({ type }) => type === "table")
      .map(({ header, rows }) => ({
        head: header.map((cell) => readCell(cell).text),
        rows: rows.map((row) => row.map(readCell)),
      })),
  };
}

async function read({ mermaid, markdown }) {
  const mermaids = [];
  for (const text of mermaid) mermaids.push(await readMermaid(text));
  return { mermaid: mermaids, markdown: markdown.map(readMarkdown) };
}

let input = "";
for await (const chunk of process.stdin.setEncoding("utf8")) {
  const lines = (input + chunk).split("\n");
  input = lines.pop();
  for (const line of lines) process.stdout.write(`${JSON.stringify(await read(JSON.parse(line)))}\n`);
}
