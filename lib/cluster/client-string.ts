import { Audience, CLIENT_AUDIENCES, nameOfAudience } from "../network/model/audience";
import {
  connectionString,
  isPlainPath,
  NODE_PREFERENCES,
  unpromised,
  type NodePreference,
  type StringOptions,
} from "../network/model/connection-string";
import type { EndpointKind } from "../network/model/endpoint";
import type { ClientProtocol, NodeKind, Topology } from "../network/model/topology";
import { checkOneOf, checkWholeNumber, readOptions } from "../problem/checked";
import { Findings, type PropFindings } from "../problem/findings";
import { InvalidClusterError, type Callee } from "../problem/invalid-cluster-error";
import { nearestOf } from "../problem/nearest";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { isAtLeast } from "../server/release";

/** Options of `connectionString`. */
export interface ConnectionStringOptions {
  /**
   * What the client speaks: `"grpc"`, or `"tcp"` where external TCP is on. TCP clients verify by what their machine
   * trusts.
   * @default "grpc" - on v5 "tcp"
   */
  readonly protocol?: ClientProtocol;
  /**
   * The path, on the client's machine, of a file with `caCertificate`. For gRPC clients of a secure cluster; letters,
   * digits, and . _ ~ : + / - only.
   * @default - what the client's machine trusts
   */
  readonly caFile?: string;
  /**
   * How a gRPC client's string begins: `"esdb"`, which every client reads, or from 25.0 `"kurrentdb"`, which only the
   * clients named after KurrentDB do.
   * @default "esdb"
   */
  readonly scheme?: ClientScheme;
  /**
   * After how long without traffic a gRPC client pings, in milliseconds, 1000 to 2147483647; -1 for never. Below a load balancer's
   * idle timeout; servers and clients advise against less than 10000.
   * @default - the client's own, 10000
   */
  readonly keepAliveInterval?: number;
  /**
   * How long a gRPC client waits for the answer to a ping before it gives the connection up, in milliseconds, 100 to 2147483647;
   * -1 for ever.
   * @default - the client's own, 10000
   */
  readonly keepAliveTimeout?: number;
  /**
   * Which node a gRPC client chooses where there are several: `"leader"`, `"follower"` or `"random"`.
   * @default - the client's own, "leader"
   */
  readonly nodePreference?: NodePreference;
}

/** How a gRPC client's string begins. */
export type ClientScheme = "esdb" | "kurrentdb";

export const STRING_OPTIONS: readonly (keyof ConnectionStringOptions)[] = [
  "protocol",
  "caFile",
  "scheme",
  "keepAliveInterval",
  "keepAliveTimeout",
  "nodePreference",
];
const PROTOCOLS: readonly ClientProtocol[] = ["grpc", "tcp"];
const SCHEMES: readonly ClientScheme[] = ["esdb", "kurrentdb"];
/** What only gRPC clients read. */
const OF_GRPC = ["scheme", "keepAliveInterval", "keepAliveTimeout", "nodePreference"] as const;
/** Less was meant as seconds. */
const LEAST_INTERVAL_MS = 1000;
const LEAST_TIMEOUT_MS = 100;
const MOST_MS = 2_147_483_647;

/** One endpoint of a node, as clients of an audience dial it. */
export interface ClientEndpoint {
  /** The node's key. */
  readonly node: string;
  readonly nodeKind: NodeKind;
  readonly endpoint: EndpointKind;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/**
 * What a client of that audience dials.
 * @internal
 * @param above the function that the user called
 * @throws InvalidClusterError where the audience is not promised, or an option cannot be met
 */
export function clientString(
  topology: Topology,
  audience: unknown,
  options: unknown,
  above: Callee | undefined,
): string {
  const findings = new Findings();
  const text = readClientString(topology, audience, options, findings);
  if (text === undefined) throw errorOf(topology, findings.problems, above);
  return text;
}

/** What a client of that audience dials; `undefined` after a problem. Any values may come. */
export function readClientString(
  topology: Topology,
  audience: unknown,
  options: unknown,
  findings: Findings,
): string | undefined {
  const found = findings.problems.length;
  checkAudience(topology, audience, "connectionString", findings);
  const given = readOptions(options, STRING_OPTIONS, 'use { protocol: "tcp" }', findings.at("options"));
  const read = given && readString(topology, given, findings);
  return read === undefined || findings.problems.length > found
    ? undefined
    : connectionString(topology, read);
}

/**
 * What clients of that audience dial, node by node.
 * @internal
 * @param above the function that the user called
 * @throws InvalidClusterError where the audience is not promised
 */
export function clientEndpoints(
  topology: Topology,
  audience: unknown,
  above: Callee | undefined,
): readonly ClientEndpoint[] {
  const findings = new Findings();
  const known = checkAudience(topology, audience, "endpoints", findings);
  if (known === undefined) throw errorOf(topology, findings.problems, above);
  return topology.nodes.flatMap(({ key, kind, endpoints, routes }) =>
    routes
      .filter((route) => route.audience === known)
      .map(({ endpoint, dialled: { host, port } }) => ({
        node: key,
        nodeKind: kind,
        endpoint,
        host,
        port,
        tls: endpoints.some((one) => one.kind === endpoint && one.tls),
      })),
  );
}

/**
 * What is thrown where a cluster cannot give what was asked of it.
 * @internal
 */
export function errorOf(
  { name }: Topology,
  problems: readonly Problem[],
  above: Callee | undefined,
): InvalidClusterError {
  return new InvalidClusterError(`EventStoreCluster ${quote(name)}`, problems, above);
}

function checkAudience(
  topology: Topology,
  audience: unknown,
  method: "connectionString" | "endpoints",
  findings: Findings,
): Audience | undefined {
  const at = { code: `${method}.audience`, path: method };
  const known = CLIENT_AUDIENCES.find((one) => one === audience);
  if (known === undefined) {
    const meant = typeof audience === "string" ? nearestOf(audience, CLIENT_AUDIENCES) : undefined;
    const example = nameOfAudience(meant ?? topology.audiences[0] ?? Audience.NETWORK);
    findings.problem({
      ...at,
      got: audience === undefined ? "is asked for nobody" : `is asked for ${quote(audience)}`,
      expected: "clients are Audience.NETWORK, HOST or REMOTE, and nodes find each other by gossip seeds",
      fix: `use ${method}(${example})`,
    });
    return undefined;
  }
  const expected = unpromised(topology, known);
  if (expected === undefined) return known;
  const got = `is asked for ${nameOfAudience(known)}`;
  findings.problem({ ...at, got, expected, fix: "set clients to an access that serves it" });
  return undefined;
}

type Given = Readonly<Record<string, unknown>>;

function readString(topology: Topology, given: Given, findings: Findings): StringOptions | undefined {
  const protocol = readProtocol(topology, given.protocol, findings);
  if (protocol === undefined) return undefined;
  if (protocol === "tcp") {
    for (const name of OF_GRPC)
      if (given[name] !== undefined)
        said(
          findings,
          name,
          `is given ${name} ${quote(given[name])}`,
          "TCP clients take theirs from their own settings",
          `leave ${name} out`,
        );
  }
  const caFile = readCaFile(topology, given.caFile, protocol, findings);
  // What is to be left out is not told how it should be.
  if (protocol === "tcp") return { protocol, caFile };
  const scheme = readScheme(topology, given.scheme, findings);
  const at = (name: string) => findings.at(`options.${name}`);
  const preference = {
    code: "connectionString.nodePreference",
    what: '"leader", "follower" or "random"',
    fix: "leave it out for the leader",
  };
  const { nodePreference: asked } = given;
  const nodePreference =
    asked === undefined ? undefined : checkOneOf(asked, NODE_PREFERENCES, preference, at("nodePreference"));
  const keepAliveInterval = readTime(given.keepAliveInterval, LEAST_INTERVAL_MS, at("keepAliveInterval"));
  const keepAliveTimeout = readTime(given.keepAliveTimeout, LEAST_TIMEOUT_MS, at("keepAliveTimeout"));
  return { protocol, caFile, scheme, keepAliveInterval, keepAliveTimeout, nodePreference };
}

function said(findings: Findings, of: string, got: string, expected: string, fix: string): void {
  findings.problem({ code: `connectionString.${of}`, path: "connectionString", got, expected, fix });
}

function readProtocol(
  { clientProtocol, nodes, release }: Topology,
  asked: unknown,
  findings: Findings,
): ClientProtocol | undefined {
  const protocol = asked === undefined ? clientProtocol : PROTOCOLS.find((one) => one === asked);
  const refuse = (expected: string, fix: string) => {
    said(findings, "protocol", `is given the protocol ${quote(asked)}`, expected, fix);
    return undefined;
  };
  if (protocol === undefined) {
    refuse('must be "grpc" or "tcp"', `leave it out for "${clientProtocol}"`);
    return;
  }
  if (protocol === "grpc" && clientProtocol === "tcp") {
    refuse(`${release} speaks TCP only`, "leave protocol out");
    return;
  }
  if (protocol === "tcp" && nodes.some(({ advertised }) => advertised.externalTcp === undefined)) {
    refuse("external TCP is off", "use externalTcp: ExternalTcp.enabled(), or leave protocol out");
    return;
  }
  return protocol;
}

function readCaFile(
  { secure }: Topology,
  caFile: unknown,
  protocol: ClientProtocol,
  findings: Findings,
): string | undefined {
  if (caFile === undefined) return undefined;
  if (!secure || protocol === "tcp") {
    const expected = secure
      ? "a TCP client verifies by the trust store of its machine"
      : "nothing is verified on an insecure cluster";
    said(findings, "caFile", "is given a caFile", expected, "leave caFile out");
    return undefined;
  }
  if (typeof caFile === "string" && isPlainPath(caFile)) return caFile;
  const expected = "must be a path of letters, digits, and . _ ~ : + / -, which every client reads alike";
  said(findings, "caFile", `is given the caFile ${quote(caFile)}`, expected, "put the file elsewhere");
  return undefined;
}

function readScheme({ release }: Topology, asked: unknown, findings: Findings): ClientScheme | undefined {
  if (asked === undefined) return undefined;
  const wrong = {
    code: "connectionString.scheme",
    what: '"esdb" or "kurrentdb"',
    fix: "leave it out for esdb",
  };
  const scheme = checkOneOf(asked, SCHEMES, wrong, findings.at("options.scheme"));
  if (scheme === "kurrentdb" && !isAtLeast(release, "25.0.0")) {
    said(
      findings,
      "scheme",
      'is given the scheme "kurrentdb"',
      `${release} is an EventStoreDB, whose own clients read esdb:// only`,
      "leave scheme out",
    );
  }
  return scheme;
}

/** A time in milliseconds, or -1. */
function readTime(asked: unknown, min: number, findings: PropFindings): number | undefined {
  if (asked === undefined || asked === -1) return asked;
  const what = "a whole number of milliseconds";
  const wrong = {
    code: "connectionString.keepAlive",
    what,
    fix: "leave it out for 10000, or use -1 for never",
  };
  return checkWholeNumber(asked, { ...wrong, min, max: MOST_MS }, findings);
}
