import { TerraformResource, Token, dependable, type ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import { isPlainPath } from "../network/model/connection-string";
import {
  clientNetworksOf,
  partOn,
  wordOfNetwork,
  type ClientProtocol,
  type Topology,
} from "../network/model/topology";
import { checkOneOf, readOptions } from "../problem/checked";
import { Findings } from "../problem/findings";
import { calleeOf, type Callee, type InvalidClusterError } from "../problem/invalid-cluster-error";
import type { Problem } from "../problem/problem";
import { quote, quoteKind } from "../problem/quote";
import { STRING_OPTIONS, type ConnectionStringOptions } from "../cluster/client-string";
import type { Container } from "../terraform/bindings";
import { joined, type DeliveredFile } from "../cluster/certificates/delivered-file";
import { Program } from "./program";
import { otherEngine, refuseOtherCluster } from "./client-engine";
import {
  checkClientContainer,
  isSameMount,
  isSameUpload,
  standsFor,
  type Admitted,
} from "./client-container";
import { mountOf, uploadOf } from "./certificates/file-delivery";
import { literal } from "../terraform/literal";
import { keysOfNetwork } from "../terraform/references";

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

/** A network that a client can join. */
interface ClientNetwork {
  /** What names it: `"external"`, or its key in `additionalNetworks`. */
  readonly key: string;
  /** As a container refers to it. */
  readonly reference: string;
  /** By what containers refer to it otherwise. */
  readonly keys: readonly string[];
}

/** The networks of a Docker host on which clients are promised to be served, by how their containers there refer to them. */
export function clientNetworks(
  cluster: IConstruct,
  topology: Topology,
  host: string,
  referenceOf: (name: string) => string,
): readonly ClientNetwork[] {
  return clientNetworksOf(partOn(topology, host))
    .filter((network) => network.unpromised !== true)
    .map((network) => ({
      key: wordOfNetwork(network),
      reference: referenceOf(network.name),
      keys: keysOfNetwork(cluster, network),
    }));
}

/** What one engine has for clients. */
interface ClientEngine {
  /** The networks on which clients are promised to be served. */
  readonly networks: readonly ClientNetwork[];
  /** A resource of the cluster there; none where another program declares the cluster. */
  readonly claim?: Container;
}

/**
 * What a container needs of a cluster to be its client.
 * @internal
 */
export interface ClientSide {
  readonly cluster: string;
  /** The root of the cluster's program. */
  readonly root: IConstruct;
  /** Of each Docker host: the engine's of a client is its own. */
  readonly engines: readonly [ClientEngine, ...ClientEngine[]];
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
    const client = readContainer(container, side, engine, findings);
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
    const network = networkOf(asked, engine.networks, findings);
    const bundle = bundleOf(roots);
    const upload = client && bundle && uploadOf(client, bundle, caFile);
    const mount = bundle && mountOf(bundle, caFile);
    const ca = roots.length === 0 || !isPlainPath(caFile) ? {} : { caFile };
    const said = side.connectionString({ ...words, ...ca, protocol }, findings);
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

    if (engine.claim !== undefined) refuseOtherCluster(container, engine.claim, claimsOf(side.engines));
    container.env = env.includes(line) ? [...env] : [...env, line];
    const isThere = [networkMode, ...networks.map((one) => (one as { name?: unknown }).name)];
    // What refers to another stack is no reference to it yet.
    if (!isThere.some((one) => one === network.reference || standsFor(container, one, network.keys)))
      container.putNetworksAdvanced([...networks, { name: network.reference }] as never);
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
}

/** What is wrong where the container is on another engine. */
function elsewhereThan(
  container: TerraformResource,
  { claim }: ClientEngine,
  engines: ClientSide["engines"],
): Problem | undefined {
  return claim === undefined ? undefined : otherEngine(container, claim, claimsOf(engines));
}

function claimsOf(engines: ClientSide["engines"]): readonly Container[] {
  return engines.flatMap(({ claim }) => claim ?? []);
}

/** The container's own of a cluster's engines; the first, where it is on none or that is not known. */
function engineFor(container: unknown, engines: ClientSide["engines"]): ClientEngine {
  const [first] = engines;
  if (engines.length === 1 || !TerraformResource.isTerraformResource(container)) return first;
  return engines.find((one) => elsewhereThan(container, one, engines) === undefined) ?? first;
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

/** What is to be a client, where it is a container; whatever else came is not looked into. */
function readContainer(
  container: Container,
  { root, engines }: ClientSide,
  engine: ClientEngine,
  findings: Findings,
): Container | undefined {
  const said = { code: "allowFrom.container", path: "container" };
  // By its type: the user's package may be another copy of the provider's bindings.
  if (
    !TerraformResource.isTerraformResource(container) ||
    container.terraformResourceType !== "docker_container"
  ) {
    findings.problem({
      ...said,
      got: `is ${quote(container)}`,
      expected: "must be a docker_container of @cdktf/provider-docker",
      fix: 'pass a new Container(this, "app", { … })',
    });
    return undefined;
  }
  if (Program.of(container).isOwn(container)) {
    findings.problem({
      ...said,
      got: `is ${container.node.path}, which a cluster made`,
      expected: "it is as that cluster needs it, and takes what a client gets for settings of its own",
      fix: 'pass a container of your own: new Container(this, "app", { … })',
    });
  } else if (container.node.root !== root) {
    findings.problem({
      ...said,
      got: `is ${container.node.path}, of another App`,
      expected: "each App is synthesized by itself, and Terraform finds no resource of another one",
      fix: "declare both in one App, or the cluster there too: EventStoreCluster.fromAttributes",
    });
  } else {
    const elsewhere = elsewhereThan(container, engine, engines);
    if (elsewhere !== undefined) findings.problem(elsewhere);
  }
  return container;
}

/** The network that was asked for, or the first there is. */
function networkOf(
  asked: unknown,
  networks: readonly ClientNetwork[],
  findings: Findings,
): ClientNetwork | undefined {
  const found = asked === undefined ? networks[0] : networks.find(({ key }) => key === asked);
  if (found !== undefined) return found;
  findings.problem({
    code: "allowFrom.network",
    path: "options.network",
    got: `is ${quote(asked)}`,
    expected: `the networks on which clients are promised to be served are ${networks.map(({ key }) => quote(key)).join(", ")}`,
    fix: `leave it out for ${quote(networks[0]?.key)}`,
  });
  return undefined;
}

/** What a container has there so far; a list that only Terraform knows cannot be added to. */
function listOf(given: unknown, attribute: string, findings: Findings): readonly object[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && !Token.isUnresolved(given)) return given as object[];
  findings.problem({
    code: "allowFrom.container",
    path: `container.${attribute}`,
    got: Token.isUnresolved(given) ? "is a token, known only when Terraform runs" : `is ${quote(given)}`,
    expected: "the cluster adds to it",
    fix: "give it as a list",
  });
  return [];
}
