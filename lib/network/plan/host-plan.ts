import { checkKeys, checkObject } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { HostSpec } from "../asked/host-spec";
import { isIpv4, isLoopback, whyNotDialable } from "../model/ipv4";
import { isNamePart, UNNAMED_HOST } from "../model/names";
import type { Host } from "../model/topology";
import type { Capabilities } from "./capabilities";
import {
  bareHostOf,
  isEngineGivenHost,
  isLoopbackHost,
  readClientHost,
  useBare,
  type HostReading,
} from "./host-reading";
import { readReachableFrom } from "./host-reach";
import { readPort } from "./port-reading";
import { standInRange } from "./stand-in";

/** A Docker host with what planning needs of it. */
export interface HostPlan {
  /** Whether it is the one that was asked for; else it stands for one that was refused. */
  readonly sure: boolean;
  readonly host: Host;
  /** The prop it was declared by. */
  readonly path: string;
}

/** A host that nodes and clients get to by its addresses. */
export interface AddressedHost extends HostPlan {
  readonly host: Host & Required<Pick<Host, "internalAddress" | "externalAddress">>;
  /** The prop that says what clients are told. */
  readonly advertisedBy: string;
}

/** The one engine of a cluster that names no hosts. */
const ONLY: HostPlan = { sure: true, path: "hosts", host: { name: UNNAMED_HOST } };

/** The Docker hosts of a cluster, one at least. */
export interface HostsPlan {
  readonly all: readonly HostPlan[];
  /** Where they were named, by what names them. */
  readonly addressed?: ReadonlyMap<string, AddressedHost>;
}

/** Hosts that were named. */
export function namedHosts(all: readonly AddressedHost[]): HostsPlan {
  return { all, addressed: new Map(all.map((one) => [one.host.name, one])) };
}

/** Whether hosts are those that were asked for, or none were; else what is missing of them may have been meant. */
export function areHostsSure({ all }: HostsPlan): boolean {
  return all.every(({ sure }) => sure);
}

const KEYS: readonly (keyof HostSpec)[] = [
  "name",
  "internalAddress",
  "externalAddress",
  "externalName",
  "keeperPort",
  "reachableFrom",
];
/** The provider of each is no part of the model. */
const KNOWN = [...KEYS, "provider"];
/** How many hosts a cluster may have. */
export const MOST_HOSTS = 100;
/** Below the ports of the server, above which plans count. */
const KEEPER_PORT = 2110;
const LONGEST_NAME = 40;
const STAND_INS = standInRange(200);

/** Reads the hosts that were asked for; without any there is one, of which nothing is known. */
export function planHosts(
  asked: unknown,
  capabilities: Capabilities,
  findings: Findings,
  isToken: (value: unknown) => boolean,
): HostsPlan {
  if (asked === undefined) return { all: [ONLY] };
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > MOST_HOSTS) {
    findings.problem({
      code: "hosts",
      path: "hosts",
      got: Array.isArray(asked) ? `has ${asked.length} hosts` : `is ${quote(asked)}`,
      expected: `must be a list of 1 to ${MOST_HOSTS} Docker hosts`,
      fix: `use hosts: [${exampleOf(0)}, …], or leave it out for one engine`,
    });
    return { all: [{ ...ONLY, sure: false }] };
  }
  const seen: Seen = { names: new Map(), addresses: new Map() };
  const all = Array.from<unknown>(asked).map((one, i) => {
    const read = readEntry(one, i, { capabilities, findings, isToken });
    return checkOnce(read, i, seen, findings);
  });
  return namedHosts(all);
}

/** How a host is declared; of several no two are alike. */
function exampleOf(i: number): string {
  return `{ name: "host-${i + 1}", provider, internalAddress: "10.0.0.${i + 1}", externalAddress: "192.0.2.${i + 1}" }`;
}

function readEntry(asked: unknown, i: number, reading: HostReading): AddressedHost {
  const { findings } = reading;
  const path = `hosts[${i}]`;
  const given: Partial<Record<keyof HostSpec, unknown>> | undefined = checkObject(
    asked,
    `use ${exampleOf(i)}`,
    findings.at(path),
  );
  if (given === undefined) return standInHost(i, path);
  checkKeys(given, KNOWN, findings.at(path));
  const name = readName(given.name, `${path}.name`, findings);
  const internalAddress = readAddress(given.internalAddress, `${path}.internalAddress`, findings);
  const own = given.externalAddress;
  const externalAddress =
    own === undefined ? internalAddress : readAddress(own, `${path}.externalAddress`, findings);
  const at = `${path}.externalName`;
  const named =
    given.externalName === undefined ? undefined : readClientHost(given.externalName, at, reading);
  const nameSure =
    checkName(named, at, findings) && (named === undefined) === (given.externalName === undefined);
  const keeperPort =
    given.keeperPort === undefined
      ? KEEPER_PORT
      : readPort(given.keeperPort, `${path}.keeperPort`, findings, KEEPER_PORT);
  const standIn = standInHost(i, path);
  const hasBoth = own !== undefined || (named !== undefined && isIpv4(named));
  const reachableFrom = readReachableFrom(given.reachableFrom, `${path}.reachableFrom`, hasBoth, findings);
  const apart = own === undefined || externalAddress === undefined || externalAddress !== internalAddress;
  if (!apart) {
    findings.problem({
      code: "hosts.address.same",
      path: `${path}.externalAddress`,
      got: `is ${quote(own)}, as internalAddress is`,
      expected: "two addresses keep what only nodes dial from clients; one cannot",
      fix: "leave it out where the host has one address for both",
    });
  }
  return {
    sure:
      name !== undefined &&
      keeperPort !== undefined &&
      internalAddress !== undefined &&
      externalAddress !== undefined &&
      apart &&
      nameSure &&
      reachableFrom !== undefined,
    path,
    host: {
      name: name ?? standIn.host.name,
      internalAddress: internalAddress ?? standIn.host.internalAddress,
      externalAddress: externalAddress ?? standIn.host.externalAddress,
      ...(named === undefined || !nameSure ? {} : { externalName: named }),
      // The first host's gate has the control folders of its nodes itself.
      ...(i === 0 || keeperPort === undefined ? {} : { keeperPort }),
      ...(reachableFrom === undefined || Object.keys(reachableFrom).length === 0 ? {} : { reachableFrom }),
    },
    advertisedBy:
      named !== undefined ? at : `${path}.${own === undefined ? "internalAddress" : "externalAddress"}`,
  };
}

const STAND_IN = "!host-";

/** Whether a host's name was refused, and another stands for it. */
export function isStandInName(name: string): boolean {
  return name.startsWith(STAND_IN);
}

/** What stands for a host that was refused: a name and addresses that nobody has. */
function standInHost(i: number, path: string): AddressedHost {
  const address = STAND_INS.at(i + 1) ?? "0.200.255.254";
  const host = { name: `${STAND_IN}${i}`, internalAddress: address, externalAddress: address };
  return { sure: false, path, host, advertisedBy: path };
}

function readName(value: unknown, path: string, findings: Findings): string | undefined {
  if (typeof value === "string" && value !== UNNAMED_HOST && isNamePart(value, LONGEST_NAME)) return value;
  findings.problem({
    code: "hosts.name",
    path,
    got: value === undefined ? "is missing" : `is ${quote(value)}`,
    expected: `must be a small letter, then small letters, digits and hyphens, not ending in a hyphen, of at most ${LONGEST_NAME} characters, and not "${UNNAMED_HOST}", because addresses of resources are made from it`,
    fix: 'use for example "a"',
  });
  return undefined;
}

function readAddress(value: unknown, path: string, findings: Findings): string | undefined {
  const why = typeof value === "string" && isIpv4(value) ? whyNotDialable(value) : undefined;
  const loopback = typeof value === "string" && isLoopbackHost(value);
  if (typeof value === "string" && isIpv4(value) && why === undefined && !loopback) return value;
  const bare = loopback ? undefined : bareHostOf(value);
  const within = bare !== undefined && bare.host !== value && isIpv4(bare.host) && !isLoopback(bare.host);
  const isName = bare !== undefined && !isIpv4(bare.host);
  findings.problem({
    code: "hosts.address",
    path,
    got: value === undefined ? "is missing" : `is ${quote(value)}`,
    expected: loopback
      ? "is the machine of whoever dials it, and nodes on other hosts dial this one"
      : why === undefined
        ? "must be an IPv4 address of the host, because ports are published on it"
        : `is ${why}`,
    fix: within
      ? useBare(bare)
      : `use an address of the host that the others reach${isName ? "; a name for clients is externalName" : ""}`,
  });
  return undefined;
}

/** Whether what clients are told is no name of the machine that dials it. */
function checkName(named: string | undefined, path: string, findings: Findings): boolean {
  if (named === undefined || !(isLoopbackHost(named) || isEngineGivenHost(named))) return true;
  findings.problem({
    code: "hosts.externalName",
    path,
    got: `is ${quote(named)}`,
    expected: "is the machine of whoever dials it, and clients dial several hosts",
    fix: "use a DNS name of this host, or leave it out",
  });
  return false;
}

/** Which host has a name or an address. */
interface Seen {
  readonly names: Map<string, string>;
  readonly addresses: Map<string, string>;
}

/** The host, where no other has its name or one of its addresses; else what stands for it. */
function checkOnce(
  one: AddressedHost,
  i: number,
  { names, addresses }: Seen,
  findings: Findings,
): AddressedHost {
  if (!one.sure) return one;
  const { host, path } = one;
  const standIn = standInHost(i, path);
  const before = names.get(host.name);
  if (before !== undefined) {
    findings.problem({
      code: "hosts.name.twice",
      path: `${path}.name`,
      got: `is ${quote(host.name)}, as ${before}.name is`,
      expected: "every host has a name of its own",
      fix: "use another name",
    });
    return standIn;
  }
  names.set(host.name, path);
  const { internalAddress, externalAddress, externalName } = host;
  const own: (readonly [keyof HostSpec, string])[] = [["internalAddress", internalAddress]];
  if (externalAddress !== internalAddress) own.push(["externalAddress", externalAddress]);
  if (externalName !== undefined) own.push(["externalName", externalName]);
  let once = true;
  for (const [prop, value] of own) {
    const other = addresses.get(value);
    if (other !== undefined) {
      findings.problem({
        code: "hosts.address.twice",
        path: `${path}.${prop}`,
        got: `is ${quote(value)}, as ${other} is`,
        expected: "an address or a name leads to one host",
        fix: other.startsWith(`${path}.`) ? "leave it out" : "use those of this host",
      });
      once = false;
    } else addresses.set(value, `${path}.${prop}`);
  }
  return once ? one : { ...standIn, host: { ...standIn.host, name: host.name } };
}
