import type { NodePlan } from "../cluster/node-plan";
import { quote } from "../problem/quote";
import { isWithin, plainPath } from "../server/folder-path";
import type { Attributes } from "./attributes";
import { mountsOf } from "./mounts";
import type { Report } from "./report";
import { isExpression, plainText } from "./values";

/** A node with what its container has come to. */
export interface FinalNode {
  readonly plan: NodePlan;
  readonly now: () => Attributes;
}

/** Warns of an index in a place where nothing is mounted: it is the container's, and not kept with the data. */
export function judgeIndexPlace(nodes: readonly FinalNode[], report: Report): void {
  const lost = new Map<string, string[]>();
  for (const { plan, now } of nodes) {
    const index = plainText(plan.settings.find(({ key }) => key === "Index")?.value);
    if (index === "" || isExpression(index) || plan.data === undefined) continue;
    const path = plainPath(index);
    const mounts = mountsOf(now());
    if (mounts === undefined || mounts.some((mount) => !mount.tmpfs && isWithin(path, mount.path))) continue;
    lost.set(index, [...(lost.get(index) ?? []), plan.node.key]);
  }
  for (const [index, keys] of lost)
    report.warning({
      attribute: "settings.Index",
      got: `is ${quote(index)}, where ${keys.join(", ")} ${keys.length === 1 ? "mounts" : "mount"} nothing`,
      expected:
        "the index is then gone with each container, and the server builds it anew from all data before it is ready",
      fix: "leave it out, for a folder of the data, or mount a volume there by putVolumes([...volumesInput, …])",
    });
}
