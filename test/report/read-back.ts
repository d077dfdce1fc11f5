import { spawn } from "node:child_process";
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

/** What was read of several texts, each in their order. */
export interface Read {
  readonly mermaid: readonly ReadFlowchart[];
  readonly markdown: readonly ReadMarkdown[];
}

/** Reads texts as others do, all in one process, because the parsers take long to load. */
export class Readers {
  private readonly process = spawn(process.execPath, [join(__dirname, "parsers.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  private readonly said = this.process.stdout.setEncoding("utf8")[Symbol.asyncIterator]();

  async read(texts: Partial<Record<keyof Read, readonly string[]>>): Promise<Read> {
    this.process.stdin.write(`${JSON.stringify({ mermaid: [], markdown: [], ...texts })}\n`);
    let answer = "";
    while (!answer.endsWith("\n")) {
      const said = (await this.said.next()) as IteratorResult<string>;
      if (said.done === true) throw new Error("the reading process has ended");
      answer += said.value;
    }
    return JSON.parse(answer) as Read;
  }

  close(): void {
    this.process.stdin.end();
  }
}
