import type { Findings } from "../../problem/findings";
import type { EndpointKind, EndpointPorts } from "../model/endpoint";
import type { Capabilities } from "./capabilities";
import type { HostsPlan } from "./host-plan";
import type { NetworkPlan } from "./planned-network";

/** What the whole cluster shares, from which every stage of planning starts. */
export interface PlanContext {
  readonly cluster: string;
  readonly capabilities: Capabilities;
  readonly hosts: HostsPlan;
  readonly networks: readonly NetworkPlan[];
  /** The networks of clients, by what names them; absent where what names them was refused. */
  readonly clientNetworks: readonly string[] | undefined;
  /** Whether the cluster has one node only, which has nobody to meet. */
  readonly single: boolean;
  readonly ports: Required<EndpointPorts>;
  /** The endpoints whose port was refused and stands at its default. */
  readonly refusedPorts: readonly EndpointKind[];
  /** Whether external TCP is on. */
  readonly externalTcp: boolean;
  /** Whether external TCP has TLS where the cluster has it. */
  readonly externalTcpTls: boolean;
  /** Whether replication has TLS where the cluster has it. */
  readonly replicationTls: boolean;
  readonly secure: boolean;
  readonly findings: Findings;
  /** Whether a value is known only when Terraform runs. */
  isToken(value: unknown): boolean;
}
