/** A stack as Terraform reads it. */
export interface Configuration {
  readonly [section: string]: unknown;
}

/** Names that an expression refers to: a resource's or a data source's of a provider that is looked at. */
const REFERENCE = /(?<![\w.])(data\.)?((?:docker|tls)_\w+|terraform_remote_state)\.([A-Za-z_][\w-]*)/g;

/**
 * What a stack refers to and has not. Apart from the library's own way of reading references: here every expression of the
 * file is read, wherever it stands.
 */
export function brokenReferences(stack: Configuration): readonly string[] {
  const faults = new Set<string>();
  for (const { text, at } of expressionsIn(stack)) {
    for (const [reference, data, type = "", name = ""] of text.matchAll(REFERENCE)) {
      const section = data === undefined ? stack.resource : stack.data;
      if (!has(has(section, type), name)) faults.add(`${at} refers to ${reference}, which is not there`);
    }
  }
  for (const [type, name, resource] of resourcesOf(stack)) {
    const at = `${type}.${name}`;
    const { depends_on: awaited, provider } = resource;
    for (const one of Array.isArray(awaited) ? (awaited as unknown[]) : []) {
      const [, of = "", named = ""] = /^(\w+)\.([\w-]+)$/.exec(String(one)) ?? [];
      if (!has(has(stack.resource, of), named))
        faults.add(`${at} depends on ${String(one)}, which is no resource`);
    }
    if (typeof provider === "string" && !providersOf(stack).includes(provider))
      faults.add(`${at} has the provider ${provider}, which is not there`);
  }
  return [...faults];
}

/** The resources of a stack, with their types and names. */
export function resourcesOf(
  stack: Configuration,
): readonly (readonly [type: string, name: string, attributes: Readonly<Record<string, unknown>>])[] {
  return entriesOf(stack.resource).flatMap(([type, all]) =>
    entriesOf(all).map(([name, one]) => [type, name, one as Readonly<Record<string, unknown>>] as const),
  );
}

function providersOf(stack: Configuration): readonly string[] {
  return entriesOf(stack.provider).flatMap(([type, all]) =>
    (Array.isArray(all) ? (all as { alias?: string }[]) : []).map(({ alias }) =>
      alias === undefined ? type : `${type}.${alias}`,
    ),
  );
}

/** Every expression of a value, and where it stands. */
function expressionsIn(value: unknown, at = ""): readonly { readonly text: string; readonly at: string }[] {
  // `$${` is no expression, and `//` is what the framework notes for itself.
  if (typeof value === "string")
    return [...value.matchAll(/(?<!\$)(?:\$\$)*\$\{((?:[^{}"]|"(?:[^"\\]|\\.)*"|\{[^{}]*\})*)\}/g)].map(
      ([, text = ""]) => ({ text: text.replace(/"(?:[^"\\]|\\.)*"/g, '""'), at }),
    );
  return entriesOf(value).flatMap(([key, part]) =>
    key === "//" ? [] : expressionsIn(part, at === "" ? key : `${at}.${key}`),
  );
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function has(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
