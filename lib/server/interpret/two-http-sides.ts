import { ANY, ownAddress } from "./advertised-host";
import { interpretation, type Interpretation } from "./gossip";
import type { SettingReader } from "./setting-reader";

type Side = "Int" | "Ext";

/** v5: an internal and an external HTTP side; TLS is a matter of its secure TCP ports. */
export function interpretTwoHttpSides(
  settings: SettingReader,
  interfaces: Readonly<Record<string, string>>,
): Interpretation {
  const clusterSize = settings.number("ClusterSize");
  // A single node has nobody to talk to inside.
  const sides: readonly Side[] = clusterSize === 1 ? ["Ext"] : ["Int", "Ext"];
  const addsPrefixes = addsInterfacePrefixes(settings, sides);
  const host = (side: Side) => {
    const address = ipOf(settings, side);
    const own = address === ANY && addsPrefixes ? ownAddress(interfaces, clusterSize) : address;
    return settings.text(`${side}IpAdvertiseAs`) ?? own;
  };
  const port = (name: string) => settings.number(`${name}AdvertiseAs`) || settings.number(name);
  const [internal, external] = [host("Int"), host("Ext")];
  const ports = {
    internalTcpPort: port("IntTcpPort"),
    internalSecureTcpPort: port("IntSecureTcpPort"),
    externalTcpPort: port("ExtTcpPort"),
    externalSecureTcpPort: port("ExtSecureTcpPort"),
    internalHttpPort: port("IntHttpPort"),
    externalHttpPort: port("ExtHttpPort"),
  };
  // A server may listen both with TLS and without; which one nodes use is a setting.
  const replicationTls = settings.flag("UseInternalSsl") && ports.internalSecureTcpPort > 0;
  return interpretation(
    sides.flatMap((side) => [...tcpSockets(settings, side), ...httpSockets(settings, side, addsPrefixes)]),
    {
      internalTcpIp: internal,
      externalTcpIp: external,
      internalHttpIp: internal,
      externalHttpIp: external,
      ...ports,
    },
    {
      replication: {
        host: internal,
        port: replicationTls ? ports.internalSecureTcpPort : ports.internalTcpPort,
      },
      nodeHttp: { host: internal, port: ports.internalHttpPort },
      http: { host: external, port: ports.externalHttpPort },
      externalTcp: { host: external, port: ports.externalSecureTcpPort || ports.externalTcpPort },
    },
  );
}

// Adding is the server's default, but an address beside a wildcard prefix of the same port cannot be bound, and the
// image, which brings prefixes, turns it off. So prefixes that are given for every side are taken as all there are,
// unless the setting itself is given.
function addsInterfacePrefixes(settings: SettingReader, sides: readonly Side[]): boolean {
  if (settings.isGiven("AddInterfacePrefixes")) return settings.flag("AddInterfacePrefixes");
  return sides.some((side) => settings.list(`${side}HttpPrefixes`).length === 0);
}

function tcpSockets(settings: SettingReader, side: Side): string[] {
  const address = ipOf(settings, side);
  const secure = settings.number(`${side}SecureTcpPort`);
  const plain = settings.flag("DisableInsecureTCP") ? 0 : settings.number(`${side}TcpPort`);
  return [
    // At 0 the system chooses a port, and nobody knows which.
    ...(plain > 0 ? [`${address}:${plain}`] : []),
    ...(secure > 0 ? [`${address}:${secure}`] : []),
  ];
}

function httpSockets(settings: SettingReader, side: Side, addsPrefixes: boolean): string[] {
  const sockets = settings.list(`${side}HttpPrefixes`).flatMap((prefix) => socketOfPrefix(prefix) ?? []);
  const address = ipOf(settings, side);
  // As soon as one side binds all interfaces, only such a side gets a prefix added.
  const hasWildcard = ipOf(settings, "Int") === ANY || ipOf(settings, "Ext") === ANY;
  const isAdded = addsPrefixes && (address === ANY || !hasWildcard);
  return isAdded ? [...sockets, `${address}:${settings.number(`${side}HttpPort`)}`] : sockets;
}

function ipOf(settings: SettingReader, side: Side): string {
  return settings.text(`${side}Ip`) ?? "127.0.0.1";
}

/** The socket that a v5 HTTP prefix opens, for example `"0.0.0.0:2113"` for `"http://*:2113/"`. */
function socketOfPrefix(prefix: string): string | undefined {
  const [, scheme, host, port] = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?(?:\/|$)/i.exec(prefix) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  return `${addressOf(host)}:${port ?? (scheme.toLowerCase() === "https" ? 443 : 80)}`;
}

// Any other name is resolved by the node itself; what it gets is not known here, so the name stays.
function addressOf(host: string): string {
  if (host === "*" || host === "+") return ANY;
  return host.toLowerCase() === "localhost" ? "127.0.0.1" : host;
}
