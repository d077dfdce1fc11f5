import type { ClusterNode, Topology } from "../network/model/topology";
import { serverStateOf, type ServerState } from "../reach/server-state";
import type { RenderedSetting } from "../server/rendering/setting";
import type { ServerPlan } from "../server/server-plan";
import { settingsOf } from "../server/settings/settings-of";
import { certificateFolder, serverTls } from "./certificates/certificate-files";
import type { CertificatePlan, NodeCertificatePlan } from "./certificates/certificate-plan";
import type { DataMount } from "./data-mount";
import type { NodeResources } from "./node-resources";

/** Everything that one node's resources follow from. */
export interface NodePlan {
  readonly node: ClusterNode;
  /** What it mounts at its data path; absent where the data live in memory. */
  readonly data?: DataMount;
  readonly resources: NodeResources;
  /** Absent where the cluster is not secure. */
  readonly certificate?: NodeCertificatePlan;
  /** What its server is told. */
  readonly settings: readonly RenderedSetting[];
}

/** What the server of a node is told. */
export function nodeSettings(
  server: ServerPlan,
  topology: Topology,
  node: ClusterNode,
  certificate: NodeCertificatePlan | undefined,
  certificates: CertificatePlan | undefined,
): readonly RenderedSetting[] {
  const files = certificate?.files;
  // Where certificates were refused, its sockets are those that it will have all the same.
  const tls = topology.secure
    ? serverTls(files, certificateFolder(server.release.version, files), certificates ?? {})
    : undefined;
  return settingsOf(server, topology, node, tls);
}

/** What every node's server makes of what it is told, by node key. Too large to be kept. */
export function statesOf(topology: Topology, nodes: readonly NodePlan[]): ReadonlyMap<string, ServerState> {
  return new Map(
    nodes.map(({ node, settings, certificate }) => [
      node.key,
      serverStateOf(topology, node, settings, certificate?.carried),
    ]),
  );
}
