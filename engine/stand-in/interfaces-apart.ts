import type { Configuration } from "./configuration";
import type { Listening, Served, Socket } from "./socket";

/** v5: internal and external addresses apart, each with TCP, plain or secure, and with plain HTTP of its own. */
export function interfacesApart(configuration: Configuration, clustered: boolean): Listening {
  const onlySecure = configuration.flag("DisableInsecureTCP") ?? false;
  const side = (interfaceName: "Int" | "Ext", tcpPort: number, httpPort: number) => {
    const ip = configuration.text(`${interfaceName}Ip`) ?? "127.0.0.1";
    const tcp = configuration.number(`${interfaceName}TcpPort`) ?? tcpPort;
    const http = configuration.number(`${interfaceName}HttpPort`) ?? httpPort;
    // Every interface is told to others as it stands.
    const host = configuration.text(`${interfaceName}IpAdvertiseAs`) ?? ip;
    const secure = configuration.number(`${interfaceName}SecureTcpPort`) ?? 0;
    const told = (kind: string, port: number) =>
      `${host}:${configuration.number(`${interfaceName}${kind}PortAdvertiseAs`) ?? port}`;
    const serves = interfaceName === "Int" ? "internalTcp" : "externalTcp";
    return {
      tcp: [
        ...(onlySecure ? [] : [{ serves, bind: ip, port: tcp, tls: false } as const]),
        ...(secure === 0 ? [] : [{ serves, bind: ip, port: secure, tls: true } as const]),
      ],
      toldTcp: told("Tcp", tcp),
      toldSecureTcp: secure === 0 ? undefined : told("SecureTcp", secure),
      toldHttp: told("Http", http),
      prefixes: prefixesOf(configuration, interfaceName, ip, http),
    };
  };
  const between = configuration.flag("UseInternalSsl") ?? false;
  const internal = side("Int", 1112, 2112);
  const external = side("Ext", 1113, 2113);
  const sockets: Socket[] = [
    ...external.tcp,
    ...external.prefixes.map((prefix) => httpSocket("http", prefix)),
  ];
  // A node on its own opens nothing for other nodes.
  if (clustered) {
    sockets.push(...internal.tcp, ...internal.prefixes.map((prefix) => httpSocket("internalHttp", prefix)));
  }
  return {
    sockets,
    told: {
      ...(clustered ? { replication: (between && internal.toldSecureTcp) || internal.toldTcp } : {}),
      nodeHttp: clustered ? internal.toldHttp : external.toldHttp,
      http: external.toldHttp,
      externalTcp: external.toldSecureTcp ?? external.toldTcp,
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
    ? { serves, bind: "0.0.0.0", port: Number(port), tls: false }
    : { serves, bind: host, port: Number(port), tls: false, onlyHost: host };
}
