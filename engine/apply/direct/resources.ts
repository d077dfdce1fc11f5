/** One resource of a synthesized stack. */
export interface Resource {
  /** `docker_container.name`, as other resources name it. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The resources that have to be there before. */
  readonly needs: readonly string[];
  /** The resources whose replacement replaces it. */
  readonly triggers: readonly string[];
}

const REFERENCE = /(?<!\$)\$\{(docker_\w+\.[\w-]+)\.(\w+)\}/g;
/** What the tools on the way to the engine keep for themselves. */
const META = ["//", "depends_on", "lifecycle", "provider", "provisioner"];

/** The resources of a stack's JSON, each with what it needs. */
export function readResources(json: unknown): readonly Resource[] {
  const types =
    (json as { resource?: Record<string, Record<string, Record<string, unknown>>> }).resource ?? {};
  return Object.entries(types).flatMap(([type, resources]) =>
    Object.entries(resources).flatMap(([name, all]) => {
      // By its variable, which nothing sets here, it is not there.
      if ("count" in all) return [];
      const attributes = Object.fromEntries(Object.entries(all).filter(([key]) => !META.includes(key)));
      const named = [...JSON.stringify(attributes).matchAll(REFERENCE)].map(([, address]) => address ?? "");
      const asked = (all.depends_on ?? []) as readonly string[];
      const { replace_triggered_by: triggers = [] } = (all.lifecycle ?? {}) as {
        replace_triggered_by?: readonly string[];
      };
      const needs = [...new Set([...named, ...asked])];
      return { address: `${type}.${name}`, type, attributes, needs, triggers };
    }),
  );
}

/** The values that a stack gives away, unresolved, by name. */
export function readOutputs(json: unknown): Readonly<Record<string, unknown>> {
  const { output = {} } = json as { output?: Record<string, { value: unknown }> };
  return Object.fromEntries(Object.entries(output).map(([name, { value }]) => [name, value]));
}

/** The addresses of `next` that are not as they were, and of what has to be replaced with those. */
export function staleIn(next: readonly Resource[], before: readonly Resource[]): ReadonlySet<string> {
  const known = new Map(before.map(({ address, attributes }) => [address, JSON.stringify(attributes)]));
  const stale = new Set(
    next
      .filter(({ address, attributes }) => known.get(address) !== JSON.stringify(attributes))
      .map(({ address }) => address),
  );
  for (let size = -1; size !== stale.size;) {
    size = stale.size;
    for (const { address, triggers } of next)
      if (triggers.some((other) => stale.has(other))) stale.add(address);
  }
  return stale;
}

/**
 * Attributes with every reference to another resource replaced, and `$${` and `%%{` as what they stand for.
 * @param attributeOf what another resource has become
 */
export function resolved<T>(value: T, attributeOf: (address: string, attribute: string) => string): T {
  const replace = (inner: unknown): unknown => {
    if (typeof inner === "string") return asText(inner, attributeOf);
    if (Array.isArray(inner)) return inner.map(replace);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, replace(one)]));
  };
  return replace(value) as T;
}

function asText(text: string, attributeOf: (address: string, attribute: string) => string): string {
  const plain = text.replace(REFERENCE, (_, address: string, attribute: string) =>
    attributeOf(address, attribute),
  );
  if (/(?<![$])\$\{|(?<!%)%\{/.test(plain)) throw new Error(`cannot resolve ${text}`);
  return plain.replaceAll("$${", "${").replaceAll("%%{", "%{");
}
