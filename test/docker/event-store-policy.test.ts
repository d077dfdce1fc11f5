import type { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Fn, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  Certificates,
  ClientAccess,
  ClusterData,
  EventStoreCluster,
  EventStorePolicy,
  type EventStorePolicyProps,
  type InvalidClusterError,
  PortPlan,
  RemovalPolicy,
  Security,
} from "../../lib";
import { POLICY_SWITCHES } from "../../lib/guarantees/policy";
import { complete } from "../problem/complete";
import { synthesize as synthesizeStack } from "../../lib/testing";
import { asValues, inFolder, makeCluster, type MadeCluster } from "./certificates/secure-cluster";
import { emptyStack } from "./never-synthesized";
import { type Change, node } from "./judge";
import { propsOf, synthesize } from "./synth";

type More = Parameters<typeof propsOf>[0];
type Switch = keyof EventStorePolicyProps;

const ALL = Object.fromEntries(POLICY_SWITCHES.map((name) => [name, true])) as EventStorePolicyProps;
const IMAGE = "docker.eventstore.com/eventstore/eventstoredb-ee:24.10.4";
const PINNED = `${IMAGE}@sha256:${"a".repeat(64)}`;

/** The codes and paths of what is refused of a cluster under policies. */
function refused(
  policies: readonly EventStorePolicyProps[],
  more: More = {},
  change: Change = () => {},
): readonly (readonly [string, string])[] {
  const stack = emptyStack();
  policies.forEach((props, i) => new EventStorePolicy(stack.node.root, `policy-${i}`, props));
  new DockerProvider(stack, "docker");
  change(new EventStoreCluster(stack, "esdb", propsOf(more)), stack);
  return complete(synthesizeStack(stack).problems).map(({ code, path }) => [code, path]);
}

/** A cluster that every rule takes. */
const secure = (): More => ({
  security: Security.tls(
    Certificates.fromDockerHost({
      trustedRoots: ["/etc/esdb/ca.crt"],
      shared: { certificate: "/etc/esdb/node.crt", privateKey: "/etc/esdb/node.key" },
    }),
  ),
  image: PINNED,
});

const LOCALHOST = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) });
const REMOTE = { host: "10.0.0.5", ports: PortPlan.sequential(2113) };

describe("a policy", () => {
  let made: MadeCluster;
  beforeAll(async () => {
    made = await makeCluster();
  });

  test("refuses nothing of a cluster that keeps it", () => {
    expect(refused([{}], secure())).toEqual([]);
    expect(refused([{}], { ...secure(), clients: LOCALHOST })).toEqual([]);
  });

  test("that allows all, or none, refuses nothing", () => {
    const more = { removalPolicy: RemovalPolicy.DESTROY };
    expect(refused([ALL], more)).toEqual([]);
    expect(refused([], more)).toEqual([]);
  });

  /** For each switch, what it refuses: where, and the same after its mend. */
  const CASES: Readonly<
    Record<Switch, readonly (readonly [what: string, path: string, more: () => More, mended: () => More])[]>
  > = {
    allowInsecure: [
      ["an insecure cluster", "security", () => ({ ...secure(), security: Security.insecure() }), secure],
    ],
    allowUnpinnedImages: [
      ["an image by its tag", "image", () => ({ ...secure(), image: IMAGE }), secure],
      ["the library's own", "image", () => ({ ...secure(), image: undefined }), secure],
      ["a token", "image", () => ({ ...secure(), image: Fn.lower("IMAGE") }), secure],
    ],
    allowDestroy: [
      [
        "DESTROY",
        "removalPolicy",
        () => ({ ...secure(), removalPolicy: RemovalPolicy.DESTROY }),
        () => ({ ...secure(), removalPolicy: RemovalPolicy.RETAIN_AFTER_DESTROY }),
      ],
      [
        "data in memory",
        "data",
        () => ({ ...secure(), data: ClusterData.inMemory() }),
        () => ({ ...secure(), data: ClusterData.namedVolumes() }),
      ],
    ],
    allowPublishedEverywhere: [
      [
        "ports on all addresses",
        "clients",
        () => ({ ...secure(), clients: ClientAccess.throughHost(REMOTE) }),
        () => ({ ...secure(), clients: ClientAccess.throughHost({ ...REMOTE, bindIp: REMOTE.host }) }),
      ],
    ],
    allowKeysInState: [
      [
        "generated keys",
        "security.certificates",
        () => ({ ...secure(), security: Security.tls(Certificates.generated()) }),
        secure,
      ],
      [
        "keys by value",
        "security.certificates",
        () => ({ ...secure(), security: Security.tls(Certificates.fromValues(asValues(made))) }),
        secure,
      ],
    ],
  };
  const EACH = POLICY_SWITCHES.flatMap((name) => CASES[name].map((one) => [name, ...one] as const));

  test.each(EACH)("without %s refuses %s, and takes the mend", (name, _, path, more, mended) => {
    const told = refused([{}], more());
    expect(told).toHaveLength(1);
    expect(told[0]).toEqual([expect.stringMatching(/^policy\./), path]);
    expect(refused([{ ...ALL, [name]: false }], more())).toEqual(told);
    expect(refused([{ [name]: true }], more())).toEqual([]);
    expect(refused([{}], mended())).toEqual([]);
  });

  test("takes keys in files, which are not in the state", () => {
    inFolder(asValues(made), (options) => {
      expect(refused([{}], { ...secure(), security: Security.tls(Certificates.fromFiles(options)) })).toEqual(
        [],
      );
    });
  });

  test("sees what an override does, and says where", () => {
    const published: Change = (cluster) =>
      node(cluster).addOverride("ports", [{ internal: 2113, external: 9000 }]);
    expect(refused([{}], secure(), published)).toEqual([
      ["policy.published", "stack/esdb/node-0/Resource.ports"],
    ]);
    expect(refused([ALL], secure(), published)).toEqual([]);
    const image: Change = (cluster) => {
      node(cluster, 1).addOverride("image", "mine:1");
    };
    expect(refused([{}], secure(), image)).toContainEqual([
      "policy.image",
      "stack/esdb/node-1/Resource.image",
    ]);
    const pulled: Change = (cluster) => {
      (cluster.node.findChild("image") as unknown as Container).addOverride("name", "mine:2");
    };
    expect(refused([{}], secure(), pulled)).toContainEqual(["policy.image", "stack/esdb/image.name"]);
  });

  test("counts with every other one above the cluster", () => {
    const more = { ...secure(), removalPolicy: RemovalPolicy.DESTROY };
    expect(refused([{ allowDestroy: true }, {}], more)).toHaveLength(1);
    expect(refused([{ allowDestroy: true }, { allowDestroy: true }], more)).toEqual([]);
  });

  test("is for the clusters below its scope, made before it or after, as long as it is there", () => {
    const found = (declare: (stack: TerraformStack) => void) => {
      let message = "";
      try {
        synthesize((app) => {
          const stack = new TerraformStack(app, "stack");
          new DockerProvider(stack, "docker");
          declare(stack);
        });
      } catch (error) {
        ({ message } = error as Error);
      }
      return [...message.matchAll(/\[([^\]]+)\] .*the policy "([^"]+)"/g)].map(([, of, by]) => [of, by]);
    };
    const cluster = (scope: Construct) => new EventStoreCluster(scope, "esdb", propsOf({ image: PINNED }));
    const other = (scope: Construct) =>
      new EventStoreCluster(
        scope,
        "other",
        propsOf({
          image: PINNED,
          internalNetwork: { cidr: "10.241.0.0/24" },
          externalNetwork: { cidr: "10.241.1.0/24" },
        }),
      );
    const both = [
      ["stack/team/esdb", "stack/policy"],
      ["stack/other", "stack/policy"],
    ];
    expect(
      found((stack) => {
        cluster(new Construct(stack, "team"));
        new EventStorePolicy(stack, "policy");
        other(stack);
      }),
    ).toEqual(both);
    expect(
      found((stack) => {
        const team = new Construct(stack, "team");
        new EventStorePolicy(team, "policy");
        cluster(team);
        other(stack);
      }),
    ).toEqual([["stack/team/esdb", "stack/team/policy"]]);
    expect(
      found((stack) => {
        new EventStorePolicy(stack, "policy");
        cluster(stack);
        stack.node.tryRemoveChild("policy");
      }),
    ).toEqual([]);
  });

  test("of another copy of the library is not passed over", () => {
    const told = refused([], secure(), (_, stack) => {
      jest.isolateModules(() => {
        const copy = jest.requireActual<{ readonly EventStorePolicy: typeof EventStorePolicy }>("../../lib");
        new copy.EventStorePolicy(stack, "policy");
      });
    });
    expect(told).toEqual([["value.copy", "stack/policy"]]);
  });

  test.each([
    ["allowInsecure", { allowInsecure: "yes" }],
    ["allowAll", { allowAll: true }],
    ["props", []],
  ])("refuses wrong props: %s", (path, props) => {
    const scope = emptyStack();
    try {
      new EventStorePolicy(scope, "policy", props as EventStorePolicyProps);
    } catch (error) {
      const [one] = complete((error as InvalidClusterError).problems);
      expect(one?.path).toContain(path);
      expect(scope.node.tryFindChild("policy")).toBeUndefined();
      return;
    }
    throw new Error("nothing was refused");
  });
});
