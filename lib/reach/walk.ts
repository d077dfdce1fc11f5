import type { HostPort } from "../network/model/topology";
import { coversName } from "../tls/covers-name";
import { EngineIndex } from "./engine-index";
import type { EngineContainer, EngineSocket, EngineState } from "./engine-state";
import type { ReachabilityPlace } from "./place";
import { resolveName } from "./resolve-name";
import { walkOf, type ReachabilityStep, type Walk } from "./step";
import { wayTo, type Way } from "./way";

const ALL = "0.0.0.0";

/** Dials on one engine, from any place. */
export class Dialler {
  private readonly index: EngineIndex;

  /**
   * @param state what is on the engine
   * @param engine the engine's version, such as `"28.5.2"`, for the one thing in which engines differ
   */
  constructor(
    state: EngineState,
    private readonly engine?: string,
  ) {
    this.index = new EngineIndex(state);
  }

  /** Follows a client's dial, step by step, to the socket that answers it or to the step that fails. */
  dial(place: ReachabilityPlace, dialled: HostPort): Walk {
    return this.go(place, dialled, true);
  }

  /** Follows a packet to a socket. Whoever wants in looks at no certificate, and names whatever host he likes. */
  knock(place: ReachabilityPlace, dialled: HostPort): Walk {
    return this.go(place, dialled, false);
  }

  private go(place: ReachabilityPlace, dialled: HostPort, asClient: boolean): Walk {
    const { addresses, detail } = resolveName(this.index, place, dialled.host);
    const [only] = addresses;
    if (only === undefined) return walkOf([{ what: "name", ok: false, detail }]);
    const name: ReachabilityStep = { what: "name", ok: true, detail };
    // Docker answers with either, so that every one of them must lead to the same.
    const first = this.follow(place, only, dialled, name, asClient);
    for (const other of addresses.slice(1)) {
      if (first.reached !== true) break;
      const walk = this.follow(place, other, dialled, name, asClient);
      if (walk.reached !== true) return walk;
      if (walk.ending?.container !== first.ending?.container) return walkOf([{ ...name, ok: false }]);
    }
    return first;
  }

  private follow(
    place: ReachabilityPlace,
    address: string,
    dialled: HostPort,
    name: ReachabilityStep,
    asClient: boolean,
  ): Walk {
    const way = wayTo(this.index, place, address, dialled.port, this.engine);
    return arrive(way, name, asClient ? dialled.host : undefined);
  }
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
  const detail = ok
    ? `the certificate of ${container.key} carries ${host}`
    : `the certificate of ${container.key} carries ${names.join(", ") || "no name"}, and not ${host}`;
  return [{ what: "tls", ok, detail }];
}
