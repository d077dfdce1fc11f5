export { Audience } from "./network/audience";
export {
  ClientAccess,
  type AudienceOptions,
  type ClientAccessRequest,
  type EverywhereOptions,
  type NodeClientAddress,
  type PerNodeClientOptions,
  type ThroughHostOptions,
} from "./network/client-access";
export type { NetworkSpec } from "./network/cluster-spec";
export { Binding, EndpointKind, Interface, type Bindings, type EndpointPorts } from "./network/endpoint";
export { PeerAccess, type NodePeerAddress, type PerNodePeerOptions } from "./network/peer-access";
export {
  PortPlan,
  type ClientPorts,
  type ExplicitPortsOptions,
  type SequentialPortsOptions,
} from "./network/port-plan";
export type {
  Advertised,
  Attachment,
  ClusterNode,
  Endpoint,
  Host,
  HostPort,
  Network,
  NodeKind,
  PublishedPort,
  Route,
  Topology,
} from "./network/topology";
export { InvalidClusterError } from "./problem/invalid-cluster-error";
export { describeProblem, type Problem } from "./problem/problem";
export type { ConnectionLimits } from "./server/features/connection-limits";
export type { Exposure } from "./server/features/exposure";
export { ExternalTcp, type ExternalTcpOptions } from "./server/features/external-tcp";
export { Timing, type TimingOptions } from "./server/features/timing";
export type { Architecture } from "./server/image";
export { interpretSettings, type Gossip, type Interpretation } from "./server/interpret/interpret-settings";
export type { SettingValues } from "./server/interpret/setting-reader";
export { Delivery } from "./server/delivery";
export type { SettingValue } from "./server/user-settings";
export type { CertificateName } from "./tls/certificate-names";
export {
  Certificates,
  type GeneratedCertificatesOptions,
  type NodeCertificate,
  type OwnCertificatesOptions,
  type PemCertificate,
  type Pkcs12Certificate,
} from "./tls/certificates";
export type { Expectation, Reachability, ReachabilityCell, Source } from "./checks/reachability/cell";
export type {
  EngineAttachment,
  EngineContainer,
  EngineHost,
  EngineHostName,
  EngineNetwork,
  EnginePublished,
  EngineSocket,
  EngineState,
} from "./checks/reachability/engine-state";
export { describePlace, type Place } from "./checks/reachability/place";
export type { Step, StepKind, Verdict } from "./checks/reachability/step";
export { ClusterData, type ExistingVolumesOptions } from "./docker/cluster-data";
export {
  ClusterNetwork,
  type ClusterNetworkProps,
  type ExistingNetworkProps,
} from "./docker/cluster-network";
export type { EventStoreClusterProps, NodeOverrides } from "./docker/cluster-props";
export { Connections, type AllowFromOptions } from "./docker/connections";
export { EventStoreCluster, type ConnectionStringOptions } from "./docker/event-store-cluster";
export { EventStoreNode } from "./docker/event-store-node";
export type { NodeResources, Ulimit } from "./docker/node-resources";
export { RemovalPolicy } from "./docker/removal-policy";
export { Security, type InsecureOptions } from "./docker/security";
export { describeTopology } from "./report/describe-topology";
