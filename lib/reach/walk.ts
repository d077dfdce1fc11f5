import { Audience } from "../network/model/audience";
import { isKnownAtApply } from "../network/model/host-name";
import { isIpv4 } from "../network/model/ipv4";
import { shownAddress, shownHost, type HostPort } from "../network/model/topology";
import { coversName } from "../tls/covers-name";
import { EngineIndex } from "./engine-index";
import type { EngineContainer, EngineProxied, EngineSocket, EngineState } from "./engine-state";
import { containerAt, describePlace, OTHER_MACHINE, type ReachabilityPlace } from "./place";
import { resolveName } from "./resolve-name";
import { UNCHECKED, walkOf, type ReachabilityStep, type Walk } from "./step";
import { leaves, wayTo, type Way } from "./way";

const ALL = "0.0.0.0";

/** Dials on all engines, from any place. */
export class Dialler {
  private readonly engines: readonly EngineIndex[];

  /**
   * @param states what is on the engines
   * @param version the engines' version, such as `"28.5.2"`, for the one thing in which engines differ
   */
  constructor(
    states: readonly EngineState[],
    private readonly version?: string,
  ) {
    this.engines = states.map((state) => new EngineIndex(state));
  }

  /** Follows a client's dial, step by step, to the socket that answers it or to the step that fails. */
  dial(place: ReachabilityPlace, dialled: HostPort): Walk {
    return this.go(place, dialled, true);
  }

  /** Follows a packet to a socket. Whoever wants in looks at no certificate, and names whatever host he likes. */
  knock(place: ReachabilityPlace, dialled: HostPort): Walk {
    return this.go(place, dialled, false);
  }

  /** Where nothing of the engines answers a client, what the user says to lead on does; nodes meet without it. */
  private go(place: ReachabilityPlace, dialled: HostPort, asClient: boolean): Walk {
    const walk = this.without(place, dialled, asClient);
    const isNode = containerAt(place) !== undefined;
    if (!asClient || isNode || !(isLost(walk) || walk.failed?.what === "publishedPort")) return walk;
    const led = this.engines.flatMap((engine) =>
      engine.proxiedFrom(dialled).map((proxied) => ({ engine, proxied })),
    );
    const [only, other] = led;
    if (only === undefined) return walk;
    if (other === undefined) return byProxy(only.engine, only.proxied, dialled.host);
    const either = led.map(({ proxied }) => proxied.container).join(" and ");
    const detail = `something of yours leads ${shownAddress(dialled)} to either of ${either}`;
    return walkOf([{ what: "proxy", ok: false, detail }]);
  }

  /** Whoever finds nothing on the engine of his own host is another machine to the engines of others. */
  private without(place: ReachabilityPlace, dialled: HostPort, asClient: boolean): Walk {
    const own = place.kind === "machine" ? undefined : this.engines.find((e) => e.host === place.host);
    const who = audienceAt(place, own);
    const first = own && this.on(own, place, who, dialled, asClient);
    if (own !== undefined && first !== undefined) {
      if (!isLost(first) || !leaves(own, place)) return first;
      // What is sent to an address of the host's own networks never leaves it.
      if (isIpv4(dialled.host) && own.covers(dialled.host)) return first;
    }
    const from: ReachabilityPlace = own === undefined ? OTHER_MACHINE : { kind: "machine", host: own.host };
    let lost = first;
    for (const engine of this.engines) {
      if (engine === own) continue;
      const walk = this.on(engine, from, who, dialled, asClient);
      if (!isLost(walk)) return walk;
      lost ??= walk;
    }
    return (
      lost ??
      walkOf([{ what: "network", ok: false, detail: `there is no Docker host for ${describePlace(place)}` }])
    );
  }

  private on(
    engine: EngineIndex,
    place: ReachabilityPlace,
    who: Audience,
    dialled: HostPort,
    asClient: boolean,
  ): Walk {
    const { addresses, detail, unchecked } = resolveName(engine, place, dialled.host);
    const [only] = addresses;
    if (only === undefined) return walkOf([{ what: "name", ok: false, detail }]);
    const name: ReachabilityStep = { what: "name", ok: unchecked === true ? UNCHECKED : true, detail };
    const follow = (address: string): Walk =>
      arrive(
        wayTo(engine, place, who, address, dialled.port, this.version),
        name,
        asClient ? dialled.host : undefined,
      );
    // Docker answers with either, so that every one of them must lead to the same.
    const first = follow(only);
    for (const other of addresses.slice(1)) {
      if (first.reached !== true) break;
      const walk = follow(other);
      if (walk.reached !== true) return walk;
      if (walk.ending?.container !== first.ending?.container) return walkOf([{ ...name, ok: false }]);
    }
    return first;
  }
}

/** Whom somebody counts as on another machine; a container that is nobody's leaves as its host does. */
function audienceAt(place: ReachabilityPlace, own: EngineIndex | undefined): Audience {
  if (place.kind === "machine") return Audience.REMOTE;
  if (place.kind === "host") return Audience.HOST;
  if (place.key !== undefined) return Audience.PEERS;
  return place.networks.some((name) => own?.network(name) !== undefined) ? Audience.NETWORK : Audience.HOST;
}

/** Whether nothing of an engine answers to what is dialled. */
function isLost({ failed }: Walk): boolean {
  return failed?.what === "name" || failed?.what === "network";
}

/** What leads on is the user's; where it comes out is the container's place on the network. */
function byProxy(engine: EngineIndex, proxied: EngineProxied, host: string): Walk {
  const { container: key, network, containerPort: port } = proxied;
  const container = engine.container(key);
  const address = container?.attachments.find((a) => a.network === network)?.address;
  const fault = engine.faultOfContainer(key);
  const detail = `by your word something leads ${shownAddress(proxied)} to ${key}, port ${port}, over "${network}"`;
  if (container === undefined || address === undefined)
    return walkOf([{ what: "proxy", ok: false, detail: `${key} is not on "${network}"` }]);
  if (fault !== undefined)
    return walkOf([{ what: "start", ok: false, detail: `${key} does not start: ${fault}` }]);
  return arrive(
    { steps: [], arrives: { container, address, port } },
    { what: "proxy", ok: UNCHECKED, detail },
    host,
  );
}

/** What is found where the packet arrives, and what a client that dialled `host` makes of it. */
function arrive({ steps, arrives }: Way, name: ReachabilityStep, host: string | undefined): Walk {
  if (arrives === undefined) return walkOf([name, ...steps]);
  const { container, address, port } = arrives;
  const socket = socketAt(container, address, port);
  if (socket === undefined) {
    return walkOf([name, ...steps, { what: "socket", ok: false, detail: unbound(container, address, port) }]);
  }
  const bound = `${container.key} listens on ${socket.address}:${port}`;
  return walkOf(
    [
      name,
      ...steps,
      { what: "socket", ok: true, detail: bound },
      ...(host === undefined ? [] : [...answerStep(socket, host), ...tlsStep(container, socket, host)]),
    ],
    { container: container.key, address, port, ...(socket.serves && { serves: socket.serves }) },
  );
}

function socketAt(container: EngineContainer, address: string, port: number): EngineSocket | undefined {
  const there = container.sockets.filter((s) => s.port === port);
  return there.find((s) => s.address === address) ?? there.find((s) => s.address === ALL);
}

function unbound(container: EngineContainer, address: string, port: number): string {
  const elsewhere = container.sockets.filter((s) => s.port === port).map((s) => s.address);
  return elsewhere.length === 0
    ? `nothing listens on port ${port} of ${container.key}`
    : `${container.key} listens on ${elsewhere.join(" and ")} only, and the packet arrives at ${address}:${port}`;
}

function answerStep(socket: EngineSocket, host: string): readonly ReachabilityStep[] {
  if (socket.ownAddressOnly !== true) return [];
  const ok = host === socket.address;
  const detail = ok
    ? `the request names ${host}, as it must`
    : `the server answers only requests that name ${socket.address}, and this one names ${host}`;
  return [{ what: "answer", ok, detail }];
}

function tlsStep(
  container: EngineContainer,
  socket: EngineSocket,
  host: string,
): readonly ReachabilityStep[] {
  if (!socket.tls) return [];
  const names = container.certificateNames;
  if (names === undefined) {
    return [{ what: "tls", ok: true, detail: "the certificate's names are not known here" }];
  }
  const ok = coversName(names, host);
  if (!ok && isKnownAtApply(host)) {
    const detail = `whether the certificate of ${container.key} carries the host is known only when Terraform runs`;
    return [{ what: "tls", ok: UNCHECKED, detail }];
  }
  const detail = ok
    ? `the certificate of ${container.key} carries ${shownHost(host)}`
    : `the certificate of ${container.key} carries ${names.join(", ") || "no name"}, and not ${host}`;
  return [{ what: "tls", ok, detail }];
}
