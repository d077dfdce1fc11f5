import { shortened } from "./shortened";

/**
 * All but letters, digits, spaces, and the library's own arrow and cross; and the beginnings of the words that Mermaid
 * looks for on a line before it parses it.
 */
const SPECIAL = /[^\p{L}\p{N} \u2192\u2717]|s(?=tyle)|c(?=lassDef)/gu;

/**
 * What Mermaid makes something of though it goes by its number: a line break of \n, an icon of fa:fa-user, another
 * character of its own form of a number, and in older versions what Markdown makes of _x_. Something unseen on both
 * sides keeps it apart.
 */
const READ_TWICE = /[\\:\u00B0\u00B6_]/;
const APART = "#8288;";

/**
 * A text inside the quotes of a Mermaid label, to be read there as it is. Labels are Mermaid's own syntax, HTML,
 * Markdown, formulas and icons all at once: so all that is no letter or digit goes by its number, but for what stands
 * alone inside names and addresses.
 */
export function mermaidText(text: string): string {
  const plain = shortened(text);
  return plain.replace(SPECIAL, (character, at: number) => {
    const [before, after] = [plain.slice(0, at), plain.slice(at + 1)];
    if (isPlain(before, character, after)) return character;
    const number = `#${character.codePointAt(0) ?? 0};`;
    const harmless = !READ_TWICE.test(character) || (character === "_" && isInside(before, after));
    return harmless ? number : `${APART}${number}${APART}`;
  });
}

/** Whether what is between stands alone inside a name. */
function isInside(before: string, after: string): boolean {
  return /[a-z0-9]$/i.test(before) && /^[a-z0-9]/i.test(after);
}

function isPlain(before: string, character: string, after: string): boolean {
  switch (character) {
    case ".":
      // Markdown makes a link of www.
      return isInside(before, after) && !/www$/i.test(before);
    case "-":
      return isInside(before, after);
    case ":":
    case "/":
      return isInside(before, after) && /^\d/.test(after);
    case ",":
      return after.startsWith(" ");
    default:
      return false;
  }
}

/** A label of several lines, each of them escaped. */
export function mermaidLabel(...lines: readonly string[]): string {
  return `"${lines.map(mermaidText).join("<br/>")}"`;
}
