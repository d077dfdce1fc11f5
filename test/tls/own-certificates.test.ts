import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import { checkOwn } from "../../lib/tls/own-certificates";
import { anyValue } from "../network/arbitrary-spec";
import { codesOf } from "../network/planning";
import { releaseOf } from "./made-certificates";

const NODES = { nodes: [{ key: "node-0" }, { key: "node-1" }, { key: "replica-0" }] };
const PEM = { certificate: "node.crt", privateKey: "node.key" };
const PKCS12 = { pkcs12: "node.p12", password: "secret" };
const ROOT = "security.certificates";

function check(options: unknown, version = "24.10.9") {
  const findings = new Findings();
  const own = checkOwn(options, NODES, releaseOf(version), findings);
  const text = findings.problems.map(describeProblem).join("\n");
  return { own, text, codes: codesOf(findings.problems) };
}

describe("certificates of the user's own", () => {
  test("are one for all, or one a node, or both", () => {
    const shared = check({ trustedRoots: ["ca.crt"], shared: PEM, commonName: "esdb" });
    expect(shared.codes).toEqual([]);
    expect(shared.own).toMatchObject({
      trustedRoots: [{ path: `${ROOT}.trustedRoots[0]`, value: "ca.crt" }],
      commonName: "esdb",
    });
    const all = [...shared.own!.nodes.values()];
    expect([...shared.own!.nodes.keys()].sort()).toEqual(["node-0", "node-1", "replica-0"]);
    expect(new Set(all.map(({ certificate }) => certificate)).size).toBe(1);
    expect(all[0]).toEqual({ path: `${ROOT}.shared`, certificate: PEM });
    const mixed = check({ shared: PEM, nodes: { "node-1": { ...PEM, privateKeyPassword: "secret" } } });
    expect(mixed.codes).toEqual([]);
    expect(mixed.own!.nodes.get("node-0")!.path).toBe(`${ROOT}.shared`);
    expect(mixed.own!.nodes.get("node-1")).toEqual({
      path: `${ROOT}.nodes["node-1"]`,
      certificate: { ...PEM, privateKeyPassword: "secret" },
    });
  });

  test("are PKCS#12 files as well", () => {
    const { own, codes } = check({ shared: PKCS12 }, "5.0.12");
    expect(codes).toEqual([]);
    expect(own!.nodes.get("node-0")!.certificate).toEqual(PKCS12);
  });

  test.each([true, false, "no", 0, null])("have no validatePeers, which never had an effect: %p", (value) => {
    const v5 = check({ shared: PKCS12, validatePeers: value }, "5.0.12");
    expect(v5.codes).toEqual([`certificate.own.validatePeers ${ROOT}.validatePeers`]);
    expect(v5.text).toContain("Security.tlsForClients");
    expect(check({ shared: PEM, validatePeers: value }).codes).toEqual(v5.codes);
  });

  test("are there for every node", () => {
    const { codes, text } = check({ nodes: { "node-1": PEM } });
    expect(codes).toEqual([`certificate.own.missing ${ROOT}.nodes`]);
    expect(text).toContain("has no certificate of node-0, replica-0");
    expect(check({}).codes).toEqual([`certificate.own.missing ${ROOT}.nodes`]);
  });

  test("are of nodes that there are", () => {
    const { codes, text } = check({ shared: PEM, nodes: { "node-7": PEM } });
    expect(codes).toEqual([`certificate.own.node ${ROOT}.nodes["node-7"]`]);
    expect(text).toContain("its nodes are node-0, node-1, replica-0");
  });

  test.each<[string, object, readonly string[]]>([
    ["both formats", { ...PEM, ...PKCS12 }, [`certificate.own.both ${ROOT}.shared`]],
    ["no key", { certificate: "a" }, [`certificate.own.text ${ROOT}.shared.privateKey`]],
    ["no certificate", { privateKey: "a" }, [`certificate.own.text ${ROOT}.shared.certificate`]],
    ["no password", { pkcs12: "a" }, [`certificate.own.text ${ROOT}.shared.password`]],
    ["no file", { password: "a" }, [`certificate.own.text ${ROOT}.shared.pkcs12`]],
    ["a slip of the pen", { ...PEM, privatekey: "a" }, [`value.key ${ROOT}.shared["privatekey"]`]],
    ["the other form's password", { ...PEM, password: "a" }, [`value.key ${ROOT}.shared.password`]],
    [
      "the other form's password, the other way round",
      { pkcs12: "a", privateKeyPassword: "a" },
      [`value.key ${ROOT}.shared.privateKeyPassword`],
    ],
    [
      "an empty password",
      { ...PEM, privateKeyPassword: "" },
      [`certificate.own.text ${ROOT}.shared.privateKeyPassword`],
    ],
    [
      "nothing",
      {},
      [`certificate.own.text ${ROOT}.shared.certificate`, `certificate.own.text ${ROOT}.shared.privateKey`],
    ],
  ])("with %s are refused", (_, shared, codes) => {
    expect(check({ shared }).codes).toEqual(codes);
  });

  test.each([
    [
      { ...PEM, password: "hunter2" },
      "that of privateKey is privateKeyPassword; did you mean privateKeyPassword?",
    ],
    [{ pkcs12: "a", privateKeyPassword: "hunter2" }, "that of pkcs12 is password; did you mean password?"],
    [
      { ...PEM, privateKeyPassword: "a", password: "b" },
      "that of privateKey is privateKeyPassword; leave it out",
    ],
    [{ ...PKCS12, privateKeyPassword: "b" }, "that of pkcs12 is password; leave it out"],
  ])("with the other form's password are told its name: %j", (shared, said) => {
    const { text } = check({ shared });
    expect(text.split(": ").at(-1)).toBe(said);
  });

  test("show no secret in messages", () => {
    const { text } = check({
      shared: { certificate: 1, privateKey: "hunter2\0", privateKeyPassword: "hunter2\0" },
      nodes: { "node-0": { pkcs12: "hunter2\0", password: "hunter2\0" } },
    });
    expect(text.split("\n")).toHaveLength(5);
    expect(text).not.toContain("hunter2");
  });

  test("may be any value, which throws nothing", () => {
    const certificate = fc.oneof(
      anyValue,
      fc.dictionary(fc.constantFrom(...Object.keys({ ...PEM, ...PKCS12 })), anyValue),
    );
    const options = fc.oneof(
      anyValue,
      fc.record(
        {
          trustedRoots: fc.oneof(anyValue, fc.array(anyValue)),
          shared: certificate,
          nodes: fc.oneof(
            anyValue,
            fc.dictionary(fc.constantFrom("node-0", "node-9", "__proto__"), certificate),
          ),
          commonName: anyValue,
          validatePeers: anyValue,
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(options, (drawn) => {
        const { own, codes } = check(drawn);
        // What is refused is left out, and everything else goes on to be judged.
        const whole =
          NODES.nodes.every(({ key }) => own?.nodes.has(key)) && own?.trustedRoots.every((r) => r.value);
        expect(whole === true || codes.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
