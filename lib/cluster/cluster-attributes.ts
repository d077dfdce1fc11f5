import { LAST_PORT } from "../network/plan/port-reading";
import { Audience, CLIENT_AUDIENCES } from "../network/model/audience";
import { deepFreeze } from "../network/model/deep-freeze";
import { EndpointKind, Interface } from "../network/model/endpoint";
import { isIpv4 } from "../network/model/ipv4";
import { clientNetworksOf, type Topology } from "../network/model/topology";
import { checkObject } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { resolveRelease } from "../server/release";
import { describeContent, pemBlocks } from "../tls/pem";

/**
 * A cluster as plain data, for programs that do not declare it: from `cluster.exportAttributes`, for
 * `EventStoreCluster.fromAttributes`. No secret is in it.
 */
export interface ClusterAttributes {
  /** The form of this data. */
  readonly version: 1;
  readonly topology: Topology;
  /** What tells a change of each node apart, by its key. */
  readonly nodes: { readonly [key: string]: NodeState };
  /**
   * The certificates of the authorities that clients must trust, in PEM; `null` where they are generated, and only Terraform
   * knows them.
   * @default - none: the cluster is insecure, or the clients' machines decide
   */
  readonly caCertificate?: string | null;
  /**
   * A hash of what a generated authority is replaced for.
   * @default - none: nothing is generated
   */
  readonly authority?: string;
  /**
   * Whether the data volumes that Terraform owned are left behind, as under `RemovalPolicy.RETAIN_AFTER_DESTROY`.
   * @default false
   */
  readonly forgetsData?: boolean;
}

/**
 * What tells a change of a node apart. The hashes are of nothing secret, so that another password or licence key alone is not
 * seen.
 */
export interface NodeState {
  /** The volume, or the folder of the Docker host, that holds its data; absent where they live in memory. */
  readonly data?: string;
  /** Whether the data go with the node: they live in memory, or in a volume that Terraform owns. */
  readonly deletesData: boolean;
  /** A hash of what the node is replaced for: image, networks, ports, labels. */
  readonly container: string;
  /** A hash of what is changed while the node runs: memory. */
  readonly limits: string;
  /** A hash of what the server reads at its start alone. */
  readonly settings: string;
  /** A hash of what the server reads anew while it runs: certificate and trusted roots. */
  readonly certificate: string;
}

/** What `cluster.exportAttributes` leads back to. */
const FIX =
  "take it whole, as exportAttributes gave it: from the file beside that stack, or from its Terraform output";

/** A check of one value: what is wrong with it is told at its path. */
type Shape = (value: unknown, path: string, findings: Findings) => void;

function scalar(what: string, is: (value: unknown) => boolean): Shape {
  return (value, path, findings) => {
    if (is(value)) return;
    const got = value === undefined ? "is missing" : `is ${quote(value)}`;
    findings.problem({ code: "attributes", path, got, expected: `must be ${what}`, fix: FIX });
  };
}

const TEXT = scalar("a text", (value) => typeof value === "string" && value !== "");
const FLAG = scalar("true or false", (value) => typeof value === "boolean");
const COUNT = scalar("a whole number", (value) => Number.isInteger(value) && Number(value) >= 0);
const PORT = scalar(
  `a port, 1 to ${LAST_PORT}`,
  (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LAST_PORT,
);

function oneOf(...allowed: readonly string[]): Shape {
  const what = allowed.map((one) => quote(one)).join(", ");
  return scalar(`one of ${what}`, (value) => allowed.some((one) => one === value));
}

function optional(shape: Shape): Shape {
  return (value, path, findings) => {
    if (value !== undefined) shape(value, path, findings);
  };
}

function listOf(shape: Shape): Shape {
  return (value, path, findings) => {
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) shape(item, `${path}[${i}]`, findings);
    } else scalar("a list", () => false)(value, path, findings);
  };
}

/** Members of any name. */
function recordOf(shape: Shape): Shape {
  return (value, path, findings) => {
    const given = checkObject(value, FIX, findings.at(path));
    for (const [name, own] of Object.entries(given ?? {})) shape(own, `${path}[${quote(name)}]`, findings);
  };
}

/** What else an object holds is a later version's. */
function object(members: Readonly<Record<string, Shape>>): Shape {
  return (value, path, findings) => {
    const given = checkObject(value, FIX, findings.at(path));
    if (given === undefined) return;
    for (const [name, shape] of Object.entries(members)) {
      const own = Object.hasOwn(given, name) ? given[name] : undefined;
      shape(own, `${path}.${name}`, findings);
    }
  };
}

const SIDE = oneOf(Interface.INTERNAL, Interface.EXTERNAL);
const KIND = oneOf(...Object.values(EndpointKind));
/** What a framework puts in the place of what only Terraform knows. */
const TOKEN = /\$\{TfToken\[[\w:.-]+\]\}/g;
const HOST = scalar(
  "a host name or an IPv4 address",
  (value) => typeof value === "string" && value !== "" && /^[\w.-]{0,253}$/.test(value.replace(TOKEN, "")),
);
const ADDRESS = scalar("an IPv4 address", (value) => typeof value === "string" && isIpv4(value));
const NAME = scalar(
  "a name of Docker's",
  (value) => typeof value === "string" && /^[^\s\p{Cc}]{1,255}$/u.test(value),
);
const AUDIENCE = oneOf(...CLIENT_AUDIENCES, Audience.PEERS);
const HOST_PORT = object({ host: HOST, port: PORT });

const NODE = object({
  key: TEXT,
  kind: oneOf("member", "readOnlyReplica"),
  index: COUNT,
  name: NAME,
  host: TEXT,
  attachments: listOf(
    object({ interface: SIDE, key: optional(TEXT), network: NAME, address: ADDRESS, aliases: listOf(HOST) }),
  ),
  endpoints: listOf(object({ kind: KIND, bind: TEXT, port: PORT, tls: FLAG })),
  published: listOf(object({ endpoint: KIND, hostIp: TEXT, hostPort: PORT, containerPort: PORT })),
  advertised: object({
    replication: optional(HOST_PORT),
    nodeHttp: HOST_PORT,
    http: HOST_PORT,
    externalTcp: optional(HOST_PORT),
  }),
  seeds: listOf(HOST_PORT),
  routes: listOf(object({ audience: AUDIENCE, endpoint: KIND, dialled: HOST_PORT })),
});

const TOPOLOGY = object({
  name: NAME,
  release: TEXT,
  size: COUNT,
  secure: FLAG,
  clientProtocol: oneOf("grpc", "tcp"),
  clientTls: optional(object({ targetHost: TEXT })),
  hosts: listOf(
    object({
      name: TEXT,
      internalAddress: optional(ADDRESS),
      externalAddress: optional(ADDRESS),
      externalName: optional(HOST),
      keeperPort: optional(PORT),
      reachableFrom: optional(
        object({
          internalAddress: optional(listOf(AUDIENCE)),
          externalAddress: optional(listOf(AUDIENCE)),
        }),
      ),
    }),
  ),
  networks: listOf(
    object({
      interface: SIDE,
      key: optional(TEXT),
      unpromised: optional(FLAG),
      host: TEXT,
      name: NAME,
      existing: FLAG,
      checkedAtPlan: optional(FLAG),
      cidr: TEXT,
      gateway: optional(TEXT),
      dynamicRange: optional(TEXT),
      isolated: FLAG,
    }),
  ),
  nodes: listOf(NODE),
  proxied: optional(FLAG),
  userlandProxy: optional(FLAG),
  proxiedOver: optional(TEXT),
  audiences: listOf(oneOf(...CLIENT_AUDIENCES)),
});

const NODES = recordOf(
  object({
    data: optional(TEXT),
    deletesData: FLAG,
    container: TEXT,
    limits: TEXT,
    settings: TEXT,
    certificate: TEXT,
  }),
);

/**
 * Attributes as they came from another program, frozen; `undefined` after a problem. Any value may come.
 * @param isToken whether a value is known only when Terraform runs
 */
export function readAttributes(
  given: unknown,
  isToken: (value: unknown) => boolean,
  findings: Findings,
  path = "attributes",
): ClusterAttributes | undefined {
  if (isToken(given)) {
    reportToken(path, findings);
    return undefined;
  }
  const attributes = checkObject(copied(given, path, findings), FIX, findings.at(path));
  if (attributes === undefined) return undefined;
  if (findings.problems.some((one) => one.path === path)) return undefined;
  const { version, topology, nodes, caCertificate } = attributes;
  if (version !== 1) {
    findings.problem({
      code: "attributes.version",
      path: `${path}.version`,
      got: version === undefined ? "is missing" : `is ${quote(version)}`,
      expected: "this version of cdktf-eventstoredb reads 1",
      fix: "pass what exportAttributes wrote: its file, or `terraform output -json` with the output's name; or have both programs use one version of cdktf-eventstoredb",
    });
    return undefined;
  }
  const found = findings.problems.length;
  if (isToken(topology)) reportToken(`${path}.topology`, findings);
  else TOPOLOGY(topology, `${path}.topology`, findings);
  NODES(nodes, `${path}.nodes`, findings);
  if (findings.problems.length > found) return undefined;
  const read = topology as Topology;
  const states = nodes as ClusterAttributes["nodes"];
  checkWhole(read, states, path, findings);
  const { authority, forgetsData } = attributes;
  optional(TEXT)(authority, `${path}.authority`, findings);
  optional(FLAG)(forgetsData, `${path}.forgetsData`, findings);
  const ca = readAuthority(caCertificate, read, isToken, `${path}.caCertificate`, findings);
  if (findings.problems.length > found) return undefined;
  return deepFreeze({
    version,
    topology: read,
    nodes: states,
    ...(ca === undefined ? {} : { caCertificate: ca }),
    ...(typeof authority === "string" ? { authority } : {}),
    ...(typeof forgetsData === "boolean" ? { forgetsData } : {}),
  });
}

/** A copy, which nobody changes and whose parts can be read. */
function copied(given: unknown, path: string, findings: Findings): unknown {
  try {
    return structuredClone(given);
  } catch {
    const got = "holds what is no plain data, or cannot be read";
    findings.problem({ code: "attributes", path, got, expected: "is data, as JSON has it", fix: FIX });
    return {};
  }
}

function reportToken(path: string, findings: Findings): void {
  findings.problem({
    code: "attributes.token",
    path,
    got: "is a token, known only when Terraform runs",
    expected: "strings, networks and names follow from the topology at synth",
    fix: "read the file that exportAttributes writes beside that stack, or save `terraform output -json` in a file and read that; caCertificate may be a token",
  });
}

/** What the rest of the library takes for granted of a topology. */
function checkWhole(
  { release, networks, nodes, ...topology }: Topology,
  states: ClusterAttributes["nodes"],
  of: string,
  findings: Findings,
): void {
  const found = findings.problems.length;
  const wrong = (path: string, got: string, expected: string): void => {
    findings.problem({ code: "attributes", path: `${of}.topology.${path}`, got, expected, fix: FIX });
  };
  resolveRelease(release, findings, `${of}.topology.release`);
  if (findings.problems.length > found) return;
  const external = clientNetworksOf({ networks }).find(({ key }) => key === undefined);
  if (external === undefined) wrong("networks", "holds no external network", "every cluster has one");
  if (!nodes.some(({ kind }) => kind === "member"))
    wrong("nodes", "holds no member", "every cluster has one");
  const members = nodes.filter(({ kind }) => kind === "member").length;
  if (members > 0 && members !== topology.size)
    wrong("size", `is ${topology.size}`, `there are ${members} members`);
  if (new Set(nodes.map(({ key }) => key)).size < nodes.length)
    wrong("nodes", "has a key twice", "each node has its own");
  if (nodes.some(({ endpoints }) => endpoints.some(({ tls }) => tls)) !== topology.secure)
    wrong("secure", `is ${topology.secure}`, "the endpoints say otherwise");
  const hosts = topology.hosts.map(({ name }) => name);
  const known = networks.map(({ name }) => name);
  for (const [i, { host }] of networks.entries())
    if (!hosts.includes(host)) wrong(`networks[${i}].host`, `is ${quote(host)}`, "is none of its hosts");
  for (const [i, { attachments, endpoints, host, key }] of nodes.entries()) {
    const path = `nodes[${i}]`;
    if (!Object.hasOwn(states, key)) wrong(`${path}.key`, `is ${quote(key)}`, "has no state in nodes");
    if (!hosts.includes(host)) wrong(`${path}.host`, `is ${quote(host)}`, "is none of its hosts");
    for (const { network } of attachments)
      if (!known.includes(network))
        wrong(`${path}.attachments`, `names ${quote(network)}`, "is none of its networks");
    if (!attachments.some((one) => one.interface === Interface.EXTERNAL && one.key === undefined))
      wrong(`${path}.attachments`, "holds no place on the external network", "every node has one");
    if (!endpoints.some(({ kind }) => kind === EndpointKind.HTTP))
      wrong(`${path}.endpoints`, "holds no HTTP endpoint", "every node has one");
  }
}

function readAuthority(
  given: unknown,
  { secure }: Topology,
  isToken: (value: unknown) => boolean,
  path: string,
  findings: Findings,
): string | null | undefined {
  if (given === undefined || given === null) return given;
  const wrong = (got: string, expected: string, fix: string): void => {
    findings.problem({ code: "attributes.caCertificate", path, got, expected, fix });
  };
  if (!secure) {
    wrong("is given", "nothing is verified on an insecure cluster", "leave it out");
    return undefined;
  }
  if (typeof given === "string" && isToken(given)) return given;
  const text = typeof given === "string" ? given : "";
  const blocks = pemBlocks(text);
  if (blocks.length > 0 && blocks.every(({ label }) => label === "CERTIFICATE")) return text;
  wrong(
    typeof given === "string" ? describeContent(text) : "is no text",
    "must be certificates in PEM, one after the other, and nothing else",
    "take caCertificate of the cluster",
  );
  return undefined;
}
