import { join } from "node:path";
import { TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { Topology } from "../network/model/topology";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import type { Reachability } from "../reach/cell";
import { renderMarkdown } from "../report/render-markdown";
import { renderMermaid } from "../report/render-mermaid";
import { removedPart } from "../terraform/watched-resource";
import { StackProblems } from "./stack-problems";
import { WrittenFiles } from "./written-files";

/** What is reported on. */
interface Reported extends Construct {
  readonly topology: Topology;
  readonly reachability: Reachability;
}

/**
 * Writes a cluster's report with its stack, where that has nothing against it.
 * @param asked `true` for beside the stack, or the folder
 */
export function writeReport(cluster: Reported, asked: true | string): void {
  const stack = TerraformStack.of(cluster);
  StackProblems.of(stack).beside((files) => {
    if (removedPart(cluster, cluster.node.root) !== undefined) return [];
    // What is in a folder of the user's is not the stack's to remove.
    const to = asked === true ? files : new WrittenFiles(asked);
    const problem = write(cluster, pathOf(cluster, asked === true ? stack : cluster.node.root), to, asked);
    return problem === undefined ? [] : [{ construct: cluster, problem }];
  });
}

/** What kept it from being written. */
function write(
  { topology, reachability }: Reported,
  path: string,
  to: WrittenFiles,
  asked: true | string,
): Problem | undefined {
  const texts = {
    md: renderMarkdown(topology, { reachability }),
    mmd: renderMermaid(topology, { reachability }),
  };
  try {
    for (const [ending, text] of Object.entries(texts)) to.write(`${path}.${ending}`, text);
    return undefined;
  } catch (error) {
    const { code = "no reason" } = error as NodeJS.ErrnoException;
    return unwritable(asked, code);
  }
}

/** Where a construct is below another, as folders: no two are at one place. */
function pathOf({ node }: Construct, above: IConstruct): string {
  const below = node.scopes.slice(above.node.scopes.length);
  return join(...below.map((scope) => segment(scope.node.id)));
}

/** An id as the name of a file. */
function segment(id: string): string {
  const named = id.replace(/[^\w.-]/gu, (c) => `%${(c.codePointAt(0) ?? 0).toString(16)}`);
  return named.replace(/^\./, "%2e");
}

function unwritable(asked: true | string, code: string): Problem {
  return {
    code: "report.unwritable",
    path: "report",
    got: `is ${quote(asked)}, where nothing can be written: the system says ${code}`,
    expected: "must be true, or a folder that is there or can be made",
    fix: "use a folder that this user may write, or leave it out",
  };
}
