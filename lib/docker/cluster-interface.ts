import type { IConstruct } from "constructs";
import type { ClientEndpoint, ConnectionStringOptions } from "../cluster/client-string";
import type { Audience } from "../network/model/audience";
import type { Topology } from "../network/model/topology";
import type { Reachability } from "../reach/cell";
import type { Connections } from "./connections";

/** A Docker network as a container's `networksAdvanced` takes it. */
export interface JoinableNetwork {
  /** Its id, a token; or its name, where the cluster found it there or another program declares it. */
  readonly name: string;
}

/** A cluster, whichever program declares it. */
export interface IEventStoreCluster extends IConstruct {
  /** The cluster as frozen plain data: networks, nodes, sockets, what is advertised, and the routes. */
  readonly topology: Topology;
  /** Lets containers be clients of the cluster. */
  readonly connections: Connections;
  /**
   * The certificate of the authority that clients must trust, in PEM; several, one after the other, while one takes
   * another's place. May be a token.
   * @throws InvalidClusterError where there is none to be had
   */
  readonly caCertificate: string;
  /** Who reaches what, each way followed as a packet would. */
  readonly reachability: Reachability;
  /**
   * The external network, with `hosts` the first one's, for a container that joins it by hand:
   * `networksAdvanced: [cluster.externalNetwork]`. `connections.joinNetwork` takes that of the container's own host.
   */
  readonly externalNetwork: JoinableNetwork;
  /**
   * What a client of that audience dials: `esdb://…`, or for TCP clients `GossipSeeds=…` or `ConnectTo=tcp://…`.
   * @throws InvalidClusterError where the audience is not promised to be served, or an option cannot be met
   */
  connectionString(audience: Audience, options?: ConnectionStringOptions): string;
  /**
   * What clients of that audience dial, node by node and endpoint by endpoint.
   * @throws InvalidClusterError where the audience is not promised to be served
   */
  endpoints(audience: Audience): readonly ClientEndpoint[];
}
