import { Annotations, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Audience } from "../network/audience";
import { connectionString, unpromised } from "../network/connection-string";
import type { Topology } from "../network/topology";
import { InvalidClusterError } from "../problem/invalid-cluster-error";
import { describeProblem, type Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { planCluster } from "./cluster-plan";
import type { EventStoreClusterProps } from "./cluster-props";
import { registerCluster } from "./engine-registry";
import { EventStoreNode } from "./event-store-node";
import { declareGate } from "./readiness-gate";
import { declareShared } from "./shared-resources";

/**
 * An EventStoreDB or KurrentDB cluster on Docker: its networks, image, volumes and one container per node, all
 * following from one network model. A cluster that cannot work is not constructed.
 */
export class EventStoreCluster extends Construct {
  /** The cluster as frozen plain data: networks, nodes, sockets, what is advertised, and the routes. */
  readonly topology: Topology;
  /** The members, then the read-only replicas. */
  readonly nodes: readonly EventStoreNode[];
  /** What may hurt without being wrong; also given as warnings at synth. */
  readonly warnings: readonly Problem[];
  private readonly gate: ITerraformDependable | undefined;

  /**
   * @param scope where the cluster belongs; a stack or a construct below one
   * @param id the construct's id, and the cluster's name unless `props.name` gives another
   * @throws InvalidClusterError with every problem of the props
   */
  constructor(scope: Construct, id: string, props: EventStoreClusterProps) {
    // Planned first, so that bad input leaves no half-built construct behind.
    const plan = planCluster(id, props, EventStoreCluster);
    super(scope, id);
    this.topology = plan.topology;
    this.warnings = plan.warnings;
    const shared = declareShared(this, plan, props.provider);
    const nodes: EventStoreNode[] = [];
    // A plain loop: every resource records a stack trace, and a callback would stand in each of them.
    for (const node of plan.topology.nodes) nodes.push(new EventStoreNode(this, plan, node, shared));
    this.nodes = Object.freeze(nodes);
    this.gate = plan.waitForReady ? declareGate(this, plan, this.nodes, shared) : undefined;
    for (const warning of plan.warnings) Annotations.of(this).addWarning(describeProblem(warning));
    registerCluster(this, plan, props.provider);
  }

  /**
   * What to depend on to start after the cluster has a leader and every node is ready.
   * @throws InvalidClusterError where `waitForReady` is off
   */
  get ready(): ITerraformDependable {
    if (this.gate === undefined) {
      throw this.error({
        code: "ready",
        path: "ready",
        got: "is asked of a cluster with waitForReady: false",
        expected: "nothing waits for its leader",
        fix: "leave waitForReady out",
      });
    }
    return this.gate;
  }

  /**
   * What a client of that audience dials: `esdb://…`, on v5 `GossipSeeds=…` or `ConnectTo=tcp://…`.
   * @throws InvalidClusterError where `clients` does not promise to serve the audience
   */
  connectionString(audience: Audience): string {
    const why = unpromised(this.topology, audience);
    if (why === undefined) return connectionString(this.topology);
    throw this.error({
      code: "connectionString.audience",
      path: "connectionString",
      got: `is asked for ${quote(audience)}`,
      expected: why,
      fix: "set clients to an access that serves it",
    });
  }

  private error(problem: Problem): InvalidClusterError {
    return new InvalidClusterError(`EventStoreCluster ${quote(this.topology.name)}`, [problem]);
  }
}
