import { LABEL_PREFIX } from "../cluster/labels";
import { literal } from "../terraform/literal";

/** Labels in the provider's form, sorted by name. */
export function toLabels(
  own: Readonly<Record<string, string>>,
  users: Readonly<Record<string, string>>,
): { label: string; value: string }[] {
  const all = new Map<string, string>(Object.entries(users));
  for (const [name, value] of Object.entries(own)) all.set(`${LABEL_PREFIX}.${name}`, value);
  return [...all.keys()]
    .sort()
    .map((label) => ({ label: literal(label), value: literal(all.get(label) ?? "") }));
}
