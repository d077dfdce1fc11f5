import type { Compiler } from "./versions";

/** A kind of project in which the README's example is to work. */
export interface Form {
  readonly name: string;
  /** The `type` of the project's package.json. */
  readonly type: "commonjs" | "module";
  /** In which the example is TypeScript; plain JavaScript without. */
  readonly typescript?: {
    readonly compiler: Compiler;
    /** What the project changes of the `tsconfig.json` that `tsc --init` writes. */
    readonly changes: readonly string[];
  };
}

/** The library's types and those that they need are checked too. */
const CHECKED = ["--skipLibCheck", "false", "--types", "node"];
/** `tsc --init` refuses `import` in what compiles to CommonJS. */
const IMPORTS = ["--verbatimModuleSyntax", "false"];

function compiledBy(compiler: Compiler): readonly Form[] {
  const form = (name: string, type: Form["type"], changes: readonly string[]): Form => ({
    name: `${compiler}, ${name}`,
    type,
    typescript: { compiler, changes },
  });
  return [
    form("ES module, as tsc --init says", "module", []),
    form("ES module, with the library's types checked", "module", CHECKED),
    form("CommonJS by NodeNext", "commonjs", [...CHECKED, ...IMPORTS]),
    form("CommonJS", "commonjs", [...CHECKED, ...IMPORTS, "--module", "commonjs"]),
  ];
}

export const FORMS: readonly Form[] = [
  { name: "JavaScript, ES module", type: "module" },
  { name: "JavaScript, CommonJS", type: "commonjs" },
  ...compiledBy("typescript-5.9"),
  ...compiledBy("typescript-7"),
];

/** A program with its imports in the words of CommonJS, as the README says. */
export function asCommonJs(program: string): string {
  return program
    .replace(/^import (\{[^}]*\}) from ("[^"]*");$/gm, "const $1 = require($2);")
    .replace(/^export (?=const )/gm, "");
}
