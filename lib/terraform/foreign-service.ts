import type { TerraformStack } from "cdktf";
import type { Attributes } from "../guarantees/attributes";
import { possibleBlocks } from "../guarantees/dynamic-blocks";
import { plainText } from "../guarantees/values";
import { containerOf, type Uses } from "./foreign-container";

/**
 * What the containers of a Swarm service use of an engine. Swarm names them, so that none has the service's name; on the
 * service's networks that stands for them all.
 */
export function serviceOf(attributes: Attributes, stack: TerraformStack): readonly Uses[] {
  const inside = (block: Attributes, name: string) => possibleBlocks(block, name).map((one) => one.block);
  const ports = inside(attributes, "endpoint_spec").flatMap((endpoint) =>
    // In mode ingress, too, every host of the swarm has the port, on all its addresses.
    inside(endpoint, "ports").map(({ published_port: external, protocol }) => ({ external, protocol })),
  );
  const { published } = containerOf({ ports }, stack);
  const name = plainText(attributes.name);
  return inside(attributes, "task_spec").flatMap((task) => {
    const { joins } = containerOf(
      { networks_advanced: task.networks_advanced, dynamic: task.dynamic },
      stack,
    );
    const named = joins.map((join) => ({ ...join, aliases: [...join.aliases, name] }));
    return inside(task, "container_spec").map((container) => ({
      ...containerOf(
        { hostname: container.hostname, mounts: container.mounts, dynamic: container.dynamic },
        stack,
      ),
      joins: named,
      published,
    }));
  });
}
