import type { TerraformStack } from "cdktf";
import * as library from "../../lib";
import { complete } from "../problem/complete";
import { emptyStack } from "./never-synthesized";
import { foundOf } from "./synth";

/** Another copy of the library, as an installation may have one below another package. */
function anotherCopy(): typeof library {
  let copy: typeof library | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<typeof library>("../../lib");
  });
  if (copy === undefined) throw new Error("nothing was loaded");
  return copy;
}

const NETWORKS = {
  internalNetwork: { cidr: "10.241.0.0/24" },
  externalNetwork: { cidr: "10.241.1.0/24" },
};

function declare(
  { EventStoreCluster: Cluster, Security }: typeof library,
  stack: TerraformStack,
  id: string,
) {
  return new Cluster(stack, id, { version: "24.10.4", security: Security.insecure(), ...NETWORKS });
}

function codesOf(act: () => unknown, copy: typeof library): readonly string[] {
  try {
    act();
  } catch (error) {
    // Of the copy that was called.
    if (!(error instanceof copy.InvalidClusterError)) throw error;
    complete(error.problems);
    return error.problems.map(({ code, got }) => `${code} ${got}`);
  }
  return [];
}

const REFUSED = [
  "scope.copy is in the stack stack, in which another copy of cdktf-eventstoredb made a cluster",
];

describe("two copies of the library in one stack", () => {
  test("are refused, whichever came first, and nothing of the second is left", () => {
    const copy = anotherCopy();
    const stack = emptyStack();
    const first = declare(library, stack, "esdb");
    expect(codesOf(() => declare(copy, stack, "other"), copy)).toEqual(REFUSED);
    expect(stack.node.tryFindChild("other")).toBeUndefined();
    const imported = () => copy.EventStoreCluster.fromAttributes(stack, "imported", first.exportAttributes());
    expect(codesOf(imported, copy)).toEqual(REFUSED);
    expect(stack.node.tryFindChild("imported")).toBeUndefined();

    const other = emptyStack();
    declare(copy, other, "esdb");
    const late = () => declare(library, other, "late");
    expect(codesOf(late, library)).toEqual(REFUSED);
  });

  test("the first goes on where the program caught that", () => {
    const { problems } = foundOf((stack) => {
      const copy = anotherCopy();
      declare(library, stack, "esdb");
      expect(codesOf(() => declare(copy, stack, "other"), copy)).toEqual(REFUSED);
    });
    expect(problems).toEqual([]);
  });

  test("a copy with a stack of its own is let be", () => {
    declare(library, emptyStack(), "esdb");
    expect(declare(anotherCopy(), emptyStack(), "esdb").nodes).toHaveLength(3);
  });
});
