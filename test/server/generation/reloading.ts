import { X509Certificate } from "node:crypto";
import { make, traditional, type Made } from "../../tls/made-certificates";
import { Nodes, type Staged } from "./nodes";

const KEY = { node: traditional("node"), other: traditional("other") };

const issue = (issuer: Made, key: "node" | "other", to?: string) =>
  make({ issuer, key, dns: ["localhost"], ...(to === undefined ? {} : { to }) });

function files(certificate: Made, root: string, conf = "First: 1", key = certificate.key): Staged {
  const publicKey = new X509Certificate(certificate.pem).publicKey.export({ type: "spki", format: "pem" });
  return {
    "server.conf": `${conf}\n`,
    "node.crt": certificate.pem,
    "node.key": KEY[key as "node" | "other"],
    "node.pub": publicKey.toString(),
    "roots/ca-0.crt": root,
  };
}

const ANEW = ["node.crt", "node.key", "node.pub", "roots/ca-0.crt"];
const authority = () => make({ ca: true });
const another = () => make({ ca: true, subject: "CN=Another authority", key: "small" });

const withNodes = (name: string, count: number, body: (nodes: Nodes) => Promise<void>): void => {
  test.concurrent(
    name,
    async () => {
      const nodes = await Nodes.open(count, true);
      try {
        const root = await authority();
        nodes.trust(root.pem);
        for (let n = 0; n < count; n++) {
          await nodes.stage(n, files(await issue(root, "node"), root.pem), ANEW);
          nodes.start(n);
        }
        expect(await nodes.gate()).toMatchObject({ code: 0 });
        await body(nodes);
      } finally {
        await nodes.close();
      }
    },
    300_000,
  );
};

const signals = (nodes: Nodes, n: number) => nodes.heard(n).slice(1);

withNodes(
  "a renewed certificate is read anew, node by node, and no server is started again",
  3,
  async (nodes) => {
    const root = await authority();
    const names: string[] = [];
    for (const n of [0, 1, 2])
      names.push(await nodes.stage(n, files(await issue(root, "other"), root.pem), ANEW));
    const { code, said } = await nodes.gate();
    expect(said).toMatch(/node-0 shall have its new certificate[^]*node-1 shall[^]*node-2 shall/);
    expect(code).toBe(0);
    for (const n of [0, 1, 2]) {
      expect(signals(nodes, n)).toEqual(["HUP"]);
      expect(nodes.control(n, "runs")).toBe(names[n]);
    }
  },
);

withNodes("a certificate and a setting at once are one restart", 1, async (nodes) => {
  const root = await authority();
  await nodes.stage(0, files(await issue(root, "other"), root.pem, "Second: 2"), ANEW);
  expect((await nodes.gate()).code).toBe(0);
  expect(signals(nodes, 0)).toEqual(["TERM", "start Second: 2"]);
});

withNodes(
  "the key of another certificate stays at the first node, which serves what it had",
  3,
  async (nodes) => {
    const root = await authority();
    const was = nodes.control(0, "runs");
    const certificate = await issue(root, "other");
    for (const n of [0, 1, 2]) await nodes.stage(n, files(certificate, root.pem, "First: 1", "node"), ANEW);
    const { code, said } = await nodes.gate(20);
    expect(code).toBe(1);
    expect(said).toContain("node-0 was not ready with it, and is back on what it had");
    expect([nodes.control(0, "runs"), nodes.control(0, "wants")]).toEqual([was, was]);
    // It was asked more than once, and never ended.
    expect(signals(nodes, 0).filter((line) => line === "HUP").length).toBeGreaterThan(2);
    expect(nodes.heard(0).filter((line) => /TERM|start/.test(line))).toHaveLength(1);
    expect([signals(nodes, 1), signals(nodes, 2)]).toEqual([[], []]);
  },
);

withNodes("one that leads to no trusted root is not taken for served", 1, async (nodes) => {
  const root = await authority();
  const was = nodes.control(0, "runs");
  await nodes.stage(0, files(await issue(root, "other"), (await another()).pem), ANEW);
  expect((await nodes.gate(20)).code).toBe(1);
  expect(nodes.control(0, "runs")).toBe(was);
});

withNodes("a server that is not ready yet is not asked to read anew", 1, async (nodes) => {
  const root = await authority();
  nodes.says(0, "CatchingUp");
  nodes.tell(0, "wants", await nodes.stage(0, files(await issue(root, "other"), root.pem), ANEW));
  await new Promise((done) => setTimeout(done, 4000));
  expect(signals(nodes, 0)).toEqual([]);
  nodes.says(0, "leader");
  await nodes.until("it is asked", () => signals(nodes, 0).includes("HUP"));
  expect((await nodes.gate()).code).toBe(0);
});

withNodes("a new certificate with the key of the one before counts when it is served", 1, async (nodes) => {
  const root = await authority();
  const was = nodes.control(0, "runs");
  const renewed = await issue(root, "node", "2036-01-01T00:00:00Z");
  // A pair that the server refuses, though it serves that key already.
  await nodes.stage(0, files(renewed, root.pem, "First: 1", "other"), ANEW);
  expect((await nodes.gate(20)).code).toBe(1);
  expect(nodes.control(0, "runs")).toBe(was);
  const name = await nodes.stage(0, files(renewed, root.pem), ANEW);
  expect((await nodes.gate()).code).toBe(0);
  expect(nodes.control(0, "runs")).toBe(name);
  expect(nodes.heard(0).filter((line) => /TERM|start/.test(line))).toHaveLength(1);
});

withNodes(
  "a server that is not ready with what it has is started again with the new one",
  1,
  async (nodes) => {
    const root = await authority();
    nodes.says(0, "CatchingUp");
    const name = await nodes.stage(0, files(await issue(root, "other"), root.pem), ANEW);
    nodes.tell(0, "wants", name);
    await new Promise((done) => setTimeout(done, 20_000));
    await nodes.until("it is started again", () => signals(nodes, 0).includes("start First: 1"));
    expect(signals(nodes, 0)).toEqual(["TERM", "start First: 1"]);
    expect(nodes.control(0, "runs")).toBe(name);
  },
);
