import { shortened } from "./shortened";

/** What reads the same in a code span, in a table and out of it. */
const PLAIN = /^[^`|\\ ](?:[^`|\\]*[^`|\\ ])?$/u;

/**
 * A name or an address in Markdown, as code: nothing in code is taken for emphasis, a link or somebody's name. What
 * code in a table cannot hold goes by its number, inside HTML's element of the same kind.
 */
export function code(text: string): string {
  const plain = shortened(text);
  return PLAIN.test(plain) ? `\`${plain}\`` : `<code>${plain.replace(/[^\p{L}\p{N} ]/gu, byNumber)}</code>`;
}

/** Words of ours with names in them: as they are, or as code where a name could be taken for Markdown. */
export function prose(text: string): string {
  return /^[\p{L}\p{N}, -]+$/u.test(text) ? text : code(text);
}

function byNumber(character: string): string {
  return `&#${character.codePointAt(0) ?? 0};`;
}

/** Several of them, each on a line of its own inside a cell. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join("<br>");
}

/** A block of code, whatever is in it. */
export function block(language: string, lines: readonly string[]): readonly string[] {
  const longest = Math.max(
    2,
    ...lines.map((line) => Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length))),
  );
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence, ""];
}

/** A table; one without rows is left out. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}
