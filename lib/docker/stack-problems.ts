import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Annotations, App, Manifest, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { asFound, PROBLEMS_FILE, problemsText, type FoundProblem } from "../problem/found-problem";
import { calleeOf, InvalidClusterError } from "../problem/invalid-cluster-error";
import { lineOf, type Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { isOfOtherCopy, takeStack } from "../terraform/copies";
import { stackOf } from "../terraform/stack-of";
import { removedPart } from "../terraform/watched-resource";
import { WrittenFiles } from "./written-files";

/** A problem, and the construct that it is about. */
export interface ProblemOf {
  readonly construct: IConstruct;
  readonly problem: Problem;
}

/** Writes into the stack's folder, and says what kept it from that. */
type Write = (files: WrittenFiles) => readonly ProblemOf[];

const known = new WeakMap<TerraformStack, StackProblems>();

/** All that is found of the clusters of one stack: told to the framework as text, and to everybody else as data. */
export class StackProblems {
  static of(construct: IConstruct): StackProblems {
    const stack = TerraformStack.of(construct);
    const problems = known.get(stack) ?? new StackProblems(stack);
    known.set(stack, problems);
    return problems;
  }

  private errors: FoundProblem[] = [];
  private readonly warnings: (FoundProblem & { readonly of: IConstruct })[] = [];
  private readonly printed = new Set<string>();
  private readonly writes: Write[] = [];

  private constructor(private readonly stack: TerraformStack) {
    takeStack(stack);
    const { synthesizer } = stack;
    stack.synthesizer = {
      synthesize: (session) => {
        const files = new WrittenFiles(join(session.outdir, Manifest.stacksFolder, stack.node.id));
        // Another synth judges anew.
        this.errors = [];
        try {
          synthesizer.synthesize(session);
          this.writeBeside(files);
        } catch (error) {
          files.clear();
          this.tryToWrite(files);
          throw error;
        } finally {
          // Whoever takes them as data wants them so alone.
          if (session.warningsAreRead !== true)
            for (const line of this.unprinted()) process.stderr.write(`${line}\n`);
        }
        this.write(files);
      },
    };
  }

  /** Has a file written with the stack's JSON, where the stack has nothing against it. */
  beside(write: Write): void {
    this.writes.push(write);
  }

  /** Has what is found of a construct at synth refuse the stack. */
  validate(construct: IConstruct, judge: () => readonly ProblemOf[]): void {
    construct.node.addValidation({
      validate: () =>
        judge().map(({ construct: of, problem }) => {
          this.refuse(of.node.path, [problem]);
          return lineOf(problem);
        }),
    });
  }

  /** Notes errors of the construct at a path. */
  refuse(construct: string, problems: readonly Problem[]): void {
    this.errors.push(...problems.map((problem) => ({ ...problem, level: "error", construct }) as const));
  }

  /** Warns of a construct, once in however many syntheses. */
  warn(of: IConstruct, problem: Problem): void {
    const construct = of.node.path;
    const line = lineOf(problem);
    if (this.warnings.some((one) => one.construct === construct && lineOf(one) === line)) return;
    this.warnings.push({ ...problem, level: "warning", construct, of });
    Annotations.of(of).addWarning(line);
  }

  /** All that was found up to now, of what is still there. */
  get found(): readonly FoundProblem[] {
    return asFound([...this.errors, ...this.present]);
  }

  /** Writes what was found where the program ends before synth. */
  writeNow(): void {
    const app = this.stack.node.root;
    if (!App.isApp(app)) return;
    const stacks = join(app.outdir, Manifest.stacksFolder);
    // The app makes it. One that somebody removed is not made again.
    if (existsSync(stacks)) this.tryToWrite(new WrittenFiles(join(stacks, this.stack.node.id)));
  }

  private tryToWrite(files: WrittenFiles): void {
    try {
      this.write(files);
    } catch {
      // The error that is thrown has it all.
    }
  }

  private write(files: WrittenFiles): void {
    const { folder } = files;
    mkdirSync(folder, { recursive: true });
    files.removeFormer(PROBLEMS_FILE);
    writeFileSync(join(folder, PROBLEMS_FILE), problemsText(this.found, files.names));
  }

  /** The framework takes no more problems once all have been validated. */
  private writeBeside(files: WrittenFiles): void {
    const unwritten = this.writes.flatMap((write) => write(files));
    if (unwritten.length === 0) return;
    for (const { construct, problem } of unwritten) this.refuse(construct.node.path, [problem]);
    const problems = unwritten.map(({ problem }) => problem);
    throw new InvalidClusterError(`The stack ${quote(this.stack.node.id)}`, problems, calleeOf(App, "synth"));
  }

  /** What of the warnings is about constructs that are still there. */
  private get present() {
    return this.warnings.filter(({ of }) => removedPart(of, of.node.root) === undefined);
  }

  private unprinted(): readonly string[] {
    if (isTold()) return [];
    const lines = this.present.map((one) => `warning: [${one.construct}] ${lineOf(one)}`);
    const fresh = lines.filter((line) => !this.printed.has(line));
    for (const line of fresh) this.printed.add(line);
    return fresh;
  }
}

/** Has the problems of an error that is thrown stand in the file, too, where there is a stack. */
export function noted<T>(scope: unknown, act: () => T, id?: string): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof InvalidClusterError) noteThrown(scope, error.problems, id);
    throw error;
  }
}

/** Notes what is thrown because of a construct, or of one of that id below it that is not made. */
export function noteThrown(scope: unknown, thrown: readonly Problem[], id?: string): void {
  if (!Construct.isConstruct(scope)) return;
  const stack = stackOf(scope);
  // The copy that looks after a stack is the one that writes there.
  if (stack === undefined || isOfOtherCopy(stack)) return;
  const problems = StackProblems.of(scope);
  problems.refuse(id === undefined ? scope.node.path : `${scope.node.path}/${id}`, thrown);
  problems.writeNow();
}

/** Whether somebody else prints annotations, the framework's command, or they are not wanted by its own switch. */
function isTold({ env } = process): boolean {
  const { CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: byCommand, CDKTF_LOG_LEVEL: level } = env;
  return byCommand !== undefined || /^(?:off|fatal|error)$/i.test(level ?? "");
}
