import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  Certificates,
  ClientAccess,
  EventStoreCluster,
  type InvalidClusterError,
  PortPlan,
  renderMarkdown,
  renderMermaid,
  Security,
} from "../../lib";
import { complete } from "../problem/complete";
import { emptyStack } from "./never-synthesized";
import { propsOf } from "./synth";

type More = Parameters<typeof propsOf>[0];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "esdb-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Every file below a folder. */
const filesIn = (at: string): readonly string[] =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(at, join(entry.parentPath, entry.name)))
    .sort();

/** Synthesizes stacks into `out`, each declared by its name. */
function synth(declare: (stack: TerraformStack) => void, stacks: readonly string[] = ["orders"]): void {
  const app = new App({ outdir: join(folder, "out"), skipBackendValidation: true });
  for (const name of stacks) {
    const stack = new TerraformStack(app, name);
    new DockerProvider(stack, "docker", { host: `tcp://${name}:2375` });
    declare(stack);
  }
  app.synth();
}

const read = (path: string) => readFileSync(join(folder, path), "utf8");
const cluster = (scope: Construct, more: More = {}) => new EventStoreCluster(scope, "esdb", propsOf(more));

test("true writes both forms beside the stack, nothing else does", () => {
  let made: EventStoreCluster | undefined;
  synth((stack) => {
    made = cluster(stack, { report: true });
  });
  const { topology, reachability } = made!;
  const beside = "out/stacks/orders";
  expect(filesIn(join(folder, beside))).toEqual([
    "cdk.tf.json",
    "esdb.md",
    "esdb.mmd",
    "problems.json",
    "rollout.json",
  ]);
  expect(read(`${beside}/esdb.md`)).toBe(renderMarkdown(topology, { reachability }));
  expect(read(`${beside}/esdb.mmd`)).toBe(renderMermaid(topology, { reachability }));
  for (const report of [undefined, false]) {
    synth((stack) => void cluster(stack, { report }), ["plain"]);
    expect(filesIn(join(folder, "out/stacks/plain"))).toEqual([
      "cdk.tf.json",
      "problems.json",
      "rollout.json",
    ]);
  }
});

test("a folder is made, and every cluster of the program has a place in it", () => {
  const report = join(folder, "docs", "clusters");
  synth(
    (stack) => {
      cluster(stack, { report });
      cluster(new Construct(stack, "..  part two"), {
        report,
        name: "other",
        internalNetwork: { cidr: "10.250.0.0/24" },
        externalNetwork: { cidr: "10.250.1.0/24" },
      });
    },
    ["dev", "prod"],
  );
  const inEach = ["%2e.%20%20part%20two/esdb.md", "%2e.%20%20part%20two/esdb.mmd", "esdb.md", "esdb.mmd"];
  expect(filesIn(report)).toEqual(
    ["dev", "prod"].flatMap((stack) => inEach.map((file) => `${stack}/${file}`)),
  );
});

test("it has no secret, nothing of the machine, and the same bytes every time", () => {
  const clients = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) });
  const more = {
    clients,
    security: Security.tls(Certificates.generated()),
    settings: { "LdapsAuth:BindPassword": "hunter2", DefaultAdminPassword: "hunter2" },
    licenseKey: "hunter2",
    labels: { owner: "hunter2" },
  };
  const texts = [1, 2].map(() => {
    synth((stack) => void cluster(stack, { ...more, report: true }));
    return read("out/stacks/orders/esdb.md") + read("out/stacks/orders/esdb.mmd");
  });
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).not.toMatch(/hunter2|TfToken|PRIVATE/);
  expect(texts[0]).not.toContain(folder);
  expect(texts[0]).not.toContain(process.cwd());
});

test("a stack that is refused has none, nor has a cluster that was taken out", () => {
  expect(() => {
    synth((stack) => {
      cluster(stack, { report: true }).nodes[0]!.container.addOverride("rm", true);
    });
  }).toThrow();
  synth((stack) => {
    cluster(stack, { report: true });
    stack.node.tryRemoveChild("esdb");
  });
  expect(filesIn(join(folder, "out/stacks")).filter((file) => !file.endsWith(".json"))).toEqual([]);
});

test("where nothing can be written, that is a problem, and the mend works", () => {
  const report = join(folder, "taken");
  writeFileSync(report, "");
  let problems: InvalidClusterError["problems"] = [];
  try {
    synth((stack) => void cluster(stack, { report }));
  } catch (error) {
    ({ problems } = error as InvalidClusterError);
  }
  expect(complete(problems)).toMatchObject([{ code: "report.unwritable", path: "report" }]);
  expect(problems[0]?.got).toMatch(/the system says E(EXIST|NOTDIR)$/);
  rmSync(report);
  mkdirSync(report);
  synth((stack) => void cluster(stack, { report }));
  expect(filesIn(report)).toEqual(["orders/esdb.md", "orders/esdb.mmd"]);
});

test.each([7, "", null, {}, ["docs"], "a\nb", "${TfToken[TOKEN.7]}"])("%p is none", (report) => {
  let problems: InvalidClusterError["problems"] = [];
  try {
    cluster(emptyStack(), { report });
  } catch (error) {
    ({ problems } = error as InvalidClusterError);
  }
  expect(complete(problems)).toHaveLength(1);
  expect(problems[0]).toMatchObject({ path: "report" });
});
