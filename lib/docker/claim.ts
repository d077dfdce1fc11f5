import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { claimName, partOnHost } from "../network/model/names";
import { fixAddress } from "../terraform/address";
import { Container } from "../terraform/bindings";
import { toLabels } from "./labels";

/** Where the claim belongs. */
export interface Claim {
  readonly cluster: string;
  /** The Docker host whose engine it is on. */
  readonly host: string;
  /** The image's id. */
  readonly image: string;
  readonly userLabels: Readonly<Record<string, string>>;
  readonly provider: { readonly provider?: TerraformProvider };
}

/**
 * A container that never runs, for its name: an engine knows each name of a container once, while a volume of a name
 * that is there is silently adopted. What depends on it fails in a second stack with a cluster of the same name, before
 * that has taken the first one's volumes for its own.
 */
export function declareClaim(
  scope: Construct,
  { cluster, host, image, userLabels, provider }: Claim,
): Container {
  const claim = new Container(scope, partOnHost("claim", host), {
    name: claimName(cluster),
    image,
    // Whoever starts all containers by hand must start no server here.
    entrypoint: ["/bin/sh", "-c", "exit 0"],
    start: false,
    mustRun: false,
    restart: "no",
    networkMode: "none",
    labels: toLabels({ cluster }, userLabels),
    logDriver: "json-file",
    logOpts: { "max-file": "1", "max-size": "1m" },
    ...provider,
  });
  return fixAddress(claim, cluster, partOnHost("claim", host));
}
