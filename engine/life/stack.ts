import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import {
  ClientAccess,
  EndpointKind,
  EventStoreCluster,
  Interface,
  PeerAccess,
  PortPlan,
  Security,
  type EventStoreClusterProps,
  type Topology,
} from "cdktf-eventstoredb";
import { declareDocker, declareHosts, withDocker } from "../apply/docker-provider";
import { standInReference } from "../image/build-image";

/** What of a cluster changes in the course of its life. */
export type LifeProps = Partial<Omit<EventStoreClusterProps, "name" | "hosts">> & {
  /**
   * The names of the Docker hosts that it is spread over, where they are several.
   * @default - the first ones, as many as it has members, and no more than there are
   */
  readonly across?: readonly string[];
  /**
   * Whether those hosts have other names.
   * @default false
   */
  readonly renamed?: boolean;
};

/** What stays of a cluster, whatever changes. */
export interface Place {
  readonly name: string;
  readonly release: string;
  /** Where its stack and its state lie. */
  readonly folder: string;
  readonly internalCidr: string;
  readonly externalCidr: string;
  /** Whether it is on several Docker hosts. */
  readonly onHosts: boolean;
}

/** The hosts over which members are spread. */
const ALL_HOSTS = ["a", "b", "c"];

/** Lays the stack of one cluster with these props into its folder, in the place of what was there. */
export function layStack(place: Place, props: LifeProps): Topology {
  return lay(place, (stack) => {
    const cluster = clusterOf(stack, place, props);
    if (cluster.topology.secure) {
      const output = new TerraformOutput(stack, "authority", { value: cluster.caCertificate });
      output.overrideLogicalId("authority");
    }
    return cluster.topology;
  });
}

/** The cluster of a place with these props. */
export function clusterOf(stack: TerraformStack, place: Place, props: LifeProps): EventStoreCluster {
  const { name, release, internalCidr, externalCidr, onHosts } = place;
  const { across = ALL_HOSTS.slice(0, props.size), renamed, ...own } = props;
  return new EventStoreCluster(stack, name, {
    version: release,
    image: standInReference(props.version ?? release),
    security: Security.insecure(),
    externalNetwork: { cidr: externalCidr },
    // A single member may have one, too, so that it stays when others come.
    internalNetwork: { cidr: internalCidr },
    ...(onHosts ? overHosts(stack, across, renamed === true) : {}),
    ...own,
  });
}

/** The name of a host that has been given another one. */
export function otherName(host: string): string {
  return `${host}-renamed`;
}

/** What spreads a cluster over several Docker hosts. */
function overHosts(
  stack: TerraformStack,
  names: readonly string[],
  renamed: boolean,
): Partial<EventStoreClusterProps> {
  // What was on a host that has none any more is removed by its provider.
  const hosts = declareHosts(stack, ALL_HOSTS.length).filter(({ name }) => names.includes(name));
  return {
    hosts: hosts.map((host) => (renamed ? { ...host, name: otherName(host.name) } : host)),
    security: Security.insecure({ allowPublished: true }),
    // Two on one host have ports of their own.
    peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
    clients: ClientAccess.throughHosts({ ports: PortPlan.sequential({ http: 2113 }) }),
  };
}

/** Lays the stack without its cluster. */
export function layEmptyStack(place: Place): void {
  lay(place, () => undefined);
}

function lay<T>({ name, folder }: Place, declare: (stack: TerraformStack) => T): T {
  const outdir = `${folder}.out`;
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  const stack = new TerraformStack(app, name);
  declareDocker(stack);
  new LocalBackend(stack, { path: join(folder, "terraform.tfstate") });
  const declared = declare(stack);
  app.synth();
  layFiles(join(outdir, "stacks", name), folder);
  return declared;
}

/** Lays what a stack was synthesized to, with links to the files that it uploads, into a folder. */
export function layFiles(made: string, folder: string): void {
  rmSync(join(folder, "eventstoredb-files"), { recursive: true, force: true });
  cpSync(made, folder, { recursive: true });
}

/** A stack that was synthesized before, in a place of its own, as it would be here. */
export function rebased(stack: unknown, { name, folder, internalCidr, externalCidr }: Place): string {
  const three = (cidr: string) => cidr.replace(/0\/24$/, "");
  return withDocker(JSON.stringify(stack))
    .replaceAll("FOLDER", folder)
    .replaceAll("older-cluster", name)
    .replaceAll("10.99.0.", three(internalCidr))
    .replaceAll("10.99.1.", three(externalCidr));
}

/** Lays a stack that was synthesized before into a folder. */
export function writeStack(folder: string, json: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cdk.tf.json"), json);
}

/** The address in the stack of the container of that name. */
export function addressOf(folder: string, container: string): string {
  const stack = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as {
    resource: { docker_container: Record<string, { name: string }> };
  };
  const found = Object.entries(stack.resource.docker_container).find(([, { name }]) => name === container);
  if (found === undefined) throw new Error(`the stack has no ${container}`);
  return `docker_container.${found[0]}`;
}

/** Where the clients' HTTP of each node answers on this machine, by the node's key. */
export function clientAddresses({ hosts, nodes }: Topology): ReadonlyMap<string, string> {
  return new Map(
    nodes.map(({ key, host, attachments, endpoints, published }) => {
      const onHost = hosts.find(({ name }) => name === host)?.externalAddress;
      const given = published.find(({ endpoint }) => endpoint === EndpointKind.HTTP);
      if (onHost !== undefined && given !== undefined) return [key, `${onHost}:${given.hostPort}`] as const;
      const address = attachments.find((a) => a.interface === Interface.EXTERNAL)?.address ?? "";
      const port = endpoints.find(({ kind }) => kind === EndpointKind.HTTP)?.port ?? 2113;
      return [key, `${address}:${port}`] as const;
    }),
  );
}
