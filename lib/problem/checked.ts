import type { Findings } from "./findings";
import { quote } from "./quote";

/** What a whole number stands for and may be. */
export interface WholeNumberRange {
  readonly code: string;
  readonly path: string;
  readonly min: number;
  readonly max: number;
  /** What the number is, for the message: `"a port"`, `"whole milliseconds"`. */
  readonly what: string;
  readonly fix: string;
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
  const expected = `must be ${range.what}, ${range.min} to ${range.max}`;
  findings.problem(range.code, range.path, `is ${quote(value)}`, expected, range.fix);
  return undefined;
}

/** `value` as a record of unknown values where it is a plain object, else a problem and `undefined`. */
export function checkObject(
  value: unknown,
  path: string,
  fix: string,
  findings: Findings,
): Readonly<Record<string, unknown>> | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  findings.problem("value.object", path, `is ${quote(value)}`, "must be an object", fix);
  return undefined;
}

/** A problem for every key that is not one of the known ones, so that a slip of the pen is not passed over. */
export function checkKeys(given: object, known: readonly string[], path: string, findings: Findings): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const at = path === "" && /^\w+$/.test(key) ? key : `${path}[${quote(key)}]`;
    findings.problem(
      "value.key",
      at,
      "is not known",
      `known are ${known.join(", ")}`,
      "use one of these, or remove it",
    );
  }
}

/** Whether a text holds NUL, which no container's configuration can carry. */
export function hasNul(text: string): boolean {
  return text.includes("\0");
}
