import { DockerProvider, type DockerProviderConfig } from "@cdktf/provider-docker/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformStack, TerraformVariable } from "cdktf";
import fc from "fast-check";
import type { Step } from "./step";

/** How an engine is told to a provider. */
const ENGINES: Readonly<Record<string, (stack: TerraformStack) => DockerProviderConfig>> = {
  local: () => ({}),
  socket: () => ({ host: "unix:///var/run/docker.sock" }),
  remote: () => ({ host: "tcp://10.0.0.5:2375" }),
  ssh: () => ({ host: "ssh://user@10.0.0.6" }),
  context: () => ({ context: "other" }),
  default: () => ({ context: "default" }),
  unknown: (stack) => ({ host: new TerraformVariable(stack, "engine", {}).stringValue }),
};

const engine = fc.oneof(
  { weight: 3, arbitrary: fc.constant("local") },
  { weight: 4, arbitrary: fc.constantFrom(...Object.keys(ENGINES)) },
);

/** A stack with Docker providers: one without alias, some with, both, or none. */
export const stackSteps: fc.Arbitrary<Step> = fc
  .record({
    own: fc.option(engine, { freq: 6 }),
    aliased: fc.oneof(
      { weight: 3, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.uniqueArray(engine, { minLength: 1, maxLength: 2 }) },
    ),
    tls: fc.constantFrom<"none" | "own" | "aliased">("none", "none", "none", "own", "aliased"),
  })
  .map(({ own, aliased, tls }) => ({
    name: `stack ${own ?? "-"} ${aliased.join()} tls ${tls}`,
    take: (world) => {
      const stack = new TerraformStack(world.app, world.id("stack"));
      world.stacks.push(stack);
      if (own !== null) new DockerProvider(stack, "docker", ENGINES[own]?.(stack));
      for (const alias of aliased) {
        // The variable stands there once.
        if (alias === "unknown" && own === "unknown") continue;
        new DockerProvider(stack, `docker-${alias}`, { alias, ...ENGINES[alias]?.(stack) });
      }
      if (tls === "own") new TlsProvider(stack, "tls");
      if (tls === "aliased") new TlsProvider(stack, "tls", { alias: "mine" });
    },
  }));
