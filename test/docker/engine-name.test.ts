import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import {
  ClientAccess,
  EventStoreCluster,
  InvalidClusterError,
  PortPlan,
  Security,
  type EventStoreClusterProps,
} from "../../lib";
import { foundOf } from "./synth";

const PROPS: EventStoreClusterProps = {
  version: "24.10.4",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.0.0/24" },
  externalNetwork: { cidr: "10.240.1.0/24" },
  clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) }),
};

/** One stack per environment, each with a cluster, and what is said of them at synth. */
function environments(...clusters: readonly Partial<EventStoreClusterProps>[]): readonly string[] {
  const app = new App({ skipBackendValidation: true });
  const stacks = clusters.map((own, i) => {
    const stack = new TerraformStack(app, `stack-${i}`);
    new DockerProvider(stack, "docker");
    new EventStoreCluster(stack, "esdb", { ...PROPS, ...own });
    return stack;
  });
  return stacks.flatMap((stack) => stack.node.findAll().flatMap((one) => one.node.validate()));
}

test("stacks that the environment of the apply tells apart are one problem each, with both ways out", () => {
  const same = environments({}, {});
  expect(same).toHaveLength(1);
  expect(same[0]).toMatch(/name is "esdb", as that of stack-0\/esdb/);
  expect(same[0]).toMatch(/set another name, for example "esdb-2"; or, .*host or context .* engineName/);
  const named = environments({}, { name: "other" });
  expect(named).toHaveLength(1);
  expect(named[0]).toMatch(/provider is told the same as that of another stack/);
  for (const what of ["clients.ports", "internalNetwork.cidr", "externalNetwork.cidr", "engineName"])
    expect(named[0]).toContain(what);
});

test("engines with names of their own have nothing to do with each other", () => {
  expect(environments({ engineName: "staging" }, { engineName: "production" })).toEqual([]);
  expect(environments({}, { engineName: "production" })).toEqual([]);
  expect(environments({ engineName: "production" }, { engineName: "production" })).toHaveLength(1);
});

test("one provider has one engine, and that one name", () => {
  const { problems } = foundOf((stack) => {
    new EventStoreCluster(stack, "one", { ...PROPS, engineName: "production" });
    new EventStoreCluster(stack, "two", {
      ...PROPS,
      internalNetwork: { cidr: "10.240.2.0/24" },
      externalNetwork: { cidr: "10.240.3.0/24" },
      clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(3113) }),
      engineName: "staging",
    });
  });
  expect(problems.map(({ path, got, fix }) => `${path} ${got}; ${fix}`)).toEqual([
    'engineName is "staging", and "production" for stack/one, which has the same provider; use engineName: "production", or a provider of its own',
  ]);
});

test.each(["", "a\nb", "x".repeat(65), 1, null])("an engine's name is not %p", (engineName) => {
  let error: unknown;
  try {
    environments({ engineName: engineName as never });
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(InvalidClusterError);
  expect((error as InvalidClusterError).problems.map(({ code }) => code)).toEqual(["engineName"]);
});
