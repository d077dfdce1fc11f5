import { quote } from "../problem/quote";
import { isImageReference, ofAnotherRelease, otherReleaseOf } from "../server/image-reference";
import type { ContainerView } from "./container-view";
import { judgeInstances, judgeProvider } from "./life";
import { isExpression, plainText, stated } from "./values";

/** An image is had under whatever reference leads to the cluster's release, by way of a mirror or by its digest. */
export function judgeImage(view: ContainerView): void {
  judgeInstances(view);
  judgeProvider(view);
  const { set, now, plan, report } = view;
  if (now.name === set.name || isExpression(now.name)) return;
  const name = plainText(now.name);
  if (!isImageReference(name)) {
    report.problem({
      attribute: "name",
      got: stated(now.name),
      expected: "the engine takes an image's reference: host, path in lower case, tag and digest",
      fix: 'use the prop image, with a reference such as "registry.example.com/esdb:24.10.4"',
    });
    return;
  }
  const { release } = plan.server;
  const other = otherReleaseOf(name, release);
  if (other === undefined) return;
  report.warning({
    attribute: "name",
    got: `is ${quote(name)}, and version ${quote(release.asked)}`,
    ...ofAnotherRelease(other, release),
  });
}
