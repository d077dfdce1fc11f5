import type { Configuration } from "./configuration";
import { isPlainExternalTcp, readExternalTcp } from "./external-tcp";
import { isSecure } from "./identity";
import { addressToTell, type Listening, type Socket } from "./socket";
import { isSince } from "./release";

const LOOPBACK = "127.0.0.1";

/** From 20.6: one HTTP socket for nodes and clients, and replication over TCP. */
export function oneHttp(release: string, configuration: Configuration, clustered: boolean): Listening {
  const renamed = isSince(release, "23.10");
  /** The option under its newer name, which yields to the older one only while it has its default. */
  const read = <T>(newer: string, older: string, standard: T, get: (option: string) => T | undefined): T => {
    if (!renamed) return get(older) ?? standard;
    const value = get(newer) ?? standard;
    return value === standard && !isSince(release, "25.0") ? (get(older) ?? standard) : value;
  };
  const text = (newer: string, older: string) =>
    read(newer, older, "", (option) => configuration.text(option)) || undefined;
  const address = (newer: string, older: string) =>
    read(newer, older, LOOPBACK, (option) => configuration.text(option));
  const port = (newer: string, older: string, standard: number) =>
    read(newer, older, standard, (option) => configuration.number(option));

  const replicationIp = address("ReplicationIp", "IntIp");
  const replicationPort = port("ReplicationPort", "IntTcpPort", 1112);
  const nodeIp = address("NodeIp", "ExtIp");
  const nodePort = port("NodePort", "HttpPort", 2113);
  const nodeHost = text("NodeHostAdvertiseAs", "ExtHostAdvertiseAs") ?? addressToTell(nodeIp, clustered);
  const toldNodePort = port("NodePortAdvertiseAs", "HttpPortAdvertiseAs", 0) || nodePort;
  const clientHost = configuration.text("AdvertiseHostToClientAs") ?? nodeHost;
  const clientPort = port("AdvertiseNodePortToClientAs", "AdvertiseHttpPortToClientAs", 0) || toldNodePort;
  const replicationHost =
    text("ReplicationHostAdvertiseAs", "IntHostAdvertiseAs") ?? addressToTell(replicationIp, clustered);
  const toldReplicationPort =
    port("ReplicationTcpPortAdvertiseAs", "IntTcpPortAdvertiseAs", 0) || replicationPort;
  const tcp = readExternalTcp(release, configuration);

  const tls = isSecure(release, configuration);
  const sockets: Socket[] = [{ serves: "http", bind: nodeIp, port: nodePort, tls }];
  if (clustered) sockets.push({ serves: "internalTcp", bind: replicationIp, port: replicationPort, tls });
  if (tcp !== undefined) {
    const secured = tls && !isPlainExternalTcp(release, configuration);
    sockets.push({ serves: "externalTcp", bind: nodeIp, port: tcp.port, tls: secured });
  }
  return {
    sockets,
    told: {
      ...(clustered ? { replication: `${replicationHost}:${toldReplicationPort}` } : {}),
      nodeHttp: `${nodeHost}:${toldNodePort}`,
      http: `${clientHost}:${clientPort}`,
      ...(tcp === undefined ? {} : { externalTcp: `${clientHost}:${tcp.told}` }),
    },
  };
}
