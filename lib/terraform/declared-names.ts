import { TerraformDataSource, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { Attributes } from "../guarantees/attributes";
import { isExpression, plainText } from "../guarantees/values";
import { plainPath } from "../server/folder-path";
import { unescaped } from "./literal";
import { keyOfName, keyOfResource } from "./references";
import { attributesOf } from "./watched-resource";

const NAMED = ["docker_network", "docker_volume"];

/** The Docker names behind texts that refer to what a program declares, each read of which gives another text. */
export class DeclaredNames {
  private readonly first = new Map<string, string>();
  private declared: ReadonlyMap<string, Declared> | undefined;

  constructor(private readonly root: IConstruct) {}

  /** The Docker name, or where only Terraform knows it one text for all that refer to the same. */
  of(text: string, scope: IConstruct): string {
    const key = keyOfName(text, scope);
    if (key === text) return text;
    const name = this.find(key)?.name ?? this.first.get(key);
    if (name === undefined) this.first.set(key, text);
    return name ?? text;
  }

  /** The folder or the share that the driver of a volume mounts. */
  mountedBy(text: string, scope: IConstruct): readonly string[] {
    return this.find(keyOfName(text, scope))?.mounted ?? [];
  }

  /** The resource that a text refers to. */
  resourceOf(text: string, scope: IConstruct): TerraformResource | undefined {
    const key = keyOfName(text, scope);
    return key === text ? undefined : this.find(key)?.resource;
  }

  /** Nothing is gathered before something is referred to. */
  private find(key: string): Declared | undefined {
    return (this.declared ??= declaredIn(this.root)).get(key);
  }
}

interface Declared {
  /** Absent of what only looks one up. */
  readonly resource?: TerraformResource;
  /** Its Docker name; absent where only Terraform knows it. */
  readonly name?: string;
  /** Of a volume the folder or the share that its driver mounts. */
  readonly mounted: readonly string[];
}

function declaredIn(root: IConstruct): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const one of root.node.findAll()) {
    const isResource = TerraformResource.isTerraformResource(one);
    if (!isResource && !TerraformDataSource.isTerraformDataSource(one)) continue;
    if (!NAMED.includes(one.terraformResourceType)) continue;
    const attributes = attributesOf(one);
    const name = literalName(attributes);
    declared.set(keyOfResource(one), {
      ...(isResource ? { resource: one } : {}),
      ...(name === undefined ? {} : { name }),
      mounted: mountedBy(attributes),
    });
  }
  return declared;
}

/** The Docker name, where it is more than an expression. */
export function literalName({ name }: Attributes): string | undefined {
  const text = plainText(name);
  const literal = unescaped(text);
  return literal !== "" && (literal !== text || !isExpression(text)) ? literal : undefined;
}

/**
 * Volumes of the local driver may stand for one folder of the host, or one share of NFS, under several names. Of other kinds what they
 * mount is not told by the device alone: memory is each one's own, and options choose a part.
 */
export function mountedBy({ driver, driver_opts: options }: Attributes): readonly string[] {
  if (typeof options !== "object" || options === null || !["", "local"].includes(plainText(driver)))
    return [];
  const { type, o, device } = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, plainText(value)]),
  );
  if (!device || isExpression(device)) return [];
  const words = (o ?? "").split(",");
  if (words.includes("bind") || words.includes("rbind")) return [plainPath(device)];
  if (!/^nfs4?$/.test(type ?? "")) return [];
  return [["nfs", words.find((word) => word.startsWith("addr=")), device].filter(Boolean).join(" ")];
}
