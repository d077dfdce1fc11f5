import { Aspects, TerraformResource, TerraformElement } from "cdktf";
import fc from "fast-check";
import { anyBlock, ATTRIBUTES, ODD } from "./blocks";
import { touch } from "./dynamic-blocks";
import type { Step } from "./step";
import { pick, type World } from "./world";

/** A value for an attribute, and its name. */
const attribute = fc.oneof(
  fc
    .record({
      name: fc.constantFrom(...Object.keys(ATTRIBUTES)),
      which: fc.nat(),
      odd: fc.constantFrom(...ODD),
    })
    .map(({ name, which, odd }) => ({
      name,
      make: (): unknown => (which % 5 === 0 ? odd : pick(ATTRIBUTES[name] ?? [], which)),
    })),
  fc
    .record({ block: anyBlock, form: fc.nat(3), odd: fc.constantFrom(...ODD) })
    .map(({ block, form, odd }) => ({
      name: block.name,
      make: (world: World): unknown => {
        if (form === 3) return odd;
        const one = block.make(world);
        return form === 0 ? one : [one];
      },
    })),
);

const override = fc
  .record({ target: fc.nat(), attribute, through: fc.constantFrom("resource", "stack", "aspect", "item") })
  .map(({ target, attribute, through }): Step => ({
    name: `override ${attribute.name} of ${target} by ${through}`,
    take: (world) => {
      const resource = touch(world, target);
      if (resource === undefined) return;
      const value = attribute.make(world);
      const { terraformResourceType: type, friendlyUniqueId: id } = resource;
      if (through === "resource") resource.addOverride(attribute.name, value);
      else if (through === "item") resource.addOverride(`${attribute.name}.0`, value);
      else if (through === "stack")
        resource.cdktfStack.addOverride(`resource.${type}.${id}.${attribute.name}`, value);
      else
        Aspects.of(resource.cdktfStack).add({
          visit: (one) => {
            if (one === resource) resource.addOverride(attribute.name, value);
          },
        });
    },
  }));

const setter = fc
  .record({ target: fc.nat(), attribute, reset: fc.boolean() })
  .map(({ target, attribute, reset }): Step => ({
    name: `set ${attribute.name} of ${target}${reset ? " to nothing" : ""}`,
    take: (world) => {
      const resource = touch(world, target);
      if (resource === undefined) return;
      const name = attribute.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      const verb = `${reset ? "reset" : "put"}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
      const method = Reflect.get(resource, verb) as unknown;
      const value = attribute.make(world);
      if (typeof method === "function") Reflect.apply(method, resource, reset ? [] : [value]);
      else if (name in resource) Reflect.set(resource, name, value);
    },
  }));

const renamed = fc.record({ target: fc.nat(), other: fc.nat() }).map(({ target, other }): Step => ({
  name: `give ${target} the logical id of ${other}`,
  take: (world) => {
    const resource = touch(world, target);
    const model = pick(world.resources(resource?.terraformResourceType), other);
    if (resource === undefined || model === undefined || resource === model) return;
    if (world.isOwn(model)) world.touched.add(model);
    resource.overrideLogicalId(model.friendlyUniqueId);
  },
}));

const read = fc.record({ cluster: fc.nat() }).map(({ cluster }): Step => ({
  name: `read reachability of ${cluster}`,
  take: (world) => {
    const one = world.cluster(cluster);
    if (one !== undefined) world.ask(() => JSON.stringify(one.reachability));
  },
}));

const awaits = fc.record({ target: fc.nat(), other: fc.nat() }).map(({ target, other }): Step => ({
  name: `${target} depends on ${other}`,
  take: (world) => {
    const all = world.app.node
      .findAll()
      .filter((one): one is TerraformElement => TerraformElement.isTerraformElement(one));
    const resource = touch(world, target);
    const before = pick(
      all.filter((one) => TerraformResource.isTerraformResource(one)),
      other,
    );
    if (resource === undefined || before === undefined || before === resource) return;
    resource.node.addDependency(before);
  },
}));

/** What a program does to resources after they were made, the library's and its own. */
export const changes: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: override },
  { weight: 3, arbitrary: setter },
  { weight: 1, arbitrary: renamed },
  { weight: 1, arbitrary: awaits },
  { weight: 1, arbitrary: read },
);
