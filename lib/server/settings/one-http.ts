import { EndpointKind } from "../../network/model/endpoint";
import { endpointOf, type ClusterNode } from "../../network/model/topology";
import { catalogueOf } from "../catalogue";
import { isAtLeast } from "../release";
import type { SettingValue } from "../user-settings";

/** How a line spells the options for one HTTP socket and one replication socket. */
interface Spelling {
  readonly replicationIp: string;
  readonly replicationPort: string;
  readonly replicationHostAs: string;
  readonly replicationPortAs: string;
  readonly httpIp: string;
  readonly httpPort: string;
  readonly httpHostAs: string;
  readonly httpPortAs: string;
  readonly clientHttpPortAs: string;
}

const INT_EXT: Spelling = {
  replicationIp: "IntIp",
  replicationPort: "IntTcpPort",
  replicationHostAs: "IntHostAdvertiseAs",
  replicationPortAs: "IntTcpPortAdvertiseAs",
  httpIp: "ExtIp",
  httpPort: "HttpPort",
  httpHostAs: "ExtHostAdvertiseAs",
  httpPortAs: "HttpPortAdvertiseAs",
  clientHttpPortAs: "AdvertiseHttpPortToClientAs",
};

/** From 23.10. The old names are ignored there, because the image's own conf file sets the new ones. */
const REPLICATION_NODE: Spelling = {
  replicationIp: "ReplicationIp",
  replicationPort: "ReplicationPort",
  replicationHostAs: "ReplicationHostAdvertiseAs",
  replicationPortAs: "ReplicationTcpPortAdvertiseAs",
  httpIp: "NodeIp",
  httpPort: "NodePort",
  httpHostAs: "NodeHostAdvertiseAs",
  httpPortAs: "NodePortAdvertiseAs",
  clientHttpPortAs: "AdvertiseNodePortToClientAs",
};

/** From 20.6: one HTTP socket for nodes and clients, and replication over TCP. */
export function oneHttp(version: string, node: ClusterNode): Readonly<Record<string, SettingValue>> {
  const names = isAtLeast(version, "23.10.0") ? REPLICATION_NODE : INT_EXT;
  const settings: Record<string, SettingValue> = {};
  const { replication, nodeHttp, http: clientHttp } = node.advertised;
  const internalTcp = endpointOf(node, EndpointKind.INTERNAL_TCP);
  const http = endpointOf(node, EndpointKind.HTTP);

  if (internalTcp !== undefined && replication !== undefined) {
    settings[names.replicationIp] = internalTcp.bind;
    settings[names.replicationPort] = internalTcp.port;
    settings[names.replicationHostAs] = replication.host;
    if (replication.port !== internalTcp.port) settings[names.replicationPortAs] = replication.port;
  }
  if (http !== undefined) {
    settings[names.httpIp] = http.bind;
    settings[names.httpPort] = http.port;
    settings[names.httpHostAs] = nodeHttp.host;
    if (nodeHttp.port !== http.port) settings[names.httpPortAs] = nodeHttp.port;
    if (clientHttp.host !== nodeHttp.host) settings.AdvertiseHostToClientAs = clientHttp.host;
    if (clientHttp.port !== nodeHttp.port) settings[names.clientHttpPortAs] = clientHttp.port;
  }
  if (node.kind === "readOnlyReplica") settings.ReadOnlyReplica = true;
  if (replication === undefined && gossipsAloneWhenAsked(version)) settings.GossipOnSingleNode = true;
  return settings;
}

/** Through 20.10 a single node answers gossip only when told to; later it always does. */
function gossipsAloneWhenAsked(version: string): boolean {
  const option = catalogueOf(version).options.get("GossipOnSingleNode");
  return option !== undefined && !option.deprecated && option.default === false;
}
