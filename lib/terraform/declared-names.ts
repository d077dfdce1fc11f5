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
  private names: ReadonlyMap<string, string> | undefined;

  constructor(private readonly root: IConstruct) {}

  /** The Docker name, or where only Terraform knows it one text for all that refer to the same. */
  of(text: string, scope: IConstruct): string {
    const key = keyOfName(text, scope);
    if (key === text) return text;
    // Nothing is gathered before something is referred to.
    const name = (this.names ??= namesIn(this.root)).get(key) ?? this.first.get(key);
    if (name === undefined) this.first.set(key, text);
    return name ?? text;
  }
}

function namesIn(root: IConstruct): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const one of root.node.findAll()) {
    if (!TerraformResource.isTerraformResource(one) || !NAMED.includes(one.terraformResourceType)) continue;
    const text = plainText(attributesOf(one).name);
    const name = unescaped(text);
    if (name !== "" && (name !== text || !isExpression(text))) names.set(keyOfResource(one), name);
  }
  return names;
}
