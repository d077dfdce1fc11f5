import { isAtLeast } from "../release";
import { ANY, ownAddress } from "./advertised-host";
import { externalTcpOf } from "./external-tcp";
import { interpretation, type Gossip, type Interpretation } from "./gossip";
import { addressSettingsOf } from "./address-settings";
import type { SettingReader } from "./setting-reader";

/** From 20.6: one HTTP side for nodes and clients, and replication TCP beside it. */
export function interpretOneHttpSide(
  release: string,
  settings: SettingReader,
  interfaces: Readonly<Record<string, string>>,
  secure: boolean,
): Interpretation {
  const clusterSize = settings.number("ClusterSize");
  const node = addressSettingsOf(release, settings);
  const externalTcp = externalTcpOf(release, settings, node);
  const tls = secure && !settings.flag("Insecure");

  const own = (address: string) => (address === ANY ? ownAddress(interfaces, clusterSize) : address);
  const nodeHost = node.nodeHostAdvertised ?? own(node.nodeIp);
  const nodePort = node.nodePortAdvertised || node.nodePort;
  const clientHost = node.clientHost ?? nodeHost;
  const externalPort = externalTcp.isGossiped ? externalTcp.advertisedPort || externalTcp.port : 0;
  const externalTls = tls && !externalTcp.tlsDisabled;
  const replicationPort = node.replicationPortAdvertised || node.replicationPort;
  // 20.6.0 alone heeds the switch for TLS between nodes.
  const replicationTls = tls && !(release === "20.6.0" && settings.flag("DisableInternalTcpTls"));

  const gossip: Gossip = {
    internalTcpIp: node.replicationHostAdvertised ?? own(node.replicationIp),
    internalTcpPort: replicationTls ? 0 : replicationPort,
    internalSecureTcpPort: replicationTls ? replicationPort : 0,
    ...(release === "20.6.0" && !externalTcp.listens ? {} : { externalTcpIp: clientHost }),
    externalTcpPort: externalTcp.clientPort || (externalTls ? 0 : externalPort),
    externalSecureTcpPort: externalTcp.clientPort || (externalTls ? externalPort : 0),
    httpEndPointIp: clientHost,
    httpEndPointPort: node.clientPort || nodePort,
    ...(isAtLeast(release, "24.10.0")
      ? { internalHttpEndPointIp: nodeHost, internalHttpEndPointPort: nodePort }
      : {}),
  };
  return interpretation(
    [
      `${node.nodeIp}:${node.nodePort}`,
      // A single node does not replicate.
      ...(clusterSize === 1 ? [] : [`${node.replicationIp}:${node.replicationPort}`]),
      ...(externalTcp.listens ? [`${node.nodeIp}:${externalTcp.port}`] : []),
    ],
    gossip,
    {
      replication: { host: gossip.internalTcpIp, port: replicationPort },
      nodeHttp: { host: nodeHost, port: nodePort },
      http: { host: clientHost, port: node.clientPort || nodePort },
      externalTcp: { host: clientHost, port: gossip.externalSecureTcpPort || gossip.externalTcpPort },
    },
  );
}
