import type { DefaultValue, OptionType } from "./option";

/** What is true of an option from a release on. What it does not say stays as it was before. */
export interface OptionChange {
  readonly from: string;
  readonly type?: OptionType;
  readonly default?: DefaultValue;
  readonly deprecated?: true;
  readonly replacedBy?: string;
  readonly environmentOnly?: true;
  readonly sensitive?: true;
  readonly unit?: string;
}

/** An option goes with a release. Where it comes back later, its facts start anew. */
export interface Removal {
  readonly from: string;
  readonly gone: true;
}

/** The life of every option of every release, oldest event first, as the servers' sources have it. */
export const OPTIONS: Readonly<Record<string, readonly (OptionChange | Removal)[]>> = {
  AddInterfacePrefixes: [
    { from: "5.0.0", type: "boolean", default: true },
    { from: "20.6.0", gone: true },
  ],
  AdminOnExt: [
    { from: "5.0.0", type: "boolean", default: true },
    { from: "20.6.0", gone: true },
  ],
  AdvertiseHostToClientAs: [{ from: "20.6.1", type: "string", default: null }],
  AdvertiseHttpPortToClientAs: [
    { from: "20.6.1", type: "integer", default: 0 },
    { from: "23.10.0", deprecated: true, replacedBy: "AdvertiseNodePortToClientAs" },
    { from: "25.0.0", gone: true },
  ],
  AdvertiseNodePortToClientAs: [{ from: "23.10.0", type: "integer", default: 0 }],
  AdvertiseTcpPortToClientAs: [
    { from: "20.6.1", type: "integer", default: 0 },
    { from: "24.2.0", gone: true },
  ],
  AllowAnonymousEndpointAccess: [{ from: "23.6.0", type: "boolean", default: false }],
  AllowAnonymousStreamAccess: [{ from: "23.6.0", type: "boolean", default: false }],
  AllowUnknownOptions: [
    { from: "21.10.9", type: "boolean", default: false },
    { from: "22.6.0", gone: true },
    { from: "22.10.0", type: "boolean", default: false },
  ],
  AlwaysKeepScavenged: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "22.10.2", deprecated: true },
    { from: "25.0.0", gone: true },
  ],
  Archiver: [{ from: "24.10.0", type: "boolean", default: false }],
  AuthenticationConfig: [
    { from: "5.0.0", type: "string", default: "" },
    { from: "21.6.0", default: null },
  ],
  AuthenticationType: [{ from: "5.0.0", type: "string", default: "internal" }],
  AuthorizationConfig: [
    { from: "20.6.0", type: "string", default: "" },
    { from: "21.6.0", default: null },
  ],
  AuthorizationType: [{ from: "20.6.0", type: "string", default: "internal" }],
  BetterOrdering: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "20.6.0", gone: true },
  ],
  CachedChunks: [{ from: "5.0.0", type: "integer", default: -1 }],
  CertificateFile: [
    { from: "5.0.0", type: "string", default: "" },
    { from: "21.6.0", default: null },
  ],
  CertificatePassword: [
    { from: "5.0.0", type: "string", default: "", sensitive: true },
    { from: "21.6.0", default: null },
  ],
  CertificatePrivateKeyFile: [
    { from: "20.6.0", type: "string", default: "" },
    { from: "21.6.0", default: null },
  ],
  CertificatePrivateKeyPassword: [{ from: "23.6.0", type: "string", default: null, sensitive: true }],
  CertificateReservedNodeCommonName: [
    { from: "20.6.1", type: "string", default: "eventstoredb-node" },
    { from: "23.10.0", default: "" },
  ],
  CertificateStoreLocation: [{ from: "5.0.0", type: "string", default: "" }],
  CertificateStoreName: [{ from: "5.0.0", type: "string", default: "" }],
  CertificateSubjectName: [{ from: "5.0.0", type: "string", default: "" }],
  CertificateThumbprint: [{ from: "5.0.0", type: "string", default: "" }],
  ChunkInitialReaderCount: [
    { from: "5.0.0", type: "integer", default: 5 },
    { from: "24.6.0", deprecated: true },
  ],
  ChunksCacheSize: [{ from: "5.0.0", type: "long", default: 536_871_424, unit: "bytes" }],
  ClusterDns: [{ from: "5.0.0", type: "string", default: "fake.dns" }],
  ClusterGossipPort: [
    { from: "5.0.0", type: "integer", default: 30_777 },
    { from: "20.6.1", default: 2113 },
  ],
  ClusterSize: [{ from: "5.0.0", type: "integer", default: 1 }],
  CommitCount: [
    { from: "5.0.0", type: "integer", default: -1 },
    { from: "23.6.0", gone: true },
  ],
  CommitTimeoutMs: [{ from: "5.0.0", type: "integer", default: 2000, unit: "ms" }],
  Config: [
    { from: "5.0.0", type: "string", default: "" },
    { from: "21.6.0", default: "/etc/eventstore/eventstore.conf" },
    { from: "25.0.0", default: "/etc/kurrentdb/kurrentdb.conf" },
  ],
  ConnectionPendingSendBytesThreshold: [
    { from: "5.0.0", type: "integer", default: 10_485_760, unit: "bytes" },
  ],
  ConnectionQueueSizeThreshold: [{ from: "5.0.3", type: "integer", default: 50_000 }],
  Db: [
    { from: "5.0.0", type: "string", default: "/var/lib/eventstore" },
    { from: "25.0.0", default: "/var/lib/kurrentdb" },
  ],
  DbLogFormat: [{ from: "21.6.0", type: "DbLogFormat", default: "V2" }],
  DeadMemberRemovalPeriodSec: [{ from: "20.6.0", type: "integer", default: 1800, unit: "s" }],
  DefaultAdminPassword: [
    { from: "23.6.0", type: "string", default: "changeit", environmentOnly: true, sensitive: true },
  ],
  DefaultOpsPassword: [
    { from: "23.6.0", type: "string", default: "changeit", environmentOnly: true, sensitive: true },
  ],
  Defines: [
    { from: "5.0.0", type: "strings", default: [] },
    { from: "20.6.0", gone: true },
  ],
  Dev: [
    { from: "20.6.0", type: "boolean", default: false },
    { from: "20.6.1", gone: true },
    { from: "21.10.9", type: "boolean", default: false },
    { from: "22.6.0", gone: true },
    { from: "22.10.0", type: "boolean", default: false },
  ],
  DisableAdminUi: [{ from: "20.6.0", type: "boolean", default: false }],
  DisableClientAuthEkuValidation: [
    { from: "24.10.12", type: "boolean", default: false },
    { from: "25.0.0", gone: true },
    { from: "26.0.2", type: "boolean", default: false },
  ],
  DisableExternalTcpTls: [
    { from: "20.6.0", type: "boolean", default: false, deprecated: true },
    { from: "24.2.0", gone: true },
  ],
  DisableFirstLevelHttpAuthorization: [
    { from: "5.0.2", type: "boolean", default: false },
    { from: "25.1.0", gone: true },
  ],
  DisableGossipOnHttp: [{ from: "20.6.0", type: "boolean", default: false }],
  DisableHTTPCaching: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "21.6.0", gone: true },
  ],
  DisableHttpCaching: [{ from: "21.6.0", type: "boolean", default: false }],
  DisableInsecureTCP: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "20.6.0", gone: true },
  ],
  DisableInternalTcpTls: [
    { from: "20.6.0", type: "boolean", default: false },
    { from: "20.6.1", deprecated: true, replacedBy: "Insecure" },
    { from: "25.0.0", gone: true },
  ],
  DisableLogFile: [
    { from: "20.10.5", type: "boolean", default: false },
    { from: "21.2.0", gone: true },
    { from: "21.10.0", type: "boolean", default: false },
  ],
  DisableScavengeMerging: [{ from: "5.0.0", type: "boolean", default: false }],
  DisableStatsOnHttp: [{ from: "20.6.0", type: "boolean", default: false }],
  DiscoverViaDns: [{ from: "5.0.0", type: "boolean", default: true }],
  EnableAtomPubOverHTTP: [
    { from: "20.6.0", type: "boolean", default: false, deprecated: true },
    { from: "21.6.0", gone: true },
  ],
  EnableAtomPubOverHttp: [{ from: "21.6.0", type: "boolean", default: false, deprecated: true }],
  EnableExternalTCP: [
    { from: "20.6.0", type: "boolean", default: false, deprecated: true },
    { from: "21.6.0", gone: true },
  ],
  EnableExternalTcp: [
    { from: "21.6.0", type: "boolean", default: false, deprecated: true },
    { from: "24.2.0", gone: true },
  ],
  EnableHistograms: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "24.10.0", deprecated: true },
  ],
  EnableTrustedAuth: [{ from: "5.0.0", type: "boolean", default: false }],
  EnableUnixSocket: [{ from: "23.6.0", type: "boolean", default: false }],
  ExtHostAdvertiseAs: [
    { from: "20.6.0", type: "string", default: null },
    { from: "23.10.0", deprecated: true, replacedBy: "NodeHostAdvertiseAs" },
    { from: "24.2.0", gone: true },
  ],
  ExtHttpPort: [
    { from: "5.0.0", type: "integer", default: 2113 },
    { from: "20.6.0", gone: true },
  ],
  ExtHttpPortAdvertiseAs: [
    { from: "5.0.0", type: "integer", default: 0 },
    { from: "20.6.0", gone: true },
  ],
  ExtHttpPrefixes: [
    { from: "5.0.0", type: "strings", default: [] },
    { from: "20.6.0", gone: true },
  ],
  ExtIp: [
    { from: "5.0.0", type: "address", default: "127.0.0.1" },
    { from: "23.10.0", deprecated: true, replacedBy: "NodeIp" },
    { from: "25.0.0", gone: true },
  ],
  ExtIpAdvertiseAs: [
    { from: "5.0.0", type: "address", default: null },
    { from: "20.6.0", gone: true },
  ],
  ExtSecureTcpPort: [
    { from: "5.0.0", type: "integer", default: 0 },
    { from: "20.6.0", gone: true },
  ],
  ExtSecureTcpPortAdvertiseAs: [
    { from: "5.0.0", type: "integer", default: 0 },
    { from: "20.6.0", gone: true },
  ],
  ExtTcpHeartbeatInterval: [
    { from: "5.0.0", type: "integer", default: 2000, unit: "ms" },
    { from: "23.10.0", deprecated: true, replacedBy: "NodeHeartbeatInterval" },
    { from: "24.2.0", gone: true },
  ],
  ExtTcpHeartbeatTimeout: [
    { from: "5.0.0", type: "integer", default: 1000, unit: "ms" },
    { from: "23.10.0", deprecated: true, replacedBy: "NodeHeartbeatTimeout" },
    { from: "24.2.0", gone: true },
  ],
  ExtTcpPort: [
    { from: "5.0.0", type: "integer", default: 1113 },
    { from: "23.10.0", deprecated: true, replacedBy: "NodeTcpPort" },
    { from: "24.2.0", gone: true },
  ],
  ExtTcpPortAdvertiseAs: [
    { from: "5.0.0", type: "integer", default: 0 },
    { from: "23.10.0", deprecated: true, replacedBy: "NodeTcpPortAdvertiseAs" },
    { from: "24.2.0", gone: true },
  ],
  FaultOutOfOrderProjections: [{ from: "5.0.0", type: "boolean", default: false }],
  Force: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "20.6.0", gone: true },
  ],
  GossipAllowedDifferenceMs: [{ from: "5.0.0", type: "integer", default: 60_000, unit: "ms" }],
  GossipIntervalMs: [
    { from: "5.0.0", type: "integer", default: 1000, unit: "ms" },
    { from: "20.6.0", default: 2000 },
  ],
  GossipOnExt: [
    { from: "5.0.0", type: "boolean", default: true },
    { from: "20.6.0", gone: true },
  ],
  GossipOnSingleNode: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "21.2.0", default: true, deprecated: true },
    { from: "21.6.0", default: null },
    { from: "25.0.0", gone: true },
  ],
  GossipSeed: [{ from: "5.0.0", type: "endpoints", default: [] }],
  GossipTimeoutMs: [
    { from: "5.0.0", type: "integer", default: 500, unit: "ms" },
    { from: "20.6.0", default: 2500 },
  ],
  HashCollisionReadLimit: [{ from: "5.0.0", type: "integer", default: 100 }],
  Help: [{ from: "5.0.0", type: "boolean", default: false }],
  HttpPort: [
    { from: "20.6.0", type: "integer", default: 2113 },
    { from: "23.10.0", deprecated: true, replacedBy: "NodePort" },
    { from: "25.0.0", gone: true },
  ],
  HttpPortAdvertiseAs: [
    { from: "20.6.0", type: "integer", default: 0 },
    { from: "23.10.0", deprecated: true, replacedBy: "NodePortAdvertiseAs" },
    { from: "25.0.0", gone: true },
  ],
  Index: [{ from: "5.0.0", type: "string", default: null }],
  IndexCacheDepth: [{ from: "5.0.0", type: "integer", default: 16 }],
  IndexCacheSize: [{ from: "21.10.0", type: "integer", default: 0 }],
  InitializationThreads: [{ from: "5.0.0", type: "integer", default: 1 }],
  Insecure: [{ from: "20.6.1", type: "boolean", default: false }],
  IntHostAdvertiseAs: [
    { from: "20.6.0", type: "string", default: null },
    { from: "23.10.0", deprecated: true, replacedBy: "ReplicationHostAdvertiseAs" },
    { from: "25.0.0", gone: true },
  ],
  IntHttpPort: [
    { from: "5.0.0", type: "integer", default: 2112 },
    { from: "20.6.0", gone: true },
  ],
  IntHttpPortAdvertiseAs: [
    { from: "5.0.0", type: "integer", default: 0 },
    { from: "20.6.0", gone: true },
  ],
  IntHttpPrefixes: [
    { from: "5.0.0", type: "strings", default: [] },
    { from: "20.6.0", gone: true },
  ],
  IntIp: [
    { from: "5.0.0", type: "address", default: "127.0.0.1" },
    { from: "23.10.0", deprecated: true, replacedBy: "ReplicationIp" },
    { from: "25.0.0", gone: true },
  ],
  IntIpAdvertiseAs: [
    { from: "5.0.0", type: "address", default: null },
    { from: "20.6.0", gone: true },
  ],
  IntSecureTcpPort: [
    { from: "5.0.0", type: "integer", default: 0 },
    { from: "20.6.0", gone: true },
  ],
  IntSecureTcpPortAdvertiseAs: [
    { from: "5.0.0", type: "integer", default: 0 },
    { from: "20.6.0", gone: true },
  ],
  IntTcpHeartbeatInterval: [
    { from: "5.0.0", type: "integer", default: 700, unit: "ms" },
    { from: "23.10.0", deprecated: true, replacedBy: "ReplicationHeartbeatInterval" },
    { from: "25.0.0", gone: true },
  ],
  IntTcpHeartbeatTimeout: [
    { from: "5.0.0", type: "integer", default: 700, unit: "ms" },
    { from: "23.10.0", deprecated: true, replacedBy: "ReplicationHeartbeatTimeout" },
    { from: "25.0.0", gone: true },
  ],
  IntTcpPort: [
    { from: "5.0.0", type: "integer", default: 1112 },
    { from: "23.10.0", deprecated: true, replacedBy: "ReplicationPort" },
    { from: "25.0.0", gone: true },
  ],
  IntTcpPortAdvertiseAs: [
    { from: "5.0.0", type: "integer", default: 0 },
    { from: "23.10.0", deprecated: true, replacedBy: "ReplicationTcpPortAdvertiseAs" },
    { from: "25.0.0", gone: true },
  ],
  KeepAliveInterval: [{ from: "20.10.2", type: "integer", default: 10_000, unit: "ms" }],
  KeepAliveTimeout: [{ from: "20.10.2", type: "integer", default: 10_000, unit: "ms" }],
  LeaderElectionTimeoutMs: [
    { from: "20.10.5", type: "integer", default: 1000, unit: "ms" },
    { from: "21.2.0", gone: true },
    { from: "21.10.0", type: "integer", default: 1000, unit: "ms" },
  ],
  Log: [
    { from: "5.0.0", type: "string", default: "/var/log/eventstore" },
    { from: "25.0.0", default: "/var/log/kurrentdb" },
  ],
  LogConfig: [
    { from: "20.10.4", type: "string", default: "logconfig.json" },
    { from: "21.2.0", gone: true },
    { from: "21.6.0", type: "string", default: "logconfig.json" },
  ],
  LogConsoleFormat: [
    { from: "20.10.5", type: "LogConsoleFormat", default: "Plain" },
    { from: "21.2.0", gone: true },
    { from: "21.10.0", type: "LogConsoleFormat", default: "Plain" },
  ],
  LogFailedAuthenticationAttempts: [{ from: "5.0.4", type: "boolean", default: false }],
  LogFileInterval: [{ from: "21.10.0", type: "RollingInterval", default: "Day" }],
  LogFileRetentionCount: [
    { from: "20.10.5", type: "integer", default: 31 },
    { from: "21.2.0", gone: true },
    { from: "21.10.0", type: "integer", default: 31 },
  ],
  LogFileSize: [{ from: "21.10.0", type: "integer", default: 1_073_741_824, unit: "bytes" }],
  LogHttpRequests: [{ from: "5.0.0", type: "boolean", default: false }],
  LogLevel: [{ from: "20.6.1", type: "LogLevel", default: "Default" }],
  MaxAppendEventSize: [
    { from: "24.10.4", type: "integer", default: 2_147_483_647, unit: "bytes" },
    { from: "25.1.0", default: 16_777_216 },
  ],
  MaxAppendSize: [
    { from: "20.6.0", type: "integer", default: 1_048_576, unit: "bytes" },
    { from: "25.1.0", default: 268_435_456 },
  ],
  MaxAutoMergeIndexLevel: [{ from: "5.0.0", type: "integer", default: 2_147_483_647 }],
  MaxMemTableSize: [{ from: "5.0.0", type: "integer", default: 1_000_000 }],
  MaxPartitionStateCacheSize: [{ from: "26.1.0", type: "integer", default: 100_000 }],
  MaxProjectionStateSize: [
    { from: "24.10.4", type: "integer", default: 2_147_483_647, unit: "bytes" },
    { from: "25.0.0", default: 16_777_216 },
  ],
  MaxTruncation: [{ from: "20.6.0", type: "long", default: 268_435_456, unit: "bytes" }],
  MemDb: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "25.1.0", deprecated: true },
  ],
  MinFlushDelayMs: [{ from: "5.0.0", type: "number", default: 2, unit: "ms" }],
  MonoMinThreadpoolSize: [
    { from: "5.0.0", type: "integer", default: 10 },
    { from: "20.6.0", gone: true },
  ],
  NodeHeartbeatInterval: [
    { from: "23.10.0", type: "integer", default: 2000, unit: "ms" },
    { from: "24.2.0", gone: true },
  ],
  NodeHeartbeatTimeout: [
    { from: "23.10.0", type: "integer", default: 1000, unit: "ms" },
    { from: "24.2.0", gone: true },
  ],
  NodeHostAdvertiseAs: [{ from: "23.10.0", type: "string", default: null }],
  NodeIp: [{ from: "23.10.0", type: "address", default: "127.0.0.1" }],
  NodePort: [{ from: "23.10.0", type: "integer", default: 2113 }],
  NodePortAdvertiseAs: [{ from: "23.10.0", type: "integer", default: 0 }],
  NodePriority: [{ from: "5.0.0", type: "integer", default: 0 }],
  NodeTcpPort: [
    { from: "23.10.0", type: "integer", default: 1113 },
    { from: "24.2.0", gone: true },
  ],
  NodeTcpPortAdvertiseAs: [
    { from: "23.10.0", type: "integer", default: 0 },
    { from: "24.2.0", gone: true },
  ],
  OptimizeIndexMerge: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "22.10.2", deprecated: true },
    { from: "25.0.0", gone: true },
  ],
  OverrideAnonymousEndpointAccessForGossip: [{ from: "23.6.0", type: "boolean", default: true }],
  PrepareCount: [
    { from: "5.0.0", type: "integer", default: -1 },
    { from: "23.6.0", gone: true },
  ],
  PrepareTimeoutMs: [{ from: "5.0.0", type: "integer", default: 2000, unit: "ms" }],
  ProjectionCompilationTimeout: [{ from: "21.6.0", type: "integer", default: 500, unit: "ms" }],
  ProjectionExecutionTimeout: [{ from: "21.6.0", type: "integer", default: 250, unit: "ms" }],
  ProjectionRuntime: [
    { from: "21.6.0", type: "JavascriptProjectionRuntime", default: "Interpreted", deprecated: true },
    { from: "21.10.0", gone: true },
  ],
  ProjectionThreads: [{ from: "5.0.0", type: "integer", default: 3 }],
  ProjectionsQueryExpiry: [{ from: "5.0.0", type: "integer", default: 5, unit: "m" }],
  ReadOnlyReplica: [{ from: "20.6.0", type: "boolean", default: false }],
  ReaderThreadsCount: [
    { from: "5.0.0", type: "integer", default: 4 },
    { from: "20.10.3", default: 0 },
    { from: "21.2.0", default: 4 },
    { from: "21.6.0", default: 0 },
  ],
  ReduceFileCachePressure: [{ from: "5.0.0", type: "boolean", default: false }],
  RemoveDevCerts: [
    { from: "21.10.9", type: "boolean", default: false },
    { from: "22.6.0", gone: true },
    { from: "22.10.0", type: "boolean", default: false },
  ],
  ReplicationHeartbeatInterval: [{ from: "23.10.0", type: "integer", default: 700, unit: "ms" }],
  ReplicationHeartbeatTimeout: [{ from: "23.10.0", type: "integer", default: 700, unit: "ms" }],
  ReplicationHostAdvertiseAs: [{ from: "23.10.0", type: "string", default: null }],
  ReplicationIp: [{ from: "23.10.0", type: "address", default: "127.0.0.1" }],
  ReplicationPort: [{ from: "23.10.0", type: "integer", default: 1112 }],
  ReplicationTcpPortAdvertiseAs: [{ from: "23.10.0", type: "integer", default: 0 }],
  RunProjections: [{ from: "5.0.0", type: "ProjectionType", default: "None" }],
  ScavengeBackendCacheSize: [
    { from: "5.0.12", type: "long", default: 67_108_864, unit: "bytes" },
    { from: "20.6.0", gone: true },
    { from: "22.10.0", type: "long", default: 67_108_864, unit: "bytes" },
  ],
  ScavengeBackendPageSize: [
    { from: "5.0.12", type: "integer", default: 16_384, unit: "bytes" },
    { from: "20.6.0", gone: true },
    { from: "22.10.0", type: "integer", default: 16_384, unit: "bytes" },
  ],
  ScavengeHashUsersCacheCapacity: [
    { from: "5.0.12", type: "integer", default: 100_000 },
    { from: "20.6.0", gone: true },
    { from: "22.10.0", type: "integer", default: 100_000 },
  ],
  ScavengeHistoryMaxAge: [{ from: "5.0.0", type: "integer", default: 30, unit: "d" }],
  SkipDbVerify: [{ from: "5.0.0", type: "boolean", default: false }],
  SkipIndexScanOnReads: [{ from: "5.0.0", type: "boolean", default: false }],
  SkipIndexVerify: [{ from: "5.0.0", type: "boolean", default: false }],
  SslTargetHost: [
    { from: "5.0.0", type: "string", default: "n/a" },
    { from: "20.6.0", gone: true },
  ],
  SslValidateServer: [
    { from: "5.0.0", type: "boolean", default: true },
    { from: "20.6.0", gone: true },
  ],
  StartStandardProjections: [{ from: "5.0.0", type: "boolean", default: false }],
  StatsOnExt: [
    { from: "5.0.0", type: "boolean", default: true },
    { from: "20.6.0", gone: true },
  ],
  StatsPeriodSec: [{ from: "5.0.0", type: "integer", default: 30, unit: "s" }],
  StreamExistenceFilterSize: [{ from: "21.10.0", type: "long", default: 256_000_000, unit: "bytes" }],
  StreamInfoCacheCapacity: [
    { from: "5.0.10", type: "integer", default: 100_000 },
    { from: "20.6.0", gone: true },
    { from: "20.10.3", type: "integer", default: 0 },
    { from: "21.2.0", default: 100_000 },
    { from: "21.6.0", default: 0 },
    { from: "25.1.0", default: 100_000 },
  ],
  StructuredLog: [
    { from: "5.0.0", type: "boolean", default: true },
    { from: "20.6.0", gone: true },
  ],
  TcpReadTimeoutMs: [
    { from: "23.10.7", type: "integer", default: 10_000, unit: "ms" },
    { from: "24.2.0", gone: true },
  ],
  TelemetryOptout: [{ from: "23.10.0", type: "boolean", default: false, environmentOnly: true }],
  Transform: [{ from: "24.6.0", type: "string", default: "identity" }],
  TrustedRootCertificateStoreLocation: [{ from: "22.6.0", type: "string", default: "" }],
  TrustedRootCertificateStoreName: [{ from: "22.6.0", type: "string", default: "" }],
  TrustedRootCertificateSubjectName: [{ from: "22.6.0", type: "string", default: "" }],
  TrustedRootCertificateThumbprint: [{ from: "22.6.0", type: "string", default: "" }],
  TrustedRootCertificatesPath: [
    { from: "20.6.0", type: "string", default: "" },
    { from: "21.6.0", default: null },
    { from: "23.6.0", default: "/etc/ssl/certs" },
  ],
  Unbuffered: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "24.6.0", deprecated: true },
  ],
  UnsafeAllowSurplusNodes: [{ from: "20.6.0", type: "boolean", default: false }],
  UnsafeDisableFlushToDisk: [{ from: "5.0.0", type: "boolean", default: false }],
  UnsafeIgnoreHardDelete: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "22.10.2", deprecated: true },
  ],
  UseIndexBloomFilters: [{ from: "21.10.0", type: "boolean", default: true }],
  UseInternalSsl: [
    { from: "5.0.0", type: "boolean", default: false },
    { from: "20.6.0", gone: true },
  ],
  Version: [{ from: "5.0.0", type: "boolean", default: false }],
  WhatIf: [{ from: "5.0.0", type: "boolean", default: false }],
  WorkerThreads: [
    { from: "5.0.0", type: "integer", default: 5 },
    { from: "20.10.3", default: 0 },
    { from: "21.2.0", default: 5 },
    { from: "21.6.0", default: 0 },
    { from: "26.0.0", deprecated: true },
  ],
  WriteStatsToDb: [
    { from: "5.0.4", type: "boolean", default: true },
    { from: "20.6.0", default: false },
  ],
  WriteThrough: [{ from: "5.0.0", type: "boolean", default: false }],
  WriteTimeoutMs: [{ from: "20.6.0", type: "integer", default: 2000, unit: "ms" }],
};
