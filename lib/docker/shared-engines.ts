import { TerraformStack, type TerraformProvider, type TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { EngineClaims } from "../checks/claims/engine-claims";
import type { FreeValues } from "../checks/claims/free-values";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { storeKeyOf } from "../cluster/data-mount";
import { partOn, propOfNetwork, type Topology } from "../network/model/topology";
import type { Problem } from "../problem/problem";
import { DeclaredNames } from "../terraform/declared-names";
import { areOnOtherEngines, describeEngine, Engines, type EngineName } from "../terraform/engine-of";
import { describeProvider } from "../terraform/providers";
import type { DeclaredCluster, EngineOfCluster } from "./declared-cluster";

/** What clusters claim of the engines they are on, in the order in which they come. */
export class SharedEngines {
  private readonly names: DeclaredNames;
  private readonly ids: Engines;
  private readonly shared = new Map<string, SharedEngine>();

  constructor(
    root: IConstruct,
    private readonly engineNames: readonly EngineName[],
    private readonly free: FreeValues,
  ) {
    this.names = new DeclaredNames(root);
    this.ids = new Engines(engineNames);
  }

  /** Adds what a cluster claims, and says what an earlier one has. */
  add({ cluster, plan, engines }: DeclaredCluster): readonly Problem[] {
    const problems: Problem[] = [];
    const own = new Map<string, number>();
    for (const [i, one] of engines.entries()) {
      const { provider } = one.provider;
      const engine = this.ids.of(TerraformStack.of(cluster), provider);
      const before = own.get(engine);
      if (before !== undefined && provider !== undefined) {
        problems.push(sameEngine(provider, i, before));
        continue;
      }
      own.set(engine, i);
      // What mends it on one host mends it on all.
      const told = new Set(problems.map(({ code, path }) => `${code} ${path}`));
      const part = partOf(plan, one.host);
      const found = [
        ...this.elsewhere(cluster, part, one.claim, engines),
        ...this.claim(engine, cluster, part),
      ];
      problems.push(...found.filter(({ code, path }) => !told.has(`${code} ${path}`)));
    }
    return problems;
  }

  /** Networks and volumes of the program on which no container of the cluster's engines can be. */
  private elsewhere(
    cluster: IConstruct,
    { topology, stores }: Part,
    own: TerraformResource,
    engines: readonly EngineOfCluster[],
  ): readonly Problem[] {
    const texts = [
      ...topology.networks.map((network) => [propOfNetwork(network), network.name] as const),
      ...stores.map((store) => ["data", store] as const),
    ];
    return texts.flatMap(([path, text]) => {
      const resource = this.names.resourceOf(text, cluster);
      // What is on one of several hosts may be there on the others under the same name.
      return resource !== undefined &&
        engines.every(({ claim }) => areOnOtherEngines(resource, claim, this.engineNames))
        ? [elsewhere(path, resource, own, this.engineNames)]
        : [];
    });
  }

  private claim(engine: string, cluster: IConstruct, { topology, stores }: Part): readonly Problem[] {
    const nameOf = (text: string) => this.names.of(text, cluster);
    const { claims, stacks } = this.shared.get(engine) ?? {
      claims: new EngineClaims(this.free),
      stacks: new Set(),
    };
    this.shared.set(engine, { claims, stacks });
    const found = claims.add({
      owner: cluster.node.path,
      topology: named(topology, nameOf),
      stores: stores.flatMap((store) => [nameOf(store), ...this.names.mountedBy(store, cluster)]),
    });
    const stack = TerraformStack.of(cluster);
    const isAlone = [...stacks].every((one) => one === stack);
    stacks.add(stack);
    return isAlone ? found : toldApart(found);
  }
}

/** What is claimed of an engine, and the stacks that have clusters there. */
interface SharedEngine {
  readonly claims: EngineClaims;
  readonly stacks: Set<TerraformStack>;
}

/** What of a cluster is on one host. */
interface Part {
  readonly topology: Topology;
  /** The volumes and folders that hold its data. */
  readonly stores: readonly string[];
}

function partOf({ topology, nodes }: ClusterPlan, host: string): Part {
  const stores = nodes.flatMap(({ node, data }) =>
    node.host !== host || data === undefined ? [] : [storeKeyOf(data)],
  );
  return { topology: partOn(topology, host), stores };
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
