import type { TerraformResource } from "cdktf";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { NodeState } from "../cluster/cluster-attributes";
import { storeOf } from "../cluster/data-mount";
import type { NodePlan } from "../cluster/node-plan";
import type { Attributes } from "../guarantees/attributes";
import { blocksOf, plainText, textsOf } from "../guarantees/values";
import { MEMBERSHIP } from "../server/founding/membership";
import { CONF, ENVIRONMENT, IMAGE_FILES, PUBLIC_KEY } from "../server/generation/layout";
import { STAGING } from "../server/generation/staging";
import { addressOf } from "../terraform/address";
import { attributesOf } from "../terraform/watched-resource";
import { renderedFor } from "./container-config";
import type { EventStoreNode } from "./event-store-node";
import { fingerprint } from "./labels";

/** What the provider changes on a container that runs. */
const IN_PLACE = ["memory", "memory_swap", "memory_reservation"];
/** What is Terraform's own, and no part of the container. */
const META = ["depends_on", "lifecycle", "provider", "count", "for_each", "//"];

/** What a container of a node is, beside its own attributes. */
interface Around {
  /** What all nodes of its engine have: image and networks. */
  readonly engine: readonly TerraformResource[];
  /** What makes its certificate, where one is generated. */
  readonly certificate: readonly TerraformResource[];
}

/** What tells a change of the node apart, as it is declared now, overrides included. */
export function nodeStateOf(plan: ClusterPlan, node: EventStoreNode, around: Around): NodeState {
  const own = node.plan;
  const container = attributesOf(node.container);
  const { installer } = node;
  const uploads = installer === undefined ? [] : (blocksOf(attributesOf(installer), "upload") ?? []);
  const shown = uploads.filter(isShown);
  const isSetting = (upload: Attributes) =>
    [CONF, MEMBERSHIP, `${ENVIRONMENT}/`, `${IMAGE_FILES}/`].some((place) =>
      plainText(upload.file).startsWith(`${STAGING}/${place}`),
    );
  const certificate = [...shown.filter((upload) => !isSetting(upload)), ...around.certificate.map(shapeOf)];
  const anew = uploads.some((upload) => plainText(upload.file) === `${STAGING}/${PUBLIC_KEY}`);
  const { data } = own;
  return {
    ...(data === undefined ? {} : { data: storeOf(data) }),
    deletesData: data === undefined || (data.kind === "volume" && data.owned),
    container: fingerprint([
      byVolume(plan, withoutSecrets(plan, own, without(container, [...META, ...IN_PLACE]))),
      ...around.engine.map((resource) => without(attributesOf(resource), META)),
    ]),
    limits: fingerprint(IN_PLACE.map((name) => container[name] ?? null)),
    settings: fingerprint([...shown.filter(isSetting), ...(anew ? [] : certificate)]),
    certificate: fingerprint(anew ? certificate : []),
  };
}

/** What tells apart what makes certificates. */
export function tlsFingerprint(resources: readonly TerraformResource[]): string {
  return fingerprint(resources.map(shapeOf));
}

/** When a certificate is made anew, and not what it then is, changes in place. */
function shapeOf(resource: TerraformResource): Attributes {
  return without(attributesOf(resource), [...META, "early_renewal_hours"]);
}

/** Whether everybody may read a file that is uploaded: secrets have a mode of their own. */
function isShown(upload: Attributes): boolean {
  return plainText(upload.permissions) !== "0400";
}

function without(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}

/** The attributes without the variables, and the files, that hold secrets. */
function withoutSecrets(plan: ClusterPlan, own: NodePlan, attributes: Attributes): Attributes {
  const { secretVariables } = renderedFor(plan, own);
  const env = textsOf(attributes, "env")?.filter(
    (line) => !secretVariables.some((name) => line.startsWith(`${name}=`)),
  );
  const upload = blocksOf(attributes, "upload")?.filter(isShown);
  return {
    ...attributes,
    ...(env === undefined ? {} : { env }),
    ...(upload === undefined ? {} : { upload }),
  };
}

/** A volume has its name whoever owns it. */
function byVolume({ topology: { name } }: ClusterPlan, attributes: Attributes): string {
  const reference = new RegExp(
    String.raw`\$\{docker_volume\.${addressOf(name, String.raw`([\w-]+)`)}\.name\}`,
    "g",
  );
  return JSON.stringify(attributes).replace(reference, `${name}-$1`);
}
