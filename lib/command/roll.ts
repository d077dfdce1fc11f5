import { describeProblem } from "../problem/describe-problem";
import type { Change } from "../rollout/changes";
import { presentKeys, type ClusterSchedule } from "../rollout/cluster-schedule";
import {
  anyNode,
  commandsOf,
  describeChange,
  describeSchedule,
  firstOf,
  together,
} from "../rollout/describe-schedule";
import { leaderLast, leaderOf, orderOf, seenIn, type Order, type Seen } from "../rollout/order";
import { awaiting, looking, type Rollout, type RolloutApply, type RolloutNode } from "../rollout/rollout";
import { scheduleOf } from "../rollout/schedule";
import { straysOf } from "../rollout/strays";
import { Ending, ExitCode } from "./exit-code";

/** How the command speaks with whoever started it. */
export interface Terminal {
  /** Says a line. */
  say(line: string): void;
  /** Says what begins, and when it ended how long it took. */
  during<T>(what: string, deed: () => Promise<T>): Promise<T>;
  /** Asks; nothing where nobody is there to answer. */
  approve(question: string): Promise<boolean | undefined>;
}

/** What applies a stack. */
export interface Applier {
  /** How it is called. */
  readonly program: string;
  /** What an apply would change, kept for `apply`. */
  plan(apply: RolloutApply): Promise<readonly Change[]>;
  /** Does what was planned last, and nothing else. */
  apply(): Promise<void>;
  /** What a one-shot said, by its address. */
  said(address: string): Promise<string>;
}

export interface RollOptions {
  readonly dryRun: boolean;
  readonly autoApprove: boolean;
}

/** Applies a stack whose clusters are these, node by node. */
export async function roll(
  rollouts: readonly Rollout[],
  tool: Applier,
  terminal: Terminal,
  { dryRun, autoApprove }: RollOptions,
): Promise<ExitCode> {
  const shown = await terminal.during("plans", () => tool.plan(EVERYTHING));
  const schedule = scheduleOf(rollouts, shown);
  if (shown.length === 0) {
    terminal.say("nothing to do: all is as the stack says");
    return ExitCode.DONE;
  }
  for (const line of describeSchedule(schedule)) terminal.say(line);
  if (schedule.problems.length > 0) throw refusal(schedule.problems.map(describeProblem));
  if (dryRun) {
    for (const command of commandsOf(tool.program, schedule)) terminal.say(command);
    return ExitCode.DONE;
  }
  if (!autoApprove) await ask(terminal);
  await new Roll(rollouts, shown, tool, terminal).all(schedule.clusters);
  return ExitCode.DONE;
}

const EVERYTHING: RolloutApply = { targets: [], variables: {} };

async function ask(terminal: Terminal): Promise<void> {
  const answer = await terminal.approve("Do this? Only yes is taken for it: ");
  if (answer === undefined)
    throw new Ending(ExitCode.USAGE, ["nobody is there to approve the plan: use --auto-approve"]);
  if (!answer) throw new Ending(ExitCode.DECLINED, ["not approved; nothing was done"]);
}

function refusal(lines: readonly string[]): Ending {
  return new Ending(ExitCode.REFUSED, [...lines, "this cannot be done node by node; no node was touched"]);
}

class Roll {
  private readonly nodes: ReadonlySet<string>;
  private readonly gates: ReadonlySet<string>;

  constructor(
    rollouts: readonly Rollout[],
    private readonly shown: readonly Change[],
    private readonly tool: Applier,
    private readonly terminal: Terminal,
  ) {
    const nodes = rollouts.flatMap((rollout) => rollout.nodes);
    this.nodes = new Set(nodes.flatMap(({ apply }) => apply.targets));
    this.gates = new Set(nodes.flatMap(({ gate }) => gate.targets));
  }

  async all(clusters: readonly ClusterSchedule[]): Promise<void> {
    const orders: [ClusterSchedule, Order][] = [];
    // Before anything is done to any of them.
    for (const cluster of clusters) orders.push([cluster, await this.look(cluster)]);
    const problems = orders.flatMap(([, order]) => order.problems);
    if (problems.length > 0) throw refusal(problems.map(describeProblem));
    for (const [{ rollout }, { awaited }] of orders)
      if (awaited.length > 0)
        await this.awaitThese(rollout, awaited, `waits for ${list(awaited)}, which the edit does not change`);
    for (const first of firstOf(clusters, this.shown))
      await this.step("images and networks", () => this.do(first));
    for (const [cluster, order] of orders) await this.cluster(cluster, order);
    await this.step("everything else", () => this.do(EVERYTHING));
  }

  private async cluster(cluster: ClusterSchedule, { together: down, then }: Order): Promise<void> {
    const { rollout } = cluster;
    const there = presentKeys(cluster);
    let left = then;
    if (down.length > 0)
      await this.step(`${rollout.cluster}: ${list(down)}, not ready before`, async () => {
        left = leaderLast(left, await this.node(rollout, together(down), awaiting(anyNode(rollout), there)));
      });
    const total = left.length;
    for (let count = 1; left.length > 0; count++) {
      const [next, ...others] = left;
      if (next === undefined) return;
      await this.step(`${rollout.cluster}: ${next.key}, ${count} of ${total}`, async () => {
        left = leaderLast(others, await this.node(rollout, next.apply, awaiting(next, there)));
      });
    }
  }

  private async look(cluster: ClusterSchedule): Promise<Order> {
    const { rollout, lost } = cluster;
    const gone = new Set(lost.map(({ key }) => key));
    const keys = presentKeys(cluster).filter((key) => !gone.has(key));
    const seen = await this.step(`${rollout.cluster}: looks at its nodes`, () =>
      this.gate(rollout, looking(anyNode(rollout), keys)),
    );
    const leader = leaderOf(seen);
    this.terminal.say(
      `${rollout.cluster}: ${leader === undefined ? "nobody is seen to lead" : `${leader} leads`}`,
    );
    return orderOf(cluster, seen);
  }

  private awaitThese(rollout: Rollout, nodes: readonly RolloutNode[], what: string): Promise<Seen> {
    const keys = nodes.map(({ key }) => key);
    return this.step(`${rollout.cluster}: ${what}`, () =>
      this.gate(rollout, awaiting(anyNode(rollout), keys)),
    );
  }

  /** Brings nodes, and waits for them. */
  private async node(rollout: Rollout, apply: RolloutApply, gate: RolloutApply): Promise<Seen> {
    await this.do(apply, apply.targets);
    return this.gate(rollout, gate);
  }

  private async gate({ nodes }: Rollout, gate: RolloutApply): Promise<Seen> {
    await this.do(gate);
    const [address = ""] = gate.targets;
    const seen = seenIn(
      await this.tool.said(address),
      nodes.map(({ key }) => key),
    );
    // Whoever takes what was not seen for what is not there takes all nodes at once.
    if (seen === undefined)
      throw new Ending(ExitCode.FAILED, [`what ${address} said of the nodes cannot be read from the state`]);
    return seen;
  }

  /** One apply, which must do nothing that was not shown. */
  private async do(apply: RolloutApply, own: readonly string[] = []): Promise<void> {
    const changes = await this.tool.plan(apply);
    const { shown, nodes, gates } = this;
    const strays = straysOf(changes, { shown, nodes, gates, own: new Set(own) });
    if (strays.length > 0)
      throw new Ending(ExitCode.FAILED, [
        "this step would do what the plan did not say, or what is another step's; it was not begun:",
        ...strays.map((change) => `  ${change.address} ${describeChange(change)}`),
        "run the same command again: it plans anew",
      ]);
    if (changes.length > 0) await this.tool.apply();
  }

  private step<T>(what: string, deed: () => Promise<T>): Promise<T> {
    return this.terminal.during(what, deed);
  }
}

function list(nodes: readonly RolloutNode[]): string {
  return nodes.map(({ key }) => key).join(", ");
}
