/**
 * What planning must know of a server release. A plain value that comes down from the room of the server,
 * so that the network model itself knows no release.
 */
export interface Capabilities {
  /** The release, for messages: `"22.10.5"`. */
  readonly release: string;
  /** Internal and external HTTP are two sockets, both without TLS (v5); otherwise one serves nodes and clients. */
  readonly separateHttp: boolean;
  /** Advertised hosts and seeds must be IP addresses (v5). */
  readonly addressesOnly: boolean;
  /** Clients can be told another address than nodes are told. */
  readonly clientAddress: boolean;
  /** The releases that can, for messages. */
  readonly clientAddressReleases: string;
  /** TLS can be switched off as a whole. */
  readonly insecure: boolean;
  /** External TCP listens whether asked for or not (v5). */
  readonly externalTcpAlwaysOn: boolean;
  /** Read-only replicas exist. */
  readonly readOnlyReplicas: boolean;
  /** The releases that have them, for messages. */
  readonly readOnlyReplicaReleases: string;
}
