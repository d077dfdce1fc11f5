import type { Container } from "@cdktf/provider-docker/lib/container";
import type { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformStack, type App } from "cdktf";
import { ClientAccess, EventStoreCluster, PortPlan } from "../../lib";
import { propsOf, synthesize } from "./synth";

export type Props = Parameters<typeof propsOf>[0];
export type Change = (cluster: EventStoreCluster, stack: TerraformStack) => void;

export const LOCALHOST = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) });

/** A program with a cluster "esdb" in a stack with a provider, and the lines of the error at synth about it. */
export function refusals(declare: (stack: TerraformStack, app: App) => EventStoreCluster): {
  readonly cluster: EventStoreCluster | undefined;
  readonly problems: readonly string[];
} {
  let cluster: EventStoreCluster | undefined;
  try {
    synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      new DockerProvider(stack, "docker");
      cluster = declare(stack, app);
    });
  } catch (error) {
    const problems = (error as Error).message.split("\n").filter((line) => line.includes("[stack/esdb]"));
    if (problems.length === 0) throw error;
    return { cluster, problems };
  }
  return { cluster, problems: [] };
}

/** What the guard says of a program: the lines of the error, and the warnings that are not of the props. */
export function judge(change: Change, more: Props = {}, elsewhere: (app: App) => void = () => {}) {
  const { cluster, problems } = refusals((stack, app) => {
    const cluster = new EventStoreCluster(stack, "esdb", propsOf(more));
    change(cluster, stack);
    elsewhere(app);
    return cluster;
  });
  const of = new Set(cluster?.warnings.map((w) => w.path));
  const warnings = (cluster?.node.root.node.findAll() ?? [])
    .flatMap((construct) => construct.node.metadata)
    .filter(({ type }) => type === "@cdktf/warn")
    .map(({ data }) => String(data))
    .filter((text) => ![...of].some((path) => text.startsWith(path)));
  return { problems, warnings };
}

export const node = (cluster: EventStoreCluster, n = 0): Container =>
  cluster.nodes[n]?.container as Container;
export const child = (cluster: EventStoreCluster, id: string): Network =>
  cluster.node.findChild(id) as unknown as Network;
export const override =
  (path: string, value: unknown, n = 0): Change =>
  (cluster) =>
    node(cluster, n).addOverride(path, value);
