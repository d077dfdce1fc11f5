import { isKeyed, objectFor } from "../problem/checked";
import type { PropFindings } from "../problem/findings";
import { isNumberToken } from "../problem/framework-tokens";
import { quote } from "../problem/quote";

/** What the names of the library's own labels begin with, before a dot. */
export const LABEL_PREFIX = "cdktf-eventstoredb";

/** The user's labels, checked. */
export function readLabels(asked: unknown, findings: PropFindings): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  if (asked === undefined) return {};
  if (typeof asked !== "object" || asked === null || !isKeyed(asked)) {
    findings.problem({
      got: `is ${quote(asked)}`,
      expected: `must be ${objectFor(asked)} of texts`,
      fix: 'use labels: { team: "orders" }',
    });
    return {};
  }
  for (const [label, value] of Object.entries(asked as Record<string, unknown>)) {
    if (label === "" || /[\0\r\n\s=]/.test(label) || label.startsWith(`${LABEL_PREFIX}.`)) {
      const expected = `a label's name has no white space or "=", and "${LABEL_PREFIX}." is the library's own`;
      findings.ofKey(label).problem({
        code: "labels.name",
        got: "is no name for a label",
        expected,
        fix: "use a name of your own",
      });
    } else if (typeof value !== "string" || /[\0\r\n]/.test(value)) {
      findings.ofKey(label).problem({
        code: "labels.value",
        got: `is ${quote(value)}`,
        expected: "must be a text on one line",
        fix: typeof value === "string" ? `use ${quote(onOneLine(value))}` : asText(value),
      });
    } else {
      labels.set(label, value);
    }
  }
  // Not by assignment, which would take a label "__proto__" for the object's own.
  return Object.fromEntries(labels);
}

function onOneLine(text: string): string {
  return text.replace(/[\0\r\n]+/g, " ").trim();
}

function asText(value: unknown): string {
  if (isNumberToken(value)) return "pass it through Token.asString";
  return Number.isFinite(value) || typeof value === "boolean"
    ? `write it as a text: ${quote(String(value))}`
    : "write a text";
}
