import { join } from "node:path";
import type { TerraformStack } from "cdktf";

/**
 * Writes files with a stack's JSON whenever that is written.
 * @param write given the stack's folder, when all that was found wrong has been told
 */
export function besideStack(stack: TerraformStack, write: (folder: string) => void): void {
  const { synthesizer } = stack;
  stack.synthesizer = {
    synthesize: (session) => {
      synthesizer.synthesize(session);
      write(join(session.outdir, session.manifest.forStack(stack).workingDirectory));
    },
  };
}
