import { TerraformResource, TerraformStack, type TerraformDataSource } from "cdktf";
import type { IConstruct } from "constructs";
import { referenceKey } from "../guarantees/foreign";
import { isExpression, plainText } from "../guarantees/values";
import { partOnHost } from "../network/model/names";
import { wordOfNetwork, type Network } from "../network/model/topology";
import { bareAddress } from "./address";
import { unescaped } from "./literal";
import { textOf } from "./watched-resource";

const LOCAL = String.raw`(?:\bdata\.)?docker_\w+\.[\w-]+\.\w+`;
const REMOTE = String.raw`data\.terraform_remote_state\.cross-stack-reference-input-(.+?)\.outputs\.cross-stack-output-([\w-]+)`;
const WHOLE_LOCAL = new RegExp(`^${LOCAL}$`);
const WHOLE_REMOTE = new RegExp(`^${REMOTE}$`);
/** What an expression may speak of. */
const PARTS = new RegExp(String.raw`${REMOTE}|${LOCAL}|"(?:[^"\\]|\\.)*"`, "g");

/**
 * What Terraform's text for another resource stands for: the same key in the resource's own stack, and in another
 * that gets at it through the state. A text that is no reference is its own key.
 */
export function keyOf(reference: string, stack: TerraformStack): string {
  const inner = /^\$\{([^{}]+)\}$/.exec(reference)?.[1];
  return inner === undefined ? unescaped(reference) : (keyOfPart(inner, stack) ?? reference);
}

/** Everything that a value may stand for: itself, or what an expression in it speaks of. */
export function keysIn(value: unknown, stack: TerraformStack): readonly string[] {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : plainText(value);
  if (typeof value !== "object") {
    const own = unescaped(text);
    if (own !== text || !isExpression(text)) return own === "" ? [] : [own];
  }
  return [...new Set((text.match(PARTS) ?? []).flatMap((part) => partKeys(part, stack)))];
}

function partKeys(part: string, stack: TerraformStack): readonly string[] {
  if (!part.startsWith('"')) return [keyOfPart(part, stack) ?? []].flat();
  // What is quoted within what is quoted: an expression in a value of JSON.
  const unquoted = part.slice(1, -1).replace(/\\(.)/g, "$1");
  return isExpression(unquoted) ? keysIn(unquoted, stack) : [unquoted];
}

function keyOfPart(part: string, stack: TerraformStack): string | undefined {
  const [, origin, output] = WHOLE_REMOTE.exec(part) ?? [];
  if (origin !== undefined && output !== undefined) return refer(origin, output);
  return WHOLE_LOCAL.test(part) ? refer(stack.node.path, part) : undefined;
}

/** The key of a name that a user gave, which may be a token of another resource. */
export function keyOfName(name: string, scope: IConstruct): string {
  // Most names are none, and Terraform's text of one costs more than all else here.
  return name.includes("${TfToken[") ? keyOf(plainText(textOf(name, scope)), TerraformStack.of(scope)) : name;
}

/** The key of a resource, or of what looks one up, by whichever attribute it is referred to. */
export function keyOfResource(resource: TerraformResource | TerraformDataSource): string {
  return refer(TerraformStack.of(resource).node.path, `${bareAddress(resource)}.id`);
}

/** The id of the construct of a network that the cluster makes. */
export function networkId(network: Pick<Network, "interface" | "key" | "host">): string {
  return partOnHost(`${wordOfNetwork(network)}-network`, network.host);
}

/** The construct's id of what looks at an existing one at plan. */
export function networkCheckId(network: Pick<Network, "interface" | "key" | "host">): string {
  return partOnHost(`${wordOfNetwork(network)}-network-check`, network.host);
}

/** The network that the cluster makes, where it does. */
export function declaredNetwork(
  cluster: IConstruct,
  network: Pick<Network, "interface" | "key" | "host">,
): TerraformResource | undefined {
  const found = cluster.node.tryFindChild(networkId(network));
  return found !== undefined && TerraformResource.isTerraformResource(found) ? found : undefined;
}

/** The keys of one of a cluster's networks: the one that it makes, or the user's. */
export function keysOfNetwork(cluster: IConstruct, network: Network): readonly string[] {
  const declared = declaredNetwork(cluster, network);
  if (declared === undefined) return [keyOfName(network.name, cluster)];
  return [network.name, keyOfResource(declared)];
}

/** The same for a resource's id and its name. */
function refer(stack: string, reference: string): string {
  // A reference across stacks has lost every other character.
  const bare = (part: string) => part.replace(/[^A-Za-z0-9]/g, "");
  return referenceKey(`${bare(stack)}/${bare(reference).replace(/(?:id|name)$/, "")}`);
}
