import type { Configuration } from "./configuration";
import type { Listening, Served, Socket } from "./socket";

/** v5: internal and external addresses apart, each with TCP and HTTP of its own. */
export function interfacesApart(configuration: Configuration, clustered: boolean): Listening {
  const side = (interfaceName: "Int" | "Ext", tcpPort: number, httpPort: number) => {
    const ip = configuration.text(`${interfaceName}Ip`) ?? "127.0.0.1";
    const tcp = configuration.number(`${interfaceName}TcpPort`) ?? tcpPort;
    const http = configuration.number(`${interfaceName}HttpPort`) ?? httpPort;
    // Every interface is told to others as it stands.
    const host = configuration.text(`${interfaceName}IpAdvertiseAs`) ?? ip;
    return {
      ip,
      tcp,
      http,
      toldTcp: `${host}:${configuration.number(`${interfaceName}TcpPortAdvertiseAs`) ?? tcp}`,
      toldHttp: `${host}:${configuration.number(`${interfaceName}HttpPortAdvertiseAs`) ?? http}`,
      prefixes: prefixesOf(configuration, interfaceName, ip, http),
    };
  };
  const internal = side("Int", 1112, 2112);
  const external = side("Ext", 1113, 2113);
  const sockets: Socket[] = [
    { serves: "externalTcp", bind: external.ip, port: external.tcp },
    ...external.prefixes.map((prefix) => httpSocket("http", prefix)),
  ];
  // A node on its own opens nothing for other nodes.
  if (clustered) {
    sockets.push({ serves: "internalTcp", bind: internal.ip, port: internal.tcp });
    sockets.push(...internal.prefixes.map((prefix) => httpSocket("internalHttp", prefix)));
  }
  return {
    sockets,
    told: {
      ...(clustered ? { replication: internal.toldTcp } : {}),
      nodeHttp: clustered ? internal.toldHttp : external.toldHttp,
      http: external.toldHttp,
      externalTcp: external.toldTcp,
    },
  };
}

function prefixesOf(
  configuration: Configuration,
  interfaceName: string,
  ip: string,
  port: number,
): readonly string[] {
  const given = configuration.list(`${interfaceName}HttpPrefixes`);
  const own = `http://${ip === "0.0.0.0" ? "*" : ip}:${port}/`;
  const added = configuration.flag("AddInterfacePrefixes") ?? true;
  return [...new Set(given.length === 0 || added ? [...given, own] : given)];
}

function httpSocket(serves: Served, prefix: string): Socket {
  const [, host, port] = /^http:\/\/([^:/]+):(\d+)\/$/.exec(prefix) ?? [];
  if (host === undefined) throw new Error(`cannot listen on "${prefix}"`);
  return host === "*" || host === "+"
    ? { serves, bind: "0.0.0.0", port: Number(port) }
    : { serves, bind: host, port: Number(port), onlyHost: host };
}
