import { REFUSED_NETWORK, type ClusterSpec, type NetworkSpec } from "../network/asked/cluster-spec";
import { DeclaredName } from "../network/asked/declared-name";
import { checkObject, isKeyed, reportCopy } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { holdsToken } from "../problem/framework-tokens";
import { quote } from "../problem/quote";
import type { Surroundings } from "./surroundings";

/** A network that the cluster creates. */
export type ClusterNetworkProps = Omit<NetworkSpec, "networkName" | "internal" | "checkedAtPlan"> & {
  /** Of existing networks only: `ClusterNetwork.fromNetworkName(name, { cidr })`. */
  readonly networkName?: never;
  /** Of existing networks only. */
  readonly internal?: never;
  /** Of existing networks only. */
  readonly checkedAtPlan?: never;
};

/** An existing network. */
export type ExistingNetworkProps = Omit<NetworkSpec, "networkName" | "gateway">;

/** A network of a cluster, where it exists already. */
export class ClusterNetwork {
  /**
   * A Docker network that exists already. One that the same program declares is compared with `props` at synth, another one
   * at every plan where `checkedAtPlan` says so.
   * @param networkName its Docker name; a token of a `docker_network` keeps the order of creation
   * @param props its literal range, its `ip_range` as `dynamicRange`, whether it was created `internal`, and whether that is
   * checked at plan
   */
  static fromNetworkName(networkName: string, props: ExistingNetworkProps): ClusterNetwork {
    return new ClusterNetwork(networkName, props);
  }

  /**
   * A Docker network that the same program declares beside the cluster, whose range and `internal` are read from it now; its
   * name is a token, so that it is made before the cluster.
   * @param network a `docker_network` of `@cdktf/provider-docker`, with the range in its `ipamConfig`
   * @param props what takes the place of what is read, and the nodes' offsets
   */
  static fromNetwork(network: DeclaredNetwork, props: Partial<ExistingNetworkProps> = {}): ClusterNetwork {
    const given: unknown = network;
    if (!isDeclaredNetwork(given)) return noNetwork(new ClusterNetwork(undefined, props), given);
    const { node, name, ipamConfigInput, internalInput } = network;
    const configs: readonly unknown[] = Array.isArray(ipamConfigInput) ? ipamConfigInput : [];
    const own = configs.find((config) => subnetOf(config)?.includes(":") === false);
    const cidr = subnetOf(own);
    const internal = typeof internalInput === "boolean" ? internalInput : undefined;
    const read = {
      ...(cidr === undefined ? {} : { cidr }),
      ...(internal === undefined ? {} : { internal }),
    };
    const made = new ClusterNetwork(name, over(read, props));
    DECLARED.set(made, {
      root: node.root,
      as: new DeclaredName(name, node.path, rangeOf(ipamConfigInput, own)),
    });
    return made;
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /**
     * As it came.
     * @internal
     */
    readonly networkName: unknown,
    /**
     * As they came.
     * @internal
     */
    readonly props: unknown,
  ) {}
}

/** Both, where the second can be read; else the second, which is refused. */
function over(read: object, props: unknown): unknown {
  try {
    return isObject(props) ? { ...read, ...props } : props;
  } catch {
    return props;
  }
}

/** What came in the place of a network, for a message. */
const INSTEAD = new WeakMap<ClusterNetwork, string>();

/** Those that the same program declares, and the root of its tree. */
const DECLARED = new WeakMap<ClusterNetwork, { readonly root: unknown; readonly as: DeclaredName }>();

function noNetwork(network: ClusterNetwork, given: unknown): ClusterNetwork {
  INSTEAD.set(network, given === undefined ? "nothing" : quote(given));
  return network;
}

const NETWORK_TYPE = "docker_network";

/** Whether a value is a network that a program declares. A proxy may refuse to say. */
function isDeclaredNetwork(value: unknown): value is DeclaredNetwork {
  try {
    return (
      isObject(value) &&
      "node" in value &&
      isObject(value.node) &&
      "terraformResourceType" in value &&
      value.terraformResourceType === NETWORK_TYPE
    );
  } catch {
    return false;
  }
}

/** A `docker_network` of a user's, as far as it is read. */
export interface DeclaredNetwork {
  readonly node: { readonly path: string; readonly root: unknown };
  readonly terraformResourceType: string;
  /** A token of its name. */
  readonly name: string;
  readonly ipamConfigInput?: unknown;
  readonly internalInput?: unknown;
}

function subnetOf(config: unknown): string | undefined {
  if (!isObject(config) || !("subnet" in config) || typeof config.subnet !== "string") return undefined;
  return config.subnet;
}

/** What is known of the range, by all IPAM blocks and by the one of IPv4. */
function rangeOf(configs: unknown, own: unknown): DeclaredName["range"] {
  if (own !== undefined) return isKnownRange(own) ? "known" : "unknown";
  // What is known when Terraform runs is an object with a method.
  const isOther = (config: unknown) =>
    isObject(config) &&
    !("resolve" in config) &&
    (!("subnet" in config) || config.subnet === undefined || subnetOf(config) !== undefined);
  const none = configs === undefined || (Array.isArray(configs) && configs.every(isOther));
  return none ? "none" : "unknown";
}

/** Whether what an IPAM block says of its ranges, or leaves out, is known now. */
function isKnownRange(config: unknown): boolean {
  if (!isObject(config)) return false;
  const ipRange = "ipRange" in config ? config.ipRange : undefined;
  return [subnetOf(config), ipRange ?? ""].every((one) => typeof one === "string" && !holdsToken(one));
}

const NAMED_BY_LIBRARY = "the library names that network, and decides whether it has a way out";

/** What of a network is said of existing ones only, and why one that the cluster creates has none of that. */
const OF_EXISTING: ReadonlyMap<string, string> = new Map([
  ["networkName", NAMED_BY_LIBRARY],
  ["internal", NAMED_BY_LIBRARY],
  ["checkedAtPlan", "that network is as the library declares it, and there is none before the first apply"],
]);

/** A network as planning takes it: what was asked for, an existing one with its name. Any value may come. */
export function readNetwork(
  asked: unknown,
  path: string,
  around: Pick<Surroundings, "isElsewhere">,
  findings: Findings,
): NetworkSpec | undefined {
  if (isDeclaredNetwork(asked)) {
    findings.problem({
      code: "value.object",
      path,
      got: `is ${quote(asked)}`,
      expected: "must be a plain object, or a ClusterNetwork where the network is not the cluster's own",
      fix: "use ClusterNetwork.fromNetwork(network)",
    });
    return REFUSED_NETWORK;
  }
  // What is none is refused by the planning.
  if (!isObject(asked) || !isKeyed(asked)) return asked as NetworkSpec | undefined;
  if (asked instanceof ClusterNetwork) {
    const { networkName, props } = asked;
    const instead = INSTEAD.get(asked);
    if (instead !== undefined) {
      findings.problem({
        code: "network.declared",
        path,
        got: `is ClusterNetwork.fromNetwork of ${instead}`,
        expected: "must be a docker_network of @cdktf/provider-docker",
        fix: 'pass a new Network(this, "net", { … }), or use ClusterNetwork.fromNetworkName(name, { cidr })',
      });
      return REFUSED_NETWORK;
    }
    if (props !== undefined && !isObject(props)) {
      const fix = 'use ClusterNetwork.fromNetworkName("my-network", { cidr: "10.240.1.0/24" })';
      checkObject(props, fix, findings.at(path));
      return REFUSED_NETWORK;
    }
    const declared = DECLARED.get(asked);
    if (declared !== undefined && around.isElsewhere(declared.root)) {
      findings.problem({
        code: "network.elsewhere",
        path,
        got: `is ClusterNetwork.fromNetwork of ${declared.as.path}, of another App`,
        expected: "each App is synthesized by itself, and Terraform finds no resource of another one",
        fix: "declare both in one App, or use ClusterNetwork.fromNetworkName(name, { cidr })",
      });
      return REFUSED_NETWORK;
    }
    // What is missing is no network of the cluster's own for that.
    return {
      ...props,
      networkName: declared?.as ?? (networkName === undefined ? null : networkName),
    } as NetworkSpec;
  }
  if (reportCopy(asked, ClusterNetwork, findings.at(path))) return REFUSED_NETWORK;
  const given = Object.entries<unknown>({ ...asked });
  for (const [key, expected] of OF_EXISTING) {
    const value = given.find(([own]) => own === key)?.[1];
    if (value === undefined) continue;
    findings.problem({
      code: "network.own",
      path: `${path}.${key}`,
      got: `is ${quote(value)}, of a network that the cluster creates`,
      expected,
      fix: `leave it out, or use ClusterNetwork.fromNetworkName(name, { cidr, internal }) for a network that exists already`,
    });
  }
  return Object.fromEntries(given.filter(([key]) => !OF_EXISTING.has(key))) as unknown as NetworkSpec;
}

/** The networks of further clients as planning takes them. Any value may come. */
export function readNetworks(
  asked: unknown,
  path: string,
  around: Pick<Surroundings, "isElsewhere">,
  findings: Findings,
): ClusterSpec["additionalNetworks"] {
  // What is none is refused by the planning.
  if (!isObject(asked) || !isKeyed(asked)) return asked as ClusterSpec["additionalNetworks"];
  const read = Object.entries<unknown>({ ...asked }).map(([key, one]) => [
    key,
    readNetwork(one, `${path}[${quote(key)}]`, around, findings),
  ]);
  // Not by assignment, which would take a key "__proto__" for the object's own.
  return Object.fromEntries(read) as ClusterSpec["additionalNetworks"];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
