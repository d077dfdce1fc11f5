import { Construct } from "constructs";
import type { ClusterNode } from "../network/topology";
import { settingsOf } from "../server/settings/settings-of";
import type { SettingValue } from "../server/user-settings";
import { fixAddress } from "./address";
import { Container, Volume } from "./bindings";
import type { ClusterPlan } from "./cluster-plan";
import { dataVolume, nodeContainer } from "./container-config";
import { literal } from "./literal";
import type { SharedResources } from "./shared-resources";

/** One node of a cluster: its container and, under `RemovalPolicy.DESTROY`, its volume. */
export class EventStoreNode extends Construct {
  /** The node in the cluster's topology. */
  readonly topology: ClusterNode;
  /**
   * The server's settings by their names in its release. Secrets, and values that are known only when
   * Terraform runs, are left out.
   */
  readonly settings: { readonly [option: string]: SettingValue };
  /** The node's container; also `node.defaultChild`. */
  readonly container: Container;

  /** @internal */
  constructor(scope: Construct, plan: ClusterPlan, node: ClusterNode, shared: SharedResources) {
    super(scope, node.key);
    this.topology = node;
    const settings = settingsOf(plan.server, plan.topology, node);
    this.settings = Object.freeze(
      Object.fromEntries(settings.filter((s) => !s.secret).map(({ key, value }) => [key, value])),
    );
    const mount = plan.data.get(node.key);
    const volume =
      mount?.kind === "volume" && mount.owned
        ? fixAddress(
            new Volume(this, "data", { name: literal(mount.name), ...shared.provider }),
            plan.topology.name,
            `${node.key}-data`,
          )
        : undefined;
    const container = new Container(this, "Resource", {
      ...nodeContainer(plan, node, settings),
      ...dataVolume(plan, mount, volume?.name),
      ...shared.provider,
      image: shared.image,
      networksAdvanced: node.attachments.map((attachment) => ({
        name: shared.networks[attachment.interface] ?? literal(attachment.network),
        ipv4Address: attachment.address,
        aliases: [...attachment.aliases],
      })),
    });
    this.container = fixAddress(container, plan.topology.name, node.key);
  }
}
