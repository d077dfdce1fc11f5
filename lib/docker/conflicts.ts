import { TerraformStack, type TerraformProvider, type TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { EngineClaims } from "../checks/claims/engine-claims";
import { FreeValues } from "../checks/claims/free-values";
import { TrustedAuthorities } from "../checks/claims/trusted-authorities";
import { partOn, propOfNetwork, type Topology } from "../network/model/topology";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { NODE_COMMON_NAME } from "../server/server-tls";
import { storeKeyOf } from "../cluster/data-mount";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { DeclaredNames } from "../terraform/declared-names";
import { areOnOtherEngines, describeEngine, Engines, type EngineName } from "../terraform/engine-of";
import { describeProvider } from "../terraform/providers";
import type { EngineResources } from "./engine-resources";
import { StackProblems } from "./stack-problems";

/*
 * Two clusters that are each right may still claim one thing of one Docker engine. They are judged together,
 * at synth, when every provider is known.
 */

/** A cluster of a program. */
export interface DeclaredCluster {
  readonly cluster: IConstruct;
  readonly plan: ClusterPlan;
  /** What it has on each engine. */
  readonly engines: readonly Pick<EngineResources, "host" | "provider" | "claim">[];
}

/** A name that a cluster gives to its engine. */
interface NamedEngine extends EngineName {
  readonly cluster: IConstruct;
}

/** Clusters of one stack and provider are on one engine, which has one name: that of the earlier one. */
function differentName(cluster: IConstruct, names: readonly NamedEngine[]): Problem | undefined {
  const at = names.findIndex((one) => one.cluster === cluster);
  const name = names[at];
  if (name === undefined) return undefined;
  const other = names
    .slice(0, at)
    .find((one) => one.stack === name.stack && one.provider === name.provider && one.name !== name.name);
  if (other === undefined) return undefined;
  return {
    code: "engineName.differs",
    path: "engineName",
    got: `is ${quote(name.name)}, and ${quote(other.name)} for ${other.cluster.node.path}, which has the same provider`,
    expected: "one provider gets at one engine",
    fix: `use engineName: ${quote(other.name)}, or a provider of its own`,
  };
}

/** The names that clusters give to engines. */
export function engineNamesOf(entries: readonly DeclaredCluster[]): readonly NamedEngine[] {
  return entries.flatMap(({ cluster, plan, engines }) => {
    const { engineName: name } = plan;
    if (name === undefined) return [];
    const stack = TerraformStack.of(cluster);
    return engines.map(({ provider: { provider } }) => ({ cluster, stack, provider, name }));
  });
}

/** What each cluster claims that an earlier one has. */
export function conflictsOf(
  entries: readonly DeclaredCluster[],
): ReadonlyMap<IConstruct, readonly Problem[]> {
  const [first] = entries;
  if (first === undefined) return new Map();
  const names = new DeclaredNames(first.cluster.node.root);
  const onEngine = new Map<string, SharedEngine>();
  const engineNames = engineNamesOf(entries);
  const ids = new Engines(engineNames);
  const addresses = new Map<string, string>();
  const conflicts = new Map<IConstruct, readonly Problem[]>();
  const authorities = new TrustedAuthorities();
  const free = new FreeValues(entries.map(({ plan }) => plan.topology));
  for (const { cluster, plan, engines } of entries) {
    const stack = TerraformStack.of(cluster);
    const owner = cluster.node.path;
    const problems: Problem[] = [];
    const own = new Map<string, number>();
    for (const [i, { host, provider, claim }] of engines.entries()) {
      const engine = ids.of(stack, provider.provider);
      const before = own.get(engine);
      if (before !== undefined && provider.provider !== undefined) {
        problems.push(sameEngine(provider.provider, i, before));
        continue;
      }
      own.set(engine, i);
      const nameOf = (text: string) => names.of(text, cluster);
      const part = partOn(plan.topology, host);
      const topology = named(part, nameOf);
      const shared = onEngine.get(engine) ?? { claims: new EngineClaims(free), stacks: new Set() };
      onEngine.set(engine, shared);
      const stores = storesOn(host, plan);
      const found = shared.claims.add({ owner, topology, stores: stores.map(nameOf) });
      for (const [path, text] of [
        ...part.networks.map((network) => [propOfNetwork(network), network.name] as const),
        ...stores.map((store) => ["data", store] as const),
      ]) {
        const resource = names.resourceOf(text, cluster);
        // What is on one of several hosts may be there on the others under the same name.
        if (
          resource !== undefined &&
          engines.every((one) => areOnOtherEngines(resource, one.claim, engineNames))
        )
          problems.push(elsewhere(path, resource, claim, engineNames));
      }
      const alone = shared.stacks.size === 0 || (shared.stacks.size === 1 && shared.stacks.has(stack));
      const told = alone ? found : toldApart(found);
      // What mends it on one host mends it on all.
      const already = problems.map(({ code, path }) => `${code} ${path}`);
      problems.push(...told.filter(({ code, path }) => !already.includes(`${code} ${path}`)));
      shared.stacks.add(stack);
    }
    const different = problems.length === 0 ? differentName(cluster, engineNames) : undefined;
    if (different !== undefined) problems.push(different);
    warnOfSharedAuthority(cluster, plan, authorities);
    const address = `${stack.node.path} ${plan.topology.name.toLowerCase()}`;
    const other = addresses.get(address);
    if (other === undefined) addresses.set(address, owner);
    else if (problems.length === 0) problems.push(sameAddress(plan.topology.name, other, free));
    if (problems.length > 0) conflicts.set(cluster, problems);
  }
  return conflicts;
}

/** A topology whose networks have their Docker names, wherever the program declares them. */
function named(topology: Topology, nameOf: (text: string) => string): Topology {
  const { networks, nodes } = topology;
  if (networks.every(({ name }) => nameOf(name) === name)) return topology;
  return {
    ...topology,
    networks: networks.map((network) => ({ ...network, name: nameOf(network.name) })),
    nodes: nodes.map((node) => ({
      ...node,
      attachments: node.attachments.map((one) => ({ ...one, network: nameOf(one.network) })),
    })),
  };
}

/** What is claimed of an engine, and the stacks that have clusters there. */
interface SharedEngine {
  readonly claims: EngineClaims;
  readonly stacks: Set<TerraformStack>;
}

/** Stacks that look as if they were on one engine may be applied to two, and all that they share has this one cause. */
function toldApart(found: readonly Problem[]): readonly Problem[] {
  const [first, second] = found;
  if (first === undefined) return [];
  const apart =
    "where the stacks never meet one engine, tell the engines apart, by host or context of the Docker provider or by engineName";
  if (second === undefined) return [{ ...first, fix: `${first.fix}; or, ${apart}` }];
  return [
    {
      code: "engine.shared",
      path: "provider",
      got: `is told the same as that of another stack, and ${found.map(({ path, got }) => `${path} ${got}`).join("; ")}`,
      expected: "on one engine each of these can be had once",
      fix: `${apart}; or change each of these`,
    },
  ];
}

/** Wherever they run: a key that is a node's in one cluster must be nobody's in another. */
function warnOfSharedAuthority(
  cluster: IConstruct,
  plan: ClusterPlan,
  authorities: TrustedAuthorities,
): void {
  const { certificates } = plan;
  if (certificates === undefined) return;
  const roots = certificates.roots.map((file) =>
    "text" in file ? file.text : file.kind === "mounted" ? file.path : "",
  );
  const commonName = certificates.commonName ?? NODE_COMMON_NAME;
  const warning = authorities.add({ owner: cluster.node.path, roots, commonName });
  if (warning !== undefined) StackProblems.of(cluster).warn(cluster, warning);
}

/** A network or a volume of the program on which no container of this engine can be. */
function elsewhere(
  path: string,
  resource: TerraformResource,
  own: TerraformResource,
  names: readonly EngineName[],
): Problem {
  return {
    code: "engine.elsewhere",
    path,
    got: `is ${resource.node.path}, on the engine of ${describeEngine(resource, names)}, and the nodes are on that of ${describeEngine(own, names)}`,
    expected: "an engine's containers use its own networks and volumes only",
    fix: "give that resource the provider of the nodes' engine, or use one that has it",
  };
}

/** Two hosts of one cluster that are told the same engine. */
function sameEngine(provider: TerraformProvider, i: number, before: number): Problem {
  return {
    code: "hosts.provider.twice",
    path: `hosts[${i}].provider`,
    got: `is ${describeProvider(provider)}, which is told the same engine as hosts[${before}].provider`,
    expected: "a provider gets at the engine of one host",
    fix: "set its host or context to that of this host",
  };
}

/** Within one stack the name also makes the Terraform addresses, on whatever engine. */
function sameAddress(name: string, other: string, free: FreeValues): Problem {
  return {
    code: "name.twice",
    path: "name",
    got: `is ${quote(name)}, as that of ${other} in the same stack`,
    expected: "the addresses of its resources in Terraform come from it",
    fix: `set another name, for example "${free.name(name)}"`,
  };
}

/** The volumes and folders of a host that hold the cluster's data. */
function storesOn(host: string, { nodes }: ClusterPlan): readonly string[] {
  return nodes.flatMap(({ node, data }) =>
    node.host !== host || data === undefined ? [] : [storeKeyOf(data)],
  );
}
