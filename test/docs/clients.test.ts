import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ClusterNetwork } from "../../lib";
import { STRING_OPTIONS } from "../../lib/cluster/client-string";
import { synthCluster } from "../docker/synth";
import { blocksOf, promised, run } from "./blocks";
import { compile } from "./compile";

/** What looks at a network, as Terraform reads it. */
interface Looks {
  readonly lifecycle: { readonly postcondition: readonly { readonly error_message: string }[] };
}

/** What of resources is looked at. */
interface Declared {
  readonly networks_advanced?: readonly { readonly name: string; readonly aliases?: readonly string[] }[];
  readonly upload?: readonly { readonly content: string }[];
  readonly dns_names?: readonly string[];
}

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/clients.md"), "utf8");
const [PROXY = "", STACKS = "", PROGRAM = "", CHECKED = "", ...OTHERS] = blocksOf(TEXT, "ts");

describe("docs/clients.md", () => {
  const before = process.cwd();
  let folder: string;
  beforeAll(() => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "build", "clients-"));
    writeFileSync(join(folder, "stacks.ts"), STACKS);
    writeFileSync(join(folder, "program.ts"), PROGRAM);
    process.env.CDKTF_OUTDIR = join(folder, "cdktf.out");
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    delete process.env.CDKTF_OUTDIR;
    rmSync(folder, { recursive: true, force: true });
  });

  test("compiles, and runs as it says: what the first program writes, the second one reads", () => {
    expect(OTHERS).toEqual([]);
    expect(compile([join(folder, "stacks.ts"), join(folder, "program.ts")])).toEqual([]);
    run(join(folder, "stacks.ts"));
    const written = join(folder, "cdktf.out/stacks/database");
    expect(readdirSync(written)).toContain("esdb.cluster.json");
    const { output } = JSON.parse(readFileSync(join(written, "cdk.tf.json"), "utf8")) as { output: object };
    const [, named] = /output -json (\w+) > (\S+)/.exec(blocksOf(TEXT, "sh")[0] ?? "") ?? [];
    expect(output).toHaveProperty(named ?? "");
    writeFileSync(join(folder, "esdb.cluster.json"), readFileSync(join(written, "esdb.cluster.json")));
    expect(run(join(folder, "program.ts"))).toEqual(promised(PROGRAM));
  }, 60_000);

  test("has a proxy that finds each node by its name, under the name that clients dial", () => {
    const file = join(folder, "proxy.ts");
    writeFileSync(file, PROXY);
    expect(compile([file])).toEqual([]);
    process.env.CDKTF_OUTDIR = join(folder, "proxy.out");
    try {
      expect(run(file)).toEqual(promised(PROXY));
    } finally {
      process.env.CDKTF_OUTDIR = join(folder, "cdktf.out");
    }
    const text = readFileSync(join(folder, "proxy.out/stacks/database/cdk.tf.json"), "utf8");
    const { docker_container: containers, tls_cert_request: requests } = (
      JSON.parse(text) as { resource: Record<string, Record<string, Declared>> }
    ).resource;
    const proxy = containers?.proxy;
    const networks = proxy?.networks_advanced?.map(({ name }) => name);
    const servers = [
      ...(proxy?.upload?.[0]?.content ?? "").matchAll(/^backend (\S+)[^]*?server (\S+) (\S+):2113/gm),
    ];
    expect(servers).toHaveLength(3);
    for (const [, host, key, name] of servers) {
      const node = containers?.[`eventstore_esdb_${key ?? ""}`];
      const joined = node?.networks_advanced?.find((one) => networks?.includes(one.name));
      expect(joined?.aliases).toContain(name);
      expect(requests?.[`eventstore_esdb_${key ?? ""}`]?.dns_names).toContain(host);
    }
  }, 60_000);

  test("says of a network that is checked at plan what the plan says", () => {
    const file = join(folder, "checked.ts");
    const program = `import { ClusterNetwork, type EventStoreClusterProps } from "cdktf-eventstoredb";
      export const props: Partial<EventStoreClusterProps> = { ${CHECKED} };`;
    writeFileSync(file, program);
    expect(compile([file])).toEqual([]);
    const { text } = synthCluster({
      externalNetwork: ClusterNetwork.fromNetworkName("applications", {
        cidr: "10.240.11.0/24",
        checkedAtPlan: true,
      }),
    });
    const { data } = JSON.parse(text) as { data: { docker_network: Record<string, Looks> } };
    const [look] = Object.values(data.docker_network);
    const said = look?.lifecycle.postcondition.map((one) =>
      one.error_message.replace(/\$\{.*?\}/, "10.20.0.0/24"),
    );
    const [, told = ""] = (blocksOf(TEXT, "text")[0] ?? "").split("\n\n");
    expect(said).toContain(told.replace(/\s+/g, " ").trim());
  }, 60_000);

  test("has every option of a string", () => {
    const [, table = ""] = /## Strings([^]*?)## /.exec(TEXT) ?? [];
    for (const name of STRING_OPTIONS) expect(table).toContain(name);
  });
});
