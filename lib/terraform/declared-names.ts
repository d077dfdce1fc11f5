import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { isExpression, plainText } from "../guarantees/values";
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
}

function declaredIn(root: IConstruct): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const resource of root.node.findAll()) {
    if (!TerraformResource.isTerraformResource(resource)) continue;
    if (!NAMED.includes(resource.terraformResourceType)) continue;
    const text = plainText(attributesOf(resource).name);
    const name = unescaped(text);
    const isKnown = name !== "" && (name !== text || !isExpression(text));
    declared.set(keyOfResource(resource), { resource, ...(isKnown ? { name } : {}) });
  }
  return declared;
}
