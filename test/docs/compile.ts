import { join } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "../..");

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ["node", "jest"],
  paths: {
    "cdktf-eventstoredb": [join(ROOT, "lib/index.ts")],
    "cdktf-eventstoredb/testing": [join(ROOT, "lib/testing/index.ts")],
  },
};

/** What is read once in a worker: the library and packages, which do not change meanwhile. */
const host = ts.createCompilerHost(OPTIONS);
/** Most of what packages declare are comments. */
host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
const read = host.getSourceFile;
const kept = new Map<string, ts.SourceFile | undefined>();
host.getSourceFile = (file, ...more) => {
  if (!/\/(?:lib|node_modules)\//.test(file)) return read(file, ...more);
  if (!kept.has(file)) kept.set(file, read(file, ...more));
  return kept.get(file);
};

/**
 * What the compiler says of files in the words of a user's strict project; nothing where all is well. Of what they
 * import it takes the types only: whether those are sound is for `npm run typecheck`, once.
 */
export function compile(files: readonly string[]): readonly string[] {
  const program = ts.createProgram([...files], OPTIONS, host);
  return files
    .flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map((d) => `${d.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(d.messageText, "\n")}`);
}
