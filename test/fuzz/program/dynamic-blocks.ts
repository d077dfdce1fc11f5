import { TerraformIterator, type TerraformResource } from "cdktf";
import fc from "fast-check";
import { anyBlock, ODD } from "./blocks";
import type { Step } from "./step";
import { pick, type World } from "./world";

type Given = Readonly<Record<string, unknown>>;

/** The same block as a user of `dynamic` writes it: literally, by its elements, known at apply only, or wrongly. */
const FORMS: Readonly<Record<string, (name: string, block: Given, odd: unknown) => unknown>> = {
  literal: (_, block) => ({ for_each: ["x"], content: block }),
  several: (_, block) => ({ for_each: ["x", "y"], content: block }),
  none: (_, block) => ({ for_each: [], content: block }),
  values: (name, block) => ({ for_each: [block], content: read(block, (key) => `\${${name}.value.${key}}`) }),
  keyed: (name, block) => ({
    for_each: { a: block },
    content: read(block, (key) => `\${${name}.value["${key}"]}`),
  }),
  named: (_, block) => ({
    for_each: [block],
    iterator: "it",
    content: read(block, (key) => `\${it.value.${key}}`),
  }),
  set: (name, block) => ({
    for_each: '${toset(["a", "b"])}',
    content: { ...block, name: `\${${name}.key}` },
  }),
  later: (_, block) => ({ for_each: "${var.list}", content: block }),
  list: (_, block) => [{ for_each: ["x"], content: [block] }],
  labelled: (_, block) => [{ for_each: [1], labels: ["x"], content: block }],
  oddEach: (_, block, odd) => ({ for_each: odd, content: block }),
  oddContent: (_, __, odd) => ({ for_each: ["x"], content: odd }),
  oddIterator: (_, block, odd) => ({ for_each: ["x"], iterator: odd, content: block }),
  odd: (_, __, odd) => odd,
};

function read(block: Given, expression: (key: string) => string): Given {
  return Object.fromEntries(Object.keys(block).map((key) => [key, expression(key)]));
}

/** The setters that take blocks, also as what an iterator makes of them. */
const SETTERS: Readonly<Record<string, string>> = {
  ports: "putPorts",
  volumes: "putVolumes",
  mounts: "putMounts",
  networks_advanced: "putNetworksAdvanced",
  upload: "putUpload",
  host: "putHost",
  labels: "putLabels",
  ulimit: "putUlimit",
  devices: "putDevices",
  ipam_config: "putIpamConfig",
};

const byOverride = fc
  .record({
    target: fc.nat(),
    block: anyBlock,
    form: fc.constantFrom(...Object.keys(FORMS)),
    odd: fc.constantFrom(...ODD),
    through: fc.constantFrom("resource", "resource", "stack", "whole"),
  })
  .map(({ target, block, form, odd, through }): Step => ({
    name: `dynamic.${block.name} ${form} of ${target} by ${through}`,
    take: (world) => {
      const resource = touch(world, target);
      if (resource === undefined) return;
      const value = FORMS[form]?.(block.name, block.make(world), odd);
      const { terraformResourceType: type, friendlyUniqueId: id } = resource;
      if (through === "resource") resource.addOverride(`dynamic.${block.name}`, value);
      else if (through === "whole") resource.addOverride("dynamic", { [block.name]: value });
      else resource.cdktfStack.addOverride(`resource.${type}.${id}.dynamic.${block.name}`, value);
    },
  }));

const byIterator = fc
  .record({
    target: fc.nat(),
    block: anyBlock.filter(({ name }) => name in SETTERS),
    form: fc.constantFrom("list", "map", "maps", "token", "each"),
  })
  .map(({ target, block, form }): Step => ({
    name: `iterator ${form} for ${block.name} of ${target}`,
    take: (world) => {
      const resource = touch(world, target);
      if (resource === undefined) return;
      const given = block.make(world);
      const put = Reflect.get(resource, SETTERS[block.name] ?? "") as unknown;
      if (form === "each") {
        resource.forEach = TerraformIterator.fromList(["a", "b"]);
        return;
      }
      if (typeof put !== "function") return;
      const iterator =
        form === "list"
          ? TerraformIterator.fromList(["a", "b"])
          : form === "map"
            ? TerraformIterator.fromMap({ a: given, b: given })
            : form === "maps"
              ? TerraformIterator.fromComplexList([given] as never, Object.keys(given)[0] ?? "name")
              : TerraformIterator.fromList("${var.list}" as never);
      const content =
        form === "map" || form === "maps"
          ? Object.fromEntries(Object.keys(given).map((key) => [camel(key), iterator.getString(key)]))
          : Object.fromEntries(Object.entries(given).map(([key, value]) => [camel(key), value]));
      Reflect.apply(put, resource, [iterator.dynamic(content)]);
    },
  }));

/** Blocks that stand in `dynamic`, of any resource of the program. */
export const dynamicBlocks: fc.Arbitrary<Step> = fc.oneof(byOverride, byIterator);

/** Some resource, which is then no longer as the library left it. */
export function touch(world: World, target: number): TerraformResource | undefined {
  const resource = pick(world.resources(), target);
  if (resource !== undefined && world.isOwn(resource)) world.touched.add(resource);
  return resource;
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
