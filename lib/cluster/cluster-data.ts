import { isHostPath, whyNoHostPath } from "../checks/engine-names";
import { checkInstance, readOptions } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { readEntries } from "../network/plan/node-entry";
import type { ClusterNode } from "../network/model/topology";
import type { StoringNode } from "./data-mount";
import { planFolders } from "./host-folders";
import { makerOf } from "./volume-names";

/** Options of `ClusterData.existingVolumes`. */
export interface ExistingVolumesOptions {
  /**
   * The volumes of the read-only replicas, in their order.
   * @default - none
   */
  readonly readOnlyReplicas?: readonly string[];
}

/** Where the nodes keep their data. */
export class ClusterData {
  /** A named volume per node: `<cluster>-node-<n>-data`. `removalPolicy` says whether Terraform owns it. */
  static namedVolumes(): ClusterData {
    return new ClusterData("named");
  }

  /**
   * Volumes that exist already, one per member in their order. Never Terraform's; those that the library itself writes
   * to, `<cluster>-node-<n>-tls` and the like, are refused. A database in them becomes the server's user's.
   */
  static existingVolumes(members: readonly string[], options: ExistingVolumesOptions = {}): ClusterData {
    return new ClusterData("existing", members, options);
  }

  /**
   * A folder per node below `path` on the Docker host: `<path>/<cluster>-node-<n>`. The engine makes those that are
   * missing. One that is empty, or holds a database, becomes the server's user's (uid 1000, from 26.0 uid 1001); one that
   * holds other things stays as it is, and that user must be able to write there.
   */
  static hostPath(path: string): ClusterData {
    return new ClusterData("hostPath", undefined, undefined, path);
  }

  /**
   * A folder per node on the Docker host, by the node's key: `{ "node-0": "/srv/data/node1", "replica-0": … }`. Each node
   * needs one of its own. They become the server's user's as those of `hostPath` do.
   */
  static hostPaths(folders: { readonly [key: string]: string }): ClusterData {
    return new ClusterData("hostPaths", undefined, undefined, undefined, folders);
  }

  /**
   * In memory only: gone with the container, and a restart of the majority, or growth, may lose all. For tests.
   */
  static inMemory(): ClusterData {
    return new ClusterData("memory");
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /** @internal */
    readonly kind: "named" | "existing" | "hostPath" | "hostPaths" | "memory",
    /**
     * The members' volumes, as they came.
     * @internal
     */
    readonly volumes?: unknown,
    /**
     * As they came.
     * @internal
     */
    readonly options?: unknown,
    /**
     * As it came.
     * @internal
     */
    readonly path?: unknown,
    /**
     * As they came.
     * @internal
     */
    readonly hostPaths?: unknown,
  ) {}
}

/** Where the data are asked to be. */
export function readData(asked: unknown, findings: Findings): ClusterData | undefined {
  const wrong = {
    what: "a ClusterData",
    fix: "use ClusterData.namedVolumes(), existingVolumes([ … ]), hostPath(path), hostPaths({ … }) or inMemory()",
  };
  return checkInstance(
    asked === undefined ? ClusterData.namedVolumes() : asked,
    ClusterData,
    wrong,
    findings.at("data"),
  );
}

/**
 * Gives every node its mount.
 * @param data `undefined` where it was refused
 * @param owned whether named volumes are Terraform's
 */
export function planData(
  data: ClusterData | undefined,
  owned: boolean,
  nodes: readonly ClusterNode[],
  findings: Findings,
): readonly StoringNode[] {
  switch (data?.kind) {
    case "named":
      return nodes.map((node) => ({ node, data: { kind: "volume", name: `${node.name}-data`, owned } }));
    case "hostPath": {
      const { path } = data;
      if (!checkHostPath(path, findings)) return nodes.map((node) => ({ node }));
      const folder = path.replace(/\/+$/, "");
      return nodes.map((node) => ({ node, data: { kind: "hostPath", path: `${folder}/${node.name}` } }));
    }
    case "hostPaths":
      return planFolders(data.hostPaths, nodes, findings);
    case "existing":
      return existingVolumes(data, nodes, findings);
    default:
      return nodes.map((node) => ({ node }));
  }
}

function checkHostPath(path: unknown, findings: Findings): path is string {
  if (typeof path === "string" && isHostPath(path)) return true;
  findings.problem({
    code: "data.hostPath",
    path: "data.path",
    got: `is ${quote(path)}`,
    expected: whyNoHostPath(path),
    fix: 'use ClusterData.hostPath("/srv/esdb")',
  });
  return false;
}

function existingVolumes(
  data: ClusterData,
  nodes: readonly ClusterNode[],
  findings: Findings,
): readonly StoringNode[] {
  const owners = new Map<string, string>();
  const fix = 'use ClusterData.existingVolumes(["my-node-0", "my-node-1", "my-node-2"])';
  const options = readOptions(data.options, ["readOnlyReplicas"], fix, findings.at("data"));
  const lists = {
    members: { value: data.volumes, path: "data.volumes" },
    readOnlyReplicas: { value: options?.readOnlyReplicas, path: "data.readOnlyReplicas" },
    fix,
  };
  const entryOf = readEntries(lists, nodes, findings);
  return nodes.map((node) => {
    const entry = entryOf(node);
    if (entry === undefined) return { node };
    const { value: name, path } = entry;
    if (name === undefined) {
      findings.problem({
        code: "data.volume.missing",
        path,
        got: "is missing",
        expected: "every node needs a volume of its own",
        fix: `name the volume of ${node.key}`,
      });
      return { node };
    }
    if (typeof name !== "string" || !/^([a-z0-9][a-z0-9_.-]+|.*\$\{TfToken.*)$/i.test(name)) {
      const expected = "must be the name of a Docker volume: at least two letters, digits, _, . or -";
      findings.problem({
        code: "data.volume",
        path,
        got: `is ${quote(name)}`,
        expected,
        fix: `name a volume for ${node.key}; for folders of the Docker host use ClusterData.hostPaths({ "${node.key}": "/…" })`,
      });
      return { node };
    }
    const maker = makerOf(name);
    if (maker !== undefined) {
      findings.problem({
        code: "data.volume.taken",
        path,
        got: `is ${quote(name)}`,
        expected: `the library makes that volume for a cluster named ${quote(maker)}, writes its own files there and deletes it`,
        fix: `name another volume for ${node.key}`,
      });
      return { node };
    }
    // Each engine has volumes of its own.
    const store = JSON.stringify([node.host, name]);
    const owner = owners.get(store);
    if (owner !== undefined) {
      const expected = `${owner} has it already, and two servers on one database destroy it`;
      findings.problem({
        code: "data.volume.shared",
        path,
        got: `is ${quote(name)}`,
        expected,
        fix: `give ${node.key} a volume of its own`,
      });
    }
    owners.set(store, node.key);
    return { node, data: { kind: "volume", name, owned: false } };
  });
}
