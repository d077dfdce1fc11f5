import { TerraformElement, TerraformOutput } from "cdktf";
import fc from "fast-check";
import type { Step } from "./step";
import { addressOf, pick } from "./world";

/** Some part of a cluster, or a whole cluster, or a provider, taken out of the tree. */
export const removals: fc.Arbitrary<Step> = fc
  .record({
    cluster: fc.nat(),
    part: fc.nat(),
    what: fc.constantFrom("part", "part", "part", "cluster", "provider"),
  })
  .map(({ cluster, part, what }) => ({
    name: `remove ${what} ${part} of ${cluster}`,
    take: (world) => {
      const one = world.cluster(cluster);
      if (one === undefined) return;
      const below = one.node.findAll().slice(1);
      const target =
        what === "cluster"
          ? one
          : what === "provider"
            ? pick(world.stack(cluster).allProviders(), part)
            : pick(below, part);
      if (target === undefined) return;
      // Nobody misses an output.
      const missed = target.node
        .findAll()
        .some((own) => TerraformElement.isTerraformElement(own) && !TerraformOutput.isTerraformOutput(own));
      if (what === "cluster")
        for (const resource of world.resources())
          if (resource.node.scopes.includes(one)) world.gone.push(addressOf(resource));
      if (what === "part" && missed) world.broken.add(one);
      target.node.scope?.node.tryRemoveChild(target.node.id);
    },
  }));
