import type { Findings } from "../../problem/findings";
import { isAtLeast } from "../release";
import type { SettingsContext } from "./context";
import { derivationOf } from "./derived";
import { environmentCarries } from "../rendering/environment";
import { warnOfLiteralSecret } from "../literal-secret";
import { carriesPassword, namesSecret } from "./secret-key";
import { isCutName, isFreeKey, pascalCase, type Spelling } from "./spelling";
import { checkText } from "./values";

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
  const derivation = derivationOf(plain, { version, secure: context.secure });
  if (derivation !== undefined) {
    return problem("setting.derived", "is not yours to set", derivation.why, derivation.fix);
  }
  if (!isAtLeast(version, "24.2.0")) {
    const expected = `${version} reads no nested settings; 24.2.0 and later do`;
    return problem("setting.nested.release", "is nested", expected, "leave it out");
  }
  const inEnvironment = environmentCarries(segments);
  if (!inEnvironment && !(environmentCarries(segments.slice(0, 2)) && segments.slice(2).every(isFreeKey))) {
    const expected =
      'each part between colons must be of letters, digits and single underscores; from the third on any text without "=", or a distinguished name';
    return problem("setting.nested.name", "is no name of a nested setting", expected, 'write "Section:Key"');
  }
  const secret = namesSecret(segments) || carriesPassword(value);
  if (!inEnvironment && (secret || context.isToken(value))) {
    const [got, fix] = secret
      ? ["is a secret under a name that no environment variable can have", "use a name of letters and digits"]
      : ["is a token under a name that no environment variable can have", "write the value itself"];
    const expected = "secrets and tokens travel by environment only, such names by a file";
    return problem("setting.nested.file", got, expected, fix);
  }
  const name = segments.map(pascalCase).join(":");
  if (key !== segments.join(":")) {
    const expected = "nested settings go by their section's and their own name";
    const got = `stands for ${name}`;
    if (!isCutName(spelling)) return problem("setting.spelling", got, expected, `write "${name}"`);
    // What follows is not shown: it may be a value.
    const parted = `${expected}, from the third part on also by a distinguished name, all of it on one line and without a colon, at which servers part keys in files, too`;
    const example = segments.slice(0, -1).map(pascalCase).join(":");
    const fix = `write the distinguished name in full, as "${example}:CN=admins,OU=x", of a group that has no colon in it`;
    return problem("setting.spelling", got, parted, fix);
  }
  if (context.isToken(value) || typeof value === "boolean") return true;
  if (typeof value === "number" && Number.isFinite(value)) return true;
  if (typeof value === "string") {
    if (secret) warnOfLiteralSecret(path, findings);
    // Whatever way was chosen, the command line carries none of these.
    return checkText(value, path, { ...context, delivery: "environment" }, findings);
  }
  const expected = "must be a string, a finite number, true or false";
  return problem("setting.value", "has a value of another kind", expected, "change the value");
}
