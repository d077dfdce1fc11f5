import type { Audience } from "../network/model/audience";
import type { EndpointKind } from "../network/model/endpoint";

/*
 * What is finally on a Docker engine, as far as a packet cares: plain data, filled from the declared resources
 * and from what the servers bind with their emitted settings, not from what was meant.
 */

/** An address of the host that others route to, where it is not known which one. */
export const SOME_ADDRESS = "*";

/** A bridge network. */
export interface EngineNetwork {
  readonly name: string;
  readonly cidr: string;
  /** Whether it has no way out. */
  readonly internal: boolean;
  /** The bridge's own address, which is one of the host; unknown where the user brings the network. */
  readonly gateway?: string;
}

/** A container's place on a network. */
export interface EngineAttachment {
  readonly network: string;
  readonly address: string;
  /** The names under which that network's DNS answers with the container, beside its own. */
  readonly aliases: readonly string[];
}

/** A port of the host that leads into a container. */
export interface EnginePublished {
  /** The host's address; `0.0.0.0` for every one. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** A socket that listens inside a container. */
export interface EngineSocket {
  /** The address bound; `0.0.0.0` for all interfaces. */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  /** What it serves; absent where nothing was planned on its port. */
  readonly serves?: EndpointKind;
  /** Whether it answers only requests that name its own address, as an HTTP prefix with an address does on v5. */
  readonly ownAddressOnly?: boolean;
}

/** A container. */
export interface EngineContainer {
  /** What stands for it in results; for a node its key. */
  readonly key: string;
  /** Its name, which every network that it joins resolves. */
  readonly name: string;
  readonly attachments: readonly EngineAttachment[];
  readonly published: readonly EnginePublished[];
  readonly sockets: readonly EngineSocket[];
  /** The names and addresses that its certificate carries; absent where they are not known. */
  readonly certificateNames?: readonly string[];
}

/** A name of the Docker host. */
export interface EngineHostName {
  readonly name: string;
  /** What it stands for on the host itself; `"*"` where that is not known. */
  readonly onHost: string;
  /** What it stands for elsewhere; absent where others do not know the name. */
  readonly elsewhere?: string;
}

/** An address from which something that the cluster does not make leads to a container, by the user's word. */
export interface EngineProxied {
  readonly host: string;
  readonly port: number;
  /** The container's key. */
  readonly container: string;
  /** The network over which it comes. */
  readonly network: string;
  readonly containerPort: number;
}

/** Who reaches an address of the Docker host from other machines, by the user's word. */
export interface EngineReachableFrom {
  readonly address: string;
  readonly audiences: readonly Audience[];
}

/** An address that is none of the Docker host, and that something before it translates to one, port by port alike. */
export interface EngineTranslated {
  readonly address: string;
  readonly to: string;
}

/** The Docker host, as far as it is known. */
export interface EngineHost {
  /** What stands for it in places. */
  readonly name: string;
  /** Its addresses that others route to. The gateways of its networks need not be among them. */
  readonly addresses: readonly string[];
  /** The one by which other Docker hosts reach it, where clients have another; whether they route to it is not known. */
  readonly internalAddress?: string;
  /** Its names. `localhost` is known without being listed. */
  readonly names: readonly EngineHostName[];
  /** Absent where nothing is said. */
  readonly reachableFrom?: readonly EngineReachableFrom[];
  readonly translated?: EngineTranslated;
}

/** Everything on one engine that decides who reaches what. Every Docker host has an engine. */
export interface EngineState {
  readonly networks: readonly EngineNetwork[];
  readonly containers: readonly EngineContainer[];
  readonly host: EngineHost;
  /** Present where it leads published ports without a process of its own, `userland-proxy` being off. */
  readonly userlandProxy?: false;
  /** Absent where nothing else leads to the containers. */
  readonly proxied?: readonly EngineProxied[];
}

/** What is on the engine of a Docker host. */
export function engineOn(engines: readonly EngineState[], host: string): EngineState | undefined {
  return engines.find((engine) => engine.host.name === host);
}
