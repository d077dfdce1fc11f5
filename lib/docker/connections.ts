import { dependable, type ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import { isPlainPath } from "../network/model/connection-string";
import type { ClientProtocol } from "../network/model/topology";
import { checkOneOf, readOptions } from "../problem/checked";
import { Findings } from "../problem/findings";
import { calleeOf, type Callee, type InvalidClusterError } from "../problem/invalid-cluster-error";
import type { Problem } from "../problem/problem";
import { quote, quoteKind } from "../problem/quote";
import { STRING_OPTIONS, type ConnectionStringOptions } from "../cluster/client-string";
import type { Container } from "../terraform/bindings";
import { joined, type DeliveredFile } from "../cluster/certificates/delivered-file";
import { refuseOtherCluster, type Joining } from "./client-engine";
import {
  checkClientContainer,
  checkNetworkMode,
  isSameMount,
  isSameUpload,
  standsFor,
  type Admitted,
} from "./client-container";
import { mountOf, uploadOf } from "./certificates/file-delivery";
import { literal } from "../terraform/literal";
import {
  claimsOf,
  engineFor,
  listOf,
  networkOf,
  readContainer,
  type ClientEngine,
  type ClientEngines,
  type ClientNetwork,
} from "./joining-container";

/** Options of `Connections.allowFrom`. */
export interface AllowFromOptions extends Omit<ConnectionStringOptions, "caFile"> {
  /**
   * The environment variable in which the container finds the connection string.
   * @default "EVENTSTORE_CONNECTION_STRING"
   */
  readonly variable?: string;
  /**
   * Where in the container the certificate of the cluster's authority is put, which the string then names.
   * Gives nothing to an insecure cluster, nor to TCP clients, which ask their machine's trust store.
   * @default "/etc/eventstore-ca.crt"
   */
  readonly caFile?: string;
  /**
   * The network that the container joins: `"external"`, or a key of `additionalNetworks`; one on which `clients` promises
   * `Audience.NETWORK`.
   * @default - the first that is promised: the external one, then the additional ones by their keys
   */
  readonly network?: string;
}

/** Options of `Connections.joinNetwork`. */
export interface JoinNetworkOptions {
  /**
   * The network that the container joins: `"external"`, or a key of `additionalNetworks`.
   * @default "external"
   */
  readonly network?: string;
}

/**
 * What a container needs of a cluster to be its client.
 * @internal
 */
export interface ClientSide {
  readonly cluster: string;
  /** The root of the cluster's program. */
  readonly root: IConstruct;
  readonly engines: ClientEngines;
  /** Who was let in, to be looked at again at synth. */
  readonly admitted: Admitted[];
  /** What to wait for. */
  readonly ready: readonly ITerraformDependable[];
  /** What the release's own clients speak. */
  readonly protocol: ClientProtocol;
  /** The trusted roots, which gRPC clients need. */
  readonly roots: readonly DeliveredFile[];
  /** What a container on one of the networks dials; `undefined` after a problem. */
  connectionString(options: ConnectionStringOptions, findings: Findings): string | undefined;
  /** @param above whom the user called */
  error(problems: readonly Problem[], above: Callee | undefined): InvalidClusterError;
}

const DEFAULTS = {
  variable: "EVENTSTORE_CONNECTION_STRING",
  caFile: "/etc/eventstore-ca.crt",
};

/** Whom a cluster serves. */
export class Connections {
  /** @internal */
  static of(side: ClientSide): Connections {
    return new Connections(side);
  }

  private constructor(private readonly side: ClientSide) {}

  /**
   * Lets a container be a client of the cluster: it joins the external network, or another one for clients, starts after
   * the cluster is ready, and gets the connection string and the certificate of the cluster's authority. What it has already stays; what takes
   * something of it away later is an error at synth.
   * @param container a `docker_container` of `@cdktf/provider-docker` on the same engine; with `hosts` on that of any of them
   * Called again for another network, it joins that one, too. Of `container` it sets `env`, `networksAdvanced`, `upload` (or
   * `volumes`) and `dependsOn`, by adding to what is there: call it after your own setters, since `container.env = …` or
   * `putNetworksAdvanced` afterwards takes it away again.
   * @throws InvalidClusterError where the container cannot be a client in this way: a cluster made it, its network mode
   * is `host`, `none` or `container:…`, it is read-only and a certificate is to be uploaded, or it has the variable or the file already
   */
  allowFrom(container: Container, options: AllowFromOptions = {}): void {
    const { side } = this;
    const above = calleeOf(Connections, "allowFrom");
    const findings = new Findings();
    const {
      variable,
      caFile,
      protocol = side.protocol,
      network: asked,
      ...words
    } = readAsked(options, findings);
    const roots = protocol === "grpc" ? side.roots : [];
    const engine = engineFor(container, side.engines);
    const client = readContainer(container, side, engine, "allowFrom", findings);
    const env = listOf(client?.envInput, "env", findings).map(String);
    const networks = listOf(client?.networksAdvancedInput, "networksAdvanced", findings);
    const uploads = listOf(client?.uploadInput, "upload", findings);
    const volumes = listOf(client?.volumesInput, "volumes", findings);
    if (roots.length > 1 && roots.some((root) => root.kind === "mounted")) {
      findings.problem({
        code: "allowFrom.roots",
        path: "connections.allowFrom",
        got: `finds ${roots.length} trusted roots on the Docker host`,
        expected: "a client reads one file, and what is on the host cannot be joined at synth",
        fix: "mount one file with all of them yourself, and pass connectionString(Audience.NETWORK, { caFile })",
      });
    }
    const served = engine.networks.filter(({ promised }) => promised);
    const network = networkOf(asked, served, "allowFrom", findings);
    const bundle = bundleOf(roots);
    const upload = client && bundle && uploadOf(client, bundle, caFile);
    const mount = bundle && mountOf(bundle, caFile);
    const ca = roots.length === 0 || !isPlainPath(caFile) ? {} : { caFile };
    const said = stringFor(side, { ...words, ...ca, protocol }, findings);
    const string = said === undefined ? undefined : literal(said);
    const access = { cluster: side.cluster, variable, string, caFile, upload, mount };
    const networkMode = client?.networkModeInput;
    const readOnly = client?.readOnlyInput;
    // Nothing is added to these: of what only Terraform knows nothing is said.
    const mounts = Array.isArray(client?.mountsInput) ? client.mountsInput : [];
    const tmpfs = client?.tmpfsInput;
    checkClientContainer(access, { env, uploads, volumes, mounts, tmpfs, networkMode, readOnly }, findings);
    if (roots.some((root) => root.kind === "mounted") && caFile.includes(":")) {
      findings.problem({
        code: "allowFrom.caFile",
        path: "options.caFile",
        got: `is ${quote(caFile)}`,
        expected:
          "the root lies on the Docker host, and the engine cuts the path of what it mounts at a colon",
        fix: `leave it out for ${DEFAULTS.caFile}`,
      });
    }
    if (
      client === undefined ||
      network === undefined ||
      string === undefined ||
      findings.problems.length > 0
    ) {
      throw side.error(findings.problems, above);
    }
    const line = `${variable}=${string}`;

    container.env = env.includes(line) ? [...env] : [...env, line];
    join(container, network, networks, engine, side.engines, "allowFrom");
    if (upload !== undefined && !uploads.some((one) => isSameUpload(one, upload)))
      container.putUpload([...uploads, upload] as never);
    if (mount !== undefined && !volumes.some((one) => isSameMount(one, mount)))
      container.putVolumes([...volumes, mount] as never);
    const before = side.admitted.find((one) => one.container === container);
    const awaited = before?.awaited ?? side.ready.map((one) => dependable(one));
    if (before === undefined && awaited.length > 0)
      container.dependsOn = [...(container.dependsOn ?? []), ...awaited];
    side.admitted.push({ container, access, line, network, awaited });
  }

  /**
   * Has a container join a network of the nodes without being let in as a client: a proxy or a balancer in front of them. It gets no
   * connection string and no certificate, and does not wait for the cluster. Called again for another network, it joins that
   * one, too. Of `container` it sets `networksAdvanced`, by adding to what is there.
   * @param container a `docker_container` of `@cdktf/provider-docker` on the same engine; with `hosts` on that of any of them
   * @throws InvalidClusterError where the container cannot join it: a cluster made it, its network mode is `host`, `none`
   * or `container:…`, it is on another engine, or there is no such network
   */
  joinNetwork(container: Container, options: JoinNetworkOptions = {}): void {
    const { side } = this;
    const findings = new Findings();
    const given =
      readOptions(options, ["network"], 'use { network: "external" }', findings.at("options")) ?? {};
    const engine = engineFor(container, side.engines);
    const joining = readContainer(container, side, engine, "joinNetwork", findings);
    const networks = listOf(joining?.networksAdvancedInput, "networksAdvanced", findings);
    const network = networkOf(given.network, engine.networks, "joinNetwork", findings);
    checkNetworkMode(joining?.networkModeInput, "joinNetwork", findings);
    if (joining === undefined || network === undefined || findings.problems.length > 0)
      throw side.error(findings.problems, calleeOf(Connections, "joinNetwork"));
    join(container, network, networks, engine, side.engines, "joinNetwork");
  }
}

/** Adds a network to a container's, and sees to it that both stay on one engine. */
function join(
  container: Container,
  network: ClientNetwork,
  networks: readonly object[],
  { claim }: ClientEngine,
  engines: ClientEngines,
  method: Joining,
): void {
  if (claim !== undefined) refuseOtherCluster(container, claim, claimsOf(engines), method);
  const isThere = [container.networkModeInput, ...networks.map((one) => (one as { name?: unknown }).name)];
  // What refers to another stack is no reference to it yet.
  if (!isThere.some((one) => one === network.reference || standsFor(container, one, network.keys)))
    container.putNetworksAdvanced([...networks, { name: network.reference }] as never);
}

/** The string, where clients on these networks are served; of whom they are not the user has not spoken. */
function stringFor(
  side: ClientSide,
  options: ConnectionStringOptions,
  findings: Findings,
): string | undefined {
  const found = new Findings();
  const string = side.connectionString(options, found);
  for (const problem of found.problems)
    findings.problem(
      problem.code !== "connectionString.audience"
        ? problem
        : {
            ...problem,
            code: "allowFrom.audience",
            path: "connections.allowFrom",
            got: "lets in a container, which dials as Audience.NETWORK",
            fix: `${problem.fix}; or, for a proxy in front of the nodes, use connections.joinNetwork(container)`,
          },
    );
  return string;
}

/** All roots as one file; one that lies on the Docker host stays what it is. */
function bundleOf(roots: readonly DeliveredFile[]): DeliveredFile | undefined {
  const text = joined(roots);
  return roots.length === 0 || text === undefined ? roots[0] : { kind: "text", text };
}

const PROTOCOLS: readonly ClientProtocol[] = ["grpc", "tcp"];

/** What is said in the string besides, where the string itself is read. */
const WORDS = STRING_OPTIONS.filter((name) => name !== "protocol" && name !== "caFile");

type AskedOptions = AllowFromOptions & typeof DEFAULTS;

function readAsked(asked: unknown, findings: Findings): AskedOptions {
  const known = [...Object.keys(DEFAULTS), "network", "protocol", ...WORDS];
  const given = readOptions(asked, known, 'use { variable: "ESDB_URL" }', findings.at("options")) ?? {};
  const { variable = DEFAULTS.variable, caFile = DEFAULTS.caFile } = given;
  if (typeof variable !== "string" || !/^[A-Za-z_]\w{0,254}$/.test(variable)) {
    findings.problem({
      code: "allowFrom.variable",
      path: "options.variable",
      // Whoever writes more than the name writes the value, which may be secret.
      got: `is ${quoteKind(variable)}`,
      expected:
        "must be the name of an environment variable: letters, digits and _, of which no digit comes first",
      fix: "leave it out for EVENTSTORE_CONNECTION_STRING",
    });
  }
  if (typeof caFile !== "string" || !/^(?:\/(?!\.\.?(?:\/|$))[^/]+)+$/.test(caFile) || !isPlainPath(caFile)) {
    findings.problem({
      code: "allowFrom.caFile",
      path: "options.caFile",
      got: `is ${quote(caFile)}`,
      expected: "must be an absolute path of letters, digits, and . _ ~ : + / -",
      fix: `leave it out for ${DEFAULTS.caFile}`,
    });
  }
  const wrong = {
    code: "allowFrom.protocol",
    what: '"grpc" or "tcp"',
    fix: "leave it out for the release's own",
  };
  const protocol =
    given.protocol === undefined
      ? undefined
      : checkOneOf(given.protocol, PROTOCOLS, wrong, findings.at("options.protocol"));
  const words = Object.fromEntries(WORDS.map((name) => [name, given[name]]));
  return { ...words, variable, caFile, network: given.network, protocol } as AskedOptions;
}
