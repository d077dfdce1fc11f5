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

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/clients.md"), "utf8");
const [STACKS = "", PROGRAM = "", CHECKED = "", ...OTHERS] = blocksOf(TEXT, "ts");

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
