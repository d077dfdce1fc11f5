/** What is written where something was taken for a value that is none. */
const NO_VALUE = /\[object |undefined|NaN/;

/**
 * Whether an output holds something that is no value. What its user wrote may read the same: such texts count only
 * where nobody gave them.
 */
export function holdsNoValue(output: unknown, given: unknown): boolean {
  const odd = textsIn(output).filter((text) => NO_VALUE.test(text));
  if (odd.length === 0) return false;
  const own = textsIn(given).filter((text) => NO_VALUE.test(text));
  return odd.some((text) => !own.some((mine) => text.includes(mine) || text.includes(JSON.stringify(mine))));
}

/** All texts of a value, its keys among them. */
function textsIn(value: unknown, seen = new Set<unknown>()): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  return Reflect.ownKeys(value).flatMap((key) => [String(key), ...textsIn(read(value, key), seen)]);
}

/** What a getter throws is no text. */
function read(value: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(value, key) as unknown;
  } catch {
    return undefined;
  }
}
