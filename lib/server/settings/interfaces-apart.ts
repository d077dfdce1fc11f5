import { endpointOf, type ClusterNode, type Topology } from "../../network/model/topology";
import { EndpointKind } from "../../network/model/endpoint";
import type { SettingValue } from "../user-settings";

/** v5: internal and external TCP and HTTP apart, and everything advertised is an IP address. */
export function interfacesApart(
  topology: Topology,
  node: ClusterNode,
): Readonly<Record<string, SettingValue>> {
  const settings: Record<string, SettingValue> = { AddInterfacePrefixes: false };
  const internalTcp = endpointOf(node, EndpointKind.INTERNAL_TCP);
  const internalHttp = endpointOf(node, EndpointKind.INTERNAL_HTTP);
  const http = endpointOf(node, EndpointKind.HTTP);
  const externalTcp = endpointOf(node, EndpointKind.EXTERNAL_TCP);
  const { replication, nodeHttp } = node.advertised;

  if (internalTcp !== undefined && internalHttp !== undefined && replication !== undefined) {
    settings.IntIp = internalTcp.bind;
    settings.IntTcpPort = internalTcp.port;
    settings.IntHttpPort = internalHttp.port;
    settings.IntHttpPrefixes = prefix(internalHttp.bind, internalHttp.port);
    if (replication.host !== internalTcp.bind) settings.IntIpAdvertiseAs = replication.host;
    if (replication.port !== internalTcp.port) settings.IntTcpPortAdvertiseAs = replication.port;
    if (nodeHttp.port !== internalHttp.port) settings.IntHttpPortAdvertiseAs = nodeHttp.port;
  }
  if (http !== undefined && externalTcp !== undefined) {
    const { advertised } = node;
    settings.ExtIp = externalTcp.bind;
    settings.ExtHttpPort = http.port;
    // Where nodes replicate in clear, a plain port beside the secure one cannot be closed: the system chooses it.
    const plainBeside = externalTcp.tls && internalTcp?.tls === false;
    settings.ExtTcpPort = plainBeside ? 0 : externalTcp.port;
    settings.ExtHttpPrefixes = prefix(http.bind, http.port);
    if (advertised.http.host !== externalTcp.bind) settings.ExtIpAdvertiseAs = advertised.http.host;
    if (advertised.http.port !== http.port) settings.ExtHttpPortAdvertiseAs = advertised.http.port;
    const told = advertised.externalTcp?.port ?? externalTcp.port;
    if (told !== settings.ExtTcpPort) settings.ExtTcpPortAdvertiseAs = told;
  }
  if (topology.size === 1) settings.GossipOnSingleNode = true;
  return settings;
}

/** What HTTP listens on. An address answers only requests whose Host header is that very address. */
function prefix(bind: string, port: number): string {
  return `http://${bind === "0.0.0.0" ? "*" : bind}:${port}/`;
}
