/*
 * Whether two synthesized stacks declare the same. Logical ids differ, so a resource is known by its Docker
 * name, in references too; what cdktf writes for itself ("//") is left out.
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Attributes = { readonly [key: string]: Json };
type Resources = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

/** The differences, at most ten, each with the place; none where the stacks declare the same. */
export function differences(library: unknown, byHand: unknown): readonly string[] {
  const found: string[] = [];
  compare("", normalized(library as Attributes), normalized(byHand as Attributes), found);
  return found;
}

/** How many resources a synthesized stack has. */
export function countResources(stack: unknown): number {
  const resources = ((stack as Attributes).resource ?? {}) as Resources;
  return Object.values(resources).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
}

function normalized(stack: Attributes): Json {
  const resources = (stack.resource ?? {}) as Resources;
  const names = new Map<string, string>();
  for (const [type, ofType] of Object.entries(resources)) {
    for (const [id, attributes] of Object.entries(ofType)) {
      names.set(`${type}.${id}`, `${type}.<${JSON.stringify(attributes.name)}>`);
    }
  }
  // Images of one name are declared once per cluster, so there is a list for each name.
  const byName: Record<string, Json[]> = {};
  for (const [type, ofType] of Object.entries(resources)) {
    for (const [id, attributes] of Object.entries(ofType)) {
      (byName[names.get(`${type}.${id}`) ?? id] ??= []).push(named(attributes, names));
    }
  }
  const { resource: _, "//": __, ...others } = stack;
  return { ...others, resource: byName };
}

function named(value: Json, names: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") {
    return value.replace(/\bdocker_[a-z]+\.[A-Za-z0-9_-]+/g, (address) => names.get(address) ?? address);
  }
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map((one) => named(one, names));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, one]) => [key, named(one, names)]),
  );
}

function compare(path: string, library: Json | undefined, byHand: Json | undefined, found: string[]): void {
  if (found.length >= 10 || library === byHand) return;
  if (isTree(library) && isTree(byHand) && isList(library) === isList(byHand)) {
    const [one, other] = [Object.entries(library), Object.entries(byHand)].map((e) => new Map(e));
    for (const key of new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])) {
      compare(`${path}/${key}`, one?.get(key), other?.get(key), found);
    }
    return;
  }
  found.push(`${path}: library ${brief(library)}, by hand ${brief(byHand)}`);
}

function isTree(value: Json | undefined): value is readonly Json[] | Attributes {
  return typeof value === "object" && value !== null;
}

function isList(value: readonly Json[] | Attributes): value is readonly Json[] {
  return Array.isArray(value);
}

function brief(value: Json | undefined): string {
  const text = value === undefined ? "has nothing" : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
