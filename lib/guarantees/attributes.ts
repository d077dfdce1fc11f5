/** What Terraform reads of a resource, by Terraform's names. */
export type Attributes = Readonly<Record<string, unknown>>;

/** What the library set, and what the resource has come to. */
export interface Change {
  readonly set: Attributes;
  readonly now: Attributes;
  readonly hasSameProvider: boolean;
}

/** Whether two values are the same plain data. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    for (let i = 0; i < one.length; i++) if (!same(one[i], other[i])) return false;
    return true;
  }
  if (!isPlain(one) || !isPlain(other)) return false;
  for (const key in one) if (!same(one[key], other[key])) return false;
  for (const key in other) if (other[key] !== undefined && !(key in one)) return false;
  return true;
}

/** Whether a value is an object of plain data. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
