import type { ClientAccess } from "../network/asked/client-access";
import type { HostSpec } from "../network/asked/host-spec";
import type { Bindings, EndpointPorts } from "../network/model/endpoint";
import type { PeerAccess } from "../network/asked/peer-access";
import type { ConnectionLimits } from "../server/features/connection-limits";
import type { Exposure } from "../server/features/exposure";
import type { ExternalTcp } from "../server/features/external-tcp";
import type { Timing } from "../server/features/timing";
import type { Architecture } from "../server/image";
import type { Delivery } from "../server/delivery";
import type { SettingValue } from "../server/user-settings";
import type { ClusterData } from "./cluster-data";
import type { ClusterNetwork, ClusterNetworkProps } from "./cluster-network";
import type { NodeResources } from "./node-resources";
import type { RemovalPolicy } from "./removal-policy";
import type { Security } from "./security";

/** What one node has apart from the others. */
export interface NodeOverrides {
  /**
   * The name of the Docker host of `hosts` that the node runs on. A node whose data are a volume leaves them behind when it
   * moves, and copies everything from the others.
   * @default - members and replicas take the hosts in turn, by their numbers
   */
  readonly host?: string;
  /**
   * Preference as leader; the highest is preferred. -2147483648 to 2147483647. Server option `NodePriority`.
   * @default 0
   */
  readonly priority?: number;
  /**
   * The node's address on the internal network.
   * @default - member n at offset 11 + n, replica n at offset 41 + n
   */
  readonly internalAddress?: string;
  /**
   * The node's address on the external network.
   * @default - member n at offset 11 + n, replica n at offset 41 + n
   */
  readonly externalAddress?: string;
  /**
   * The node's addresses on additional networks, by their keys.
   * @default - member n at offset 11 + n, replica n at offset 41 + n
   */
  readonly additionalAddresses?: { readonly [network: string]: string };
  /**
   * What the node's container may use, instead of the cluster's `resources`.
   * @default - the cluster's
   */
  readonly resources?: NodeResources;
  /**
   * Server options of this node, above the cluster's `settings`.
   * @default - none
   */
  readonly settings?: { readonly [option: string]: SettingValue };
}

/** What a cluster is, whatever declares it. */
export interface ClusterProps {
  /**
   * The exact server release: `"24.10.4"`. Required, because an upgrade is a decision. 5.0.0 to 26.1.0; a newer
   * patch of a known line, or a newer line, is taken with a warning as the newest one known. Up to 25.1 servers run as
   * uid 1000, from 26.0 as uid 1001: the apply that replaces a node gives its data to the release's user.
   */
  readonly version: string;
  /**
   * The release that the cluster runs, or ran before this upgrade: `"24.10.9"`. Steps to `version` that no upgrade guide
   * has, and ways back that were not seen to work, are refused, with the release to go through. Where the releases run as
   * different users, the data change their owner with the step, and with the way back; this says nothing of it, and is not
   * needed for it. May stay when the upgrade is done.
   * @default - not known, and not checked
   */
  readonly upgradeFrom?: string;
  /** `Security.tls(…)` or `Security.insecure()`. Required, so that nobody is insecure by accident. */
  readonly security: Security;
  /**
   * The network for clients.
   */
  readonly externalNetwork: ClusterNetworkProps | ClusterNetwork;
  /**
   * Networks of further clients, which every node joins: of a second application, of a reverse proxy. Each by a key that
   * names it: a small letter, then small letters, digits and hyphens, at most 63, neither `external` nor `internal`; 50 at
   * most. On network `proxy` a node has an address of its own, its own name `node-0.<cluster>.proxy`, and, unless
   * `networks` of `clients` leaves it out, the names that clients are told. From 20.6 its HTTP must listen on all
   * interfaces then, which is the default, and external TCP with it; v5's external TCP does by default.
   * Adding or removing one replaces every node's container.
   * @default - none
   */
  readonly additionalNetworks?: { readonly [key: string]: ClusterNetworkProps | ClusterNetwork };
  /**
   * The network for node to node traffic; separate, so that replication does not weigh on clients and stays
   * out of their reach. A cluster of one member needs none.
   * @default - none; required for more than one node
   */
  readonly internalNetwork?: ClusterNetworkProps | ClusterNetwork;
  /**
   * The cluster's name: letters, digits and hyphens, 2 to 40. All Docker names come from it.
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * How many members the cluster has, 1 to 100; an odd number is advised. Server option `ClusterSize`.
   *
   * Of several, an edit replaces no container: the members that stay are restarted one by one with the new number, by
   * `Delivery.GENERATION`, before new ones are let in one at a time, or after others went. So that nothing is lost, at most a
   * minority may go in one apply, or one of two; else the gate refuses it, and says by which sizes to go. Between one member
   * and several the first one's container is replaced, and nobody leads while the second one copies everything.
   * @default 3
   */
  readonly size?: number;
  /**
   * How many read-only replicas follow the cluster, 0 to 100. From 20.6, with more than one member.
   * Server option `ReadOnlyReplica`.
   * @default 0
   */
  readonly readOnlyReplicas?: number;
  /**
   * The Docker hosts over which the nodes are spread.
   * @default - one, which is not named
   */
  readonly hosts?: readonly HostSpec[];
  /**
   * Whether a majority of the members may be on one of `hosts`, with which the cluster is lost.
   * @default false
   */
  readonly allowMajorityOnOneHost?: boolean;
  /**
   * Whether the engines lead published ports by a process of their own, as they do unless `userland-proxy` of `daemon.json` is
   * off. Without it a container reaches a published port of its own host only where it is on the network that the port leads
   * to, and a promise to others is refused. Where one of several hosts has none, say `false`.
   * @default true
   */
  readonly userlandProxy?: boolean;
  /**
   * The ports on which nodes listen inside their containers.
   * @default - 1112, 2112 (v5), 2113 and 1113
   */
  readonly ports?: EndpointPorts;
  /**
   * What each listening side binds.
   * @default - replication the node's internal address, HTTP all interfaces
   */
  readonly bindings?: Bindings;
  /**
   * How clients reach the nodes.
   * @default ClientAccess.withinNetwork() - with `hosts` ClientAccess.throughHosts()
   */
  readonly clients?: ClientAccess;
  /**
   * What nodes are told about each other.
   * @default PeerAccess.withinNetwork() - with `hosts` PeerAccess.throughHosts()
   */
  readonly peers?: PeerAccess;
  /**
   * Heartbeats and keep-alive, on every node alike.
   * @default Timing.lan()
   */
  readonly timing?: Timing;
  /**
   * Which HTTP endpoints are served.
   * @default - all
   */
  readonly exposure?: Exposure;
  /**
   * The legacy TCP client protocol.
   * @default - off; v5: always on
   */
  readonly externalTcp?: ExternalTcp;
  /**
   * The license key of external TCP and of every other licensed feature: user certificates, LDAPS, OAuth, OTLP,
   * auto-scavenge, archiving, stream policies, the endpoint for logs, connectors. From 24.10. A secret: pass a
   * sensitive TerraformVariable; it travels by environment only, and is shown nowhere.
   * Server setting `Licensing:LicenseKey`.
   * @default - none
   */
  readonly licenseKey?: string;
  /**
   * AtomPub over HTTP, deprecated by the server's makers. Server option `EnableAtomPubOverHttp`.
   * @default false - v5: always on
   */
  readonly atomPub?: boolean;
  /**
   * Limits of the web server inside the nodes. From 20.10.4, not on 21.2.0.
   * @default - the server's own
   */
  readonly connectionLimits?: ConnectionLimits;
  /**
   * Any other server option by its own name, checked against the release. From 24.2 a nested key `Section:Key` is
   * passed on unchecked: `"LdapsAuth:Host"`. From its third part on it may be any text without `=`, or a
   * distinguished name: `"LdapsAuth:LdapGroupRoles:CN=admins,OU=x"`. One that names a secret, such as
   * `"LdapsAuth:BindPassword"`, travels by environment only, and is shown nowhere.
   * @default - none
   */
  readonly settings?: { readonly [option: string]: SettingValue };
  /**
   * How the configuration reaches the servers, and by that what an edit of it does. Secrets travel by environment
   * variables in any case, which by default are no part of the container.
   * @default Delivery.GENERATION
   */
  readonly delivery?: Delivery;
  /**
   * What single nodes have apart from the others, by key: `node-0` for member 0, `replica-0` for replica 0.
   * @default - none
   */
  readonly nodeOverrides?: { readonly [key: string]: NodeOverrides };
  /**
   * Where the nodes keep their data.
   * @default ClusterData.namedVolumes()
   */
  readonly data?: ClusterData;
  /**
   * What outlives the cluster. From DESTROY to RETAIN alone the next apply deletes the data: use RETAIN_AFTER_DESTROY.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * What every node's container may use.
   * @default - unlimited
   */
  readonly resources?: NodeResources;
  /**
   * Whether `terraform apply` ends only when the cluster has a leader and every node is ready. Where it is off, the
   * container that lets nodes in runs all the same, until they are, and with `hosts` the keepers do that it asks. After that it has exited, with 0; an engine 20.10
   * calls it unhealthy besides.
   * @default true
   */
  readonly waitForReady?: boolean;
  /**
   * How long the apply waits for one node that starts anew or takes a new certificate, in seconds, 10 to 1140. One that
   * is not ready by then goes back to what it had, and the apply fails. The whole apply waits for at most (nodes + 5) / 3
   * times as long, and never for more than 1140 seconds; what is not done by then is taken up by the next apply.
   * @default 180
   */
  readonly readyTimeout?: number;
  /**
   * The image's reference; any, digests too. Stands above `version` and `architecture` for the image alone. An image of
   * your own must keep the release's program where it is, and sh, od, grep and curl.
   * @default - the release's own image
   */
  readonly image?: string;
  /**
   * The architecture whose image is used.
   * @default "amd64"
   */
  readonly architecture?: Architecture;
  /**
   * The version of the Docker engine, such as `"28.5.2"`. Engines before 28 let other machines reach a published port at
   * the container's own address; without the version `reachability` says that it depends.
   * @default - not known
   */
  readonly engineVersion?: string;
  /**
   * What tells the engine from those of other stacks whose Docker provider is told the same, where only the environment
   * of the apply (`DOCKER_HOST`) tells them apart: `"production"`. Without it stacks that are told the same are on one
   * engine, and what both claim is an error. Clusters of one stack and provider give the same name. 1 to 64 characters.
   * @default - engines are told apart by the provider's `host` or `context`
   */
  readonly engineName?: string;
  /**
   * A report that every synth of the app writes: `<cluster>.md` by `renderMarkdown`, and `<cluster>.mmd` by `renderMermaid`,
   * with what the whole program overrides in it. `true` for beside the stack, in
   * `cdktf.out/stacks/<stack>`; or a folder, `"docs"`, for `docs/<stack>/<cluster>.md`, made where it is missing. A
   * relative one starts where the program runs. `<cluster>` is the construct's id, below those that it is in.
   * Neither secrets nor anything of the machine are in them, and the same program writes the same bytes.
   * @default false
   */
  readonly report?: boolean | string;
  /**
   * Labels for every container, beside the library's own.
   * @default - none
   */
  readonly labels?: { readonly [label: string]: string };
}
