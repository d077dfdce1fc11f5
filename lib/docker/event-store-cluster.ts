import { type ITerraformDependable, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { Reachability } from "../reach/cell";
import { reachabilityOf } from "../reach/reachability";
import { Audience } from "../network/model/audience";
import type { HostSpec } from "../network/asked/host-spec";
import { externalNetworkOf, type Host, type Topology } from "../network/model/topology";
import { checkBoolean, readOptions } from "../problem/checked";
import { Findings } from "../problem/findings";
import { calleeOf, type Callee, type InvalidClusterError } from "../problem/invalid-cluster-error";
import type { Problem } from "../problem/problem";
import { declareTrust, type ClusterTrust } from "./certificates/cluster-trust";
import { declareExpiry } from "./certificates/expiry-output";
import { joined } from "../cluster/certificates/delivered-file";
import {
  clientEndpoints,
  clientString,
  readClientString,
  errorOf,
  type ClientEndpoint,
  type ConnectionStringOptions,
} from "../cluster/client-string";
import type { ClusterAttributes } from "../cluster/cluster-attributes";
import type { IEventStoreCluster, JoinableNetwork } from "./cluster-interface";
import { ImportedCluster } from "./imported-cluster";
import { planCluster, type ClusterPlan } from "../cluster/cluster-plan";
import type { ClusterProps } from "../cluster/cluster-props";
import { declareAttributes, type ExportAttributesOptions } from "./exported-attributes";
import { surroundingsOf } from "./cluster-surroundings";
import type { Admitted } from "./client-container";
import { Connections, type ClientSide } from "./connections";
import { clientNetworks } from "./joining-container";
import { awaited } from "../terraform/awaited";
import { finalStateOf } from "../terraform/final-state";
import { Program } from "./program";
import { rolloutOf, type Rollout } from "../rollout/rollout";
import { bareAddress } from "../terraform/address";
import { RolloutFiles } from "./rollout-file";
import { declareRolloutGate, type RolloutGateResources } from "./rollout-gate";
import { EventStoreNode } from "./event-store-node";
import { clusterStateOf } from "./cluster-state";
import { ForgottenVolumes } from "./forgotten-volumes";
import { guardCluster } from "./guard-cluster";
import { declareGate } from "./readiness-gate";
import { noted, noteThrown, StackProblems } from "./stack-problems";
import { writeReport } from "./written-report";
import { declareEngine, engineOf, networkOn, type EngineResources } from "./engine-resources";

/** A Docker host on which nodes of the cluster run, with the provider that gets at its engine. */
export interface DockerHost extends HostSpec {
  /** The host's own Docker provider, one of the cluster's stack: with an alias where there are several. */
  readonly provider: TerraformProvider;
}

/** Props of `EventStoreCluster`. */
export interface EventStoreClusterProps extends ClusterProps {
  /**
   * The Docker hosts over which the nodes are spread, each with a provider of its own, in turn or as `nodeOverrides` says.
   * Nodes meet, and clients come, by the hosts' addresses. Every host has the image, both networks with the same ranges, and
   * the volumes of its nodes. Naming hosts, or moving a node to another one, replaces containers.
   * @default - one engine, that of `provider`, on whose networks the nodes meet
   */
  readonly hosts?: readonly DockerHost[];
  /**
   * The Docker provider of every resource, one of the cluster's own stack; not with `hosts`, which have their own.
   * @default - the stack's Docker provider without alias; required where all have one
   */
  readonly provider?: TerraformProvider;
  /**
   * The TLS provider that makes the certificates of `Certificates.generated()`, one of the cluster's own stack. It must stay in the stack until they are
   * removed. Other certificates need none.
   * @default - the stack's TLS provider without alias, which is made where there is none
   */
  readonly tlsProvider?: TerraformProvider;
}

/**
 * An EventStoreDB or KurrentDB cluster on Docker: its networks, image, volumes and one container per node, all
 * following from one network model. A cluster that cannot work is not constructed.
 */
export class EventStoreCluster extends Construct implements IEventStoreCluster {
  /**
   * A cluster that another program declares, or another stack that is not to be referred to: its networks are joined by
   * name, its certificate is what the attributes hold, and nothing is waited for. It makes no resource. That the
   * cluster is there, and on the engine of whoever joins its networks, is the user's word.
   * @param attributes what `exportAttributes` gave
   * @throws InvalidClusterError with every problem of the attributes
   */
  static fromAttributes(scope: Construct, id: string, attributes: ClusterAttributes): IEventStoreCluster {
    const above = calleeOf({ prototype: EventStoreCluster }, "fromAttributes");
    return noted(scope, () => new ImportedCluster(scope, id, attributes, above), id);
  }

  /** The cluster as frozen plain data: networks, nodes, sockets, what is advertised, and the routes. */
  readonly topology: Topology;
  /** The members, then the read-only replicas. */
  readonly nodes: readonly EventStoreNode[];
  /**
   * What may hurt without being wrong, of the props. It is printed at synth, and is in `problems.json` beside the stack with
   * what is found then.
   */
  readonly warnings: readonly Problem[];
  /** Lets containers be clients of the cluster. */
  readonly connections: Connections;
  private readonly gate: ITerraformDependable | undefined;
  /** Holds secrets, so that nothing may print it. */
  readonly #plan: ClusterPlan;
  private readonly engines: readonly EngineResources[];
  private readonly trust: ClusterTrust;
  private readonly rolloutGate: RolloutGateResources;
  readonly #admitted: Admitted[] = [];

  /**
   * @param scope where the cluster belongs; a stack or a construct below one
   * @param id the construct's id, and the cluster's name unless `props.name` gives another
   * @throws InvalidClusterError with every problem of the props
   */
  constructor(scope: Construct, id: string, props: EventStoreClusterProps) {
    // Planned first, so that bad input leaves no half-built construct behind.
    const plan = noted(scope, () => planCluster(id, props, surroundingsOf(scope), EventStoreCluster), id);
    super(scope, id);
    this.topology = plan.topology;
    this.warnings = plan.warnings;
    const engines = plan.topology.hosts.map((host) =>
      declareEngine(this, plan, host, providerOf(props, host)),
    );
    const trust = declareTrust(this, plan, props.tlsProvider);
    const nodes: EventStoreNode[] = [];
    // A plain loop: every resource records a stack trace, and a callback would stand in each of them.
    for (const own of plan.nodes)
      nodes.push(new EventStoreNode(this, plan, own, engineOf(engines, own.node.host), trust));
    this.nodes = Object.freeze(nodes);
    if (plan.forgetsVolumes)
      new ForgottenVolumes(
        this,
        "forgotten-volumes",
        plan.topology.name,
        plan.topology.hosts.map((host) => host.name),
      );
    if (trust.authority !== undefined) declareExpiry(this, plan.topology.name, nodes);
    const network = externalNetworkOf(plan.topology);
    const gate = declareGate(this, plan, this.nodes, engines, trust);
    this.rolloutGate = declareRolloutGate(this, plan, engineOf(engines, network.host), trust);
    this.gate = plan.waitForReady ? awaited(gate) : undefined;
    for (const warning of plan.warnings) StackProblems.of(this).warn(this, warning);
    this.#plan = plan;
    this.engines = engines;
    this.trust = trust;
    this.connections = Connections.of(this.clientSide());
    Program.of(this).declare({ cluster: this, plan, engines });
    RolloutFiles.of(this).add(this);
    if (plan.report !== undefined) writeReport(this, plan.report);
    guardCluster(
      this,
      plan,
      this.nodes,
      this.#admitted,
      props.provider !== undefined || props.hosts !== undefined,
    );
  }

  /**
   * What to depend on to start after the cluster has a leader and every node is ready. In another stack of the app it
   * makes that whole stack come after the cluster's.
   * @throws InvalidClusterError where `waitForReady` is off
   */
  get ready(): ITerraformDependable {
    if (this.gate === undefined) {
      const problem = {
        code: "ready",
        path: "ready",
        got: "is asked of a cluster with waitForReady: false",
        expected: "nothing waits for its leader",
        fix: "leave waitForReady out",
      };
      throw this.error([problem], calleeOf(EventStoreCluster, "ready"));
    }
    return this.gate;
  }

  /**
   * What a client of that audience dials: `esdb://…`, or for TCP clients `GossipSeeds=…` or `ConnectTo=tcp://…`.
   * While there is no leader, 22.10 names `0.0.0.0` as one, and a client loses a try: depend on `ready`.
   * @throws InvalidClusterError where `clients` does not promise to serve the audience, or an option cannot be met
   */
  connectionString(audience: Audience, options: ConnectionStringOptions = {}): string {
    const above = calleeOf(EventStoreCluster, "connectionString");
    return noted(this, () => clientString(this.topology, audience, options, above));
  }

  /**
   * What clients of that audience dial, node by node and endpoint by endpoint.
   * @throws InvalidClusterError where `clients` does not promise to serve the audience
   */
  endpoints(audience: Audience): readonly ClientEndpoint[] {
    const above = calleeOf(EventStoreCluster, "endpoints");
    return noted(this, () => clientEndpoints(this.topology, audience, above));
  }

  /**
   * The certificate of the authority that clients must trust, in PEM; several, one after the other, while one takes
   * another's place. A token where it is generated.
   * @throws InvalidClusterError where the cluster is not secure, or the certificate cannot be read at synth
   */
  get caCertificate(): string {
    const { roots } = this.trust;
    const text = joined(roots);
    if (roots.length > 0 && text !== undefined) return text;
    const [got, expected, fix] = !this.topology.secure
      ? ["is asked of an insecure cluster", "nothing is verified there", "use Security.tls"]
      : roots.length > 0
        ? [
            "is asked of Certificates.fromDockerHost",
            "files of the Docker host cannot be read at synth",
            "use the file itself",
          ]
        : ["is asked of a cluster without trusted roots", "the client's machine decides", "leave it out"];
    const problem = { code: "caCertificate", path: "caCertificate", got, expected, fix };
    throw this.error([problem], calleeOf(EventStoreCluster, "caCertificate"));
  }

  /**
   * Gives the cluster away to programs that do not declare it: as the Terraform output `eventstore_<name>_attributes`, and
   * as the file `<name>.cluster.json` beside the stack's JSON, where a generated `caCertificate` is `null`. Both have what
   * overrides and Aspects make of the cluster until it is synthesized.
   * @returns the same as it is now, for `EventStoreCluster.fromAttributes` in this program
   * @throws InvalidClusterError where an option is none
   */
  exportAttributes(options: ExportAttributesOptions = {}): ClusterAttributes {
    const above = calleeOf(EventStoreCluster, "exportAttributes");
    const findings = new Findings();
    const given = readOptions(options, ["sensitive"], "use { sensitive: true }", findings.at("options"));
    const wrong = { code: "exportAttributes.sensitive", fix: "leave it out for false" };
    const { sensitive = false } = given ?? {};
    checkBoolean(sensitive, wrong, findings.at("options.sensitive"));
    if (findings.problems.length > 0) throw this.error(findings.problems, above);
    const { nodes, engines, trust } = this;
    const state = () => clusterStateOf({ cluster: this, plan: this.#plan, nodes, engines, trust });
    declareAttributes(this, this.topology, state, sensitive === true);
    return state();
  }

  /**
   * Who reaches what, each way followed as a packet would: what nodes and clients need, what stays closed, and what is
   * open besides. Judged on what the servers make of their settings, and on the declared resources as they are now,
   * overrides included. A way that was promised and fails is an error at synth.
   */
  get reachability(): Reachability {
    const { nodes } = this;
    const plan = this.#plan;
    const { servers, engines } = finalStateOf(this, plan, nodes);
    return reachabilityOf({
      topology: plan.topology,
      nodes: servers,
      engines,
      engine: plan.engineVersion,
    });
  }

  /**
   * How a change of the containers is applied node by node: what comes first, each node with what waits for it, the
   * whole. Also in `rollout.json` beside the stack, from which `npx cdktf-eventstoredb rollout` does it.
   */
  get rollout(): Rollout {
    const { container, variable } = this.rolloutGate;
    const root = this.trust.authority?.root;
    return rolloutOf({
      cluster: this.topology.name,
      first: this.engines.flatMap(({ before }) => before.map(bareAddress)),
      nodes: this.nodes.map(({ topology: { key, kind }, container: own }) => ({
        key,
        kind,
        container: bareAddress(own),
      })),
      gate: { address: bareAddress(container), variable },
      ...(root === undefined ? {} : { authority: bareAddress(root) }),
    });
  }

  /**
   * The external network, for a container that joins it by hand: `networksAdvanced: [cluster.externalNetwork]`. With `hosts`
   * that of the first of them.
   */
  get externalNetwork(): JoinableNetwork {
    const network = externalNetworkOf(this.topology);
    return { name: networkOn(engineOf(this.engines, network.host), network.name) };
  }

  private clientSide(): ClientSide {
    const { engines, gate, topology, trust } = this;
    const clientEngine = (engine: EngineResources) => ({
      claim: engine.claim,
      networks: clientNetworks(this, topology, engine.host, (name) => networkOn(engine, name)),
    });
    const first = engineOf(engines, externalNetworkOf(topology).host);
    return {
      cluster: topology.name,
      root: this.node.root,
      engines: [clientEngine(first), ...engines.filter((one) => one !== first).map(clientEngine)],
      admitted: this.#admitted,
      ready: gate === undefined ? this.nodes.map((node) => awaited(node.container)) : [gate],
      protocol: topology.clientProtocol,
      roots: trust.roots,
      connectionString: (options, findings) =>
        readClientString(topology, Audience.NETWORK, options, findings),
      error: (problems, above) => this.error(problems, above),
    };
  }

  private error(problems: readonly Problem[], above: Callee | undefined): InvalidClusterError {
    noteThrown(this, problems);
    return errorOf(this.topology, problems, above);
  }
}

/** The provider that gets at the engine of a host. */
function providerOf(
  { hosts, provider }: EventStoreClusterProps,
  { name }: Host,
): TerraformProvider | undefined {
  return hosts === undefined ? provider : hosts.find((host) => host.name === name)?.provider;
}
