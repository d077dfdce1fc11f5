import type { Container } from "@cdktf/provider-docker/lib/container";
import type { Network } from "@cdktf/provider-docker/lib/network";
import type { App, TerraformStack } from "cdktf";
import { ClientAccess, describeProblem, EventStoreCluster, PortPlan } from "../../lib";
import { foundOf, propsOf } from "./synth";

export type Props = Parameters<typeof propsOf>[0];
export type Change = (cluster: EventStoreCluster, stack: TerraformStack) => void;

export const LOCALHOST = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) });

/** A program with a cluster "esdb" in a stack with a provider, and what is found of the cluster at synth, as lines. */
export function refusals(declare: (stack: TerraformStack, app: App) => EventStoreCluster): {
  readonly cluster: EventStoreCluster;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
} {
  let cluster: EventStoreCluster | undefined;
  const found = foundOf((stack, app) => {
    cluster = declare(stack, app);
  });
  if (cluster === undefined) throw new Error("no cluster was declared");
  return {
    cluster,
    problems: found.problems.map(describeProblem),
    warnings: found.warnings.map(describeProblem),
  };
}

/** What the guard says of a program: what refuses it, and the warnings that are not of the props. */
export function judge(change: Change, more: Props = {}, elsewhere: (app: App) => void = () => {}) {
  const { cluster, problems, warnings } = refusals((stack, app) => {
    const cluster = new EventStoreCluster(stack, "esdb", propsOf(more));
    change(cluster, stack);
    elsewhere(app);
    return cluster;
  });
  const ofProps = new Set(cluster.warnings.map(describeProblem));
  return { problems, warnings: warnings.filter((one) => !ofProps.has(one)) };
}

export const node = (cluster: EventStoreCluster, n = 0): Container =>
  cluster.nodes[n]?.container as Container;
export const child = (cluster: EventStoreCluster, id: string): Network =>
  cluster.node.findChild(id) as unknown as Network;
export const override =
  (path: string, value: unknown, n = 0): Change =>
  (cluster) =>
    node(cluster, n).addOverride(path, value);
