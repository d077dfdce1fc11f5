import { TerraformResource } from "cdktf";
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
  readonly resource: TerraformResource;
  /** Its Docker name; absent where only Terraform knows it. */
  readonly name?: string;
  /** Of a volume the folder or the share that its driver mounts. */
  readonly mounted: readonly string[];
}

function declaredIn(root: IConstruct): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const resource of root.node.findAll()) {
    if (!TerraformResource.isTerraformResource(resource)) continue;
    if (!NAMED.includes(resource.terraformResourceType)) continue;
    const attributes = attributesOf(resource);
    const text = plainText(attributes.name);
    const name = unescaped(text);
    const isKnown = name !== "" && (name !== text || !isExpression(text));
    declared.set(keyOfResource(resource), {
      resource,
      ...(isKnown ? { name } : {}),
      mounted: mountedBy(attributes),
    });
  }
  return declared;
}

/** Volumes of the local driver may stand for one folder of the host, or one share, under several names. */
export function mountedBy({ driver, driver_opts: options }: Attributes): readonly string[] {
  if (typeof options !== "object" || options === null || !["", "local"].includes(plainText(driver)))
    return [];
  const { type, o, device } = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, plainText(value)]),
  );
  if (!device || isExpression(device)) return [];
  const words = (o ?? "").split(",");
  if (words.includes("bind") || words.includes("rbind")) return [plainPath(device)];
  return [[type, words.find((word) => word.startsWith("addr=")), device].filter(Boolean).join(" ")];
}
