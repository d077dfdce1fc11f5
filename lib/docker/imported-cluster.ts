import { Token } from "cdktf";
import { Construct } from "constructs";
import {
  clientEndpoints,
  clientString,
  readClientString,
  errorOf,
  type ClientEndpoint,
  type ConnectionStringOptions,
} from "../cluster/client-string";
import { readAttributes } from "../cluster/cluster-attributes";
import { Audience } from "../network/model/audience";
import { externalNetworkOf, type Topology } from "../network/model/topology";
import { Findings } from "../problem/findings";
import { calleeOf, InvalidClusterError, type Callee } from "../problem/invalid-cluster-error";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import type { Reachability } from "../reach/cell";
import { plannedServers } from "../reach/planned-servers";
import { reachabilityOf } from "../reach/reachability";
import { literal } from "../terraform/literal";
import { checkScope } from "../terraform/scope";
import { judgeAdmitted, type Admitted } from "./client-container";
import type { IEventStoreCluster, JoinableNetwork } from "./cluster-interface";
import { ConstructReports } from "./construct-reports";
import { Connections, type ClientSide } from "./connections";
import { clientNetworks } from "./joining-container";
import { judgeBesideImported } from "./guard-imported";
import { noted, noteThrown, StackProblems, type ProblemOf } from "./stack-problems";

const GENERATED = {
  code: "attributes.caCertificate",
  path: "attributes.caCertificate",
  got: "is null: the cluster's certificates are generated, and the file cannot hold their authority's",
  expected: "clients verify by what their machine trusts, which it is not",
  fix: "take Terraform's output in the place of the file, or pass caCertificate besides, as a text or a token",
};

/** A cluster that another program declares, or another stack that is not to be referred to. */
export class ImportedCluster extends Construct implements IEventStoreCluster {
  readonly topology: Topology;
  readonly connections: Connections;
  private readonly authority: string | undefined;

  /**
   * @internal
   * @param above the function that the user called
   * @throws InvalidClusterError with every problem of the attributes
   */
  constructor(scope: Construct, id: string, attributes: unknown, above: Callee | undefined) {
    const findings = new Findings();
    checkScope(scope, findings);
    const read = readAttributes(attributes, (value) => Token.isUnresolved(value), findings);
    if (read === undefined || findings.problems.length > 0)
      throw new InvalidClusterError(
        `EventStoreCluster.fromAttributes ${quote(id)}`,
        findings.problems,
        above,
      );
    super(scope, id);
    const { topology, caCertificate } = read;
    this.topology = topology;
    this.authority = caCertificate ?? undefined;
    if (caCertificate === null) StackProblems.of(this).warn(this, GENERATED);
    const admitted: Admitted[] = [];
    this.connections = Connections.of(this.clientSide(admitted));
    StackProblems.of(this).validate(this, () => this.judge(admitted));
  }

  get caCertificate(): string {
    if (this.authority !== undefined) return this.authority;
    const [expected, fix] = this.topology.secure
      ? ["the attributes hold none", "pass caCertificate to fromAttributes, as a text or a token"]
      : ["nothing is verified there", "leave it out"];
    const got = this.topology.secure
      ? "is asked of a cluster that was imported without it"
      : "is asked of an insecure cluster";
    throw this.error(
      [{ code: "caCertificate", path: "caCertificate", got, expected, fix }],
      calleeOf(ImportedCluster, "caCertificate"),
    );
  }

  get reachability(): Reachability {
    return reachabilityOf({ topology: this.topology, nodes: plannedServers(this.topology) });
  }

  get externalNetwork(): JoinableNetwork {
    return { name: literal(externalNetworkOf(this.topology).name) };
  }

  connectionString(audience: Audience, options: ConnectionStringOptions = {}): string {
    const above = calleeOf(ImportedCluster, "connectionString");
    return noted(this, () => clientString(this.topology, audience, options, above));
  }

  endpoints(audience: Audience): readonly ClientEndpoint[] {
    const above = calleeOf(ImportedCluster, "endpoints");
    return noted(this, () => clientEndpoints(this.topology, audience, above));
  }

  /** What was found wrong of containers that were let in, and of others that take what the nodes have. */
  private judge(admitted: readonly Admitted[]): readonly ProblemOf[] {
    const reports = new ConstructReports();
    judgeAdmitted(admitted, this.node.path, reports.of);
    judgeBesideImported(this, this.topology, admitted, reports.of(this));
    return reports.tell(this);
  }

  private error(problems: readonly Problem[], above: Callee | undefined): InvalidClusterError {
    noteThrown(this, problems);
    return errorOf(this.topology, problems, above);
  }

  private clientSide(admitted: Admitted[]): ClientSide {
    const { topology, authority } = this;
    return {
      cluster: topology.name,
      root: this.node.root,
      // By its name a network is the same on every host.
      engines: [
        {
          networks: clientNetworks(this, topology, externalNetworkOf(topology).host, literal),
        },
      ],
      admitted,
      ready: [],
      protocol: topology.clientProtocol,
      roots: authority === undefined ? [] : [{ kind: "text", text: authority }],
      error: (problems, above) => this.error(problems, above),
      connectionString: (options, findings) =>
        readClientString(topology, Audience.NETWORK, options, findings),
    };
  }
}
