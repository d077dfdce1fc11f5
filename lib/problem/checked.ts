import type { Findings } from "./findings";
import type { Problem } from "./problem";
import { quote } from "./quote";

/** What is said of a value that is not what it must be. */
export interface Wrong extends Pick<Problem, "code" | "path" | "fix"> {
  /** What it must be, for the message: `"a PortPlan"`, `"true or false"`. */
  readonly what: string;
}

/** What a whole number stands for and may be. */
export interface WholeNumberRange extends Wrong {
  readonly min: number;
  readonly max: number;
}

/** `value` where it is a whole number within the range, else a problem and `undefined`. */
export function checkWholeNumber(
  value: unknown,
  range: WholeNumberRange,
  findings: Findings,
): number | undefined {
  if (typeof value === "number" && Number.isInteger(value) && value >= range.min && value <= range.max) {
    return value;
  }
  const { min, max, what, ...wrong } = range;
  reportWrong(value, { ...wrong, what: `${what}, ${min} to ${max}` }, findings);
  return undefined;
}

/** `value` where it is one of that class, else a problem and `undefined`. */
export function checkInstance<T>(
  value: unknown,
  type: { readonly prototype: T; [Symbol.hasInstance](value: unknown): boolean },
  wrong: Wrong,
  findings: Findings,
): T | undefined {
  if (type[Symbol.hasInstance](value)) return value as T;
  reportWrong(value, wrong, findings);
  return undefined;
}

/** `value` where it is one of those allowed, else a problem and `undefined`. */
export function checkOneOf<T>(
  value: unknown,
  allowed: readonly T[],
  wrong: Wrong,
  findings: Findings,
): T | undefined {
  const found = allowed.find((one) => one === value);
  if (found === undefined) reportWrong(value, wrong, findings);
  return found;
}

/** `value` where it is true or false, else a problem and `undefined`. */
export function checkBoolean(
  value: unknown,
  wrong: Omit<Wrong, "what">,
  findings: Findings,
): boolean | undefined {
  return checkOneOf(value, [true, false], { ...wrong, what: "true or false" }, findings);
}

function reportWrong(value: unknown, { what, ...wrong }: Wrong, findings: Findings): void {
  findings.problem({ ...wrong, got: `is ${quote(value)}`, expected: `must be ${what}` });
}

/**
 * `value` as a record of unknown values where it is a plain object, else a problem and `undefined`.
 * @param show how another value is shown
 */
export function checkObject(
  value: unknown,
  path: string,
  fix: string,
  findings: Findings,
  show: (value: unknown) => string = quote,
): Readonly<Record<string, unknown>> | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  findings.problem({
    code: "value.object",
    path,
    got: `is ${show(value)}`,
    expected: "must be an object",
    fix,
  });
  return undefined;
}

/** A problem for every key that is not one of the known ones, so that a slip of the pen is not passed over. */
export function checkKeys(given: object, known: readonly string[], path: string, findings: Findings): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const at = path === "" && /^\w+$/.test(key) ? key : `${path}[${quote(key)}]`;
    findings.problem({
      code: "value.key",
      path: at,
      got: "is not known",
      expected: `known are ${known.join(", ")}`,
      fix: "use one of these, or remove it",
    });
  }
}

/** Whether a text holds NUL, which no container's configuration can carry. */
export function hasNul(text: string): boolean {
  return text.includes("\0");
}
