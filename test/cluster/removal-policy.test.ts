import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import fc from "fast-check";
import {
  ClusterData,
  describeProblem,
  EventStoreCluster,
  InvalidClusterError,
  RemovalPolicy,
} from "../../lib";
import { propsOf, synthCluster, synthStack, type Synthesized } from "../docker/synth";

const { RETAIN, RETAIN_AFTER_DESTROY, DESTROY } = RemovalPolicy;

const DATA: Readonly<Record<string, ClusterData | undefined>> = {
  default: undefined,
  namedVolumes: ClusterData.namedVolumes(),
  existingVolumes: ClusterData.existingVolumes(["va", "vb", "vc"]),
  hostPath: ClusterData.hostPath("/srv/esdb"),
  inMemory: ClusterData.inMemory(),
};

interface Removed {
  readonly from: string;
  readonly lifecycle: { readonly destroy: boolean };
}

function removedIn(stack: Synthesized): readonly Removed[] {
  return (stack as { readonly removed?: readonly Removed[] }).removed ?? [];
}

/** The addresses of the data volumes that Terraform owns. */
function ownedIn(stack: Synthesized): readonly string[] {
  const volumes = Object.keys(stack.resource.docker_volume ?? {}).filter((name) => name.endsWith("-data"));
  return volumes.map((name) => `docker_volume.${name}`);
}

function withoutPlaces(stack: Synthesized): unknown {
  return JSON.parse(
    JSON.stringify(stack.resource, (key, value: unknown) => (key === "//" ? undefined : value)),
  );
}

function problemsOf(more: Parameters<typeof propsOf>[0]) {
  try {
    synthCluster(more);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    return error.problems;
  }
}

describe("what the data cannot have", () => {
  const REFUSED: readonly (readonly [RemovalPolicy, string, RegExp])[] = [
    [
      RETAIN,
      "inMemory",
      /is RemovalPolicy\.RETAIN of data: ClusterData\.inMemory\(\): .*nothing can be kept/,
    ],
    [
      RETAIN_AFTER_DESTROY,
      "inMemory",
      /is RemovalPolicy\.RETAIN_AFTER_DESTROY of data: .*nothing can be kept/,
    ],
    [DESTROY, "existingVolumes", /not Terraform's to delete.*docker volume rm/],
    [DESTROY, "hostPath", /not Terraform's to delete.*rm -r on the host/],
  ];

  test.each(REFUSED)("fails: %s with %s", (removalPolicy, data, words) => {
    const problems = problemsOf({ data: DATA[data], removalPolicy });
    expect(problems).toMatchObject([{ code: "removalPolicy.data", path: "removalPolicy" }]);
    expect(problems.map(describeProblem).join()).toMatch(words);
    // The mends, followed.
    expect(problems[0]?.fix).toContain("leave removalPolicy out");
    expect(problemsOf({ data: DATA[data] })).toEqual([]);
    expect(problems[0]?.fix).toContain("use data: ClusterData.namedVolumes()");
    expect(problemsOf({ data: ClusterData.namedVolumes(), removalPolicy })).toEqual([]);
  });

  test("is all that is refused", () => {
    for (const [data, value] of Object.entries(DATA))
      for (const removalPolicy of [undefined, RETAIN, RETAIN_AFTER_DESTROY, DESTROY]) {
        const refused = REFUSED.some(([p, d]) => p === removalPolicy && d === data);
        expect([data, removalPolicy, problemsOf({ data: value, removalPolicy }).length]).toEqual([
          data,
          removalPolicy,
          refused ? 1 : 0,
        ]);
      }
  });

  test("fails: another policy, with the names of those that there are", () => {
    expect(problemsOf({ removalPolicy: "keep" }).map(describeProblem)).toEqual([
      'removalPolicy is "keep": must be RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_AFTER_DESTROY, RemovalPolicy.DESTROY; leave it out for RETAIN',
    ]);
  });
});

describe("RETAIN_AFTER_DESTROY", () => {
  test("declares what RETAIN does, and has Terraform forget every data volume that DESTROY declared", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 5),
        fc.nat(3),
        fc.constantFrom("esdb", "a-b", "X1"),
        (size, replicas, name) => {
          const more = { name, size, readOnlyReplicas: size === 1 ? 0 : replicas };
          const now = synthCluster({ ...more, removalPolicy: RETAIN_AFTER_DESTROY });
          expect(withoutPlaces(now)).toEqual(withoutPlaces(synthCluster(more)));
          const forgotten = removedIn(now).map(({ from }) => from);
          const before = ownedIn(synthCluster({ ...more, removalPolicy: DESTROY }));
          expect(before).toHaveLength(size + more.readOnlyReplicas);
          expect(forgotten).toEqual(expect.arrayContaining([...before]));
        },
      ),
      { numRuns: 12 },
    );
  });

  test("forgets those of the largest cluster, each once, destroys none, and forgets nothing else", () => {
    const wide = (cidr: string) => ({
      cidr,
      replicaOffset: 500,
      dynamicRange: cidr.replace("0.0/16", "128.0/17"),
    });
    const largest = {
      size: 100,
      readOnlyReplicas: 100,
      internalNetwork: wide("10.240.0.0/16"),
      externalNetwork: wide("10.241.0.0/16"),
    };
    const removed = removedIn(synthCluster({ removalPolicy: RETAIN_AFTER_DESTROY }));
    const before = ownedIn(synthCluster({ ...largest, removalPolicy: DESTROY }));
    expect(removed.map(({ from }) => from).sort()).toEqual([...before].sort());
    expect(removed.filter(({ lifecycle }) => lifecycle.destroy)).toEqual([]);
  }, 30_000);

  test("comes out for every cluster of a stack that asks, and for no other", () => {
    const ranges = (n: number) => ({
      internalNetwork: { cidr: `10.24${n}.0.0/24` },
      externalNetwork: { cidr: `10.24${n}.1.0/24` },
    });
    const stack = synthStack((stack) => {
      [RETAIN_AFTER_DESTROY, RETAIN, DESTROY, RETAIN_AFTER_DESTROY].forEach((removalPolicy, n) => {
        new EventStoreCluster(stack, `c${n}`, propsOf({ ...ranges(n), removalPolicy }));
      });
    });
    const clusters = removedIn(stack).map(({ from }) => /_(c\d)_/.exec(from)?.[1]);
    expect(clusters).toEqual([...Array<string>(200).fill("c0"), ...Array<string>(200).fill("c3")]);
  });

  test("fails: in an app that writes HCL, where cdktf would leave it out", () => {
    const outdir = mkdtempSync(join(tmpdir(), "esdb-"));
    const app = new App({ outdir, hclOutput: true, skipBackendValidation: true });
    const stack = new TerraformStack(app, "stack");
    new DockerProvider(stack, "docker");
    new EventStoreCluster(stack, "esdb", propsOf({ removalPolicy: RETAIN_AFTER_DESTROY }));
    expect(() => {
      app.synth();
    }).toThrow(
      /removalPolicy is RemovalPolicy\.RETAIN_AFTER_DESTROY in an app with hclOutput.*terraform state rm/,
    );
    rmSync(outdir, { recursive: true });
  });
});
