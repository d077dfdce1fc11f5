import { Interface } from "../network/model/endpoint";
import { quote, quoteNetwork } from "../problem/quote";
import { NAMESPACES, type ForeignIndex, type Namespace } from "./foreign";
import type { OwnHelper, OwnNetwork, OwnNode, OwnResources } from "./own";

/** What others of the program have of the cluster that is for its nodes only. */
export function judgeSharing(own: OwnResources, foreign: ForeignIndex): void {
  judgeInternalNetwork(own, foreign);
  for (const node of own.nodes) {
    judgeNamespace(node, own, foreign);
    judgeMounts(node, own, foreign);
  }
  judgeFolders(own, foreign);
  for (const helper of own.helpers) judgeHelper(helper, own, foreign);
}

/** Who else is where nodes meet. */
export function judgeInternalNetwork(
  {
    networks,
    engine,
    report,
  }: Pick<OwnResources, "engine" | "report"> & {
    readonly networks: readonly Pick<OwnNetwork, "network" | "keys">[];
  },
  foreign: ForeignIndex,
): void {
  for (const { network, keys } of networks) {
    if (network.interface !== Interface.INTERNAL) continue;
    for (const container of new Set(foreign.joining(keys, engine).map(([one]) => one))) {
      const said = {
        attribute: "internalNetwork",
        got: `${quoteNetwork(network.name)} is joined by ${container.path}`,
        expected:
          "it is for nodes only: there a container reaches replication, and what else only nodes dial",
        fix: "let that container join the external network",
      };
      // An existing network is the user's, who says who is on it.
      if (network.existing) report.warning(said);
      else report.problem(said);
    }
  }
}

function judgeNamespace(
  { topology, keys, report }: OwnNode,
  { engine }: OwnResources,
  foreign: ForeignIndex,
) {
  for (const container of foreign.sharing("network_mode", keys, engine)) {
    report.problem({
      attribute: "network_mode",
      got: `is that of ${container.path} too`,
      expected: `that container is then on all networks of ${topology.key}, the internal one too, and takes ports from its server`,
      fix: MENDS.network_mode,
    });
  }
  judgeProcesses({ report, keys, whose: topology.key }, engine, foreign);
}

const MENDS: Readonly<Record<Namespace, string>> = {
  network_mode: "leave network_mode out there, and use connections.allowFrom",
  pid_mode: "leave pid_mode out there",
  ipc_mode: "leave ipc_mode out there",
};

/** Of what runs: whether it comes to harm depends on the user there, and on the engine's default. */
function judgeProcesses(
  { report, keys, whose }: Pick<OwnNode, "report" | "keys"> & { readonly whose: string },
  engine: string,
  foreign: ForeignIndex,
): void {
  const said = {
    pid_mode: `whoever is root there, or has the same user, may see files and secrets of ${whose}, or end it`,
    ipc_mode:
      "the engine refuses that container, unless its default ipc mode is shareable; then both have one shared memory",
  };
  for (const attribute of ["pid_mode", "ipc_mode"] as const)
    for (const container of foreign.sharing(attribute, keys, engine))
      report.warning({
        attribute,
        got: `is that of ${container.path} too`,
        expected: said[attribute],
        fix: MENDS[attribute],
      });
}

/** What is there for the nodes, and has what is theirs. */
function judgeHelper(
  { report, keys, stays, writes }: OwnHelper,
  { engine }: OwnResources,
  foreign: ForeignIndex,
): void {
  if (stays) judgeProcesses({ report, keys, whose: "the nodes" }, engine, foreign);
  for (const attribute of stays ? (["network_mode"] as const) : NAMESPACES)
    for (const container of foreign.sharing(attribute, keys, engine))
      report.problem({
        attribute,
        got: `is that of ${container.path} too`,
        expected: stays
          ? "that container is then on the network on which nodes meet"
          : "this one ends with its work, or never runs, and the engine shares nothing of a container that does not run",
        fix: MENDS[attribute],
      });
  if (!writes) return;
  for (const container of foreign.sharingVolumesOf(keys, engine))
    report.problem({
      attribute: "volumes",
      got: `are mounted from it by ${container.path}`,
      expected: "they are for nodes only: their data, their keys, or what decides which of them may start",
      fix: "leave from_container out there",
    });
}

function judgeMounts(node: OwnNode, { engine }: OwnResources, foreign: ForeignIndex): void {
  const { topology, report, data, settings, control } = node;
  const mounting = (keys: readonly string[] = []) =>
    foreign.mounting(keys, engine).filter(([{ path }]) => path !== node.path);
  for (const [container, { readOnly }] of mounting(data?.keys)) {
    if (readOnly) continue;
    report.warning({
      attribute: "volumes",
      got: `is written by ${container.path} too`,
      expected: `it is the database of ${topology.key}, which nobody else may write while the server runs`,
      fix: "mount it read_only there",
    });
  }
  for (const [container] of mounting(settings)) {
    report.problem({
      attribute: "volumes",
      got: `holds what ${topology.key} reads at its start, and ${container.path} mounts it too`,
      expected: "secrets are among it, and the node's key, by which anybody is a node of the cluster",
      fix: "leave that mount out; clients verify by cluster.caCertificate, which connections.allowFrom gives them",
    });
  }
  for (const [container, { readOnly }] of mounting(control)) {
    if (readOnly) continue;
    report.problem({
      attribute: "volumes",
      got: `holds what is known of the data of ${topology.key}, and ${container.path} can write it too`,
      expected: "by it the gate decides which nodes may start, and a wrong word there loses data",
      fix: "leave that mount out",
    });
  }
  for (const container of foreign.sharingVolumesOf(node.keys, engine)) {
    report.problem({
      attribute: "volumes",
      got: `are mounted from it by ${container.path}`,
      expected: `they hold the database of ${topology.key}, what is known of it, and its key`,
      fix: "leave from_container out there, and mount the one volume that is needed, read_only",
    });
  }
}

/** Whoever looks after the host mounts a folder with all that the engine has, and mostly only reads it. */
function judgeFolders({ nodes, engine, report }: OwnResources, foreign: ForeignIndex): void {
  const within = new Map<string, Set<string>>();
  for (const { topology, path, data, settings = [], control } of nodes) {
    const stores = [...(data?.keys ?? []), ...settings, ...control];
    for (const { use, folder } of foreign.mountingAround(stores, engine)) {
      const [container, { readOnly }] = use;
      if (readOnly || container.path === path) continue;
      const got = `${quote(folder)}, which ${container.path} mounts and can write`;
      within.set(got, (within.get(got) ?? new Set()).add(topology.key));
    }
  }
  for (const [got, keys] of within)
    report.warning({
      attribute: "data",
      got: `of ${[...keys].join(", ")} lies in ${got}`,
      expected:
        "nobody else may write a database, or what decides which nodes may start, while the servers run",
      fix: "mount it read_only there, or a folder that holds nothing of the nodes",
    });
}

/** Two nodes on one store, though two references stand for it. */
export function judgeStores(nodes: readonly OwnNode[]): void {
  const owners = new Map<string, string>();
  for (const { topology, data, report } of nodes) {
    const [key] = data?.keys ?? [];
    if (key === undefined) continue;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, topology.key);
    else
      report.problem({
        attribute: "volumes",
        got: `mounts the volume of ${owner}`,
        expected: "two servers on one database destroy it",
        fix: `give ${topology.key} a volume of its own`,
      });
  }
}
