import { Construct } from "constructs";
import { partOnHost } from "../network/model/names";
import type { ClusterNode } from "../network/model/topology";
import type { CertificateName } from "../tls/certificate-names";
import type { SettingValue } from "../server/user-settings";
import { fixAddress } from "../terraform/address";
import { Container } from "../terraform/bindings";
import type { ClusterTrust } from "./certificates/cluster-trust";
import { declareCertificate } from "./certificates/node-certificate";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { NodePlan } from "../cluster/node-plan";
import { dataVolumes, nodeContainer } from "./container-config";
import { controlMount } from "./founding";
import { declareGeneration, readsAnew } from "./generation";
import { ownedVolume, type OwnedVolume } from "./owned-volume";
import { networkOn, type EngineResources } from "./engine-resources";

/**
 * One node of a cluster: its container, its control folder, what puts its settings and certificate in place and, under
 * `RemovalPolicy.DESTROY`, its data volume.
 */
export class EventStoreNode extends Construct {
  /** The node in the cluster's topology. */
  readonly topology: ClusterNode;
  /**
   * The server's settings by their names in its release. Secrets, and values that are known only when
   * Terraform runs, are left out.
   */
  readonly settings: { readonly [option: string]: SettingValue };
  /** The names that the node's certificate must carry, each with who dials it; none where it is not secure. */
  readonly certificateNames: readonly CertificateName[];
  /**
   * When the node's certificate ends, in ISO 8601; a token where the certificate is generated. `undefined` where
   * the cluster is not secure or the certificate cannot be read at synth.
   */
  readonly certificateExpires: string | undefined;
  /** The node's container; also `node.defaultChild`. */
  readonly container: Container;
  /** @internal */
  readonly control: OwnedVolume;
  /** @internal */
  readonly installer: Container | undefined;
  /** Holds secrets, so that nothing may print it. */
  readonly #plan: NodePlan;

  /** @internal */
  constructor(
    scope: Construct,
    plan: ClusterPlan,
    own: NodePlan,
    engine: EngineResources,
    trust: ClusterTrust,
  ) {
    const { node, settings, data } = own;
    super(scope, node.key);
    this.#plan = own;
    this.topology = node;
    this.settings = Object.freeze(
      Object.fromEntries(settings.filter((s) => !s.secret).map(({ key, value }) => [key, value])),
    );
    const certificate = declareCertificate(this, own, trust);
    this.certificateNames = own.certificate?.names ?? [];
    this.certificateExpires = certificate?.expires;
    const volume =
      data?.kind === "volume" && data.owned
        ? ownedVolume(this, plan.topology.name, node.key, "data", engine)
        : undefined;
    this.control = ownedVolume(this, plan.topology.name, node.key, "control", engine);
    const volumesOf = { control: this.control, data: volume };
    const generation = declareGeneration(this, plan, own, certificate, volumesOf, engine);
    this.installer = generation.installer;
    const volumes = [...dataVolumes(plan, own, volume), controlMount(this.control), ...generation.volumes];
    const container = new Container(this, "Resource", {
      ...nodeContainer(plan, own, readsAnew(plan, certificate)),
      volumes,
      ...(this.installer === undefined ? {} : { dependsOn: [this.installer] }),
      ...engine.provider,
      image: engine.image,
      networksAdvanced: node.attachments.map((attachment) => ({
        name: networkOn(engine, attachment.network),
        ipv4Address: attachment.address,
        aliases: [...attachment.aliases],
      })),
    });
    // By its host, too: where that is another one, Terraform would only make a second container, and leave the first.
    this.container = fixAddress(container, plan.topology.name, partOnHost(node.key, node.host));
  }

  /** @internal */
  get plan(): NodePlan {
    return this.#plan;
  }
}
