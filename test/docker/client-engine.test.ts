import { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider, type DockerProviderConfig } from "@cdktf/provider-docker/lib/provider";
import { Aspects, TerraformStack, TerraformVariable } from "cdktf";
import {
  Audience,
  ClientAccess,
  EventStoreCluster,
  PortPlan,
  Security,
  type EventStoreClusterProps,
} from "../../lib";
import { propsOf, synthesize } from "./synth";

/** What is told of a client's container that is on another engine. */
const ELSEWHERE =
  /container is on the engine of .*, and the cluster on that of .*joins networks of its own engine only.*connectionString\(Audience\.REMOTE\)/s;

const clusterIn = (stack: TerraformStack, more: Partial<EventStoreClusterProps> = {}) =>
  new EventStoreCluster(stack, "esdb", propsOf(more));
const appIn = (stack: TerraformStack, provider?: DockerProvider) =>
  new Container(stack, "app", { name: "app", image: "app:1", ...(provider && { provider }) });
const made = (stack: TerraformStack, alias: string, config: DockerProviderConfig = {}) =>
  new DockerProvider(stack, alias, { alias, ...config });

/** Allows a container in whose provider is another construct than the cluster's, in the same stack. */
function within(here: DockerProviderConfig, there: DockerProviderConfig | undefined): () => void {
  return () =>
    synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      const cluster = clusterIn(stack, { provider: made(stack, "here", here) });
      const provider = there && made(stack, "there", there);
      cluster.connections.allowFrom(appIn(stack, provider));
    });
}

/** Allows a container of another stack in, where each has a provider without alias. */
function across(here: (stack: TerraformStack) => DockerProviderConfig, there = here): () => void {
  return () =>
    synthesize((app) => {
      const [own, other] = ["own", "other"].map((id) => new TerraformStack(app, id)) as [
        TerraformStack,
        TerraformStack,
      ];
      new DockerProvider(own, "docker", here(own));
      new DockerProvider(other, "docker", there(other));
      clusterIn(own).connections.allowFrom(appIn(other));
    });
}

const byVariable = (name: string) => (stack: TerraformStack) => ({
  host: new TerraformVariable(stack, name, { type: "string" }).stringValue,
});

describe("a client's container on another engine", () => {
  test.each<[string, () => void]>([
    ["by another host", within({ host: "ssh://one" }, { host: "ssh://two" })],
    ["by another context", within({ context: "one" }, { context: "two" })],
    ["by none, where the cluster's has a host", within({ host: "ssh://one" }, {})],
    ["by no provider at all", within({ host: "ssh://one" }, undefined)],
    [
      "of another stack",
      across(
        () => ({ host: "ssh://one" }),
        () => ({ host: "ssh://two" }),
      ),
    ],
  ])("is refused: %s", (_, declare) => {
    expect(declare).toThrow(ELSEWHERE);
  });

  test("is refused by another variable of the stack, and not by the same one", () => {
    const both = (one: string, two: string) => () =>
      synthesize((app) => {
        const stack = new TerraformStack(app, "stack");
        const variables = new Map(
          [...new Set([one, two])].map((name) => [
            name,
            new TerraformVariable(stack, name, { type: "string" }),
          ]),
        );
        const provider = (alias: string, name: string) =>
          made(stack, alias, { host: variables.get(name)?.stringValue ?? "" });
        const cluster = clusterIn(stack, { provider: provider("here", one) });
        cluster.connections.allowFrom(appIn(stack, provider("there", two)));
      });
    expect(both("one", "two")).toThrow(ELSEWHERE);
    expect(both("one", "one")).not.toThrow();
  });

  test("is named, without what its provider is told", () => {
    expect(within({ host: "ssh://secret@one" }, { host: "ssh://secret@two" })).toThrow(
      /is on the engine of docker\.there \(stack\/there\), and the cluster on that of docker\.here \(stack\/here\)/,
    );
    expect(within({ host: "ssh://secret@one" }, {})).not.toThrow(/secret/);
  });

  test("is refused where the call is, and leaves the container as it was", () => {
    synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      const cluster = clusterIn(stack, { provider: made(stack, "here") });
      const container = appIn(stack, made(stack, "there", { host: "ssh://two" }));
      expect(() => {
        cluster.connections.allowFrom(container);
      }).toThrow(ELSEWHERE);
      expect(container.envInput).toBeUndefined();
    });
  });

  test("is refused at synth where its provider is another one since", () => {
    const since = (change: (container: Container, other: DockerProvider) => void) => () =>
      synthesize((app) => {
        const stack = new TerraformStack(app, "stack");
        new DockerProvider(stack, "docker");
        const container = appIn(stack);
        clusterIn(stack).connections.allowFrom(container);
        change(container, made(stack, "there", { host: "ssh://two" }));
      });
    expect(since(() => undefined)).not.toThrow();
    expect(since((container, other) => (container.provider = other))).toThrow(ELSEWHERE);
    const byAspect = (container: Container, other: DockerProvider) => {
      Aspects.of(TerraformStack.of(container)).add({
        visit: (one) => {
          if (one === container) container.provider = other;
        },
      });
    };
    expect(since(byAspect)).toThrow(ELSEWHERE);
    const byOverride = (container: Container, other: DockerProvider) => {
      container.addOverride("provider", other.fqn);
    };
    expect(since(byOverride)).toThrow(ELSEWHERE);
    const told = (container: Container) => {
      container.addOverride("provider", "docker");
    };
    expect(since(told)).not.toThrow();
  });

  test.each([
    ["unix:///var/run/docker.sock", undefined],
    ["unix:///run/docker.sock", "unix:///var/run/docker.sock"],
    ["ssh://root@db:22", "ssh://root@db"],
  ])("is the cluster's own where one is told %p and the other %p", (one, other) => {
    expect(within({ host: one }, other === undefined ? {} : { host: other })).not.toThrow();
  });

  test("is refused by the names of engines, where both have one", () => {
    const named = (here: string, there: string | undefined) => () =>
      synthesize((app) => {
        const [own, other] = ["own", "other"].map((id) => new TerraformStack(app, id)) as [
          TerraformStack,
          TerraformStack,
        ];
        for (const stack of [own, other]) new DockerProvider(stack, "docker");
        const cluster = clusterIn(own, { engineName: here });
        if (there !== undefined) clusterIn(other, { engineName: there });
        cluster.connections.allowFrom(appIn(other));
      });
    expect(named("production", "staging")).toThrow(ELSEWHERE);
    expect(named("production", "staging")).toThrow(
      /engineName "staging", and the cluster .*engineName "production"/,
    );
    expect(named("production", undefined)).not.toThrow();
  });

  test("gets in by the mends: one provider for both, or the string for other machines", () => {
    synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      const here = made(stack, "here", { host: "ssh://one" });
      const clients = ClientAccess.throughHost({
        host: "esdb.example.com",
        ports: PortPlan.sequential({ http: 2113 }),
        bindIp: "0.0.0.0",
      });
      const security = Security.insecure({ allowPublished: true });
      const cluster = clusterIn(stack, { provider: here, clients, security });
      cluster.connections.allowFrom(appIn(stack, here));
      new Container(stack, "far", {
        name: "far",
        image: "app:1",
        provider: made(stack, "there", { host: "ssh://two" }),
        env: [`EVENTSTORE_CONNECTION_STRING=${cluster.connectionString(Audience.REMOTE)}`],
      });
    });
  });
});

describe("a client's container on the same engine", () => {
  test.each<[string, () => void]>([
    ["by the same words", within({ host: "ssh://one" }, { host: "ssh://one" })],
    ["by words for the same", within({ host: "unix:///var/run/docker.sock" }, {})],
    ["in another stack, by the same words", across(() => ({ host: "ssh://one" }))],
    ["in another stack, told nothing", across(() => ({}))],
    ["in another stack, by what only Terraform knows", across(byVariable("one"), byVariable("two"))],
  ])("is let in: %s", (_, declare) => {
    expect(declare).not.toThrow();
  });

  test("is let in where the providers are made last", () => {
    expect(() =>
      synthesize((app) => {
        const own = new TerraformStack(app, "own");
        const other = new TerraformStack(app, "other");
        clusterIn(own).connections.allowFrom(appIn(other));
        for (const stack of [own, other]) new DockerProvider(stack, "docker", { host: "ssh://one" });
      }),
    ).not.toThrow();
  });
});
