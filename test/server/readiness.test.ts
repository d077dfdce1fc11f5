import "reflect-metadata";
import { execFile, spawnSync } from "node:child_process";
import { createHash, webcrypto } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { readinessProbe, type ProbeTarget } from "../../lib/server/readiness";

const PLAIN: ProbeTarget = { address: "10.240.1.11", port: 2113 };
test("a name or a folder is one word of the shell, whatever it holds", () => {
  const tls = { name: "$(touch x);a'b", roots: "/r'c" };
  const [shell, command = ""] = readinessProbe({ ...PLAIN, tls });
  expect(shell).toBe("CMD-SHELL");
  const { stdout } = spawnSync("sh", [
    "-c",
    command
      .replace("exit 1 ;;", "exit ;;")
      .replace(/^ {2}else said=.*$/m, '  else printf "%s\\n" "$3" "$4"; fi'),
  ]);
  const words = String(stdout).split("\n");
  expect(words).toContain("$(touch x);a'b");
  expect(words).toContain("/r'c");
});

/** Certificates as the server under test has them: two authorities, of which one made the node's. */
async function makeCertificates() {
  x509.cryptoProvider.set(webcrypto as never);
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const days = { notBefore: new Date(Date.now() - 3600e3), notAfter: new Date(Date.now() + 3600e3) };
  const pair = () => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const authority = async (name: string) => {
    const keys = await pair();
    const extensions = [new x509.BasicConstraintsExtension(true, undefined, true)];
    const shared = { serialNumber: "01", name: `CN=${name}`, signingAlgorithm: algorithm, ...days };
    return {
      keys,
      root: await x509.X509CertificateGenerator.createSelfSigned({ ...shared, keys, extensions }),
    };
  };
  const [ours, other, keys] = await Promise.all([authority("ours"), authority("other"), pair()]);
  const names = [
    { type: "dns", value: "node-0.esdb.internal" },
    { type: "ip", value: "10.240.0.11" },
  ] as const;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: createHash("sha256").update("node").digest("hex").slice(0, 16),
    subject: "CN=eventstoredb-node",
    issuer: ours.root.subject,
    signingKey: ours.keys.privateKey,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    extensions: [new x509.SubjectAlternativeNameExtension([...names])],
    ...days,
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    ours: ours.root.toString("pem").trimEnd(),
    other: other.root.toString("pem").trimEnd(),
    cert: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}

// Where tests are run on purpose, a machine without curl is a failure, not a reason to pass.
const hasCurl = spawnSync("curl", ["--version"]).status === 0 || process.env.CI !== undefined;
// Thousands of mutants need not wait seconds each for what the command's text tells as well.
const live = hasCurl && process.env.STRYKER_MUTATOR_WORKER === undefined;

(live ? describe : describe.skip)("run by sh and curl against a server with TLS", () => {
  let folder: string;
  let server: Server;
  let state = "Leader";
  let port = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "readiness-"));
    const { ours, other, cert, key } = await makeCertificates();
    for (const [name, files] of Object.entries({ both: [other, ours], foreign: [other], none: [] })) {
      mkdirSync(join(folder, name));
      // Without a line break at their end, which not every tool writes.
      files.forEach((text, i) => writeFileSync(join(folder, name, `${i}.crt`), text));
    }
    server = createServer({ cert, key }, (_, response) => response.end(JSON.stringify({ state })));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    port = (server.address() as AddressInfo).port;
  }, 30_000);

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (command: string): Promise<number> =>
    new Promise((done) => {
      execFile("sh", ["-c", command], (error) => done(error === null ? 0 : Number(error.code)));
    });

  const target = (name: string, roots: string): ProbeTarget => ({
    address: "127.0.0.1",
    port,
    tls: { name, roots: join(folder, roots) },
  });

  test.each([
    ["node-0.esdb.internal", "both", "Leader", 0],
    ["10.240.0.11", "both", "Leader", 0],
    ["node-0.esdb.internal", "both", "Follower", 0],
    ["node-0.esdb.internal", "both", "Unknown", 1],
    ["node-1.esdb.internal", "both", "Leader", 1],
    ["10.240.0.12", "both", "Leader", 1],
    ["127.0.0.1", "both", "Leader", 1],
    ["node-0.esdb.internal", "foreign", "Leader", 1],
    ["node-0.esdb.internal", "none", "Leader", 1],
    ["node-0.esdb.internal", "absent", "Leader", 1],
  ])("%s, trusting %s, while it is %s: exit code %d", async (name, roots, told, expected) => {
    state = told;
    // Without the pauses between the looks.
    const probe = readinessProbe(target(name, roots))[1] ?? "";
    expect(await run(`sleep() { :; }\n${probe}`)).toBe(expected);
  });
});
