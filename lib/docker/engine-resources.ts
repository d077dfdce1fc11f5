import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { Interface } from "../network/model/endpoint";
import { fixAddress } from "../terraform/address";
import { Image, Network, type Container } from "../terraform/bindings";
import type { DeliveredFile } from "../cluster/certificates/delivered-file";
import { GeneratedAuthority } from "./certificates/generated-certificates";
import { declareClaim } from "./claim";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { toLabels } from "./labels";
import { literal } from "../terraform/literal";

/** What all nodes of a cluster share, as the nodes' containers refer to it. */
export interface SharedResources {
  /** The image's id. */
  readonly image: string;
  /** What every volume that Terraform owns depends on. */
  readonly claim: Container;
  /** The network of each side, by id, or by the name of an existing one. */
  readonly networks: Readonly<Partial<Record<Interface, string>>>;
  /** Where certificates are generated. */
  readonly authority?: GeneratedAuthority;
  /** The roots that nodes and clients of a secure cluster trust. */
  readonly roots: readonly DeliveredFile[];
  /** The provider to pass on, where one was given. */
  readonly provider: { readonly provider?: TerraformProvider };
}

/** Declares the image and the networks that the cluster creates. */
export function declareShared(
  scope: Construct,
  plan: ClusterPlan,
  given: TerraformProvider | undefined,
): SharedResources {
  const provider = given === undefined ? {} : { provider: given };
  const cluster = plan.topology.name;
  const image = new Image(scope, "image", { name: literal(plan.image), keepLocally: true, ...provider });
  fixAddress(image, cluster, "image");
  const claim = declareClaim(scope, { cluster, image: image.imageId, userLabels: plan.labels, provider });
  const networks: Partial<Record<Interface, string>> = {};
  for (const network of plan.topology.networks) {
    if (network.existing) {
      networks[network.interface] = literal(network.name);
      continue;
    }
    const declared = new Network(scope, `${network.interface}-network`, {
      name: network.name,
      driver: "bridge",
      internal: network.isolated,
      ipamConfig: [
        {
          subnet: network.cidr,
          ...(network.gateway === undefined ? {} : { gateway: network.gateway }),
          ...(network.dynamicRange === undefined ? {} : { ipRange: network.dynamicRange }),
        },
      ],
      labels: toLabels({ cluster, interface: network.interface }, {}),
      ...provider,
    });
    networks[network.interface] = fixAddress(declared, cluster, `${network.interface}-network`).id;
  }
  const generated = plan.certificates?.generated;
  const roots = plan.certificates?.roots ?? [];
  if (generated === undefined) return { image: image.imageId, claim, networks, roots, provider };
  const authority = new GeneratedAuthority(scope, cluster, generated);
  const root: DeliveredFile = { kind: "text", text: authority.certificate };
  return { image: image.imageId, claim, networks, roots: [root], provider, authority };
}
