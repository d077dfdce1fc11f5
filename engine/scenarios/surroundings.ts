import { Network } from "@cdktf/provider-docker/lib/network";
import {
  EventStoreCluster,
  InvalidClusterError,
  type EventStoreClusterProps,
  type Topology,
} from "cdktf-eventstoredb";
import type { Construct } from "constructs";
import { standInReference } from "../image/build-image";

/** Which server runs, and what is outside of the clusters. */
export interface Surroundings {
  /** An address of the Docker host that other machines and containers route to. */
  readonly hostAddress: string;
  /** A real server's image, and its release, to be used for every cluster instead. */
  readonly real?: { readonly image: string; readonly release: string };
}

/** Host ports of one cluster lie this far apart at least. */
const PORTS = 100;
/** The second port plan of a cluster, for external TCP. */
const TCP_OFFSET = 50;

/** Declares clusters whose names, ranges and host ports never meet. */
export class Plot {
  private ranges = 0;
  private ports = 23_000;
  private readonly declared: EventStoreCluster[] = [];

  private readonly tokens = new Map<string, string>();
  private readonly standIns = new Set<string>();

  constructor(private readonly around: Surroundings) {}

  get hostAddress(): string {
    return this.around.hostAddress;
  }

  /** Declares a network beside the clusters, as a user's own stack does, and gives its name as a token. */
  network(scope: Construct, name: string, subnet: string, internal: boolean): string {
    const gateway = subnet.replace(/0\/24$/, "1");
    // Containers get their addresses from the upper half; the nodes' own lie in the lower one.
    const ipRange = subnet.replace(/0\/24$/, "128/25");
    const ipamConfig = [{ subnet, gateway, ipRange }];
    const token = new Network(scope, name, { name, internal, driver: "bridge", ipamConfig }).name;
    this.tokens.set(token, name);
    return token;
  }

  /** A cluster's topology with the names of networks that are known only at deployment. */
  known(topology: Topology): Topology {
    let text = JSON.stringify(topology);
    for (const [token, name] of this.tokens) text = text.replaceAll(token, name);
    return JSON.parse(text) as Topology;
  }

  /** The next range that nobody has. */
  range(): string {
    return `10.90.${this.ranges++}.0/24`;
  }

  /** The next first host ports that nobody has. */
  hostPorts(): { readonly http: number; readonly externalTcp: number } {
    const http = this.ports;
    this.ports += PORTS;
    return { http, externalTcp: http + TCP_OFFSET };
  }

  /** Declares a cluster on a release, with the stand-in's image, or on the real server. */
  cluster(
    scope: Construct,
    id: string,
    release: string,
    props: Omit<EventStoreClusterProps, "version" | "image">,
  ): void {
    const { real } = this.around;
    const version = real?.release ?? release;
    const image = real?.image ?? standInReference(release);
    if (real === undefined) this.standIns.add(release);
    this.declared.push(new EventStoreCluster(scope, `probe-${id}`, { ...props, version, image }));
  }

  /** The releases for which an image has to stand in. */
  get releases(): readonly string[] {
    return [...this.standIns];
  }

  /** The clusters declared since the last call. */
  take(): readonly EventStoreCluster[] {
    return this.declared.splice(0);
  }
}

/** Why the real server's release cannot have that cluster, in one line. */
export function refusal(error: unknown): string {
  if (error instanceof InvalidClusterError)
    return error.problems.map(({ path, got }) => `${path} ${got}`).join("; ");
  throw error;
}
