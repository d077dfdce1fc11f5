import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { buildSync } from "esbuild";
import {
  Audience,
  Certificates,
  describeProblem,
  EventStoreCluster,
  type FoundProblem,
  InvalidClusterError,
  type ProblemsFile,
  Security,
} from "../../lib";
import { complete } from "../problem/complete";
import { propsOf } from "./synth";

type More = Parameters<typeof propsOf>[0];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "esdb-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function stackIn(name = "orders"): { readonly app: App; readonly stack: TerraformStack } {
  const app = new App({ outdir: join(folder, "out"), skipBackendValidation: true });
  const stack = new TerraformStack(app, name);
  new DockerProvider(stack, "docker");
  return { app, stack };
}

const cluster = (stack: TerraformStack, more: More = {}, id = "esdb") =>
  new EventStoreCluster(stack, id, propsOf(more));
const text = (out = "out", stack = "orders") =>
  readFileSync(join(folder, out, "stacks", stack, "problems.json"), "utf8");
function problems(): readonly FoundProblem[] {
  const file = JSON.parse(text()) as ProblemsFile;
  expect(file.version).toBe(1);
  complete(file.problems);
  return file.problems;
}
const short = () => problems().map(({ level, construct, code }) => [level, construct, code]);

function thrown(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

/** The networks of a second cluster. */
const OTHER = { internalNetwork: { cidr: "10.241.0.0/24" }, externalNetwork: { cidr: "10.241.1.0/24" } };

/** Has a warning of its own. */
const WARNS: More = { licenseKey: "hunter22" };

describe("problems.json", () => {
  test("is empty where nothing is wrong", () => {
    const { app, stack } = stackIn();
    cluster(stack);
    app.synth();
    expect(text()).toBe('{\n  "version": 1,\n  "problems": [],\n  "files": []\n}\n');
  });

  test("has the warnings of the props and of what is found at synth, after a synth that succeeds", () => {
    const { app, stack } = stackIn();
    const { warnings, nodes } = cluster(stack, WARNS);
    expect(warnings.length).toBeGreaterThan(0);
    nodes[0]!.container.addOverride("stop_timeout", 1);
    app.synth();
    expect(problems().slice(0, warnings.length)).toEqual(
      warnings.map((one) => ({ level: "warning", construct: "orders/esdb", ...one })),
    );
    expect(short().slice(warnings.length)).toEqual([
      ["warning", "orders/esdb/node-0/Resource", "guarantee.stopTimeout"],
    ]);
  });

  test("has what was undone, and what two clusters claim, where the stack is refused", () => {
    const { app, stack } = stackIn();
    const { warnings } = cluster(stack, WARNS, "one");
    cluster(stack, OTHER, "two").nodes[1]!.container.addOverride("rm", true);
    cluster(stack, { ...OTHER, internalNetwork: { cidr: "10.242.0.0/24" } }, "three");
    const { message } = thrown(() => {
      app.synth();
    });
    expect(short()).toEqual([
      ["error", "orders/two/node-1/Resource", "guarantee.rm"],
      ["error", "orders/three", "network.cidr.overlap"],
      ...warnings.map(({ code }) => ["warning", "orders/one", code]),
    ]);
    for (const one of problems().filter(({ level }) => level === "error"))
      expect(message).toContain(describeProblem(one));
  });

  test("has what a constructor and a call refuse, before any synth", () => {
    const { stack } = stackIn();
    const error = thrown(() => cluster(stack, { size: 0, name: "" }));
    const { problems: told } = error as InvalidClusterError;
    expect(told.length).toBeGreaterThan(1);
    expect(problems()).toEqual(told.map((one) => ({ level: "error", construct: "orders/esdb", ...one })));
    const good = cluster(stackIn().stack);
    thrown(() => good.connectionString(Audience.HOST));
    thrown(() => {
      good.connections.allowFrom({} as Container);
    });
    expect(short()).toEqual([
      ["error", "orders/esdb", "connectionString.audience"],
      ["error", "orders/esdb", "allowFrom.container"],
    ]);
  });

  test("has nothing of what the program caught, or took out again, once it is synthesized", () => {
    const { app, stack } = stackIn();
    thrown(() => cluster(stack, { size: 0 }));
    expect(short()).toHaveLength(1);
    cluster(stack, WARNS);
    stack.node.tryRemoveChild("esdb");
    app.synth();
    expect(short()).toEqual([]);
    const other = stackIn("none");
    thrown(() => cluster(other.stack, { size: 0 }));
    other.app.synth();
    expect(JSON.parse(text("out", "none"))).toEqual({ version: 1, problems: [], files: [] });
  });

  test("is of the last synth, and has each warning once", () => {
    const { app, stack } = stackIn();
    const { container } = cluster(stack, WARNS).nodes[0]!;
    container.addOverride("rm", true);
    thrown(() => {
      app.synth();
    });
    const before = short();
    container.addOverride("rm", false);
    app.synth();
    expect(short()).toEqual(before.slice(1));
  });

  test("has no secret, no path of the machine, no token, and the same bytes every time", () => {
    const texts = ["a", "b"].map((out) => {
      const app = new App({ outdir: join(folder, out), skipBackendValidation: true });
      const stack = new TerraformStack(app, "orders");
      new DockerProvider(stack, "docker", { alias: "hunter2" });
      const { nodes } = cluster(stack, {
        ...WARNS,
        security: Security.tls(Certificates.generated()),
        settings: { "LdapsAuth:BindPassword": "hunter22", DefaultAdminPassword: "hunter22" },
        licenseKey: "hunter22",
      });
      nodes[0]!.container.addOverride("rm", true);
      nodes[0]!.container.addOverride("log_opts", { env: "hunter22" });
      thrown(() => {
        app.synth();
      });
      return text(out);
    });
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain("guarantee.rm");
    for (const word of ["hunter22", "TfToken", folder, process.cwd()]) expect(texts[0]).not.toContain(word);
  });

  test("has what kept a report from being written, and the error starts at the user's synth", () => {
    const report = join(folder, "taken");
    writeFileSync(report, "");
    const { app, stack } = stackIn();
    cluster(stack, { report });
    cluster(stack, { ...OTHER, report }, "two");
    const error = thrown(function users() {
      app.synth();
    });
    expect(error).toBeInstanceOf(InvalidClusterError);
    expect(error.message).toMatch(/^The stack "orders" has 2 problems:\n/);
    expect(/^ *at .*/m.exec(error.stack ?? "")?.[0]).toContain("users");
    expect(short()).toEqual([
      ["error", "orders/esdb", "report.unwritable"],
      ["error", "orders/two", "report.unwritable"],
    ]);
  });
});

describe("without the framework's command", () => {
  const BUILD = join(__dirname, "../../build");
  let program: string;

  beforeAll(() => {
    mkdirSync(BUILD, { recursive: true });
    program = mkdtempSync(join(BUILD, "printing-"));
    buildSync({
      entryPoints: [join(__dirname, "../../lib/index.ts")],
      outfile: join(program, "library.js"),
      bundle: true,
      platform: "node",
      target: "node20",
      packages: "external",
    });
  });
  afterAll(() => {
    rmSync(program, { recursive: true, force: true });
  });

  /** Runs a program of one stack as a user does, and gives what it said and its exit code. */
  function run(lines: string, env: NodeJS.ProcessEnv = {}) {
    const file = join(program, "main.js");
    writeFileSync(
      file,
      `const { App, TerraformStack } = require("cdktf");
      const { DockerProvider } = require("@cdktf/provider-docker/lib/provider");
      const { EventStoreCluster, Security } = require("./library.js");
      const app = new App({ outdir: ${JSON.stringify(join(folder, "out"))} });
      const stack = new TerraformStack(app, "orders");
      new DockerProvider(stack, "docker");
      const make = (more) => new EventStoreCluster(stack, "esdb", {
        version: "24.10.4",
        security: Security.insecure(),
        internalNetwork: { cidr: "10.240.0.0/24" },
        externalNetwork: { cidr: "10.240.1.0/24" },
        ...more,
      });
      ${lines}`,
    );
    const { CDKTF_LOG_LEVEL: _, ...around } = process.env;
    const { status, stderr, stdout } = spawnSync(process.execPath, [file], {
      encoding: "utf8",
      env: { ...around, ...env },
    });
    return { status, stderr, stdout };
  }
  const WARNS_TWICE = 'make({ licenseKey: "hunter22" }); app.synth(); app.synth();';
  const times = (needle: string, hay: string) => hay.split(needle).length - 1;

  test("each warning is printed once, and with it nobody does", () => {
    const { status, stderr, stdout } = run(WARNS_TWICE);
    expect(status).toBe(0);
    const [warning] = problems();
    expect(problems()).toHaveLength(1);
    expect([stderr, stdout]).toEqual([`warning: [orders/esdb] ${describeProblem(warning!)}\n`, ""]);
    for (const env of [{ CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true" }, { CDKTF_LOG_LEVEL: "off" }])
      expect(run(WARNS_TWICE, env)).toEqual({ status: 0, stderr: "", stdout: "" });
  });

  test("Node prints each problem of an uncaught error once, and ends with 1", () => {
    const constructed = run('make({ size: 0, version: "24.99.0" });');
    expect(constructed.status).toBe(1);
    expect(problems().map(({ path }) => path)).toEqual(["version", "size"]);
    for (const one of problems())
      expect([one.code, times(describeProblem(one), constructed.stderr)]).toEqual([one.code, 1]);
    expect(constructed.stderr).not.toMatch(/problems: \[|warning:/);
    const synthesized = run(
      'make({ licenseKey: "k" }).nodes[0].container.addOverride("rm", true); app.synth();',
    );
    expect(synthesized.status).toBe(1);
    expect(problems().map(({ level }) => level)).toEqual(["error", "warning"]);
    for (const one of problems())
      expect([one.code, times(describeProblem(one), synthesized.stderr)]).toEqual([one.code, 1]);
  });
});

describe("what is written beside a stack goes with what it tells of", () => {
  const at = (name: string) => join(folder, "out", "stacks", "orders", name);
  const NAMES = ["esdb.cluster.json", "esdb.md", "esdb.mmd"];
  const files = () => (JSON.parse(text()) as ProblemsFile).files;
  const there = () => NAMES.filter((name) => existsSync(at(name)));

  /** A synth of its own, as another process would do it. */
  function synth(more: More, change: (made: EventStoreCluster) => void = () => {}): void {
    const { app, stack } = stackIn();
    const made = cluster(stack, { report: true, ...more });
    made.exportAttributes();
    change(made);
    app.synth();
  }

  beforeEach(() => {
    synth({});
    expect(there()).toEqual(NAMES);
    expect(files()).toEqual(NAMES);
  });

  const refused: Readonly<Record<string, () => void>> = {
    "by its constructor": () => {
      synth({ size: 0 });
    },
    "at synth": () => {
      synth({}, (made) => {
        for (const { container } of made.nodes) container.restart = "no";
      });
    },
    "while it is written": () => {
      writeFileSync(join(folder, "file"), "");
      synth({}, (made) => {
        cluster(TerraformStack.of(made), { ...OTHER, report: join(folder, "file") }, "other");
      });
    },
  };

  test.each(Object.keys(refused))("where the stack is refused %s", (when) => {
    expect(thrown(() => refused[when]?.()).message).not.toBe("");
    expect(problems().some(({ level }) => level === "error")).toBe(true);
    expect(there()).toEqual([]);
    expect(files()).toEqual([]);
  });

  test("where the report is no longer asked for, and nothing of anybody else", () => {
    writeFileSync(at("mine.md"), "mine");
    synth({ report: false });
    expect(there()).toEqual(["esdb.cluster.json"]);
    expect(existsSync(at("mine.md"))).toBe(true);
  });

  test("not where it is written again, nor in a folder of the user's", () => {
    const docs = join(folder, "docs");
    synth({ report: docs });
    expect(there()).toEqual(["esdb.cluster.json"]);
    expect(() => {
      synth({ report: docs, size: 0 });
    }).toThrow();
    expect(existsSync(join(docs, "orders", "esdb.md"))).toBe(true);
  });

  test("and a list that somebody else wrote leads nowhere else", () => {
    writeFileSync(join(folder, "out", "victim.md"), "stays");
    for (const files of [["../../victim.md", join(folder, "out", "victim.md"), "cdk.tf.json", 7], {}, null]) {
      writeFileSync(at("problems.json"), JSON.stringify({ version: 1, problems: [], files }));
      synth({});
    }
    expect(existsSync(join(folder, "out", "victim.md"))).toBe(true);
    expect(existsSync(at("cdk.tf.json"))).toBe(true);
  });
});
