import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { Certificates, EventStoreCluster, Security, type Rollout } from "../../lib";
import { readRollouts } from "../../lib/rollout/read-rollouts";
import { child, judge } from "./judge";
import { propsOf, type Resource, synthStack, type Synthesized } from "./synth";

interface Made {
  readonly rollout: Rollout;
  readonly stack: Synthesized & { readonly variable?: Readonly<Record<string, Resource>> };
}

function made(more: Parameters<typeof propsOf>[0] = {}): Made {
  let rollout: Rollout | undefined;
  const stack = synthStack((scope) => {
    rollout = new EventStoreCluster(scope, "esdb", propsOf(more)).rollout;
  });
  if (rollout === undefined) throw new Error("no cluster was made");
  return { rollout, stack };
}

const SECURE = { security: Security.tls(Certificates.generated()), readOnlyReplicas: 1 };

/** The resource of an address. */
function at({ resource }: Synthesized, address: string): Resource | undefined {
  const [type = "", name = ""] = address.split(".");
  return resource[type]?.[name];
}

test.each([{}, { size: 1, internalNetwork: undefined }, SECURE])(
  "every address is one of the stack: %j",
  (more) => {
    const { rollout, stack } = made(more);
    const addresses = [
      rollout.first,
      rollout.whole,
      ...rollout.nodes.flatMap(({ apply, gate }) => [apply, gate]),
    ];
    for (const address of addresses.flatMap(({ targets }) => targets))
      expect(at(stack, address)).toBeDefined();
    if (rollout.authority !== undefined) expect(at(stack, rollout.authority)).toBeDefined();
    expect(rollout.authority === undefined).toBe(!("security" in more));
    const first = Object.keys(stack.resource).filter((type) => /image|network/.test(type));
    for (const type of first)
      for (const name of Object.keys(stack.resource[type] ?? {}))
        expect(rollout.first.targets).toContain(`${type}.${name}`);
  },
);

test("each node is brought by its container, and the members last", () => {
  const { rollout, stack } = made({ readOnlyReplicas: 1 });
  expect(rollout.nodes.map(({ key }) => key)).toEqual(["replica-0", "node-0", "node-1", "node-2"]);
  for (const { key, apply } of rollout.nodes)
    expect(at(stack, apply.targets[0] ?? "")?.name).toBe(`esdb-${key}`);
});

test.each<[number, Rollout["shrinking"]]>([
  [
    1,
    {
      2: [1],
      3: [2, 1],
      4: [3, 2, 1],
      5: [3, 2, 1],
      6: [4, 3, 2, 1],
      7: [4, 3, 2, 1],
      8: [5, 3, 2, 1],
      9: [5, 3, 2, 1],
    },
  ],
  [3, { 4: [3], 5: [3], 6: [4, 3], 7: [4, 3], 8: [5, 3], 9: [5, 3] }],
  [9, {}],
])("it says by which sizes a larger cluster gets to %i", (size, shrinking) => {
  const { rollout } = made({ size, ...(size === 1 ? {} : { readOnlyReplicas: 1 }) });
  expect(rollout.shrinking).toEqual(shrinking);
  expect(Object.isFrozen(rollout.shrinking)).toBe(true);
});

describe("the gate", () => {
  test("is not there unless somebody is to be awaited", () => {
    const { rollout, stack } = made();
    for (const { gate } of rollout.nodes) {
      const [name = ""] = Object.keys(gate.variables);
      expect(at(stack, gate.targets[0] ?? "")?.count).toBe(`\${var.${name} == "" ? 0 : 1}`);
      expect(stack.variable?.[name]).toMatchObject({ type: "string", default: "" });
    }
  });

  test("needs no node, and has no key and no control folder", () => {
    const { rollout, stack } = made(SECURE);
    const gate = JSON.stringify(at(stack, rollout.nodes[0]?.gate.targets[0] ?? ""));
    for (const { apply } of rollout.nodes) expect(gate).not.toContain(apply.targets[0]);
    expect(gate).not.toMatch(/private_key|docker_volume|-control/);
    expect(gate).toContain("tls_self_signed_cert.eventstore_esdb_authority.cert_pem");
  });

  test("fails what it is awaited by, when it fails", () => {
    const { rollout, stack } = made();
    const gate = at(stack, rollout.nodes[0]?.gate.targets[0] ?? "");
    expect(gate).toMatchObject({
      attach: true,
      logs: true,
      must_run: false,
      restart: "no",
      lifecycle: { postcondition: [{ condition: "${self.exit_code == 0}" }] },
    });
  });
});

describe("the gate that was changed", () => {
  const changed = (name: string, value: unknown) =>
    judge((cluster) => {
      child(cluster, "rollout").addOverride(name, value);
    });

  test.each<[string, unknown]>([
    ["count", 1],
    ["name", "x"],
    ["command", ["exit 0"]],
    ["env", ["AWAITED=node-0"]],
    ["attach", false],
    ["logs", false],
    ["must_run", true],
    ["restart", "always"],
    ["rm", true],
    ["lifecycle.ignore_changes", ["command"]],
    ["depends_on", ["docker_container.other"]],
  ])("in %s sees nothing any more", (name, value) => {
    expect(changed(name, value).problems).toEqual([expect.stringContaining(name.split(".")[0] ?? "")]);
  });

  test("in labels or memory does as before", () => {
    expect(changed("labels", [{ label: "team", value: "orders" }])).toEqual({ problems: [], warnings: [] });
    expect(changed("memory", 256).problems).toEqual([]);
  });
});

describe("the file beside the stack", () => {
  let outdir: string;
  beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), "rollout-"))));
  afterEach(() => rmSync(outdir, { recursive: true, force: true }));

  const read = (stack: string): unknown =>
    JSON.parse(readFileSync(join(outdir, "stacks", stack, "rollout.json"), "utf8"));

  test("has the clusters of its stack, as they are at synth", () => {
    const app = new App({ outdir });
    const [one, other] = ["one", "other"].map((id) => {
      const stack = new TerraformStack(app, id);
      new DockerProvider(stack, "docker");
      return stack;
    });
    if (one === undefined || other === undefined) throw new Error("no stack");
    const clusters = [0, 1].map(
      (n) =>
        new EventStoreCluster(one, `esdb${n}`, {
          ...propsOf(),
          internalNetwork: { cidr: `10.24${n}.0.0/24` },
          externalNetwork: { cidr: `10.24${n}.1.0/24` },
        }),
    );
    app.synth();
    expect(readRollouts(read("one"))).toEqual(clusters.map(({ rollout }) => rollout));
    expect(existsSync(join(outdir, "stacks", "other", "rollout.json"))).toBe(false);
    one.node.tryRemoveChild("esdb1");
    app.synth();
    expect(readRollouts(read("one"))).toEqual([clusters[0]?.rollout]);
  });

  test("holds no secret", () => {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "one");
    new DockerProvider(stack, "docker");
    new EventStoreCluster(stack, "esdb", propsOf({ ...SECURE, licenseKey: "hunter2", version: "24.10.4" }));
    app.synth();
    expect(JSON.stringify(read("one"))).not.toContain("hunter2");
  });
});
