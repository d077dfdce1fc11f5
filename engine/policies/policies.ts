import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RemovalPolicy, Security, type Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import type { Deployment } from "../apply/deployment";
import type { Terraform } from "../apply/terraform";
import { sweep } from "../machine/sweep";
import type { Scenario } from "../scenarios/scenario";
import { MOST_RANGES, type Surroundings } from "../scenarios/surroundings";
import { synthesize, type Synthesized } from "../scenarios/synthesize";
import { mark, unmarked, untilReady } from "../steady/identity";

/** What Terraform is tried with. */
export interface PolicyBench {
  readonly docker: Docker;
  readonly terraform: Terraform;
  readonly around: Surroundings;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** The release of its clusters. */
export const POLICY_RELEASE = "24.10.4";
const CLUSTER = "policies";
/** The last ranges: scenarios are up beside it. */
const RANGES = MOST_RANGES - 4;

/** What Terraform deletes of a cluster, and what it must not: each thing that went wrong, in words. */
export async function tryPolicies(bench: PolicyBench): Promise<readonly string[]> {
  const wrong: string[] = [];
  const attempt = async (what: string, run: (tried: Tried) => Promise<void>): Promise<void> => {
    const tried = new Tried(bench, (why) => wrong.push(`${what}: ${why}`));
    try {
      await run(tried);
    } catch (error) {
      wrong.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await tried.cleanUp();
    }
  };
  await attempt("from DESTROY to RETAIN_AFTER_DESTROY, then to RETAIN", (tried) =>
    tried.fromDestroy(RemovalPolicy.RETAIN_AFTER_DESTROY),
  );
  await attempt("from DESTROY to RETAIN by terraform state rm", (tried) => tried.fromDestroy(undefined));
  await attempt("two stacks with a cluster of one name", (tried) => tried.twoStacks());
  return wrong;
}

/** What `tryPolicies` found, for people. */
export function describePolicies(wrong: readonly string[]): string {
  const found = wrong.length === 0 ? ["Terraform deletes what it is to delete, and nothing else"] : wrong;
  return found.map((line) => `policies: ${line}`).join("\n");
}

class Tried {
  private readonly deployments: Deployment[] = [];
  private topology: Topology | undefined;

  constructor(
    private readonly bench: PolicyBench,
    private readonly tell: (why: string) => void,
  ) {}

  /** @param by the policy between the two; without one the volumes are taken out of the state by hand */
  async fromDestroy(by: RemovalPolicy | undefined): Promise<void> {
    const { docker, terraform } = this.bench;
    const [owned] = await this.programs(["policies", RemovalPolicy.DESTROY]);
    const deployment = await this.up(owned);
    this.expect(volumesIn(owned).length === 3, "DESTROY does not make the volumes Terraform's");
    await this.programs(["policies", RemovalPolicy.RETAIN]);
    this.expect((await changesOf(deployment)).includes("3 to destroy"), "RETAIN alone deletes nothing");
    if (by === undefined) {
      await terraform.demand(owned.folder, ["state", "rm", ...volumesIn(owned)]);
    } else {
      await this.programs(["policies", by]);
      this.expect((await changesOf(deployment)).includes("0 to destroy"), "the plan destroys something");
      await deployment.apply();
    }
    this.expect(volumesIn(owned).length === 0, "the volumes are still Terraform's");
    this.expect((await deployment.plan()) === "nothing", "the next plan is not empty");
    await this.programs(["policies", RemovalPolicy.RETAIN]);
    this.expect((await deployment.plan()) === "nothing", "the plan of RETAIN is not empty");
    const { topology } = this;
    if (topology === undefined) return;
    this.expect((await unmarked(docker, topology)).length === 0, "data are gone");
    await deployment.destroy();
    await deployment.apply();
    await untilReady(docker, topology, this.bench.signal);
    this.expect(
      (await unmarked(docker, topology)).length === 0,
      "terraform destroy deletes data under RETAIN",
    );
  }

  async twoStacks(): Promise<void> {
    const { docker } = this.bench;
    const [one, other] = await this.programs(
      ["policies", RemovalPolicy.DESTROY],
      ["policies-again", RemovalPolicy.DESTROY],
    );
    const first = await this.up(one);
    const second = this.deployment(other);
    const failure = await second.apply().then(
      () => "",
      (error: unknown) => String(error),
    );
    this.expect(failure.includes("-claim"), `the second apply does not fail on the claim: ${failure}`);
    this.expect(volumesIn(other).length === 0, `the second state has ${volumesIn(other).join(", ")}`);
    await second.destroy();
    this.expect((await first.plan()) === "nothing", "the first stack's plan is not empty");
    const { topology } = this;
    if (topology !== undefined)
      this.expect((await unmarked(docker, topology)).length === 0, "the first one's data are gone");
  }

  async cleanUp(): Promise<void> {
    const { topology } = this;
    for (const deployment of this.deployments) {
      await deployment.destroy().catch((error: unknown) => {
        this.tell(`destroy: ${String(error)}`);
      });
    }
    if (topology !== undefined) await sweep(this.bench.docker, [topology]);
  }

  /** Writes programs with the same cluster, each into the folder of its name. */
  private async programs<T extends readonly Program[]>(
    ...programs: T
  ): Promise<{ readonly [K in keyof T]: Synthesized }> {
    const { around, folder } = this.bench;
    const { stacks } = await synthesize(programs.map(scenarioOf), around, folder, RANGES);
    this.topology = stacks[0]?.clusters[0]?.topology;
    return stacks as unknown as { readonly [K in keyof T]: Synthesized };
  }

  private async up(stack: Synthesized): Promise<Deployment> {
    const { docker, signal } = this.bench;
    const deployment = this.deployment(stack);
    if (this.topology !== undefined) await sweep(docker, [this.topology]);
    await deployment.apply();
    this.expect((await deployment.plan()) === "nothing", "the second plan is not empty");
    if (this.topology === undefined) return deployment;
    await untilReady(docker, this.topology, signal);
    await mark(docker, this.topology);
    return deployment;
  }

  private deployment(stack: Synthesized): Deployment {
    const deployment = this.bench.terraform.deployment(stack);
    this.deployments.push(deployment);
    return deployment;
  }

  private expect(ok: boolean, why: string): void {
    if (!ok) this.tell(why);
  }
}

type Program = readonly [id: string, policy: RemovalPolicy];

function scenarioOf([id, removalPolicy]: Program): Scenario {
  return {
    id,
    what: `three members under ${removalPolicy}`,
    declare: (scope, plot) => {
      plot.cluster(scope, CLUSTER, POLICY_RELEASE, {
        internalNetwork: { cidr: plot.range() },
        externalNetwork: { cidr: plot.range() },
        security: Security.insecure(),
        removalPolicy,
      });
    },
  };
}

/** The data volumes in a stack's state. */
function volumesIn({ folder }: Synthesized): readonly string[] {
  const { resources } = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")) as {
    readonly resources: readonly { readonly type: string; readonly name: string }[];
  };
  return resources
    .filter(({ type, name }) => type === "docker_volume" && name.endsWith("-data"))
    .map(({ type, name }) => `${type}.${name}`);
}

async function changesOf(deployment: Deployment): Promise<string> {
  const plan = await deployment.plan();
  return typeof plan === "object" ? plan.changes : "";
}
