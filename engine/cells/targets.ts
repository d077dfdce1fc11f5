import type { Topology } from "cdktf-eventstoredb";
import type { Site } from "../machine/site";
import type { Target } from "../stand-in/dial";

const ALL = "0.0.0.0";
const LOOPBACK = "127.0.0.1";

/**
 * Everything that somebody might dial to get to a cluster: each endpoint at each of a node's addresses and
 * names, at what is advertised, and on the host, published or not. Those of a secure cluster are to prove
 * themselves by its own authority.
 */
export function targetsOf(
  { hosts: all, nodes, networks, secure, name }: Topology,
  addressesOf: Site["addressesOf"],
): readonly Target[] {
  // A gateway's address is that of every host: who is on none of them finds no way to it.
  const own = all.length > 1 ? [] : networks;
  const gateways = own.flatMap(({ isolated, gateway }) =>
    isolated || gateway === undefined ? [] : [gateway],
  );
  const targets = nodes.flatMap((node): readonly Target[] => {
    const addresses = addressesOf(node.host);
    const onHost = ["localhost", ...addresses, ...gateways];
    // Nobody's certificate need carry it, though whoever is there reaches it.
    if (secure) onHost.push(LOOPBACK);
    const hosts = node.attachments.flatMap(({ address, aliases }) => [address, ...aliases]);
    const { replication, nodeHttp, http, externalTcp } = node.advertised;
    return [
      ...hosts.flatMap((host) => node.endpoints.map(({ port }) => ({ host, port }))),
      ...[replication, nodeHttp, http, externalTcp].flatMap((told) => told ?? []),
      ...node.published.flatMap(({ hostPort, hostIp }) =>
        [...onHost, ...(hostIp === ALL ? [] : [hostIp])].map((host) => ({ host, port: hostPort })),
      ),
      ...addresses.flatMap((host) => node.endpoints.map(({ port }) => ({ host, port }))),
      ...(secure ? node.endpoints.map(({ port }) => ({ host: LOOPBACK, port })) : []),
    ];
  });
  return [
    ...new Map(
      targets.map(({ host, port }) => [
        `${host}:${port}`,
        { host, port, ...(secure ? { trust: name } : {}) },
      ]),
    ).values(),
  ];
}
