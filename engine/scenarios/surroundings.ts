import { Network } from "@cdktf/provider-docker/lib/network";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import {
  Certificates,
  EventStoreCluster,
  InvalidClusterError,
  Security,
  type EventStoreClusterProps,
  type Reachability,
  type Topology,
} from "cdktf-eventstoredb";
import type { Construct } from "constructs";
import { declareHosts, type ProvidedHost } from "../apply/docker-provider";
import type { CertificateStore, Manner } from "../certificates/certificate-store";
import { COMMON_NAME } from "../certificates/certificate-store";
import { standInReference } from "../image/build-image";
import { releaseImage } from "../image/release-files";
import { isSince } from "../stand-in/release";

/** Which server runs, and what is outside of the clusters. */
export interface Surroundings {
  /** An address of the Docker host that other machines and containers route to. */
  readonly hostAddress: string;
  /** The version of the engine. */
  readonly engineVersion: string;
  /** Whether Terraform can make certificates. */
  readonly generates: boolean;
  /** Whether files can be made that are the server's own user's. */
  readonly givesAway: boolean;
  /** What makes them otherwise. */
  readonly certificates: CertificateStore;
  /** A real server's image, and its release, to be used for every cluster instead. */
  readonly real?: { readonly image: string; readonly release: string };
}

/** A cluster as it was declared. */
export interface Declared {
  readonly cluster: EventStoreCluster;
  /** Where it is secure. */
  readonly trust?: DeclaredTrust;
}

/** By what a secure cluster's clients know it. */
export interface DeclaredTrust {
  /** The output of the stack that has the authority's certificate. */
  readonly output: string;
  /** The name that is verified whatever is dialled. */
  readonly name?: string;
  /** Whether Terraform makes the certificates. */
  readonly generated: boolean;
  /** The names in each node's certificate by node key, where the library cannot read them. */
  readonly unread?: ReadonlyMap<string, readonly string[]>;
}

/** A Docker host as a cluster is told of it. */
export interface DeclaredHost extends ProvidedHost {
  readonly keeperPort: number;
}

type Props = Omit<EventStoreClusterProps, "version" | "image" | "engineVersion">;

/** Host ports of one cluster lie this far apart at least. */
const PORTS = 100;
/** The second port plan of a cluster, for external TCP. */
const TCP_OFFSET = 50;

/** How many ranges the scenarios have together. */
export const MOST_RANGES = 64;

/** How much was given away. */
interface Position {
  readonly ranges: number;
  readonly ports: number;
}

/** Declares clusters whose names, ranges and host ports never meet. */
export class Plot {
  private ports = 23_000;
  private readonly declared: Declared[] = [];

  private readonly tokens = new Map<string, string>();
  private readonly standIns = new Set<string>();

  /** @param ranges how many are somebody else's */
  constructor(
    private readonly around: Surroundings,
    private ranges = 0,
  ) {}

  get hostAddress(): string {
    return this.around.hostAddress;
  }

  /** The first Docker hosts of several, each with a provider of its own, and a port for the keepers of one cluster. */
  hosts(scope: Construct, count: number): readonly DeclaredHost[] {
    const keeperPort = this.ports;
    this.ports += PORTS;
    return declareHosts(scope, count).map((host) => ({ ...host, keeperPort }));
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

  /** Plain data with the names of networks that are known only at deployment. */
  known<T extends Topology | Reachability>(data: T): T {
    let text = JSON.stringify(data);
    for (const [token, name] of this.tokens) text = text.replaceAll(token, name);
    return JSON.parse(text) as T;
  }

  /** What was given away so far. */
  get position(): Position {
    return { ranges: this.ranges, ports: this.ports };
  }

  /** Gives away once more what was given away since. */
  return({ ranges, ports }: Position): void {
    this.ranges = ranges;
    this.ports = ports;
  }

  /** The next range that nobody has. */
  range(): string {
    if (this.ranges >= MOST_RANGES) throw new Error("the scenarios have all of their ranges");
    return `10.90.${this.ranges++}.0/24`;
  }

  /** The next first host ports that nobody has. */
  hostPorts(): { readonly http: number; readonly externalTcp: number } {
    const http = this.ports;
    this.ports += PORTS;
    return { http, externalTcp: http + TCP_OFFSET };
  }

  /** Declares an insecure cluster on a release, with the stand-in's image, or on the real server. */
  cluster(scope: Construct, id: string, release: string, props: Props): void {
    this.declared.push({ cluster: this.declare(scope, id, release, props) });
  }

  /** Declares a secure cluster, with an output that gives its authority away. */
  async secure(
    scope: Construct,
    id: string,
    release: string,
    manner: Manner,
    props: Omit<Props, "security">,
    secured: (certificates: Certificates) => Security = (certificates) => Security.tls(certificates),
  ): Promise<void> {
    const { certificates: store, generates, givesAway } = this.around;
    const generated = manner === "generated" && generates;
    const own = manner === "generated" ? "values" : manner === "host" && !givesAway ? "files" : manner;
    // v5 is dialled by one name for all, which its PKCS#12 file carries.
    const nameless = generated || own === "pkcs12";
    const wanted = nameless ? new Map<string, readonly string[]>() : this.namesFor(id, release, props);
    const user = releaseImage(this.releaseOf(release)).user;
    const certificates = generated
      ? Certificates.generated()
      : await store.certificates(nameOf(id), own, wanted, user);
    const cluster = this.declare(scope, id, release, { ...props, security: secured(certificates) });
    // Files of the Docker host are not read, so that the cluster has no authority to tell.
    const authority = own === "host" ? await store.authority(nameOf(id)) : cluster.caCertificate;
    const output = `authority_${id}`;
    new TerraformOutput(scope, `authority-${id}`, { value: authority }).overrideLogicalId(output);
    const name = isSince(this.releaseOf(release), "20.6") ? {} : { name: COMMON_NAME };
    const unread = own === "host" ? { unread: wanted } : {};
    this.declared.push({ cluster, trust: { output, ...name, generated, ...unread } });
  }

  /** The names that the library wants in each node's certificate, from a cluster that nobody deploys. */
  private namesFor(
    id: string,
    release: string,
    props: Omit<Props, "security">,
  ): ReadonlyMap<string, readonly string[]> {
    const unread = {
      shared: { certificate: "/node.crt", privateKey: "/node.key" },
      trustedRoots: ["/ca.crt"],
    };
    const security = Security.tls(Certificates.fromDockerHost(unread));
    const stack = new TerraformStack(new App(), "names");
    const { nodes } = this.declare(stack, id, release, { ...props, security });
    return new Map(
      nodes.map(({ topology, certificateNames }) => [topology.key, certificateNames.map(({ name }) => name)]),
    );
  }

  private declare(scope: Construct, id: string, release: string, props: Props): EventStoreCluster {
    const { real, engineVersion } = this.around;
    if (real === undefined) this.standIns.add(release);
    return new EventStoreCluster(scope, nameOf(id), {
      ...props,
      version: this.releaseOf(release),
      image: real?.image ?? standInReference(release),
      engineVersion,
    });
  }

  private releaseOf(release: string): string {
    return this.around.real?.release ?? release;
  }

  /** The releases for which an image has to stand in. */
  get releases(): readonly string[] {
    return [...this.standIns];
  }

  /** The clusters declared since the last call. */
  take(): readonly Declared[] {
    return this.declared.splice(0);
  }
}

function nameOf(id: string): string {
  return `probe-${id}`;
}

/** Why the real server's release cannot have that cluster, in one line. */
export function refusal(error: unknown): string {
  if (error instanceof InvalidClusterError)
    return error.problems.map(({ path, got }) => `${path} ${got}`).join("; ");
  throw error;
}
