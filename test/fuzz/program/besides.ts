import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import fc from "fast-check";
import { any } from "../input";
import { BLOCKS } from "./blocks";
import type { Step } from "./step";
import { pick, type World } from "./world";

/** Names of a cluster's, of nobody's, and one known at apply only. */
function nameOf(world: World, n: number, stack: TerraformStack): string {
  const cluster = world.cluster(n);
  const name = cluster?.topology.name ?? "esdb";
  return (
    pick(
      [
        "own",
        `${name}-node-0`,
        `${name}-ready`,
        `${name}-claim`,
        `${name}-internal`,
        `${name}-external`,
        `${name}-node-0-data`,
        `${name}-node-0-tls`,
        `${name}-node-0-control`,
        cluster?.topology.nodes[0]?.attachments[0]?.aliases[0] ?? "x",
        n % 2 === 0 ? new TerraformVariable(stack, world.id("name"), {}).stringValue : "${var.name}",
      ],
      n >>> 3,
    ) ?? "own"
  );
}

/** Blocks of a container of the user's own, as its class takes them. */
function configOf(world: World, blocks: readonly { readonly name: string; readonly n: number }[]): object {
  const all = blocks.map(({ name, n }) => {
    const block = pick(BLOCKS[name] ?? [], n)?.(world, n >>> 3) ?? {};
    const entries = Object.entries(block).map(([key, value]) => [camel(key), value] as const);
    return [
      camel(name),
      name === "healthcheck" || name === "capabilities"
        ? Object.fromEntries(entries)
        : [Object.fromEntries(entries)],
    ] as const;
  });
  return Object.fromEntries(all);
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const OF_CONTAINERS = Object.keys(BLOCKS).filter((name) => name !== "ipam_config" && name !== "lifecycle");

/** Something of the user's own, with names and ranges that a cluster may have, too. */
export const besides: fc.Arbitrary<Step> = fc
  .record({
    what: fc.constantFrom("container", "container", "container", "network", "volume", "image", "provider"),
    stack: fc.nat(),
    n: fc.nat(),
    id: fc.constantFrom(undefined, undefined, undefined, "eventstore_esdb_node-0", "esdb", "x y"),
    blocks: fc.array(fc.record({ name: fc.constantFrom(...OF_CONTAINERS), n: fc.nat() }), { maxLength: 2 }),
    nested: fc.boolean(),
    mode: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      "host",
      "none",
      "container:esdb-node-0",
      "esdb-external",
    ),
    aliased: fc.boolean(),
  })
  .map(({ what, stack: which, n, id, blocks, nested, mode, aliased }) => ({
    name: `own ${what} ${n}${id === undefined ? "" : ` ${id}`} in ${which} with ${blocks.map(({ name }) => name).join()}`,
    take: (world) => {
      const stack = world.stack(which);
      const scope = nested ? new Construct(stack, world.id("scope")) : stack;
      const at = id === undefined || scope.node.tryFindChild(id) !== undefined ? world.id("own") : id;
      const providers = stack
        .allProviders()
        .filter((one) => one.terraformResourceType === "docker" && one.alias !== undefined);
      const provider = aliased ? pick(providers, n) : undefined;
      const base = { name: nameOf(world, n, stack), ...(provider && { provider }) };
      if (what === "container") {
        const config = {
          ...base,
          image: "app:1",
          ...(mode && { networkMode: mode }),
          ...configOf(world, blocks),
        };
        new Container(scope, at, any(config));
      } else if (what === "network") {
        const subnet = pick(
          ["10.240.0.0/24", "10.0.0.0/8", "10.245.1.128/25", "${var.subnet}", "172.20.0.0/16"],
          n,
        );
        new Network(scope, at, { ...base, ...(n % 3 === 0 ? {} : { ipamConfig: [{ subnet }] }) });
      } else if (what === "volume") new Volume(scope, at, base);
      else if (what === "image") new Image(scope, at, base);
      else new DockerProvider(scope, at, { alias: world.id("late"), host: "tcp://10.0.0.9:2375" });
    },
  }));
