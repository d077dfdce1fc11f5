import { quote } from "../../problem/quote";
import { claimName, gateName, installerName, keeperName } from "../model/names";
import type { PlanContext } from "./plan-context";
import type { PlannedNode } from "./planned-node";

/**
 * No node is told by the name of a container that the cluster makes beside its nodes: Docker's DNS answers with that
 * container while it runs.
 */
export function checkOwnNames(
  nodes: readonly PlannedNode[],
  { cluster, findings }: PlanContext,
): readonly PlannedNode[] {
  const own = new Set(
    [
      gateName(cluster),
      claimName(cluster),
      keeperName(cluster),
      ...nodes.map(({ name }) => installerName(name)),
    ].map((name) => name.toLowerCase()),
  );
  const told = new Set<string>();
  const isOwn = (host: string, path: string) => {
    if (!own.has(host)) return false;
    if (told.has(path)) return true;
    told.add(path);
    findings.problem({
      code: "host.container",
      path,
      got: `is ${quote(host)}`,
      expected:
        "a container that the cluster makes beside its nodes has that name, and Docker's DNS answers with it",
      fix: "use another name",
    });
    return true;
  };
  return nodes.map((node) => {
    const { client, peer } = node;
    const byClients = client.sure && isOwn(client.http.host, client.props.host);
    const byPeers = peer?.sure === true && isOwn(peer.http.advertised.host, peer.http.props.host);
    return {
      ...node,
      ...(byClients ? { client: { ...client, sure: false } } : {}),
      ...(byPeers ? { peer: { ...peer, sure: false } } : {}),
    };
  });
}
