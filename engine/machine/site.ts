import type Docker from "dockerode";
import type { Machine } from "./namespace";
import type { Outside } from "./other-machine";

/** Where clusters are tried: Docker hosts by the names that clusters have for them, and machines besides. */
export interface Site {
  /** The engine of a host. */
  readonly dockerOn: (host: string) => Docker;
  /** The addresses of a host that others route to, that for clients last. */
  readonly addressesOf: (host: string) => readonly string[];
  /** Where a host's own processes are; nothing where that is this machine itself. */
  readonly hostMachine: (host: string) => Machine | undefined;
  /** The other machines, or why one is not there. */
  readonly machines: Readonly<Record<string, Machine | { readonly why: string }>>;
  /** Of those the ones that do not route to everything, and whether they do to an address. */
  readonly bystanders: Readonly<Record<string, (address: string) => boolean>>;
  /** Has the one that is another machine for the library route to what is behind a host. */
  readonly leadTo: (host: string, addresses: readonly string[]) => Promise<void>;
}

/** The name of the one machine that is another one where there is one host. */
export const OTHER = "machine";

/** This machine as the only Docker host, whatever it is called. */
export function oneHost(docker: Docker, { hostAddress, machine }: Outside): Site {
  return {
    dockerOn: () => docker,
    addressesOf: () => [hostAddress],
    hostMachine: () => undefined,
    machines: { [OTHER]: machine },
    bystanders: {},
    // The host is its way to everything.
    leadTo: () => Promise.resolve(),
  };
}
