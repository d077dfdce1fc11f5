import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { EventStoreCluster } from "cdktf-eventstoredb";
import { Interface } from "../../lib";
import { settingsOf } from "../../lib/testing";
import { attachmentOf } from "../../lib/network/model/topology";
import { fillFolder } from "../docs/certificate-folder";
import { codes, plain, readTables } from "../docs/tables";
import type { Resource } from "../docker/synth";

const FOLDER = join(__dirname, "../../examples");
const SETTINGS = readFileSync(join(__dirname, "../../docs/settings.md"), "utf8");
const EXAMPLES = readdirSync(FOLDER).filter((file) => file.endsWith(".ts"));

/** The engine's default address pools. */
const ENGINE_POOLS = /^(172\.(1[7-9]|2\d|3[01])\.|192\.168\.)/;

describe("examples", () => {
  let outdir: string;
  let certificates: string;
  beforeAll(async () => {
    certificates = mkdtempSync(join(tmpdir(), "esdb-certificates-"));
    await fillFolder(certificates, { names: (n) => [`node-${n}.payments.internal`, "esdb.example.com"] });
    process.env.CERTIFICATES = certificates;
  });
  afterAll(() => {
    delete process.env.CERTIFICATES;
    rmSync(certificates, { recursive: true, force: true });
  });
  beforeEach(() => {
    jest.resetModules();
    outdir = mkdtempSync(join(tmpdir(), "esdb-"));
    process.env.CDKTF_OUTDIR = outdir;
  });
  afterEach(() => {
    delete process.env.CDKTF_OUTDIR;
    rmSync(outdir, { recursive: true, force: true });
  });

  test.each(EXAMPLES)("%s synthesizes what it says", (file) => {
    const { cluster } = jest.requireActual<{ cluster: EventStoreCluster }>(join(FOLDER, file));
    const { topology } = cluster;
    const stack = join(outdir, "stacks", basename(file, ".ts"), "cdk.tf.json");
    const { resource } = JSON.parse(readFileSync(stack, "utf8")) as {
      resource: { docker_container: Record<string, Resource> };
    };
    // What awaits nodes in a rollout is there then only.
    const containers = Object.values(resource.docker_container).filter(({ count }) => count === undefined);
    for (const node of topology.nodes) {
      expect(Object.keys(settingsOf(cluster, node.key)).length).toBeGreaterThan(3);
      expect(attachmentOf(node, Interface.EXTERNAL)?.address).not.toMatch(ENGINE_POOLS);
    }
    // Beside the nodes, and an example's clients: what holds the name on each Docker host, gives each node what it reads at
    // its start, waits for readiness, and on the other hosts has the nodes for what waits.
    const nodes = topology.nodes.map(({ name }) => name);
    const own = containers
      .map(({ name }) => String(name))
      .filter((name) => name.startsWith(`${topology.name}-`));
    expect(own.sort()).toEqual(
      [
        ...topology.hosts.map(() => `${topology.name}-claim`),
        ...topology.hosts.slice(1).map(() => `${topology.name}-keeper`),
        ...nodes,
        ...nodes.map((name) => `${name}-installer`),
        `${topology.name}-ready`,
      ].sort(),
    );
  });

  const EMITTING = readTables(SETTINGS).find(([row]) => row?.Emits !== undefined) ?? [];

  test("each setting of the documents' chapter on translations stands in docs/settings.md with an example", () => {
    const [, chapter = ""] = /\n## Address translation\n([^]*?)\n## /.exec(SETTINGS) ?? [];
    const [settings = []] = readTables(chapter);
    expect(settings.length).toBeGreaterThan(7);
    expect(EMITTING.flatMap(({ Emits }) => codes(Emits))).toEqual(
      expect.arrayContaining(settings.map(({ Setting }) => plain(Setting))),
    );
  });

  test.each(EMITTING)("$Example emits what docs/settings.md says", ({ Example, Release, Emits }) => {
    const [, file = ""] = /\(\.\.\/examples\/(.*)\)/.exec(Example ?? "") ?? [];
    const { cluster } = jest.requireActual<{ cluster: EventStoreCluster }>(join(FOLDER, file));
    const told = cluster.node.root.node
      .findAll()
      .filter((one) => one instanceof EventStoreCluster)
      .flatMap((one) => one.nodes.flatMap(({ topology }) => Object.keys(settingsOf(one, topology.key))));
    expect(told).toEqual(expect.arrayContaining([...codes(Emits)]));
    for (const release of (Release ?? "").split(", "))
      expect(readFileSync(join(FOLDER, file), "utf8")).toContain(`version: "${release}.`);
  });

  test("private keys are in none of the stacks", () => {
    for (const file of EXAMPLES) jest.requireActual(join(FOLDER, file));
    for (const name of readdirSync(join(outdir, "stacks"))) {
      expect(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8")).not.toContain("PRIVATE KEY");
    }
  });

  test("all can live on one engine", () => {
    const ranges = EXAMPLES.flatMap(
      (file) => readFileSync(join(FOLDER, file), "utf8").match(/cidr: "[^"]+"/g) ?? [],
    );
    expect(new Set(ranges).size).toBeGreaterThanOrEqual(ranges.length - 1);
  });
});
