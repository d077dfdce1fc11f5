import type { Findings } from "../../problem/findings";
import { objectFor } from "../../problem/checked";
import { quote } from "../../problem/quote";
import type { ServerOption } from "../catalogue";
import { warnOfLiteralSecret } from "../literal-secret";
import type { SettingsContext } from "./context";
import { checkName } from "./names";
import { checkNested } from "./nested";
import { readSpelling } from "./spelling";
import { checkStartRules } from "./start-rules";
import { checkValue } from "./values";

/** What a server setting may be. */
export type SettingValue = string | number | boolean;

/**
 * The user's own settings that the release takes, as they were given, sorted by name; everything else is a
 * problem, `undefined` too: of a password that is missing by mistake the server would take its default.
 */
export function checkUserSettings(
  input: unknown,
  context: SettingsContext,
  findings: Findings,
): ReadonlyMap<string, unknown> {
  const accepted = new Map<string, unknown>();
  const nested = new Map<string, string>();
  for (const [key, value] of entriesOf(input, context.path, findings)) {
    const spelling = readSpelling(key);
    const path = pathOf(context.path, spelling.shown);
    if (spelling.segments.length > 1) {
      if (!isGiven(value, path, findings) || !checkNested(spelling, value, path, context, findings)) continue;
      const plain = spelling.plain.join(":");
      const twin = nested.get(plain);
      if (twin === undefined) {
        nested.set(plain, key);
        accepted.set(key, value);
      } else {
        const expected = "servers do not tell upper from lower case, nor heed underscores";
        findings.problem({
          code: "setting.twice",
          path,
          got: `is the same as ${quote(twin)}`,
          expected,
          fix: "keep one of them",
        });
      }
    } else {
      const option = checkName(spelling, path, context, findings);
      if (option === undefined || !isGiven(value, path, findings)) continue;
      if (!checkValue(value, option, path, context, findings)) continue;
      if (!checkPlace(option, path, context, findings)) continue;
      if (option.sensitive && !context.isToken(value)) warnOfLiteralSecret(path, findings);
      accepted.set(key, value);
    }
  }
  if (nested.size > 0) {
    findings.warning({
      code: "setting.unchecked",
      path: context.path,
      got: `has ${[...nested.values()].map(quote).join(", ")}`,
      expected: "nested settings are passed on unchecked, and the server ignores those that it does not know",
      fix: `compare them with the documentation of ${context.release.version}`,
    });
  }
  checkStartRules(accepted, context, findings);
  return accepted;
}

/** Whether a setting has a value at all, or a problem. */
function isGiven(value: unknown, path: string, findings: Findings): boolean {
  if (value !== undefined) return true;
  findings.problem({
    code: "setting.undefined",
    path,
    got: "is undefined",
    expected: "without a value the server would take its default",
    fix: "give it a value, or leave the key out",
  });
  return false;
}

function entriesOf(input: unknown, path: string, findings: Findings): readonly [string, unknown][] {
  if (input === undefined) return [];
  if (!isPlainObject(input)) {
    const fix = "use for example { MaxAppendSize: 4194304 }";
    findings.problem({
      code: "setting.settings",
      path,
      got: `is ${quote(input)}`,
      expected: `must be ${objectFor(input)} of settings`,
      fix,
    });
    return [];
  }
  return Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Where a setting stands, as a problem says it. */
export function pathOf(parent: string, key: string): string {
  return /^[A-Za-z0-9_]{1,60}$/.test(key) ? `${parent}.${key}` : `${parent}[${quote(key)}]`;
}

/** Whether an option may be set on the kind of cluster that was chosen. */
function checkPlace(
  option: ServerOption,
  path: string,
  context: SettingsContext,
  findings: Findings,
): boolean {
  const { version } = context.release;
  if (/^Default(Admin|Ops)Password$/.test(option.name) && !context.secure) {
    const expected = `${version} refuses to start with it while it is insecure`;
    findings.problem({
      code: "setting.place",
      path,
      got: "needs TLS",
      expected,
      fix: "use Security.tls(…), or leave it out",
    });
    return false;
  }
  if (option.deprecated) {
    const expected = "a later release may not know it";
    findings.warning({
      code: "setting.deprecated",
      path,
      got: `is deprecated in ${version}`,
      expected,
      fix: "leave it out",
    });
  }
  return true;
}
