import { serverStateOf, type ServerState } from "../reach/server-state";
import type { Topology } from "../network/model/topology";
import { imageLayoutOf } from "../server/image-layout";
import type { RenderedSetting } from "../server/rendering/setting";
import type { ServerPlan } from "../server/server-plan";
import { settingsOf } from "../server/settings/settings-of";
import { serverTls } from "./certificates/certificate-files";
import type { CertificatePlan } from "./certificates/certificate-plan";

/** One node's server: what it is told, and what it makes of that. */
export interface PlannedServer {
  readonly settings: readonly RenderedSetting[];
  readonly state: ServerState;
}

/** Every node's server, by node key. */
export function planServers(
  server: ServerPlan,
  topology: Topology,
  certificates: CertificatePlan | undefined,
): ReadonlyMap<string, PlannedServer> {
  const { tlsDirectory } = imageLayoutOf(server.release.version);
  return new Map(
    topology.nodes.map((node) => {
      const tls = certificates && serverTls(certificates.files?.get(node.key), tlsDirectory, certificates);
      const settings = settingsOf(server, topology, node, tls);
      const state = serverStateOf(topology, node, settings, certificates?.carried.get(node.key));
      return [node.key, { settings, state }];
    }),
  );
}

/** What every node's server does, by node key. */
export function statesOf(servers: ReadonlyMap<string, PlannedServer>): ReadonlyMap<string, ServerState> {
  return new Map([...servers].map(([key, { state }]) => [key, state]));
}
