import { isIpv4 } from "../../network/model/ipv4";
import { hasNul } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import { isEnum, valuesOf, type ServerOption } from "../catalogue";
import { isAtLeast } from "../release";
import { defaultInImage } from "../rendering/image-defaults";
import type { SettingsContext } from "./context";

const INT32_MAX = 2147483647;

/** Whether a value fits an option, or is a token. A secret never comes into the message. */
export function checkValue(
  value: unknown,
  option: ServerOption,
  path: string,
  context: SettingsContext,
  findings: Findings,
): boolean {
  if (context.isToken(value)) return true;
  const expected = expectationOf(value, option, context);
  if (expected !== undefined) {
    const got = option.sensitive ? "has a value that does not fit" : `is ${quote(value)}`;
    findings.problem({
      code: "setting.value",
      path,
      got,
      expected: `must be ${expected}`,
      fix: fixOf(value, option, context.release.version),
    });
    return false;
  }
  const texts = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
  // These travel by the environment, whatever way was chosen for the others.
  const way = option.sensitive || option.environmentOnly ? "environment" : context.delivery;
  return texts.every((text) => checkText(text, path, { ...context, delivery: way }, findings));
}

/** Whether a text can travel in the way that was chosen. Used for values that nothing else is known of, too. */
export function checkText(text: string, path: string, context: SettingsContext, findings: Findings): boolean {
  const problem = (got: string, expected: string, fix: string): false => {
    findings.problem({ code: "setting.text", path, got, expected, fix });
    return false;
  };
  if (text === "") return problem("is empty", "must not be empty", "leave it out for the server's default");
  if (hasNul(text)) return problem("holds a NUL character", "must not hold one", "remove it");
  if (context.delivery !== "commandLine" || context.isToken(text)) return true;
  if (/[\r\n]/.test(text)) {
    return problem(
      "holds a line break",
      "a command-line value must not hold one",
      "remove it, or use another delivery",
    );
  }
  if (/[+-]$/.test(text) && isAtLeast(context.release.version, "21.6.0")) {
    const expected = "the server spoils a command-line value that ends so";
    return problem('ends in "+" or "-"', expected, "use another delivery");
  }
  return true;
}

/** What an option takes, in words, or `undefined` where the value is just that. */
function expectationOf(value: unknown, option: ServerOption, context: SettingsContext): string | undefined {
  const { type } = option;
  if (isEnum(type)) {
    const values = valuesOf(type, context.release.version);
    const fits = typeof value === "string" && values.includes(value);
    return fits ? undefined : `one of ${values.map(quote).join(", ")}`;
  }
  switch (type) {
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "integer":
      return isWhole(value, -INT32_MAX - 1, INT32_MAX)
        ? undefined
        : `a whole number${unitOf(option)}, ${-INT32_MAX - 1} to ${INT32_MAX}`;
    case "long":
      return isWhole(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
        ? undefined
        : `a whole number${unitOf(option)}`;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? undefined : `a number${unitOf(option)}`;
    case "string":
      return typeof value === "string" ? undefined : "a string";
    case "address":
      return typeof value === "string" && isIpv4(value) ? undefined : "an IPv4 address";
    case "endpoints":
    case "strings": {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      const fits = items.length > 0 && items.every((item) => typeof item === "string");
      return fits ? undefined : "a string or a list of strings";
    }
  }
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}

function unitOf(option: ServerOption): string {
  return option.unit === undefined ? "" : ` (${option.unit})`;
}

function fixOf(value: unknown, option: ServerOption, version: string): string {
  if (typeof value === "string" && /^(true|false|-?\d{1,15})$/i.test(value) && !option.sensitive) {
    return option.type === "boolean" || option.type === "integer" || option.type === "long"
      ? `write ${value.toLowerCase()} without quotes`
      : "change the value";
  }
  const otherwise = defaultInImage(version, option);
  if (otherwise === null || otherwise === "" || Array.isArray(otherwise) || option.sensitive)
    return "change the value";
  const leave = `leave it out for ${quote(otherwise)}`;
  const meant = isEnum(option.type) ? sameInOtherCase(value, valuesOf(option.type, version)) : undefined;
  return meant === undefined || meant === otherwise ? leave : `write ${quote(meant)}, or ${leave}`;
}

/** The name that was written with other letters' case. */
function sameInOtherCase(value: unknown, names: readonly string[]): string | undefined {
  if (typeof value !== "string") return undefined;
  return names.find((name) => name.toLowerCase() === value.toLowerCase());
}
