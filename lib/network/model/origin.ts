import type { EndpointKind } from "./endpoint";

/** Where an advertised address came from, for whoever judges where it leads. */
export interface AddressOrigin {
  /** The prop that says the host: `"clients.members[1].host"`. */
  readonly host: string;
  /** The prop that says the port: `"clients.members[1].httpPort"`. */
  readonly port: string;
  /** Whether it is what was asked for; else it stands for something that was refused. */
  readonly sure: boolean;
  /** Whether the port is, and nothing else was asked for there. */
  readonly portSure: boolean;
}

/** The origins of what one node advertises, by the endpoint that it leads to. */
export interface NodeOrigins {
  readonly clients: ReadonlyMap<EndpointKind, AddressOrigin>;
  /** Empty in a cluster of one. */
  readonly peers: ReadonlyMap<EndpointKind, AddressOrigin>;
  /** Whether the node has the addresses that were asked for. */
  readonly addressesSure: boolean;
  /** The prop that says on which address of the Docker host its ports are published. */
  readonly bindIp: string;
}

/** Where everything that a plan advertises came from. */
export interface Origins {
  readonly nodes: ReadonlyMap<string, NodeOrigins>;
  /** Whether every network and address is what was asked for; else some stand for what was refused. */
  readonly addressesSure: boolean;
}
