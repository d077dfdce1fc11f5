import { TerraformStack, App } from "cdktf";
import { inspect } from "node:util";
import {
  Certificates,
  EventStoreCluster,
  ExternalTcp,
  InvalidClusterError,
  Security,
  type OwnCertificatesOptions,
} from "../../../lib";
import { make, pkcs8, traditional } from "../../tls/made-certificates";
import { byName, propsOf, synthStack, toldTo } from "../synth";
import { asValues, inFolder, makeCluster, type MadeCluster } from "./secure-cluster";

let made: MadeCluster;
let key: string;
beforeAll(async () => {
  made = await makeCluster();
  key = traditional();
  await make();
});

/** Whether a text shows a part of a secret, were it of a few characters only. */
function shows(text: string, secret: string): boolean {
  const body = secret.replace(/-----[^-]*-----/g, "").replace(/\s/g, "");
  // A private key holds its public one, which is no secret.
  const public_ = /-----BEGIN PUBLIC KEY-----[^]*?-----END PUBLIC KEY-----/g;
  const shown = text.replace(public_, "").replace(/\\n|\s/g, "");
  for (let i = 0; i + 12 <= body.length; i += 4) if (shown.includes(body.slice(i, i + 12))) return true;
  return false;
}

/** Everything that a program, a log or a debugger prints of what was made of props, or of why they were refused. */
function everythingPrinted(props: object): { readonly text: string; readonly refused: boolean } {
  const stack = new TerraformStack(new App({ skipBackendValidation: true }), "stack");
  const print = (value: unknown) =>
    inspect(value, { depth: Infinity, showHidden: true, maxStringLength: null });
  try {
    const cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
    const { topology, warnings, nodes, reachability } = cluster;
    const parts = [
      topology,
      warnings,
      reachability,
      nodes.map((node) => node.settings),
      cluster.node.metadata,
    ];
    return { text: print(cluster) + JSON.stringify(parts), refused: false };
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    return { text: `${error.stack ?? ""}${print(error)}${JSON.stringify(error)}`, refused: true };
  }
}

const SOURCES = ["fromValues", "fromFiles", "fromDockerHost"] as const;
const SLOTS = ["certificate", "privateKey", "privateKeyPassword", "pkcs12", "password"] as const;

const PLACES: readonly (readonly string[])[] = [
  ...SLOTS.map((slot) => ["shared", slot]),
  ["shared"],
  ["nodes"],
  ["nodes", "node-0"],
  ["trustedRoots"],
  ["trustedRoots", "0"],
  ["commonName"],
  ["other"],
  [],
];
const PASSWORD = "correct-horse-battery-staple";

/** A key in every form in which it strays, and a password. */
const strayed = (): readonly string[] => [
  key,
  pkcs8(),
  key.replace(/\n/g, ""),
  key.replace(/-----[^-]*-----|\s/g, ""),
  key.slice(0, 200),
  `x\n${key}`,
  PASSWORD,
];

/** A password is known for none where a path or a name belongs. */
function isSecretAt(secret: string, place: readonly string[]): boolean {
  const slot = place[place.length - 1] ?? "";
  return secret !== PASSWORD || !["certificate", "0", "commonName"].includes(slot);
}

test.each(SOURCES)("%s: a secret in any place, right or wrong, is printed nowhere", (source) => {
  const shared = { certificate: made.nodes[0]!.pem, privateKey: key };
  const pkcs12 = { pkcs12: Buffer.from("no file").toString("base64"), password: "x" };
  let refusals = 0;
  for (const version of ["5.0.11", "24.10.4"]) {
    const good = { ...asValues(made), nodes: undefined, shared: version === "5.0.11" ? pkcs12 : shared };
    for (const place of PLACES) {
      for (const secret of strayed().filter((one) => isSecretAt(one, place))) {
        const own = put(good, place, secret) as OwnCertificatesOptions;
        const { text, refused } = everythingPrinted({
          version,
          security: Security.tls(Certificates[source](own)),
        });
        if (refused) refusals++;
        expect({ version, place, secret: shows(text, secret) ? secret : "" }).toEqual({
          version,
          place,
          secret: "",
        });
      }
    }
  }
  expect(refusals).toBeGreaterThan(100);
});

/** A copy with a value at a place. */
function put(into: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const list = Array.isArray(into) ? [...(into as unknown[])] : { ...(into as object) };
  return Object.assign(list, {
    [first]: put((into as Record<string, unknown> | undefined)?.[first], rest, value),
  });
}

test("secrets in their right places are synthesized, and printed nowhere", () => {
  const password = PASSWORD;
  const nested = "another-of-a-directory-0123456789";
  const licenseKey = "license-of-somebody-0123456789";
  const options = asValues(made);
  const props = propsOf({
    version: "24.10.4",
    security: Security.tls(Certificates.fromValues(options)),
    licenseKey,
    settings: { DefaultAdminPassword: password, "LdapsAuth:BindPassword": nested },
    nodeOverrides: { "node-0": { settings: { DefaultOpsPassword: `${password}\${x}` } } },
  });
  const stray = ExternalTcp.enabled({ licenseKey } as object);
  for (const value of [props.security, Certificates.fromValues(options), stray])
    for (const secret of [key, licenseKey])
      expect(
        shows(inspect(value, { depth: Infinity, showHidden: true }) + JSON.stringify(value), secret),
      ).toBe(false);
  const { text, refused } = everythingPrinted(props);
  expect(refused).toBe(false);
  for (const secret of [key, password, nested, licenseKey]) expect(shows(text, secret)).toBe(false);
  const synthesized = synthStack((stack) => new EventStoreCluster(stack, "esdb", props));
  const containers = byName(synthesized, "docker_container");
  expect(toldTo(containers, "esdb-node-0")).toMatchObject({
    EVENTSTORE_DEFAULT_ADMIN_PASSWORD: password,
    EVENTSTORE_DEFAULT_OPS_PASSWORD: `${password}$\${x}`,
  });
  expect(synthesized.text).toContain(licenseKey);
  const uploads = containers["esdb-node-0-installer"]?.upload as readonly { content: string }[];
  expect(uploads.map(({ content }) => content)).toContain(key);
});

describe("content where a path belongs, and the reverse, names the source that takes it, and that works", () => {
  const refusal = (certificates: Certificates): string => {
    try {
      synthStack(
        (stack) => new EventStoreCluster(stack, "esdb", propsOf({ security: Security.tls(certificates) })),
      );
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  test("fromFiles and fromDockerHost, fromValues", () => {
    const values = asValues(made);
    for (const source of ["fromFiles", "fromDockerHost"] as const) {
      const message = refusal(Certificates[source](values));
      expect(message.match(/is PEM text, not a path: .*; use Certificates\.fromValues/g)).toHaveLength(7);
    }
    expect(refusal(Certificates.fromValues(values))).toBe("");
    inFolder(values, (files) => {
      const message = refusal(Certificates.fromValues(files));
      expect(message.match(/is a path: .*; use Certificates\.fromFiles/g)).toHaveLength(7);
      expect(refusal(Certificates.fromFiles(files))).toBe("");
    });
  });
});

describe("a file of keys that is not there", () => {
  const files = (privateKey: string) =>
    Certificates.fromFiles({ trustedRoots: ["ca.crt"], shared: { certificate: "node.crt", privateKey } });
  const told = (privateKey: string): string =>
    everythingPrinted({ version: "24.10.4", security: Security.tls(files(privateKey)) })
      .text.split("\n")
      .filter((line) => line.startsWith("  - security.certificates.shared.privateKey"))
      .join("\n");

  test.each(["certs/node-0.key", "node.pem", "../secrets/esdb.key", "/etc/esdb/node.KEY", "C:\\keys\\a.key"])(
    "is told by its name: %s",
    (path) => {
      expect(told(path)).toContain(`is ${JSON.stringify(path)}, which cannot be read: there is no such file`);
    },
  );

  test("is told with the folder where a relative path begins, in words", () => {
    const where = "a relative path begins at the folder in which the program was started";
    expect(told("certs/node-0.key")).toContain(where);
    expect(told("certs/node-0.key")).not.toContain(process.cwd());
    expect(told("/etc/esdb/node-0.key")).not.toContain(where);
  });

  test("is not told by what may be a key, or a part of one", () => {
    const bare = key.replace(/-----[^-]*-----|\s/g, "");
    for (const secret of [bare.slice(0, 64), `${bare.slice(0, 30)}/${bare.slice(40, 60)}`, PASSWORD])
      for (const text of [secret, `${secret}.txt`, `keys/${secret}`])
        expect(told(text)).toMatch(/is a path, which cannot be read/);
    expect(told(`${bare.slice(0, 64).replace(/\W/g, "x")}.key`)).toMatch(/is a path, which/);
  });
});

test("a key that strayed into any other prop is printed nowhere either", () => {
  const props = ["name", "version", "size", "image", "engineVersion", "labels", "settings", "security"];
  props.push(
    "internalNetwork",
    "clients",
    "peers",
    "ports",
    "externalTcp",
    "data",
    "nodeOverrides",
    "delivery",
  );
  for (const prop of props) {
    for (const value of [key, { [prop]: key }, [key]]) {
      const { text, refused } = everythingPrinted({ [prop]: value });
      if (refused) expect({ prop, shown: shows(text, key) }).toEqual({ prop, shown: false });
    }
  }
  expect(everythingPrinted({ image: key }).refused).toBe(true);
});
