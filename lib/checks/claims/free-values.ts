import { Cidr, proposeFreeRange } from "../../network/model/cidr";
import { isIpv4 } from "../../network/model/ipv4";
import type { Topology } from "../../network/model/topology";

/** The highest port. */
const LAST_PORT = 65_535;

/** A port of a Docker host that is published, and what for. */
export interface PublishedPort {
  readonly hostPort: number;
  /** As the prop that says it calls it. */
  readonly name: string;
}

/**
 * What no cluster of a program has, on whatever engine, so that what is proposed to one is refused to nobody: each is
 * proposed once.
 */
export class FreeValues {
  private readonly names: Set<string>;
  private readonly ranges: Cidr[];
  private readonly ports: Set<number>;

  constructor(topologies: readonly Topology[], ports: (topology: Topology) => readonly PublishedPort[]) {
    this.names = new Set(topologies.map(({ name }) => name.toLowerCase()));
    this.ranges = topologies.flatMap(rangesOf);
    this.ports = new Set(topologies.flatMap((topology) => ports(topology).map(({ hostPort }) => hostPort)));
  }

  /** A name like that one. */
  name(like: string): string {
    let n = 2;
    while (this.names.has(`${like}-${n}`.toLowerCase())) n++;
    const found = `${like}-${n}`;
    this.names.add(found.toLowerCase());
    return found;
  }

  /** A range as large as that one. */
  range(like: Cidr): string {
    const found = proposeFreeRange(this.ranges, like.prefix);
    this.ranges.push(Cidr.of(found));
    return found;
  }

  /** Ports in the place of these, in the same order and as far apart; `undefined` where there are none. */
  portsAs(asked: readonly PublishedPort[]): readonly PublishedPort[] | undefined {
    const own = asked.map(({ hostPort }) => hostPort);
    const highest = Math.max(...own);
    for (let more = 1; highest + more <= LAST_PORT; more++) {
      if (own.some((port) => this.ports.has(port + more))) continue;
      const found = asked.map(({ hostPort, name }) => ({ hostPort: hostPort + more, name }));
      for (const { hostPort } of found) this.ports.add(hostPort);
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
