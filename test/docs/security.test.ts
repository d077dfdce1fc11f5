import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  Certificates,
  ClientAccess,
  describeTopology,
  EventStoreCluster,
  PortPlan,
  Security,
} from "../../lib";
import { imageLayoutOf } from "../../lib/server/image-layout";
import { isAtLeast, RELEASES } from "../../lib/server/release";
import { certificateRules } from "../../lib/tls/certificate-rules";
import { releaseOf } from "../tls/made-certificates";
import { emptyStack } from "../docker/never-synthesized";
import { byName, propsOf, synthCluster } from "../docker/synth";
import { blocksOf, promised, run } from "./blocks";
import { compile } from "./compile";
import { fillFolder, PKCS12_PASSWORD } from "./certificate-folder";
import { plain, readTables, type Row } from "./tables";

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/security.md"), "utf8");
const PROGRAMS = blocksOf(TEXT, "ts");
const COMMANDS = blocksOf(TEXT, "sh");

/** What the examples leave out. */
const BEFORE = `
import { readFileSync } from "node:fs";
import { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import { Audience, Certificates, ClientAccess, EventStoreCluster, PeerAccess, PortPlan, Security } from "cdktf-eventstoredb";
const app = new App();
const stack = new TerraformStack(app, "stack");
new DockerProvider(stack, "docker");
const networks = {
  internalNetwork: { cidr: "10.240.0.0/24" },
  externalNetwork: { cidr: "10.240.1.0/24" },
};
`;
const AFTER = "\napp.synth();\n";

describe("docs/security.md: the examples", () => {
  const here = process.cwd();
  let folder: string;
  beforeAll(async () => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "build", "security-"));
    PROGRAMS.forEach((program, i) => writeFileSync(fileOf(i), BEFORE + program + AFTER));
    mkdirSync(join(folder, "certificates"));
    await fillFolder(join(folder, "certificates"), {
      names: (n) => [`node-${n}.payments.internal`, "esdb.example.com"],
      shared: ["*.db.example.com"],
    });
    process.env.CDKTF_OUTDIR = join(folder, "out");
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(here);
    delete process.env.CDKTF_OUTDIR;
    rmSync(folder, { recursive: true, force: true });
  });

  test("compile", () => {
    expect(PROGRAMS.length).toBeGreaterThan(5);
    expect(compile(PROGRAMS.map((_, i) => fileOf(i)))).toEqual([]);
  }, 60_000);

  test.each(PROGRAMS.map((program, i) => [i, program] as const))(
    "program %i runs, prints what it says and gives no key away",
    (i, program) => {
      expect(run(fileOf(i))).toEqual(promised(program));
      expect(synthesized()).toContain('"docker_container"');
      expect(synthesized()).not.toMatch(/PRIVATE KEY/);
    },
  );

  // Whoever has no OpenSSL 3 sees that these were left out.
  const openssl = spawnSync("openssl", ["version"], { encoding: "utf8" }).stdout ?? "";
  (/^OpenSSL [3-9]/.test(openssl) ? test : test.skip)(
    "openssl makes certificates that pass from 20.6 on, and a file for v5",
    () => {
      const certificates = join(folder, "certificates");
      rmSync(certificates, { recursive: true });
      mkdirSync(certificates);
      const [make = "", pack = ""] = COMMANDS.filter((commands) => commands.startsWith("openssl"));
      const env = { ...process.env, PASSWORD: PKCS12_PASSWORD };
      const sh = (commands: string) =>
        execFileSync("sh", ["-e", "-c", commands], { cwd: certificates, env, stdio: "pipe" });
      sh(make);
      expect(
        readdirSync(certificates).filter((file) => !/^(ca|node-\d)\.(crt|key)$|^ca\.srl$/.test(file)),
      ).toEqual([]);
      const own = PROGRAMS.find((program) => program.includes('"payments"')) ?? "";
      for (const version of ["20.6.2", "22.10.5", "24.10.4", "26.1.0"]) {
        expect(runAs(`own-${version}`, own.replace('"24.10.4"', `"${version}"`))).toEqual([]);
      }
      sh(pack.replaceAll("shared.", "node-0."));
      const v5 = PROGRAMS.find((program) => program.includes("pkcs12")) ?? "";
      const openedBy = (password: string) =>
        runAs(password, v5.replace("password.stringValue", JSON.stringify(password)));
      expect(openedBy(PKCS12_PASSWORD)).toHaveLength(1);
      expect(() => openedBy("another")).toThrow("does not open the file");
    },
    60_000,
  );

  function fileOf(i: number): string {
    return join(folder, `program-${i}.ts`);
  }

  function runAs(name: string, program: string): readonly string[] {
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, BEFORE + program + AFTER);
    return run(file);
  }

  function synthesized(): string {
    return readFileSync(join(folder, "out", "stacks", "stack", "cdk.tf.json"), "utf8");
  }
});

describe("docs/security.md: what is demanded of certificates", () => {
  const rows = rowsWith("Demand");
  const columns: Readonly<Record<string, (release: string) => boolean>> = {
    "20.6–21.6": (release) => isAtLeast(release, "20.6.0") && !isAtLeast(release, "21.10.0"),
    "21.10–22.10": (release) => isAtLeast(release, "21.10.0") && !isAtLeast(release, "23.6.0"),
    "23.6": (release) => isAtLeast(release, "23.6.0") && !isAtLeast(release, "23.10.0"),
    "23.10": (release) => isAtLeast(release, "23.10.0") && !isAtLeast(release, "24.2.0"),
    "24.2–26.1": (release) => isAtLeast(release, "24.2.0"),
  };
  const said = (demand: string, column: string) => rows.find((row) => row.Demand === demand)?.[column] ?? "";

  test("every column is one of these", () => {
    expect(Object.keys(rows[0] ?? {})).toEqual(["Demand", ...Object.keys(columns)]);
  });

  test.each(Object.entries(columns))("on %s", (column, covers) => {
    const releases = RELEASES.filter(covers);
    expect(releases).not.toEqual([]);
    for (const version of releases) {
      const rules = certificateRules(releaseOf(version));
      expect([version, rules.format]).toEqual([version, "pem"]);
      expect([version, said("Key", column).includes("PKCS#8")]).toEqual([version, rules.pkcs8]);
      expect([version, said("Encrypted key", column)]).toEqual([
        version,
        rules.encryptedKeys ? "PKCS#8" : "no",
      ]);
      expect([version, said("Common name", column).includes("domain")]).toEqual([
        version,
        rules.recognition === "matching",
      ]);
      expect([version, said("Key usage", column) !== "any"]).toEqual([version, rules.usages]);
      expect([version, said("Extended key usage", column).includes("clientAuth")]).toEqual([
        version,
        rules.usages,
      ]);
      const chains =
        ["20.10.5", "20.10.6"].includes(version) || !said("Intermediates", column).includes("among");
      expect([version, chains]).toEqual([version, rules.chains]);
      expect([version, version === "20.6.0"]).toEqual([version, rules.recognition === "subject"]);
    }
  });
});

describe("docs/security.md: what is in the containers", () => {
  const security = Security.tls(Certificates.generated());
  const stack = synthCluster({ readOnlyReplicas: 1, security, licenseKey: "one" });

  test("names containers and volumes that a cluster named esdb has", () => {
    const names = [
      ...Object.keys(byName(stack, "docker_container")),
      ...Object.keys(byName(stack, "docker_volume")),
    ];
    const named = [
      ...new Set([...TEXT.matchAll(/`(esdb-(?:node|replica|ready)[a-z0-9-]*)`/g)].map(([, name]) => name)),
    ];
    expect(named).not.toEqual([]);
    for (const name of named) expect(names).toContain(name);
  });

  test("names addresses of Terraform that are there", () => {
    const addresses = [...TEXT.matchAll(/\b(docker_\w+|tls_\w+)\.(eventstore_esdb_[\w$-]+)/g)].flatMap(
      ([, type = "", name = ""]) =>
        ["node-0", "node-1", "node-2"].map((node) => [type, name.replace("$node", node)]),
    );
    expect(new Set(addresses.map(([type]) => type))).toEqual(
      new Set(["tls_locally_signed_cert", "tls_private_key", "tls_self_signed_cert"]),
    );
    for (const [type = "", name = ""] of addresses) expect(stack.resource[type]).toHaveProperty([name]);
    const [output = ""] = /eventstore_esdb_certificates-expire/.exec(TEXT) ?? [];
    expect(JSON.parse(stack.text)).toHaveProperty(["output", output]);
  });

  test("says where files lie, in which mode, and whose they are", () => {
    const [script = ""] = (byName(stack, "docker_container")["esdb-node-0-installer"]?.command ??
      []) as string[];
    for (const row of rowsWith("Mode")) {
      const [first = ""] = plain(row.File).split(/, | and /);
      const step = first === "the folder" ? 'chmod 0500 "$into/"' : `put ${first}`;
      const line = script.split("\n").find((one) => one.trim().startsWith(step));
      expect([first, /\b0\d{3}\b/.exec(line ?? "")?.[0]]).toEqual([first, row.Mode]);
    }
    for (const release of RELEASES) {
      const { tlsDirectory, user } = imageLayoutOf(release);
      expect(TEXT).toContain(tlsDirectory);
      const uid = isAtLeast(release, "26.0.0") ? 1001 : isAtLeast(release, "20.6.0") ? 1000 : 0;
      expect([release, user.uid]).toEqual([release, uid]);
    }
  });
});

describe("docs/security.md: the names", () => {
  test("are those of the report", () => {
    const cluster = new EventStoreCluster(
      emptyStack(),
      "esdb",
      propsOf({
        security: Security.tls(Certificates.generated()),
        clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http: 2113 }) }),
      }),
    );
    const report = describeTopology(cluster.topology)
      .split("\n")
      .map((line) => line.trim());
    const lines = blocksOf(TEXT, "text")[0]?.trim().split("\n") ?? [];
    expect(lines.length).toBeGreaterThan(1);
    expect(report).toEqual(expect.arrayContaining(lines));
  });
});

function rowsWith(column: string): readonly Row[] {
  return readTables(TEXT)
    .filter(([first]) => first?.[column] !== undefined)
    .flat();
}
