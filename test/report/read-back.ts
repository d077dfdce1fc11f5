import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** A flowchart as Mermaid's own parser reads it. */
export interface ReadFlowchart {
  readonly error?: string;
  readonly boxes: readonly { readonly id: string; readonly lines: readonly string[] }[];
  readonly groups: readonly {
    readonly id: string;
    readonly title: string;
    readonly nodes: readonly string[];
  }[];
  readonly edges: readonly {
    readonly start: string;
    readonly end: string;
    readonly label: string;
    readonly type: string;
    readonly stroke: string;
  }[];
}

/** A cell of a table: what stands there, and the kinds of Markdown that it is made of. */
export interface ReadCell {
  readonly text: string;
  readonly kinds: readonly string[];
}

/** A text as a parser of GitHub's Markdown reads it. */
export interface ReadMarkdown {
  readonly kinds: readonly string[];
  readonly headings: readonly string[];
  readonly blocks: readonly { readonly lang: string; readonly code: string }[];
  readonly tables: readonly {
    readonly head: readonly string[];
    readonly rows: readonly (readonly ReadCell[])[];
  }[];
}

/** Reads texts as others do, all in one process, because the parsers take long to load. */
export function readBack(texts: {
  readonly mermaid?: readonly string[];
  readonly markdown?: readonly string[];
}): {
  readonly mermaid: readonly ReadFlowchart[];
  readonly markdown: readonly ReadMarkdown[];
} {
  const input = JSON.stringify({ mermaid: [], markdown: [], ...texts });
  const options = { input, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  return JSON.parse(execFileSync(process.execPath, [join(__dirname, "parsers.mjs")], options)) as ReturnType<
    typeof readBack
  >;
}
