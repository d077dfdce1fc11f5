import { Audience, nameOfAudience } from "../network/model/audience";
import type { Attached, EngineIndex, PublishedBy } from "./engine-index";
import type { EngineAttachment, EngineContainer, EnginePublished, EngineTranslated } from "./engine-state";
import { containerAt, isOnHost, OTHER_MACHINE, type ReachabilityPlace } from "./place";
import { DEPENDS, UNCHECKED, type ReachabilityStep, type ReachabilityVerdict } from "./step";

const ALL = "0.0.0.0";

/** Where a packet arrives inside a container, and what led it there. */
export interface Way {
  readonly steps: readonly ReachabilityStep[];
  readonly arrives?: { readonly container: EngineContainer; readonly address: string; readonly port: number };
}

/** The first engine that keeps other machines from a published port at the container's own address. */
const KEEPS_MACHINES_OUT = 28;

/** Follows a packet from a place to an address and port, as Linux and the engine's rules lead it. */
export function wayTo(
  index: EngineIndex,
  place: ReachabilityPlace,
  who: Audience,
  address: string,
  port: number,
  engine: string | undefined,
): Way {
  const own = containerAt(place);
  const fault = own === undefined ? undefined : index.faultOfContainer(own);
  if (own !== undefined && fault !== undefined) return no("start", `${own} does not start: ${fault}`);
  if (address.startsWith("127.")) return toLoopback(index, place, address, port);
  const [first, second] = index.atAddress(address);
  if (first !== undefined) return toContainer(index, place, first, second, port, engine);
  if (address === "*" || index.isHostAddress(address)) return toHost(index, place, who, address, port);
  if (address === index.translated?.address) return translated(index, place, who, index.translated, port);
  return no("network", `neither a container nor the Docker host has the address ${address}`);
}

function toLoopback(index: EngineIndex, place: ReachabilityPlace, address: string, port: number): Way {
  if (isOnHost(place)) return throughHost(index, place, address, port, `${address} is the host itself`);
  const own = containerAt(place);
  const self = own === undefined ? undefined : index.container(own);
  if (self === undefined) return no("network", `${address} is the dialling machine itself`);
  return {
    steps: [yes("network", `${address} is ${self.key} itself`)],
    arrives: { container: self, address, port },
  };
}

function toContainer(
  index: EngineIndex,
  place: ReachabilityPlace,
  target: Attached,
  other: Attached | undefined,
  port: number,
  engine: string | undefined,
): Way {
  const { container, attachment } = target;
  const fault = index.faultOfContainer(container.key);
  if (fault !== undefined) return no("start", `${container.key} does not start: ${fault}`);
  if (other !== undefined) return no("network", `${attachment.address} is an address on two networks`);
  const entry = enters(index, place, target, port, engine);
  const way: ReachabilityStep = { what: "network", ...entry };
  if (way.ok === false) return { steps: [way] };
  return { steps: [way], arrives: { container, address: attachment.address, port } };
}

/** Whether a packet from there gets onto the target's network. */
function enters(
  index: EngineIndex,
  place: ReachabilityPlace,
  { container, attachment }: Attached,
  port: number,
  engine: string | undefined,
): { readonly ok: ReachabilityVerdict; readonly detail: string } {
  const { network } = attachment;
  if (isOnHost(place)) return { ok: true, detail: "the Docker host reaches every container address" };
  const internal = index.network(network)?.internal === true;
  if (place.kind === "container") {
    if (place.networks.includes(network)) return { ok: true, detail: `both are on "${network}"` };
    if (internal) return { ok: false, detail: `"${network}" cannot be entered from another network` };
    return hasWayOut(index, place.networks)
      ? { ok: false, detail: `the engine lets no packet from another network into "${network}"` }
      : { ok: false, detail: noWayOut(place.networks) };
  }
  if (internal) return { ok: false, detail: `"${network}" cannot be entered from another machine` };
  const ways = index.waysOut(container);
  const published =
    ways.some((one) => one.network === network) && container.published.some((p) => p.containerPort === port);
  if (!published)
    return { ok: false, detail: `port ${port} is not published, and other machines get no further` };
  const entry = directly(engine);
  if (entry.ok === false || ways.length === 1) return entry;
  const detail =
    "the engine publishes over the first network by name, which is known only when Terraform runs";
  return { ok: UNCHECKED, detail };
}

/** Other machines at a published port of a container's own address: what only older engines let through. */
function directly(engine: string | undefined): { readonly ok: ReachabilityVerdict; readonly detail: string } {
  const major = /^v?(\d+)(\.|$)/.exec(engine ?? "")?.[1];
  if (major === undefined) {
    return {
      ok: DEPENDS,
      detail: `engines before ${KEEPS_MACHINES_OUT} let other machines dial a published port at the container's own address, later ones do not`,
    };
  }
  const ok = Number(major) < KEEPS_MACHINES_OUT;
  const does = ok ? "lets other machines dial" : "keeps other machines from";
  return { ok, detail: `engine ${engine} ${does} a published port at the container's own address` };
}

function toHost(
  index: EngineIndex,
  place: ReachabilityPlace,
  who: Audience,
  address: string,
  port: number,
): Way {
  const shown = address === "*" ? "the dialled name" : address;
  if (place.kind === "container" && !leaves(index, place)) return no("network", noWayOut(place.networks));
  const entered = `${shown} is an address of the Docker host`;
  const way = throughHost(index, place, address, port, entered);
  if (place.kind !== "machine") return way;
  const said = index.isReachableFrom(who, address);
  if (said !== undefined) return byWord(way, said, who);
  return place.host === undefined && address === index.internalAddress
    ? unchecked(
        way,
        `${entered} for other Docker hosts; whether another machine routes to it, your network decides`,
      )
    : way;
}

/** By an address that is none of the host, also for who is on it. */
function translated(
  index: EngineIndex,
  place: ReachabilityPlace,
  who: Audience,
  { address, to }: EngineTranslated,
  port: number,
): Way {
  if (place.kind === "container" && !leaves(index, place)) return no("network", noWayOut(place.networks));
  const entered = `${address} is translated to ${to} of the Docker host`;
  // It comes back from outside, as those of other machines do.
  const way = throughHost(index, OTHER_MACHINE, to, port, entered);
  const said = index.isReachableFrom(who, address);
  if (said !== undefined) return byWord(way, said, who);
  return who === Audience.REMOTE
    ? way
    : unchecked(
        way,
        `${entered}; whether what translates leads the hosts themselves back, your network decides`,
      );
}

/** A way onto the host, where the user says whether they get to it. */
function byWord(way: Way, isReachable: boolean, who: Audience): Way {
  const does = isReachable ? "reaches" : "does not reach";
  const said: ReachabilityStep = {
    what: "reachableFrom",
    ok: isReachable,
    detail: `by your word ${nameOfAudience(who)} ${does} it from other machines`,
  };
  const first = [...way.steps.slice(0, 1), said];
  return isReachable ? { ...way, steps: [...first, ...way.steps.slice(1)] } : { steps: first };
}

/** A way of which only the first step is not known. */
function unchecked(way: Way, detail: string): Way {
  const { steps, arrives } = way;
  const [, ...others] = steps;
  return arrives === undefined
    ? way
    : { steps: [{ what: "network", ok: UNCHECKED, detail }, ...others], arrives };
}

/** Through a port that the engine publishes on the host. */
function throughHost(
  index: EngineIndex,
  place: ReachabilityPlace,
  address: string,
  port: number,
  entered: string,
): Way {
  const steps = [yes("network", entered)];
  const fail = (detail: string, what: ReachabilityStep["what"] = "publishedPort"): Way => ({
    steps: [...steps, { what, ok: false, detail }],
  });
  const there = index.publishedOn(port);
  const answering = there.filter((p) => answers(p, address));
  const [only, second] = answering;
  if (only === undefined) {
    const elsewhere = [...new Set(there.map((p) => p.published.hostIp))].join(" and ");
    return fail(
      elsewhere === ""
        ? `nothing is published on port ${port} of the host`
        : `port ${port} of the host is published on ${elsewhere} only`,
    );
  }
  if (second !== undefined) {
    return fail(
      `port ${port} of the host is published for ${only.container.key} and ${second.container.key}`,
    );
  }
  const { container, published } = only;
  const fault = index.faultOfContainer(container.key);
  if (fault !== undefined) return fail(`${container.key} does not start: ${fault}`, "start");
  const arrivals = index.waysOut(container);
  const arrival = arrivals.find((one) => listensAt(container, one, published)) ?? arrivals[0];
  if (arrival === undefined) {
    return fail(
      `${container.key} is on internal networks only, and the engine publishes no port of such a container`,
      "wayOut",
    );
  }
  const led = `${published.hostIp}:${port} leads to ${container.key}, port ${published.containerPort}`;
  if (!index.userlandProxy && place.kind === "container" && !isOnHost(place)) {
    const { network } = arrival;
    if (!place.networks.includes(network)) {
      const only = `without userland-proxy the engine leads containers of "${network}" alone there, of those on its host`;
      return {
        steps: [...steps, yes("publishedPort", led), { what: "userlandProxy", ok: false, detail: only }],
      };
    }
  }
  const isSure = arrivals.every((one) => one === arrival || listensAt(container, one, published));
  return {
    steps: [...steps, yes("publishedPort", led), ...(isSure ? [] : [unknownArrival(container)])],
    arrives: { container, address: arrival.address, port: published.containerPort },
  };
}

/** Where names of networks are known only when Terraform runs, a packet may arrive at another address. */
function unknownArrival({ key }: EngineContainer): ReachabilityStep {
  const detail = `the engine leads it to the first network by name, which is known only when Terraform runs, and ${key} does not listen on each`;
  return { what: "wayOut", ok: UNCHECKED, detail };
}

function listensAt(
  { sockets }: EngineContainer,
  { address }: EngineAttachment,
  { containerPort }: EnginePublished,
): boolean {
  return sockets.some((s) => s.port === containerPort && (s.address === ALL || s.address === address));
}

function answers({ published }: PublishedBy, address: string): boolean {
  return published.hostIp === "0.0.0.0" || published.hostIp === address;
}

/** Whether a packet from there gets out of the host that it starts on. */
export function leaves(index: EngineIndex, place: ReachabilityPlace): boolean {
  return place.kind !== "container" || isOnHost(place) || hasWayOut(index, place.networks);
}

/** A network that the state does not know is a normal bridge. */
function hasWayOut(index: EngineIndex, networks: readonly string[]): boolean {
  return networks.some((name) => index.network(name)?.internal !== true);
}

function noWayOut(networks: readonly string[]): string {
  return `there is no way out of ${networks.map((n) => JSON.stringify(n)).join(" and ")}`;
}

function yes(what: ReachabilityStep["what"], detail: string): ReachabilityStep {
  return { what, ok: true, detail };
}

function no(what: ReachabilityStep["what"], detail: string): Way {
  return { steps: [{ what, ok: false, detail }] };
}
