import { isEngineName, isPredefinedNetwork } from "../checks/engine-names";
import { quote } from "../problem/quote";
import type { ContainerView } from "./container-view";
import { isExpression, plainText, stated } from "./values";

/** What the engine takes for a name of a kind, and how another one is had. */
interface NameRule {
  readonly isTaken: (name: string) => boolean;
  readonly expected: string;
  readonly fix: string;
}

const CONTAINER: NameRule = {
  isTaken: isEngineName,
  expected: "the engine takes at least two letters, digits, _, . or -, the first a letter or digit",
  fix: "use the prop name",
};

const RULES: Readonly<Record<string, NameRule>> = {
  docker_volume: {
    ...CONTAINER,
    fix: "use the prop name; for data in a volume of your own ClusterData.existingVolumes",
  },
  docker_network: {
    // A network's name never becomes a folder, and the engine looks at little of it.
    isTaken: (name) => name.trim() !== "" && !isPredefinedNetwork(name),
    expected: "the engine takes a name that is not blank, and not that of a network that it has by itself",
    fix: "use the prop name; for a network of your own ClusterNetwork.fromNetworkName",
  },
};

/** A resource is on the engine under the name by which the library judges who else has it. */
export function judgeName({ set, now, report }: ContainerView, type: string): void {
  if (now.name === set.name || isExpression(now.name)) return;
  const { isTaken, expected, fix } = RULES[type] ?? CONTAINER;
  if (isTaken(plainText(now.name))) {
    report.warning({
      attribute: "name",
      got: `${stated(now.name)}, and the library set ${quote(set.name)}`,
      expected: "whether two clusters meet on one engine is judged by the library's names",
      fix,
    });
  } else {
    report.problem({ attribute: "name", got: stated(now.name), expected, fix });
  }
}
