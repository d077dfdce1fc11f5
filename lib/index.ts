export { Audience } from "./network/model/audience";
export {
  ClientAccess,
  type AudienceOptions,
  type EverywhereOptions,
  type NodeClientAddress,
  type NodeProxyAddress,
  type ThroughProxyOptions,
  type PerNodeClientOptions,
  type ThroughHostOptions,
  type ThroughHostsOptions,
} from "./network/asked/client-access";
export type { NetworkSpec } from "./network/asked/cluster-spec";
export {
  Binding,
  EndpointKind,
  Interface,
  type Bindings,
  type EndpointPorts,
} from "./network/model/endpoint";
export { type HostReachableFrom, type HostSpec } from "./network/asked/host-spec";
export {
  PeerAccess,
  type NodePeerAddress,
  type PerNodePeerOptions,
  type ThroughHostsPeerOptions,
} from "./network/asked/peer-access";
export {
  PortPlan,
  type ClientPorts,
  type ExplicitPortsOptions,
  type SequentialPortsOptions,
} from "./network/asked/port-plan";
export type {
  Advertised,
  Attachment,
  ClientProtocol,
  ClientTls,
  ClusterNode,
  Endpoint,
  Host,
  HostPort,
  Network,
  NodeKind,
  PublishedPort,
  Route,
  Topology,
} from "./network/model/topology";
export { InvalidClusterError } from "./problem/invalid-cluster-error";
export { describeProblem } from "./problem/describe-problem";
export type { FoundProblem, ProblemLevel, ProblemsFile } from "./problem/found-problem";
export type { Problem } from "./problem/problem";
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
export type { Rollout, RolloutApply, RolloutNode } from "./rollout/rollout";
export type {
  ReachabilityExpectation,
  Reachability,
  ReachabilityCell,
  ReachabilitySource,
} from "./reach/cell";
export type {
  EngineAttachment,
  EngineContainer,
  EngineHost,
  EngineHostName,
  EngineReachableFrom,
  EngineTranslated,
  EngineNetwork,
  EnginePublished,
  EngineSocket,
  EngineState,
} from "./reach/engine-state";
export { describePlace, type ReachabilityPlace } from "./reach/place";
export type { ReachabilityStep, ReachabilityStepKind, ReachabilityVerdict } from "./reach/step";
export type { EventStorePolicyProps } from "./guarantees/policy-props";
export { ClusterData, type ExistingVolumesOptions } from "./cluster/cluster-data";
export {
  ClusterNetwork,
  type ClusterNetworkProps,
  type DeclaredNetwork,
  type ExistingNetworkProps,
} from "./cluster/cluster-network";
export type { ClusterProps, NodeOverrides } from "./cluster/cluster-props";
export { Connections, type AllowFromOptions, type JoinNetworkOptions } from "./docker/connections";
export type { ClientEndpoint, ClientScheme, ConnectionStringOptions } from "./cluster/client-string";
export type { ClusterAttributes, NodeState } from "./cluster/cluster-attributes";
export type { ExportAttributesOptions } from "./docker/exported-attributes";
export type { IEventStoreCluster, JoinableNetwork } from "./docker/cluster-interface";
export {
  EventStoreCluster,
  type DockerHost,
  type EventStoreClusterProps,
} from "./docker/event-store-cluster";
export type { NodePreference } from "./network/model/connection-string";
export { EventStoreNode } from "./docker/event-store-node";
export { EventStorePolicy } from "./docker/event-store-policy";
export type { NodeResources, Ulimit } from "./cluster/node-resources";
export { RemovalPolicy } from "./cluster/removal-policy";
export { Security, type InsecureOptions } from "./cluster/security";
export { describeTopology } from "./report/describe-topology";
export {
  diffClusters,
  type AddressChange,
  type ClusterDiff,
  type DataChange,
  type NetworkChange,
  type NodeChange,
  type NodeChangeKind,
  type ValueChange,
} from "./report/diff-clusters";
export { openPorts, type OpenPort } from "./report/open-ports";
export { renderDiff } from "./report/render-diff";
export { renderMarkdown } from "./report/render-markdown";
export { renderMermaid } from "./report/render-mermaid";
export type { ReportOptions } from "./report/report-options";
