import { Container } from "@cdktf/provider-docker/lib/container";
import { TerraformOutput } from "cdktf";
import fc from "fast-check";
import { Audience } from "../../../lib";
import { any } from "../input";
import { anyMaker } from "../spoilt";
import type { Step } from "./step";
import { pick, type World } from "./world";

const options = fc.oneof(
  { weight: 4, arbitrary: fc.constant<unknown>(undefined) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        variable: fc.constantFrom("DB", "OTHER_DB", "", "A=b", "${var.x}"),
        caFile: fc.constantFrom("/ca.crt", "ca.crt", "/a:b", "/etc/x/", ""),
        protocol: fc.constantFrom("grpc", "tcp", "http"),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: anyMaker.map((make) => make()) },
);

/** Allows a container of any stack in: one made for it, one that is there, a node, or what is none. */
const allowed = fc
  .record({
    cluster: fc.nat(),
    stack: fc.nat(),
    which: fc.nat(),
    kind: fc.constantFrom("own", "own", "own", "there", "other", "odd"),
    options,
    odd: anyMaker,
    twice: fc.boolean(),
  })
  .map(({ cluster, stack, which, kind, options, odd, twice }): Step => ({
    name: `${kind} ${which} of stack ${stack} is a client of ${cluster}${twice ? " twice" : ""}`,
    take: (world) => {
      const one = world.cluster(cluster);
      if (one === undefined) return;
      const client =
        kind === "own"
          ? new Container(world.stack(stack), world.id("app"), { name: world.id("app"), image: "app:1" })
          : kind === "there"
            ? pick(world.resources("docker_container"), which)
            : kind === "other"
              ? pick(world.resources(), which)
              : odd();
      for (const resource of world.resources()) if (resource === client) world.touched.add(resource);
      world.ask(() => one.connections.allowFrom(any(client), any(options)));
      if (twice) world.ask(() => one.connections.allowFrom(any(client), any(options)));
    },
  }));

/** Takes from a cluster what it gives, in any stack. */
const taken = fc
  .record({
    cluster: fc.nat(),
    stack: fc.nat(),
    what: fc.constantFrom("ready", "certificate", "string", "id", "settings"),
  })
  .map(({ cluster, stack, what }): Step => ({
    name: `${what} of ${cluster} in stack ${stack}`,
    take: (world) => {
      const one = world.cluster(cluster);
      if (one === undefined) return;
      const home = world.stack(stack);
      const value = (): string | undefined => {
        if (what === "certificate") return world.ask(() => one.caCertificate);
        if (what === "string")
          return world.ask(() => one.connectionString(Audience.NETWORK, { caFile: "/ca" }));
        return what === "id" ? one.nodes[0]?.container.fqn : undefined;
      };
      if (what === "ready") {
        const ready = world.ask(() => one.ready);
        const config = { name: world.id("app"), image: "app:1" };
        if (ready !== undefined) new Container(home, world.id("app"), { ...config, dependsOn: [ready] });
        return;
      }
      const text = value();
      if (text !== undefined) output(world, home, text);
    },
  }));

function output(world: World, scope: ConstructorParameters<typeof TerraformOutput>[0], value: string): void {
  new TerraformOutput(scope, world.id("output"), { value });
}

/** Clients of clusters, in the same stack or in another, on the same engine or on another. */
export const clients: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: allowed },
  { weight: 1, arbitrary: taken },
);
