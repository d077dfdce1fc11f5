import type { Findings } from "../../problem/findings";
import { isAtLeast } from "../release";
import type { SettingsContext } from "./context";
import { derivationOf } from "./derived";
import { pascalCase, type Spelling } from "./spelling";
import { checkText } from "./values";

const SEGMENT = /^[A-Za-z0-9]+(_[A-Za-z0-9]+)*$/;

/** Whether a nested setting (`Section:Key`) can be passed on. Its meaning is not checked. */
export function checkNested(
  spelling: Spelling,
  value: unknown,
  path: string,
  context: SettingsContext,
  findings: Findings,
): boolean {
  const { version } = context.release;
  const { key, segments, plain } = spelling;
  const problem = (code: string, got: string, expected: string, fix: string): false => {
    findings.problem({ code, path, got, expected, fix });
    return false;
  };
  const derivation = derivationOf(plain, version);
  if (derivation !== undefined) {
    return problem("setting.derived", "is not yours to set", derivation.why, derivation.fix);
  }
  if (!isAtLeast(version, "24.6.0")) {
    const expected = `${version} reads no nested settings; 24.6.0 and later do`;
    return problem("setting.nested.release", "is nested", expected, "leave it out");
  }
  if (!segments.every((segment) => SEGMENT.test(segment))) {
    const expected = "each part between colons must be of letters, digits and single underscores";
    return problem("setting.nested.name", "is no name of a nested setting", expected, 'write "Section:Key"');
  }
  const name = segments.map(pascalCase).join(":");
  if (key !== segments.join(":")) {
    const expected = "nested settings go by their section's and their own name";
    return problem("setting.spelling", `stands for ${name}`, expected, `write "${name}"`);
  }
  if (context.isToken(value) || typeof value === "boolean") return true;
  if (typeof value === "number" && Number.isFinite(value)) return true;
  if (typeof value === "string") return checkText(value, path, context, findings);
  const expected = "must be a string, a finite number, true or false";
  return problem("setting.value", "has a value of another kind", expected, "change the value");
}
