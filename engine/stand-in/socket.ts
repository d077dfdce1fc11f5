import { networkInterfaces } from "node:os";

/** What one listening socket serves. */
export type Served = "internalTcp" | "internalHttp" | "http" | "externalTcp";

/** A socket that the configuration asks for. */
export interface Socket {
  readonly serves: Served;
  readonly bind: string;
  readonly port: number;
  readonly tls: boolean;
  /** The only host that requests may name; any where it is absent. */
  readonly onlyHost?: string;
}

/** What the node tells others about itself, each as host:port. */
export interface Told {
  readonly replication?: string;
  readonly nodeHttp: string;
  readonly http: string;
  readonly externalTcp?: string;
}

/** Where a node listens, and what it tells about that. */
export interface Listening {
  readonly sockets: readonly Socket[];
  readonly told: Told;
}

/** The address told for a binding where nothing else is said: every interface stands for the first one. */
export function addressToTell(bind: string, clustered: boolean): string {
  if (bind !== "0.0.0.0") return bind;
  if (!clustered) return "127.0.0.1";
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}
