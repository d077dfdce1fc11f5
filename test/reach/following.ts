import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Audience } from "../../lib/network/model/audience";
import { Binding } from "../../lib/network/model/endpoint";
import type { Capabilities } from "../../lib/network/plan/capabilities";
import type { Problem } from "../../lib/problem/problem";
import { specOf } from "../network/arbitrary-spec";
import { plan } from "../network/planning";

/** Props as they are written, as plain data, so that a mend can be put where its path says. */
export interface Written {
  readonly clients: Way;
  readonly peers?: { readonly members: readonly object[] };
  readonly bindings?: object;
  readonly ports?: object;
  readonly internalNetwork: object;
  readonly externalNetwork: object;
  readonly externalTcp: boolean;
}

/** How clients come, by the name of the function of `ClientAccess`. */
export interface Way {
  readonly kind: "withinNetwork" | "throughHost" | "everywhere" | "perNode" | "throughProxy";
  readonly host?: string;
  readonly bindIp?: string;
  readonly audiences?: readonly Audience[];
  readonly members?: readonly object[];
}

const PORTS = PortPlan.sequential({ http: 2213, externalTcp: 1213 });

/** What is wrong with props, by whoever reaches whom. */
export function wrongWays(written: Written, release: Capabilities): readonly Problem[] {
  const { clients, peers, ...others } = written;
  const { kind, members, ...options } = clients;
  const through = { ports: PORTS, domain: "esdb.test", host: "localhost", ...options };
  const access = {
    withinNetwork: () => ClientAccess.withinNetwork(options),
    throughHost: () => ClientAccess.throughHost(without(through, "domain")),
    everywhere: () => ClientAccess.everywhere(without(through, "host")),
    perNode: () => ClientAccess.perNode(members as never, options as never),
    throughProxy: () => ClientAccess.throughProxy(members as never, options as never),
  }[kind]();
  const spec: ClusterSpec = specOf({
    ...others,
    clients: access,
    allowPublished: true,
    ...(peers && { peers: PeerAccess.perNode(peers.members as never) }),
  });
  return plan(spec, release).problems;
}

/** A mend, and what whoever reads it does: each way of doing it is a line. */
type Reading = readonly [
  fix: RegExp,
  follow: (written: Written, path: string, said: readonly string[], on: Capabilities) => Written,
];

const OF_NODE = /members\[(\d)\]/;

/** What others route to: a name where the release takes names. */
const hostOn = ({ addressesOnly }: Capabilities) => (addressesOnly ? "192.0.2.10" : "docker.example.test");

const READINGS: readonly Reading[] = [
  [/^use (\d+)$/, (w, path, [port]) => put(w, path, Number(port))],
  [/^use its address ([\d.]+)$/, (w, path, [address]) => put(w, path, address)],
  [
    /^use a name of its own, which becomes the node's alias on the (?:internal|external) network, or its address ([\d.]+)$/,
    (w, path, [address]) => put(w, path, address),
  ],
  [
    /^use a name of its own, which becomes the node's alias on the (internal|external) network, or its address [\d.]+$/,
    (w, path, [side]) => put(w, path, `own${OF_NODE.exec(path)?.[1]}.${side}.test`),
  ],
  [/^use Binding\.ALL_INTERFACES$/, (w, path) => put(w, path, Binding.ALL_INTERFACES)],
  [/^leave bindIp out$/, (w, path) => put(w, path, undefined)],
  [/^use bindIp: "([\d.]+)"$/, (w, path, [address]) => put(w, path, address)],
  [
    /^use as bindIp the address of the Docker host that (\S+) stands for$/,
    (w, path, [name]) => put(w, path, addressOfHost(name)),
  ],
  [
    /^use an address (?:or DNS name )?of the host that others can route to(?:$|, or Client)/,
    (w, path, _, on) => put(w, path, hostOn(on)),
  ],
  [/, or ClientAccess\.everywhere\(\{ domain, ports \}\)$/, (w) => through(w, { kind: "everywhere" })],
  [
    /^use ClientAccess\.throughHost\(\{ host, ports \}\) with an address (?:or DNS name )?of the host(?! that)/,
    (w) => through(w, { kind: "throughHost", host: "localhost" }),
  ],
  [
    /^use ClientAccess\.throughHost\(\{ host, ports \}\) with an address (?:or DNS name )?of the host that others can route to/,
    (w, _, __, on) => through(w, { kind: "throughHost", host: hostOn(on) }),
  ],
  [
    /^give every node a host of its own$/,
    (w, path, _, on) => eachNode(w, path, (n) => ({ host: ownHost(n, path, on) })),
  ],
  [
    /^give every node a host or a port of its own$/,
    (w, path) => eachNode(w, path, (n) => ({ httpPort: 3000 + n, tcpPort: 4000 + n })),
  ],
  [
    /^use a name that nodes do not have among themselves$/,
    (w, path) => put(w, path, `clients${OF_NODE.exec(path)?.[1]}.test`),
  ],
  [/^use an address of its own$/, (w, path) => put(w, path, addressOfHost(path))],
  [/^use a name or an address of the Docker host$/, (w, path, _, on) => put(w, path, hostOn(on))],
  [
    /^use a network with a way out, or ClientAccess\.withinNetwork\(\)$/,
    (w) => ({ ...w, externalNetwork: { cidr: "10.240.1.0/24" } }),
  ],
  [
    /^use a network with a way out, or ClientAccess\.withinNetwork\(\)$/,
    (w) => ({ ...w, clients: { kind: "withinNetwork" } }),
  ],
  [
    /^use an internal network without a way out, because .* by name that has one, which is "\w+"$/,
    (w) => ({ ...w, internalNetwork: { cidr: "10.240.0.0/24" } }),
  ],
  [/^promise audiences: \[([^\]]+)\] only, or mend/, (w, path, [kept]) => put(w, path, audiencesOf(kept))],
];
const OR_MEND = /^promise .* only, or mend ([^:]+): (.+)$/;

/** The props after each way of doing what a problem's mend says. */
export function followed(
  written: Written,
  { path, fix }: Pick<Problem, "path" | "fix">,
  on: Capabilities,
): readonly Written[] {
  const [, other, inner] = OR_MEND.exec(fix) ?? [];
  const own = READINGS.flatMap(([pattern, follow]) => {
    const found = pattern.exec(fix);
    return found === null ? [] : [follow(written, path, found.slice(1), on)];
  });
  return other === undefined || inner === undefined
    ? own
    : [...own, ...followed(written, { path: other, fix: inner }, on)];
}

/** An address of the Docker host for whatever has a number in its name, and one for all else. */
function addressOfHost(name = ""): string {
  return `192.0.2.${100 + Number(/\d/.exec(name)?.[0] ?? 9)}`;
}

/** Names where the release takes them, else the node's own address. */
function ownHost(n: number, path: string, { addressesOnly }: Capabilities): string {
  const side = path.startsWith("peers") ? 0 : 1;
  return addressesOnly ? `10.240.${side}.${11 + n}` : `own${n}.side${side}.test`;
}

function audiencesOf(text = ""): readonly Audience[] {
  return text.split(", ").map((one) => Audience[one.replace("Audience.", "") as keyof typeof Audience]);
}

function through(written: Written, way: Way): Written {
  const { audiences } = written.clients;
  return { ...written, clients: { ...way, ...(audiences && { audiences }) } };
}

function eachNode(written: Written, path: string, of: (n: number) => object): Written {
  const side = path.startsWith("peers") ? "peers" : "clients";
  const list = written[side]?.members ?? [];
  return put(
    written,
    `${side}.members`,
    list.map((entry, n) => ({ ...entry, ...of(n) })),
  );
}

/** The props with a value at a path such as `clients.members[1].host`; `undefined` leaves it out. */
function put<T>(value: T, path: string, put: unknown): T {
  return changed(
    value,
    path.split(/[.[\]]+/).filter((key) => key !== ""),
    put,
  ) as T;
}

function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value))
    return value.map((one: unknown, i) => (String(i) === key ? changed(one, rest, to) : one));
  const own = (value ?? {}) as Record<string, unknown>;
  const next = changed(own[key], rest, to);
  return next === undefined ? without(own, key) : { ...own, [key]: next };
}

function without<T extends object, K extends string>(value: T, key: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as Omit<T, K>;
}
