/** A row of a table, by its columns. */
export type Row = Readonly<Record<string, string>>;

/** Every table of a Markdown text. */
export function readTables(text: string): readonly (readonly Row[])[] {
  return text
    .split(/\n\n+/)
    .filter((block) => block.startsWith("|"))
    .map((block) => {
      const [head = [], , ...body] = block.trim().split("\n").map(cellsOf);
      return body.map((cells) => {
        if (cells.length !== head.length)
          throw new Error(`a row has ${cells.length} cells: ${cells.join(" | ")}`);
        return Object.fromEntries(head.map((column, i) => [column, cells[i] as string]));
      });
    });
}

/** A cell as it is read: without marks for code, and without escapes. */
export function plain(cell = ""): string {
  return cell.replace(/[`\\]/g, "");
}

/** What a cell marks as code. */
export function codes(cell = ""): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string);
}

function cellsOf(line: string): readonly string[] {
  return line
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}
