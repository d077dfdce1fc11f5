import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { linkSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { StackProblems } from "../stack-problems";

/** Below the folder in which Terraform runs. */
const FOLDER = "eventstoredb-files";

/**
 * The files of this machine that a stack uploads, each as a link beside the stack's JSON, named after what it holds. So
 * what is planned follows from the files alone, and not from where the program was checked out; and nothing of them is
 * copied.
 */
class LinkedFiles extends Construct {
  /** By hash. */
  private readonly paths = new Map<string, string>();

  static of(scope: Construct): LinkedFiles {
    const stack = TerraformStack.of(scope);
    const found = stack.node.tryFindChild(FOLDER);
    return found instanceof LinkedFiles ? found : new LinkedFiles(stack);
  }

  private constructor(stack: TerraformStack) {
    super(stack, FOLDER);
    StackProblems.of(stack).beside(({ folder }) => {
      this.link(join(folder, FOLDER));
      return [];
    });
  }

  add(path: string, hash: string): string {
    this.paths.set(hash, path);
    return `${FOLDER}/${hash}`;
  }

  private link(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [hash, path] of this.paths) {
      try {
        symlinkSync(path, join(folder, hash));
      } catch (error) {
        // Windows lets only some users make them.
        if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
        linkSync(path, join(folder, hash));
      }
    }
  }
}

/** The path, from where Terraform runs, of a link to the file whose content has that hash. */
export function linkedFile(scope: Construct, path: string, hash: string): string {
  return LinkedFiles.of(scope).add(path, hash);
}
