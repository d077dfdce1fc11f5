import { createHash } from "node:crypto";
import { LABEL_PREFIX } from "../cluster/labels";
import { literal } from "../terraform/literal";

/** Labels in the provider's form, sorted by name. */
export function toLabels(
  own: Readonly<Record<string, string>>,
  users: Readonly<Record<string, string>>,
): { label: string; value: string }[] {
  const all = new Map<string, string>(Object.entries(users));
  for (const [name, value] of Object.entries(own)) all.set(`${LABEL_PREFIX}.${name}`, value);
  return [...all]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([label, value]) => ({ label: literal(label), value: literal(value) }));
}

/**
 * A short hash of what the provider would silently not apply to a running container (health check, init,
 * CPU quota). As a label it replaces the container instead. Give it literals only: never a secret or a token.
 */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
