import { LABEL_PREFIX } from "../../lib/cluster/labels";
import type { Applier } from "../../lib/command/roll";
import { Ending, ExitCode } from "../../lib/command/exit-code";
import { changesOf, type Change } from "../../lib/rollout/changes";
import { rolloutOf, type Rollout, type RolloutApply } from "../../lib/rollout/rollout";

const GATE = "docker_container.rollout";
const VARIABLE = "rollout";
export const IMAGE = "docker_image.image";
export const NETWORK = "docker_network.internal";
/** Some resource that depends on the cluster. */
export const BESIDES = "docker_container.besides";

export const containerOf = (key: string) => `docker_container.${key}`;

/** A node of the world, by its key. */
export interface WorldNode {
  readonly state: "leader" | "follower" | "replica" | "other" | "none";
  /** What a plan does to it. */
  readonly deed: "nothing" | "replace" | "update" | "lost" | "fresh" | "removed";
}

export type Keyed = Readonly<Record<string, WorldNode>>;

/** A container as Terraform knows it. */
export function containerValues(key: string, more: Readonly<Record<string, unknown>> = {}): object {
  const labels = { cluster: "esdb", node: key, security: "insecure" };
  return {
    name: `esdb-${key}`,
    labels: Object.entries(labels).map(([name, value]) => ({ label: `${LABEL_PREFIX}.${name}`, value })),
    networks_advanced: [
      {
        name: "network-id",
        ipv4_address: `10.0.0.${(key.startsWith("node-") ? 10 : 40) + Number(key.split("-")[1])}`,
      },
    ],
    ports: [],
    healthcheck: [{ test: ["CMD-SHELL", "probe"] }],
    env: ["PASSWORD=hunter2"],
    ...more,
  };
}

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  replace: ["delete", "create"],
  update: ["update"],
  lost: ["create"],
  fresh: ["create"],
  removed: ["delete"],
};

/** A change as a plan's JSON has it. */
export function changeJson(
  address: string,
  actions: readonly string[],
  before: unknown = null,
  after: unknown = null,
): object {
  const [type = ""] = address.split(".");
  return { address, type, change: { actions, before, after, replace_paths: [["labels"]] } };
}

/** The rollout of the nodes that the program has. */
export function rolloutFor(nodes: Keyed): Rollout {
  const keys = Object.keys(nodes).filter((key) => nodes[key]?.deed !== "removed");
  return rolloutOf({
    cluster: "esdb",
    first: [IMAGE, NETWORK],
    nodes: keys.map((key) => ({
      key,
      kind: key.startsWith("node-") ? "member" : "readOnlyReplica",
      container: containerOf(key),
    })),
    gate: { address: GATE, variable: VARIABLE },
    authority: "tls_self_signed_cert.authority",
  });
}

/** The plan for everything. */
export function planJson(nodes: Keyed, more: readonly object[] = []): unknown {
  const changing = Object.entries(nodes).filter(([, { deed }]) => deed !== "nothing");
  return {
    resource_drift: changing
      .filter(([, { deed }]) => deed === "lost")
      .map(([key]) => changeJson(containerOf(key), ["delete"])),
    resource_changes: [
      changeJson(IMAGE, ["delete", "create"]),
      ...changing.map(([key, { deed }]) =>
        changeJson(
          containerOf(key),
          ACTIONS[deed] ?? [],
          deed === "lost" || deed === "fresh" ? null : containerValues(key),
          deed === "removed" ? null : containerValues(key),
        ),
      ),
      changeJson(BESIDES, ["create"]),
      changeJson("docker_container.unchanged", ["no-op"]),
      ...more,
    ],
  };
}

/** A step as the world saw it. */
export interface Done {
  readonly address: string;
  readonly deed: Change["deed"];
}

/** A stack that is applied in memory: nodes that were replaced start, and whoever leads is elected. */
export class World implements Applier {
  readonly program = "terraform";
  /** What was applied, one apply a row; gates apart. */
  readonly applied: Done[][] = [];
  /** Which nodes each gate awaited. */
  readonly gates: string[][] = [];
  /** Called before each apply. */
  before: (changes: readonly Change[]) => void = () => undefined;
  /** Keys of nodes that do not come back. */
  readonly broken = new Set<string>();
  private readonly pending = new Map<string, Change>();
  private readonly states = new Map<string, WorldNode["state"]>();
  private planned: { readonly changes: readonly Change[]; readonly awaited?: readonly string[] } = {
    changes: [],
  };
  private said_ = "";

  constructor(nodes: Keyed, more: readonly object[] = []) {
    for (const change of changesOf(planJson(nodes, more))) this.pending.set(change.address, change);
    for (const [key, { state, deed }] of Object.entries(nodes))
      this.states.set(key, deed === "lost" || deed === "fresh" ? "none" : state);
  }

  /** The members that are ready, and whether somebody leads. */
  get ready(): readonly string[] {
    return [...this.states]
      .filter(([key, state]) => key.startsWith("node-") && state !== "none" && state !== "other")
      .map(([key]) => key);
  }

  get leader(): string | undefined {
    return [...this.states].find(([, state]) => state === "leader")?.[0];
  }

  get left(): readonly Change[] {
    return [...this.pending.values()];
  }

  plan({ targets, variables }: RolloutApply): Promise<readonly Change[]> {
    const value = variables[VARIABLE];
    if (value !== undefined) {
      this.planned = { changes: [], awaited: value.split(",") };
      const gate = changesOf({ resource_changes: [changeJson(`${GATE}[0]`, ["delete", "create"])] });
      return Promise.resolve(gate);
    }
    // What a node needs comes with it.
    const changes = this.left.filter(
      ({ address }) => targets.length === 0 || targets.includes(address) || address === IMAGE,
    );
    this.planned = { changes };
    return Promise.resolve(changes);
  }

  apply(): Promise<void> {
    const { changes, awaited } = this.planned;
    if (awaited !== undefined) return this.gate(awaited);
    this.before(changes);
    this.applied.push(changes.map(({ address, deed }) => ({ address, deed })));
    for (const { address, deed } of changes) {
      this.pending.delete(address);
      const key = address.replace("docker_container.", "");
      if (!this.states.has(key)) continue;
      if (deed === "delete") this.states.delete(key);
      else if (deed !== "update")
        this.states.set(
          key,
          this.broken.has(key) ? "none" : key.startsWith("node-") ? "follower" : "replica",
        );
    }
    this.elect();
    return Promise.resolve();
  }

  said(): Promise<string> {
    return Promise.resolve(this.said_);
  }

  private elect(): void {
    const [first] = this.ready;
    if (this.leader === undefined && first !== undefined) this.states.set(first, "leader");
  }

  private gate(awaited: readonly string[]): Promise<void> {
    this.gates.push([...awaited]);
    this.said_ = `saw ${[...this.states].map(([key, state]) => `${key}=${state}`).join(" ")}\n`;
    const missing = awaited.filter((key) => key !== "look" && !this.isReady(key));
    if (awaited[0] === "look" || missing.length === 0) return Promise.resolve();
    return Promise.reject(new Ending(ExitCode.FAILED, [`not ready: ${missing.join(", ")}`]));
  }

  private isReady(key: string): boolean {
    return !["none", "other", undefined].includes(this.states.get(key));
  }
}
