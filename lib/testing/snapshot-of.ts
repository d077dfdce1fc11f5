import type { TerraformStack } from "cdktf";
import { InvalidClusterError } from "../index";
import { checkStack, type Helper } from "./refuse";
import { synthesize } from "./synthesize";

/** A stack's resources, by their addresses. */
export interface StackSnapshot {
  readonly [address: string]: { readonly [attribute: string]: unknown };
}

/**
 * What a stack declares, to be held by a snapshot: its resources by their addresses in Terraform, in one order. The same on
 * every machine and for other certificates and keys: secrets, PEM texts and hashes are left out, a script is its count
 * of lines, and a path below the folder in which the program runs begins with a dot.
 * @throws InvalidClusterError where the stack is refused, and for what is no stack
 */
export function snapshotOf(stack: TerraformStack): StackSnapshot {
  const called: Helper = snapshotOf;
  checkStack(stack, called);
  const { problems, resources } = synthesize(stack);
  if (problems.length > 0) throw new InvalidClusterError("The stack", problems, called);
  const all = Object.entries(resources).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => [`${type}.${name}`, stable(attributes, "")] as const),
  );
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) as StackSnapshot;
}

function stable(value: unknown, key: string): unknown {
  if (typeof value === "string") return stableText(value, key);
  if (Array.isArray(value)) return value.map((item) => stable(item, key));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const record: Record<string, unknown> = Object.fromEntries(entries);
  // What a file holds is known by its name.
  const place = typeof record.file === "string" ? record.file : "";
  return Object.fromEntries(
    Object.entries(record).map(([name, item]) => [
      name,
      stable(item, name.startsWith("content") ? place : name),
    ]),
  );
}

const SECRET = /pass|secret|token|license|private|(?:^|_)key$|\/env\/|\.key$|\.p12$/i;
const FILE = /_(?:file|path)$/i;

function stableText(text: string, key: string): string {
  if (/-{3,}\s*BEGIN/.test(text)) return "(PEM text)";
  if (isReference(text)) return text;
  if (SECRET.test(key) && !FILE.test(key)) return "(secret)";
  const assigned = /^(-{0,2}[\w:-]+)=/.exec(text)?.[1];
  if (assigned !== undefined && SECRET.test(assigned) && !FILE.test(assigned)) return `${assigned}=(secret)`;
  const lines = text.split("\n").length;
  if (lines > 1 && !/\.(?:conf|json|yaml)$/.test(key)) return `(${lines} lines)`;
  return text.replaceAll(process.cwd(), ".").replace(/\b[0-9a-f]{16,}\b/g, "(hash)");
}

/** Whether a text is another resource's, by reference alone. */
function isReference(text: string): boolean {
  return /^\$\{[\w.[\]"-]+\}$/.test(text);
}
