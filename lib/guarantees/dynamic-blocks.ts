import { isPlain, type Attributes } from "./attributes";

/*
 * `dynamic "ports" { … }` adds to `ports`. Where its list is known, its blocks are put there, so that no rule has to
 * know of it; where only Terraform knows the list, it stays, and counts as an attribute that only Terraform knows.
 */

/** Attributes with every dynamic block in its place, as far as that can be told. */
export function withDynamicBlocks(attributes: Attributes): Attributes {
  const { dynamic, ...others } = attributes;
  if (dynamic === undefined || dynamic === null) return others;
  const result: Record<string, unknown> = others;
  const unknown = new Map<string, unknown[]>();
  for (const [name, block] of itemsOf(dynamic).flatMap((labelled) => Object.entries(labelled))) {
    for (const one of itemsOf(block)) {
      const blocks = expand(name, one);
      if (blocks === undefined) unknown.set(name, [...(unknown.get(name) ?? []), one]);
      else result[name] = [...listOf(result[name]), ...blocks];
    }
  }
  if (unknown.size === 0) return result;
  const left = [...unknown].map(([name, all]) => [name, all.length === 1 ? all[0] : all] as const);
  return { ...result, dynamic: Object.fromEntries(left) };
}

/** A block as a dynamic one may make it, over a list that only Terraform knows. */
export interface PossibleBlock {
  /** What the iterator stands for in it stays an expression. */
  readonly block: Attributes;
  readonly over?: unknown;
}

/** All blocks of a name: those that are there, and as far as it is told what dynamic ones may add to them. */
export function possibleBlocks(attributes: Attributes, name: string): readonly PossibleBlock[] {
  const dynamic = isPlain(attributes.dynamic) ? attributes.dynamic[name] : undefined;
  return [
    ...itemsOf(attributes[name]).map((block) => ({ block })),
    ...itemsOf(dynamic).flatMap(({ for_each: over, content }) =>
      itemsOf(content).map((block) => ({ block, over })),
    ),
  ];
}

/** The names of the blocks that only Terraform knows. */
export function unknownBlocks({ dynamic }: Attributes): readonly string[] {
  return isPlain(dynamic) ? Object.keys(dynamic) : [];
}

function itemsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return listOf(value).filter(isPlain);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** One element of what a dynamic block goes over. */
interface Element {
  readonly key: unknown;
  readonly value: unknown;
}

function expand(name: string, block: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  const elements = elementsOf(block.for_each);
  const [content] = listOf(block.content);
  if (elements === undefined || !isPlain(content)) return undefined;
  const iterator = typeof block.iterator === "string" ? block.iterator : name;
  return elements.map((element) => filled(content, iterator, element));
}

function elementsOf(each: unknown): readonly Element[] | undefined {
  if (Array.isArray(each)) return (each as unknown[]).map((value, key) => ({ key, value }));
  if (isPlain(each)) return Object.entries(each).map(([key, value]) => ({ key, value }));
  // Of a set key and value are the same.
  return typeof each === "string" ? literalsOf(each)?.map((value) => ({ key: value, value })) : undefined;
}

const ITEM = /\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|[A-Za-z_][\w.-]*)\s*(?:,|$)/y;

/** The elements of a list that stands as such in an expression, the framework's `toset([…])` too. */
function literalsOf(expression: string): readonly unknown[] | undefined {
  const [, set, list] = /^\$\{(?:toset\(\[(.*)\]\)|\[(.*)\])\}$/s.exec(expression) ?? [];
  const text = set ?? list;
  if (text === undefined) return undefined;
  const found: unknown[] = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < text.length) {
    const item = ITEM.exec(text)?.[1];
    if (item === undefined) return undefined;
    found.push(valueOf(item));
  }
  return found;
}

function valueOf(item: string): unknown {
  if (!/^["\dtf-]/.test(item)) return `\${${item}}`;
  try {
    return JSON.parse(item) as unknown;
  } catch {
    // A name that begins like a literal, or an escape that is Terraform's alone.
    return `\${${item}}`;
  }
}

/** The content with what its iterator stands for; what is more than its name stays an expression. */
function filled(content: unknown, iterator: string, element: Element): unknown {
  if (Array.isArray(content)) return (content as unknown[]).map((item) => filled(item, iterator, element));
  if (isPlain(content)) {
    return Object.fromEntries(
      Object.entries(content).map(([name, value]) => [name, filled(value, iterator, element)]),
    );
  }
  if (typeof content !== "string") return content;
  const whole = /^\$\{([^{}]+)\}$/.exec(content)?.[1];
  const found = whole === undefined ? undefined : lookUp(whole, iterator, element);
  if (found !== undefined) return found;
  return content.replace(/\$\{([^{}]+)\}/g, (template, inner: string) => {
    const part = lookUp(inner, iterator, element);
    return typeof part === "string" || typeof part === "number" || typeof part === "boolean"
      ? String(part)
      : template;
  });
}

/** What `each.key`, `each.value`, `each.value.name` or `each.value["name"]` stands for. */
function lookUp(inner: string, iterator: string, { key, value }: Element): unknown {
  // Whoever reads it takes a number in either form.
  const text = inner.trim().replace(/^to(?:number|string)\((.+)\)$/, "$1");
  if (!text.startsWith(`${iterator}.`)) return undefined;
  const path = text.slice(iterator.length + 1);
  if (path === "key") return key;
  if (path === "value") return value;
  const [, dotted, quoted] = /^value(?:\.([\w-]+)|\["([^"\\]+)"\])$/.exec(path) ?? [];
  const name = dotted ?? quoted;
  return name !== undefined && isPlain(value) ? value[name] : undefined;
}
