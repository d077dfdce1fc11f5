import type { Audience } from "../network/model/audience";
import { Cidr } from "../network/model/cidr";
import { isKnownAtApply } from "../network/model/host-name";
import { isIpv4 } from "../network/model/ipv4";
import { hostAndPort, type HostPort } from "../network/model/topology";
import type {
  EngineAttachment,
  EngineContainer,
  EngineHostName,
  EngineNetwork,
  EngineProxied,
  EnginePublished,
  EngineState,
  EngineTranslated,
} from "./engine-state";

/** A container by one of its places on a network. */
export interface Attached {
  readonly container: EngineContainer;
  readonly attachment: EngineAttachment;
}

/** A published port and whose it is. */
export interface PublishedBy {
  readonly container: EngineContainer;
  readonly published: EnginePublished;
}

/** An engine's state, made quick to look things up in. */
export class EngineIndex {
  private readonly networks = new Map<string, EngineNetwork>();
  private readonly byKey = new Map<string, EngineContainer>();
  private readonly byAddress = new Map<string, Attached[]>();
  private readonly byName = new Map<string, Map<string, Attached[]>>();
  private readonly byHostPort = new Map<number, PublishedBy[]>();
  private readonly byProxied = new Map<string, EngineProxied[]>();
  private readonly hostNames = new Map<string, EngineHostName>();
  private readonly hostAddresses: ReadonlySet<string>;
  private readonly faults = new Map<string, string>();

  /** The Docker host that the engine is of. */
  readonly host: string;
  /** Its address for other Docker hosts, where clients have another. */
  readonly internalAddress: string | undefined;
  /** Whether the engine leads published ports by a process of its own, which packets from every network get to. */
  readonly userlandProxy: boolean;
  /** The address that something before the host translates to one of it. */
  readonly translated: EngineTranslated | undefined;
  private readonly reachableFrom: ReadonlyMap<string, readonly Audience[]>;
  private readonly ranges: ReadonlyMap<string, Cidr | undefined>;

  constructor(state: EngineState) {
    this.host = state.host.name;
    this.internalAddress = state.host.internalAddress;
    this.userlandProxy = state.userlandProxy !== false;
    this.translated = state.host.translated;
    this.reachableFrom = new Map(
      state.host.reachableFrom?.map(({ address, audiences }) => [address, audiences]),
    );
    const gateways = new Set<string>();
    for (const network of state.networks) {
      this.networks.set(network.name, network);
      if (network.gateway !== undefined) gateways.add(network.gateway);
    }
    this.hostAddresses = new Set([...gateways, ...state.host.addresses]);
    for (const name of state.host.names) this.hostNames.set(name.name.toLowerCase(), name);
    for (const proxied of state.proxied ?? []) push(this.byProxied, addressKey(proxied), proxied);
    for (const container of state.containers) this.addContainer(container);
    const ranges = new Map(state.networks.map(({ name, cidr }) => [name, Cidr.parse(cidr)]));
    this.ranges = ranges;
    for (const container of state.containers) {
      const fault = container.attachments.map((a) => this.faultOf(a, ranges)).find((f) => f !== undefined);
      if (fault !== undefined) this.faults.set(container.key, fault);
    }
  }

  network(name: string): EngineNetwork | undefined {
    return this.networks.get(name);
  }

  container(key: string): EngineContainer | undefined {
    return this.byKey.get(key);
  }

  /** Why the engine does not start a container with that key, if it does not. */
  faultOfContainer(key: string): string | undefined {
    return this.faults.get(key);
  }

  /** Everybody who has an address on some network. */
  atAddress(address: string): readonly Attached[] {
    return this.byAddress.get(address) ?? [];
  }

  /** Everybody whom a network's DNS knows by a name in small letters. */
  named(network: string, name: string): readonly Attached[] {
    return this.byName.get(network)?.get(name) ?? [];
  }

  hostName(name: string): EngineHostName | undefined {
    return this.hostNames.get(name);
  }

  /** Whether an address is of one of its networks, so that what is sent to it from there never leaves the host. */
  covers(address: string): boolean {
    return [...this.ranges.values()].some((range) => range?.contains(address) === true);
  }

  isHostAddress(address: string): boolean {
    return this.hostAddresses.has(address);
  }

  /** Whether an audience on another machine reaches an address of the host, where the user says so of the address. */
  isReachableFrom(audience: Audience, address: string): boolean | undefined {
    return this.reachableFrom.get(address)?.includes(audience);
  }

  /** Everybody who is published on a port of the host, on whatever address. */
  publishedOn(hostPort: number): readonly PublishedBy[] {
    return this.byHostPort.get(hostPort) ?? [];
  }

  /** Everything to which something else leads from an address. */
  proxiedFrom(at: HostPort): readonly EngineProxied[] {
    return this.byProxied.get(addressKey(at)) ?? [];
  }

  /**
   * Where published ports arrive: the engine takes the first network with a way out by name. None where the container
   * has no such network, and then nothing is published; several where names are known only when Terraform runs.
   */
  waysOut(container: EngineContainer): readonly EngineAttachment[] {
    let first: EngineAttachment | undefined;
    const unknown: EngineAttachment[] = [];
    for (const attachment of container.attachments) {
      if (this.networks.get(attachment.network)?.internal !== false) continue;
      if (isKnownAtApply(attachment.network)) unknown.push(attachment);
      else if (first === undefined || attachment.network < first.network) first = attachment;
    }
    return first === undefined ? unknown : [first, ...unknown];
  }

  private addContainer(container: EngineContainer): void {
    this.byKey.set(container.key, container);
    for (const attachment of container.attachments) {
      const attached = { container, attachment };
      push(this.byAddress, attachment.address, attached);
      const names = this.byName.get(attachment.network) ?? new Map<string, Attached[]>();
      this.byName.set(attachment.network, names);
      for (const name of new Set([container.name, ...attachment.aliases].map((n) => n.toLowerCase()))) {
        push(names, name, attached);
      }
    }
    for (const published of container.published) {
      push(this.byHostPort, published.hostPort, { container, published });
    }
  }

  private faultOf(
    { network, address }: EngineAttachment,
    ranges: ReadonlyMap<string, Cidr | undefined>,
  ): string | undefined {
    const declared = this.networks.get(network);
    if (declared === undefined) return `there is no network "${network}"`;
    const range = ranges.get(network);
    if (range !== undefined && isIpv4(address) && !range.isHostAddress(address)) {
      return `the engine gives no address ${address} on "${network}", which is ${declared.cidr}`;
    }
    if (address === declared.gateway) return `${address} is the gateway of "${network}"`;
    const others = this.atAddress(address).filter((a) => a.attachment.network === network);
    return others.length < 2
      ? undefined
      : `the engine gives ${address} on "${network}" once, not to ${others.map((o) => o.container.key).join(" and ")}`;
  }
}

function addressKey(at: HostPort): string {
  return hostAndPort(at).toLowerCase();
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
