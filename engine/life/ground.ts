import type Docker from "dockerode";
import type { DockerHost } from "../machine/docker-hosts";
import type { Engine } from "../machine/engine";

/** Where a life is led. */
export interface Ground {
  /** The engine that has the gate: the only one, or that of the first host. */
  readonly engine: Engine;
  /** The Docker hosts, where they are several. */
  readonly hosts: readonly DockerHost[];
  /** Who asks nodes there in the place of this process, as `Address` says. */
  readonly relay?: string;
}

/** Every engine there. */
export function dockersOf({ engine, hosts }: Ground): readonly Docker[] {
  return hosts.length === 0 ? [engine.docker] : hosts.map((host) => host.engine.docker);
}
