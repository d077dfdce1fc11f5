import { readFileSync } from "node:fs";
import { resourcesOf, type Configuration } from "./references";

/** What a provider takes, as `terraform providers schema -json` tells it. */
export interface ProviderSchemas {
  readonly provider_schemas: Readonly<
    Record<string, { readonly resource_schemas: Readonly<Record<string, { readonly block: Block }>> }>
  >;
}

interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, NestedBlock>>;
}

interface Attribute {
  readonly type: Type;
  readonly required?: boolean;
  readonly optional?: boolean;
}

type Type = string | readonly [string, Type | Readonly<Record<string, Type>>];

interface NestedBlock {
  readonly nesting_mode: string;
  readonly block: Block;
  readonly min_items?: number;
  readonly max_items?: number;
}

/** What every resource may have beside its provider's attributes. */
const META = new Set([
  "//",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
  "connection",
]);

/** The schemas of a file; none where there is none. */
export function readSchemas(path: string | undefined): ProviderSchemas | undefined {
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, "utf8")) as ProviderSchemas);
}

/** What of a stack its providers would refuse for its form, in the resources that are `judged`. */
export function refusedBySchemas(
  stack: Configuration,
  { provider_schemas: providers }: ProviderSchemas,
  isJudged: (address: string) => boolean = () => true,
): readonly string[] {
  const types = Object.assign({}, ...Object.values(providers).map((one) => one.resource_schemas)) as Readonly<
    Record<string, { readonly block: Block }>
  >;
  return resourcesOf(stack).flatMap(([type, name, attributes]) => {
    const address = `${type}.${name}`;
    if (!isJudged(address) || /^terraform_/.test(type)) return [];
    const schema = types[type];
    if (schema === undefined) return [`${address} is of no type that is known`];
    return wrongInBlock(attributes, schema.block, address, META);
  });
}

const NONE: ReadonlySet<string> = new Set();

function wrongInBlock(value: unknown, schema: Block, at: string, meta = NONE): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no block`];
  const { attributes = {}, block_types: blocks = {} } = schema;
  const given = value as Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  for (const [name, item] of Object.entries(given)) {
    const place = `${at}.${name}`;
    const attribute = attributes[name];
    const block = blocks[name];
    if (meta.has(name) || (name === "dynamic" && meta !== NONE)) continue;
    if (attribute !== undefined) {
      if (attribute.required !== true && attribute.optional !== true && item !== null)
        faults.push(`${place} is the provider's to say`);
      else if (item !== null && !isOf(item, attribute.type))
        faults.push(`${place} is ${JSON.stringify(item)}, and no ${JSON.stringify(attribute.type)}`);
    } else if (block !== undefined) faults.push(...wrongInBlocks(item, block, place));
    else faults.push(`${place} is unknown`);
  }
  for (const [name, { required }] of Object.entries(attributes))
    if (required === true && (given[name] === undefined || given[name] === null))
      faults.push(`${at}.${name} is missing`);
  return faults;
}

function wrongInBlocks(value: unknown, schema: NestedBlock, at: string): readonly string[] {
  const all = Array.isArray(value) ? (value as unknown[]) : [value];
  const { min_items: least = 0, max_items: most } = schema;
  return [
    ...(all.length < least || (most !== undefined && most > 0 && all.length > most)
      ? [`${at} stands there ${all.length} times`]
      : []),
    ...all.flatMap((one, i) => wrongInBlock(one, schema.block, `${at}[${i}]`)),
  ];
}

/** Whether Terraform takes a value for one of that type; an expression may be of any. */
function isOf(value: unknown, type: Type): boolean {
  if (typeof value === "string" && /\$\{|%\{/.test(value)) return true;
  if (typeof type !== "string") {
    const [kind, of] = type;
    if (kind === "list" || kind === "set")
      return Array.isArray(value) && (value as unknown[]).every((item) => isOf(item, of as Type));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }
  if (type === "number") return typeof value === "number" && Number.isFinite(value);
  if (type === "bool") return typeof value === "boolean";
  return type === "string" ? typeof value === "string" : true;
}
