import { checkBoolean, checkKeys, checkObject, checkWholeNumber } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import { holdsToken } from "../../problem/framework-tokens";
import { REFUSED_NETWORK, type NetworkSpec } from "../asked/cluster-spec";
import { DeclaredName } from "../asked/declared-name";
import { Cidr, isRangeOfNetwork } from "../model/cidr";
import { Interface } from "../model/endpoint";
import { isIpv4, looksLikeIpv6 } from "../model/ipv4";
import { standInName, standInNetwork, type AskedNetwork, type NetworkPlan } from "./planned-network";

/** A network's props as they came, of whatever type. */
type NetworkProps = Partial<Record<keyof NetworkSpec, unknown>>;

const OWN: readonly (keyof NetworkSpec)[] = [
  "cidr",
  "gateway",
  "dynamicRange",
  "memberOffset",
  "replicaOffset",
];
/** An existing network has its gateway. */
const EXISTING: readonly (keyof NetworkSpec)[] = [
  "cidr",
  "dynamicRange",
  "memberOffset",
  "replicaOffset",
  "internal",
  "checkedAtPlan",
];

/** What one network's reading starts from. */
export interface NetworkReading {
  /** A range that could be its own: the one that was meant, where that is free. */
  readonly propose: (meant?: Cidr) => string;
  readonly findings: Findings;
}

/** Reads what was asked for; where it is refused, something stands for it. */
export function readNetwork(asked: AskedNetwork, { propose, findings }: NetworkReading): NetworkPlan {
  const { side, key, path, value, name, why, standIns } = asked;
  const refused = () => standInNetwork(asked);
  if (value === REFUSED_NETWORK) return refused();
  const example = () => {
    const meant = typeof value === "string" ? Cidr.parse(value) : undefined;
    if (meant === undefined && isNetworkName(value))
      return `use ClusterNetwork.fromNetworkName(${quote(value)}, { cidr: "…" }) with its range, or ${path}: { cidr: "${propose()}" } for one of the cluster's own`;
    return `use ${key === undefined ? `${path}: ` : ""}{ cidr: "${propose(meant)}" }`;
  };
  if (value === undefined) {
    findings.problem({
      code: "network.missing",
      path,
      got: "is missing",
      expected: `${why}, and its range is literal`,
      fix: example(),
    });
    return refused();
  }
  const given = checkObject(value, example, findings.at(path));
  if (given === undefined) return refused();
  const props: NetworkProps = given;
  const { networkName, ...others } = props;
  const existing = networkName !== undefined;
  checkKeys(others, existing ? EXISTING : OWN, findings.at(path));
  // One that the same program declares is made with what is mended.
  const declared = networkName instanceof DeclaredName ? networkName : undefined;
  const isThere = existing && declared === undefined;
  const range = readRange(props.cidr, `${path}.cidr`, isThere ? undefined : propose, declared, findings);
  const memberOffset = readOffset(props.memberOffset, MEMBERS_AT, `${path}.memberOffset`, findings);
  const replicaOffset = readOffset(props.replicaOffset, REPLICAS_AT, `${path}.replicaOffset`, findings);
  const its = existing ? readName(props, asked, propose, findings) : name;
  if (range === undefined) return refused();

  const mustHaveRoom = side === Interface.EXTERNAL;
  const gateway = existing ? undefined : readGateway(props.gateway, range, `${path}.gateway`, findings);
  const dynamicRange =
    existing && props.dynamicRange === undefined
      ? undefined
      : readDynamicRange(props.dynamicRange, range, `${path}.dynamicRange`, existing, findings);
  if (dynamicRange !== undefined && gateway !== undefined && mustHaveRoom)
    checkRoom(dynamicRange, range, gateway, `${path}.dynamicRange`, findings);
  return {
    sure: true,
    path,
    range,
    memberOffset: memberOffset ?? MEMBERS_AT,
    replicaOffset: replicaOffset ?? REPLICAS_AT,
    refusedOffsets: [
      ...(memberOffset === undefined ? (["member"] as const) : []),
      ...(replicaOffset === undefined ? (["readOnlyReplica"] as const) : []),
    ],
    ...(gateway === undefined ? {} : { gateway }),
    ...(dynamicRange === undefined ? {} : { dynamicRange }),
    standIns,
    network: {
      interface: side,
      ...(key === undefined ? {} : { key }),
      name: its ?? standInName(side, key),
      existing,
      cidr: range.toString(),
      ...(gateway === undefined ? {} : { gateway }),
      ...(dynamicRange === undefined ? {} : { dynamicRange: dynamicRange.toString() }),
      isolated: existing ? props.internal === true : asked.isolated,
      ...(existing && props.checkedAtPlan === true ? { checkedAtPlan: true } : {}),
    },
  };
}

/**
 * @param propose a free range; absent for a network that has one
 * @param declared where the same program declares it
 */
function readRange(
  cidr: unknown,
  path: string,
  propose: NetworkReading["propose"] | undefined,
  declared: DeclaredName | undefined,
  findings: Findings,
): Cidr | undefined {
  const fix = () =>
    propose === undefined ? useItsOwn("Subnet") : `use a free range, for example "${propose()}"`;
  if (cidr === undefined) {
    if (declared !== undefined && propose !== undefined) tellDeclared(declared, path, propose(), findings);
    else
      findings.problem({
        code: "network.cidr.missing",
        path,
        got: "is missing",
        expected: "addresses are planned from a literal range",
        fix: fix(),
      });
    return undefined;
  }
  const range = typeof cidr === "string" ? Cidr.parse(cidr) : undefined;
  if (range === undefined) {
    const ipv6 = typeof cidr === "string" && looksLikeIpv6(cidr);
    const expected = ipv6
      ? "IPv6 is not supported; a range is IPv4"
      : 'must be an IPv4 range such as "10.240.0.0/24"';
    findings.problem({
      code: ipv6 ? "network.cidr.ipv6" : "network.cidr",
      path,
      got: `is ${quote(cidr)}`,
      expected,
      fix: fix(),
    });
    return undefined;
  }
  if (range.toString() !== cidr) {
    const written = range.toString();
    const free = propose?.(range) ?? written;
    const isFree = free === written;
    const expected = `is an address within a range, not the range, which is written "${written}"`;
    findings.problem({
      code: "network.cidr.hostBits",
      path,
      got: `is ${quote(cidr)}`,
      expected: isFree ? expected : `${expected}, and which it cannot have here`,
      fix: isFree ? `use "${written}"` : `use a free range, for example "${free}"`,
    });
    return undefined;
  }
  if (!isRangeOfNetwork(range)) {
    const expected = "a Docker network's range is between /8 and /29";
    findings.problem({ code: "network.cidr.prefix", path, got: `is ${quote(cidr)}`, expected, fix: fix() });
    return undefined;
  }
  return range;
}

/** Where a network that the same program declares tells no range. */
function tellDeclared({ path, range }: DeclaredName, at: string, free: string, findings: Findings): void {
  const isNone = range === "none";
  findings.problem({
    code: "network.cidr.declared",
    path: at,
    got: `is missing, and ${isNone ? `${path} has no IPv4 range in its ipamConfig` : `only Terraform knows ipamConfig of ${path}`}`,
    expected: "addresses are planned from a literal range",
    fix: isNone
      ? `give that network ipamConfig: [{ subnet: "${free}", ipRange: "${Cidr.of(free).upperHalf().toString()}" }]`
      : 'write the range that the network gets: ClusterNetwork.fromNetwork(network, { cidr: "…" })',
  });
}

/** The mend of a range of a network that is there. */
function useItsOwn(name: string): string {
  return `use the one that the network has: docker network inspect shows it as ${name}`;
}

/** Where members and replicas are by default, from the start of the range. */
const MEMBERS_AT = 11;
const REPLICAS_AT = 41;

function readOffset(value: unknown, otherwise: number, path: string, findings: Findings): number | undefined {
  const range = {
    code: "network.offset",
    min: 1,
    max: 2 ** 24 - 2,
    what: "an offset from the start of the range",
    fix: `leave it out for ${otherwise}`,
  };
  return value === undefined ? otherwise : checkWholeNumber(value, range, findings.at(path));
}

function readGateway(value: unknown, range: Cidr, path: string, findings: Findings): string | undefined {
  if (value === undefined) return range.at(1);
  if (typeof value === "string" && isIpv4(value) && range.isHostAddress(value)) return value;
  findings.problem({
    code: "network.gateway",
    path,
    got: `is ${quote(value)}`,
    expected: `must be an address within ${range.toString()}`,
    fix: `leave it out for ${range.at(1)}`,
  });
  return undefined;
}

function readDynamicRange(
  value: unknown,
  range: Cidr,
  path: string,
  existing: boolean,
  findings: Findings,
): Cidr | undefined {
  if (value === undefined) return range.upperHalf();
  const dynamic = typeof value === "string" ? Cidr.parse(value) : undefined;
  const isInside = dynamic !== undefined && range.covers(dynamic);
  if (isInside && dynamic.toString() === value) return dynamic;
  findings.problem({
    code: "network.dynamicRange",
    path,
    got: `is ${quote(value)}`,
    expected: isInside
      ? `is an address within a range, which is written "${dynamic.toString()}"`
      : `must be a range within ${range.toString()}`,
    fix: isInside
      ? `use "${dynamic.toString()}"`
      : existing
        ? useItsOwn("IPRange")
        : `leave it out for ${range.upperHalf().toString()}`,
  });
  return undefined;
}

/** Whoever waits for the nodes, and every client, gets its address there. */
function checkRoom(dynamic: Cidr, range: Cidr, gateway: string, path: string, findings: Findings): void {
  const isFree = (address: string) => range.isHostAddress(address) && address !== gateway;
  // Of four addresses one at least is neither the gateway nor the first or the last of the range.
  if (dynamic.size > 3 || dynamic.addresses().some(isFree)) return;
  findings.problem({
    code: "network.dynamicRange.empty",
    path,
    got: `is ${quote(dynamic.toString())}, which holds no address but the gateway's ${gateway}, the network's own and the broadcast address`,
    expected: "containers without a fixed address, the one that waits for the nodes too, get theirs there",
    fix: `leave it out for ${range.upperHalf().toString()}`,
  });
}

/** The name of an existing network, with what is said of it besides; `undefined` where it was refused. */
function readName(
  props: NetworkProps,
  { side, key, path, isolated }: AskedNetwork,
  propose: () => string,
  findings: Findings,
): string | undefined {
  for (const key of ["internal", "checkedAtPlan"] as const) {
    if (props[key] === undefined) continue;
    const wrong = { code: `network.${key}`, fix: "leave it out for false" };
    checkBoolean(props[key], wrong, findings.at(`${path}.${key}`));
  }
  const name = givenName(props.networkName);
  // A name may be a token of the network, which holds no white space either.
  if (name === undefined || !/^[^\s\p{Cc}]{1,255}$/u.test(name)) {
    findings.problem({
      code: "network.name",
      path: `${path}.networkName`,
      got: `is ${quote(props.networkName)}`,
      expected: "must be the name of an existing Docker network, of at most 255 characters",
      fix: `use ClusterNetwork.fromNetworkName("my-network", { cidr: ${range(props.cidr, propose)} })`,
    });
    return undefined;
  }
  const declared = props.networkName instanceof DeclaredName ? props.networkName : undefined;
  const isToken = holdsToken(name);
  const got =
    declared !== undefined
      ? `is the network ${declared.path}`
      : isToken
        ? "is an existing network, whose name only Terraform knows"
        : `is the existing network ${quote(name)}`;
  // What is declared is judged with the program's resources, to which overrides belong.
  if ((declared === undefined || declared.range === "unknown") && props.dynamicRange === undefined) {
    findings.warning({
      code: "network.existing.dynamicRange",
      path,
      got: declared === undefined ? got : `${got}, whose ipamConfig only Terraform knows`,
      expected:
        "the engine may give a node's address to another container unless the network was created with an ip_range",
      fix:
        declared === undefined && isToken
          ? "pass the network itself where the program declares it: ClusterNetwork.fromNetwork(network)"
          : "say which as dynamicRange; without one, create the network anew with an ip_range (IPRange in docker network inspect)",
    });
  }
  if (isolated && props.internal !== true) {
    findings.warning({
      code: "network.existing.internal",
      path,
      got: `${got}, not declared internal`,
      expected:
        "replication and gossip then run on a network with a way out, and the default gateway may lie there",
      fix:
        declared === undefined
          ? "create it with internal: true, and say so: fromNetworkName(name, { cidr, internal: true })"
          : "set internal: true there",
    });
  }
  if (side === Interface.EXTERNAL && key === undefined && props.internal === true) {
    findings.warning({
      code: "network.existing.isolated",
      path,
      got: `${got}, declared internal`,
      expected: "ports cannot be published on a network with no way out",
      fix: "use it with ClientAccess.withinNetwork() only",
    });
  }
  return name;
}

/** Whether a value reads as the name of a network, and as none that a program made of nothing. */
function isNetworkName(value: unknown): boolean {
  return (
    typeof value === "string" &&
    /^[a-z0-9][\w.-]{0,254}$/i.test(value) &&
    !/\b(undefined|null|NaN)\b/.test(value)
  );
}

/** The name that came, whether somebody wrote it or it is that of a network of the program. */
function givenName(given: unknown): string | undefined {
  if (given instanceof DeclaredName) return given.name;
  return typeof given === "string" ? given : undefined;
}

/** The range as it was asked for, quoted, or one that could be. */
function range(cidr: unknown, propose: () => string): string {
  return quote(typeof cidr === "string" && Cidr.parse(cidr) !== undefined ? cidr : propose());
}
