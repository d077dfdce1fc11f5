import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Container } from "@cdktf/provider-docker/lib/container";
import type * as Cdktf from "cdktf";
import { EventStoreCluster, InvalidClusterError } from "../../lib";
import { propsOf } from "./synth";

/** What these tests are run with. */
declare const FRAMEWORK: "cdktf" | "cdktn";
const OTHER = FRAMEWORK === "cdktf" ? "cdktn" : "cdktf";
const ENTRIES = { cdktf: "cdktf-eventstoredb", cdktn: "cdktf-eventstoredb/cdktn" };

describe("the framework", () => {
  let outdir: string;
  beforeEach(() => {
    outdir = mkdtempSync(join(tmpdir(), "esdb-"));
  });
  afterEach(() => {
    rmSync(outdir, { recursive: true, force: true });
  });

  test("of the bindings is the one that is to be tested", () => {
    expect(Object.getPrototypeOf(Container)).toHaveProperty(
      [Symbol.for("jsii.rtti"), "fqn"],
      `${FRAMEWORK}.TerraformResource`,
    );
  });

  test("of the library is that of the stack, or the other entry is named", () => {
    // By its path: by its name it would be the one that is to be tested.
    const { App, TerraformStack } = jest.requireActual<typeof Cdktf>(
      join(__dirname, "../../node_modules", OTHER, "lib/index.js"),
    );
    class Orders extends TerraformStack {}
    const stack = new Orders(new App({ outdir }), "orders");
    let error: unknown;
    try {
      new EventStoreCluster(stack, "esdb", propsOf({ size: 0 }));
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof InvalidClusterError)) throw error;
    expect(error.problems.map(({ path }) => path)).toEqual(["scope", "size"]);
    const [{ code, got, expected, fix } = {}] = error.problems;
    expect(code).toBe("scope.framework");
    expect(got).toMatch(new RegExp(`is in a stack of ${OTHER} 0\\.`));
    expect(expected).toMatch(new RegExp(`resources of ${FRAMEWORK} 0\\.`));
    expect(fix).toBe(`import from "${ENTRIES[OTHER]}"`);
    expect(stack.node.children).toEqual([]);
  });
});
