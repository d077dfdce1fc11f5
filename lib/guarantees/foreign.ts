import { isWithin } from "../server/folder-path";
import type { Attributes } from "./attributes";

/*
 * What a program has beside its clusters. A resource is known by keys: its Docker name, and what stands for a
 * reference to it.
 */

/** A container's place on a network. */
export interface ForeignJoin {
  /** What the network may be. */
  readonly keys: readonly string[];
  readonly address: string;
  readonly aliases: readonly string[];
}

/** What a container mounts. */
export interface ForeignMount {
  /** What the volume or the host's folder may be. */
  readonly keys: readonly string[];
  /** The host's folder, where it is one for certain. */
  readonly folder?: string;
  readonly readOnly: boolean;
}

/** A resource that is no part of any cluster. */
export interface ForeignResource {
  /** Where its construct stands. */
  readonly path: string;
  readonly engine: string;
  /** Its Docker name; absent where only Terraform knows it. */
  readonly name?: string;
}

/** What two containers can have for one, by the attribute that says so. */
export const NAMESPACES = ["network_mode", "pid_mode", "ipc_mode"] as const;
export type Namespace = (typeof NAMESPACES)[number];

/**
 * A container that is no part of any cluster, or those of a service, and what it uses of the engine; of one that is, what
 * somebody had it mount besides.
 */
export interface ForeignContainer extends ForeignResource {
  readonly joins: readonly ForeignJoin[];
  /** Whether it is to run; what ends with its work gives its addresses back. */
  readonly stays: boolean;
  /** What it is by its host name. */
  readonly hostnames: readonly string[];
  readonly mounts: readonly ForeignMount[];
  /** The containers whose network, processes or shared memory it has for its own. */
  readonly shares: Readonly<Record<Namespace, readonly string[]>>;
  /** The containers whose volumes it mounts. */
  readonly sharesVolumesOf: readonly string[];
  readonly published: readonly { readonly hostIp: string; readonly hostPort: number }[];
}

/** A volume that is no part of any cluster. */
export interface ForeignVolume extends ForeignResource {
  /** What stands for a reference to it. */
  readonly key: string;
  /** The folder or the share that its driver mounts. */
  readonly mounted: readonly string[];
}

/** A network that is no part of any cluster. */
export interface ForeignNetwork extends ForeignResource {
  /** What stands for a reference to it. */
  readonly key: string;
  readonly attributes: Attributes;
}

/** All of them in one stack, or in a program. */
export interface Foreign {
  readonly containers: readonly ForeignContainer[];
  readonly networks: readonly ForeignNetwork[];
  readonly volumes: readonly ForeignVolume[];
  /** The Docker names behind references to what only looks them up. */
  readonly lookedUp: ReadonlyMap<string, string>;
}

/** What a key begins with that stands for a resource of the program, and not for a name. */
const REFERENCE = "resource ";

/** The key of a resource of the program, whatever its engine. */
export function referenceKey(resource: string): string {
  return `${REFERENCE}${resource}`;
}

type Use<T> = readonly [ForeignContainer, T];

/** Who mounts a folder of the host. */
interface OnFolder {
  readonly use: Use<ForeignMount>;
  readonly folder: string;
}

/** What is beside the clusters, made quick to look things up in. */
export class ForeignIndex {
  private readonly byNetwork = new Map<string, Use<ForeignJoin>[]>();
  private readonly byVolume = new Map<string, Use<ForeignMount>[]>();
  private readonly folders: OnFolder[] = [];
  private readonly byNamespaceOf = {
    network_mode: new Map<string, Use<undefined>[]>(),
    pid_mode: new Map<string, Use<undefined>[]>(),
    ipc_mode: new Map<string, Use<undefined>[]>(),
  };
  private readonly byVolumesOf = new Map<string, Use<undefined>[]>();
  private readonly byPort = new Map<number, Use<string>[]>();
  private readonly containersByName = new Map<string, ForeignContainer[]>();
  private readonly volumesByName = new Map<string, ForeignVolume[]>();
  private readonly volumesByKey = new Map<string, ForeignVolume[]>();
  private readonly networksByKey = new Map<string, ForeignNetwork[]>();
  private readonly networks: readonly ForeignNetwork[];

  private readonly lookedUp: Foreign["lookedUp"];

  constructor({ containers, networks, volumes, lookedUp }: Foreign) {
    this.networks = networks;
    this.lookedUp = lookedUp;
    for (const volume of volumes) {
      if (volume.name !== undefined) push(this.volumesByName, volume.name, volume);
      push(this.volumesByKey, volume.key, volume);
    }
    for (const container of containers) {
      if (container.name !== undefined) push(this.containersByName, container.name, container);
      for (const join of container.joins) pushAll(this.byNetwork, this.named(join.keys), [container, join]);
      for (const mount of container.mounts) this.addMount(container, mount);
      for (const mode of NAMESPACES)
        pushAll(this.byNamespaceOf[mode], container.shares[mode], [container, undefined]);
      pushAll(this.byVolumesOf, container.sharesVolumesOf, [container, undefined]);
      for (const { hostIp, hostPort } of container.published)
        push(this.byPort, hostPort, [container, hostIp]);
    }
    for (const network of networks) {
      if (network.name !== undefined) push(this.networksByKey, network.name, network);
      push(this.networksByKey, network.key, network);
    }
  }

  /** Who joins a network, each with its place there. */
  joining(keys: readonly string[], engine: string): readonly Use<ForeignJoin>[] {
    return uses(this.byNetwork, this.named(keys), engine);
  }

  /** Who refers to a network of one engine from another one. */
  joiningFromElsewhere(keys: readonly string[], engine: string): readonly ForeignContainer[] {
    const found = keys.flatMap((key) => this.byNetwork.get(key) ?? []);
    return [...new Map(found.map(([one]) => [one.path, one])).values()].filter(
      (one) => one.engine !== engine,
    );
  }

  /** Who mounts a volume or a folder, or a part of it, each with how. */
  mounting(keys: readonly string[], engine: string): readonly Use<ForeignMount>[] {
    const stores = this.storesOf(keys, engine);
    const parts = this.onFolders(engine, (folder) => stores.some((store) => isInside(folder, store)));
    return [...new Set([...uses(this.byVolume, stores, engine), ...parts.map(({ use }) => use)])];
  }

  /** Who mounts a folder in which a volume or a folder lies, and which. */
  mountingAround(keys: readonly string[], engine: string): readonly OnFolder[] {
    const stores = this.storesOf(keys, engine).flatMap((store) =>
      store.startsWith("/") || isReference(store) ? store : [`${VOLUMES}/${store}/_data`],
    );
    return this.onFolders(engine, (folder) => stores.some((store) => isInside(store, folder)));
  }

  /** Who has what a container has of that kind for its own. */
  sharing(mode: Namespace, keys: readonly string[], engine: string): readonly ForeignContainer[] {
    return uses(this.byNamespaceOf[mode], keys, engine).map(([container]) => container);
  }

  /** Who mounts all that a container mounts. */
  sharingVolumesOf(keys: readonly string[], engine: string): readonly ForeignContainer[] {
    return uses(this.byVolumesOf, keys, engine).map(([container]) => container);
  }

  /** Who publishes a port of the host, each with the address. */
  publishing(port: number, engine: string): readonly Use<string>[] {
    return (this.byPort.get(port) ?? []).filter(([container]) => container.engine === engine);
  }

  containersNamed(name: string, engine: string): readonly ForeignContainer[] {
    return on(engine, this.containersByName.get(name));
  }

  volumesNamed(name: string, engine: string): readonly ForeignVolume[] {
    return on(engine, this.volumesByName.get(name));
  }

  /** The network of that name or reference. */
  network(reference: string, engine: string): ForeignNetwork | undefined {
    const [key = ""] = this.named([reference]);
    const found = this.networksByKey.get(key);
    return isReference(key) ? found?.[0] : on(engine, found)[0];
  }

  networksOn(engine: string): readonly ForeignNetwork[] {
    return on(engine, this.networks);
  }

  /** What is looked up by its name goes by it. */
  private named(keys: readonly string[]): readonly string[] {
    return this.lookedUp.size === 0 ? keys : keys.map((key) => this.lookedUp.get(key) ?? key);
  }

  private addMount(container: ForeignContainer, mount: ForeignMount): void {
    const use = [container, mount] as const;
    pushAll(this.byVolume, this.storesOf(mount.keys, container.engine), use);
    const mounted = this.mountedBy(mount.keys, container.engine);
    for (const folder of new Set([...(mount.folder === undefined ? [] : [mount.folder]), ...mounted]))
      if (folder.startsWith("/")) this.folders.push({ use, folder });
  }

  /** Volumes and folders, and what stands behind them. */
  private storesOf(keys: readonly string[], engine: string): readonly string[] {
    return [...new Set([...keys, ...this.mountedBy(keys, engine)])];
  }

  private mountedBy(keys: readonly string[], engine: string): readonly string[] {
    return keys.flatMap((key) =>
      (this.volumesByKey.get(key) ?? this.volumesNamed(key, engine)).flatMap(({ mounted }) => mounted),
    );
  }

  private onFolders(engine: string, isMeant: (folder: string) => boolean): readonly OnFolder[] {
    return this.folders.filter(
      ({ use: [container], folder }) => container.engine === engine && isMeant(folder),
    );
  }
}

/** Where an engine has its volumes by default. */
export const VOLUMES = "/var/lib/docker/volumes";

/** Whether a folder lies in another. */
function isInside(folder: string, other: string): boolean {
  return folder !== other && other.startsWith("/") && isWithin(folder, other);
}

function isReference(key: string): boolean {
  return key.startsWith(REFERENCE);
}

function on<T extends ForeignResource>(engine: string, found: readonly T[] = []): readonly T[] {
  return found.filter((one) => one.engine === engine);
}

/** Each use once: by a reference whatever the engine, by a name on that engine. */
function uses<T>(
  index: ReadonlyMap<string, readonly Use<T>[]>,
  keys: readonly string[],
  engine: string,
): readonly Use<T>[] {
  const found = keys.flatMap((key) =>
    (index.get(key) ?? []).filter(([container]) => isReference(key) || container.engine === engine),
  );
  return [...new Set(found)];
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function pushAll<V>(map: Map<string, V[]>, keys: readonly string[], value: V): void {
  for (const key of keys) push(map, key, value);
}
