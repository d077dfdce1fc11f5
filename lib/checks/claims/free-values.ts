import { Cidr, proposeFreeRange } from "../../network/model/cidr";
import { isIpv4 } from "../../network/model/ipv4";
import type { Topology } from "../../network/model/topology";
import { LAST_PORT } from "../../network/plan/port-reading";
import { publishedBy, type PublishedPort } from "./published-by";

/**
 * What no cluster of a program has, on whatever engine, so that what is proposed to one is refused to nobody: each is
 * proposed once.
 */
export class FreeValues {
  private names: Set<string> | undefined;
  private ranges: Cidr[] | undefined;
  private ports: Set<number> | undefined;

  /** Nothing is gathered before something is to be proposed: in most programs nothing clashes. */
  constructor(private readonly topologies: readonly Topology[]) {}

  /** A name like that one. */
  name(like: string): string {
    const names = (this.names ??= new Set(this.topologies.map((one) => one.name.toLowerCase())));
    let n = 2;
    while (names.has(`${like}-${n}`.toLowerCase())) n++;
    const found = `${like}-${n}`;
    names.add(found.toLowerCase());
    return found;
  }

  /** A range as large as that one. */
  range(like: Cidr): string {
    const ranges = (this.ranges ??= this.topologies.flatMap(rangesOf));
    const found = proposeFreeRange(ranges, like.prefix);
    ranges.push(Cidr.of(found));
    return found;
  }

  /** Ports in the place of these, in the same order and as far apart; `undefined` where there are none. */
  portsAs(asked: readonly PublishedPort[]): readonly PublishedPort[] | undefined {
    const ports = (this.ports ??= new Set(
      this.topologies.flatMap(publishedBy).map(({ hostPort }) => hostPort),
    ));
    const own = asked.map(({ hostPort }) => hostPort);
    const highest = Math.max(...own);
    for (let more = 1; highest + more <= LAST_PORT; more++) {
      if (own.some((port) => ports.has(port + more))) continue;
      const found = asked.map(({ hostPort, name }) => ({ hostPort: hostPort + more, name }));
      for (const { hostPort } of found) ports.add(hostPort);
      return found;
    }
    return undefined;
  }
}

/** The ranges of its networks, and the addresses that must be in none: those of hosts, and what clients dial. */
function rangesOf({ networks, hosts, nodes }: Topology): readonly Cidr[] {
  const addresses = [
    ...hosts.flatMap(({ internalAddress, externalAddress }) => [internalAddress, externalAddress]),
    ...nodes.flatMap(({ routes }) => routes.map(({ dialled }) => dialled.host)),
  ].filter((address) => address !== undefined && isIpv4(address));
  const texts = [...networks.map(({ cidr }) => cidr), ...addresses.map((address) => `${address}/32`)];
  return texts.flatMap((text) => Cidr.parse(text) ?? []);
}
