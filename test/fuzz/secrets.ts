import { Token } from "cdktf";
import fc from "fast-check";
import { Certificates, ClientAccess, ExternalTcp, PortPlan, Security } from "../../lib";
import { any } from "./input";

/** Stands for every secret: none of its parts may be shown anywhere. */
export const SECRET = "Zq7-k9vLw3TbN8pX";
/** So short a part is no chance hit. */
const PART = 5;

/** Whether a text has a part of the secret. */
export function tellsSecret(text: string): boolean {
  const lower = text.toLowerCase();
  return Array.from({ length: SECRET.length - PART + 1 }, (_, i) => SECRET.slice(i, i + PART)).some((part) =>
    lower.includes(part.toLowerCase()),
  );
}

const PEM = `-----BEGIN PRIVATE KEY-----\n${SECRET}${SECRET}\n-----END PRIVATE KEY-----\n`;

const plain = fc.constant<() => unknown>(() => SECRET);

/** A secret as people hand it over, also where another form belongs. */
const carrier: fc.Arbitrary<() => unknown> = fc.constantFrom<() => unknown>(
  () => SECRET,
  () => SECRET,
  () => PEM,
  () => PEM.slice(0, 40),
  () => `${SECRET}\n`,
  () => ` ${SECRET}`,
  () => `${SECRET}\0`,
  () => `/etc/${SECRET}:x`,
  () => `\${var.x}${SECRET}`,
  () => `${Token.asString({ resolve: () => "${var.x}" })}${SECRET}`,
  () => SECRET.repeat(2000),
  () => [SECRET],
  () => [[PEM]],
  () => ({ value: SECRET }),
  () => ({ [SECRET]: true }),
  () => ({ toString: () => SECRET }),
  () => new String(SECRET),
  () => Buffer.from(SECRET),
  () => Symbol(SECRET),
  () => new Error(SECRET),
  () => new Map([[SECRET, SECRET]]),
  () => new URL(`https://u:${SECRET}@example.com`),
  () => () => SECRET,
  () => Object.defineProperty({}, "value", { enumerable: true, get: () => SECRET }),
  () => Token.asString({ resolve: () => "${var.x}" }),
  () => undefined,
  () => null,
  () => 7,
);

const node = fc
  .dictionary(
    fc.constantFrom("certificate", "privateKey", "privateKeyPassword", "pkcs12", "password", "pasword"),
    carrier,
    { maxKeys: 5 },
  )
  .map(all);

const certificates = fc
  .record({
    source: fc.constantFrom("fromFiles", "fromDockerHost", "fromValues", "generated"),
    trustedRoots: fc.array(
      fc.constantFrom("/etc/ca.crt", "ca.crt", PEM, Token.asString({ resolve: () => "${var.root}" })),
      { maxLength: 2 },
    ),
    shared: fc.option(node, { nil: undefined }),
    nodes: fc.option(fc.dictionary(fc.constantFrom("node-0", "node-1", "node-9"), node, { maxKeys: 2 }), {
      nil: undefined,
    }),
    odd: fc.option(
      fc.constantFrom<() => unknown>(
        () => SECRET,
        () => PEM,
        () => [SECRET],
        () => Buffer.from(SECRET),
      ),
      { nil: undefined, freq: 9 },
    ),
  })
  .map(({ source, trustedRoots, shared, nodes, odd }) => () => {
    const options = {
      trustedRoots,
      ...(shared === undefined ? {} : { shared: shared() }),
      ...(nodes === undefined ? {} : { nodes: all(nodes)() }),
    };
    const given = odd === undefined ? options : odd();
    if (source === "generated") return Certificates.generated();
    if (source === "fromFiles") return Certificates.fromFiles(any(given));
    return source === "fromValues"
      ? Certificates.fromValues(any(given))
      : Certificates.fromDockerHost(any(given));
  });

const settings = (value: fc.Arbitrary<() => unknown>) =>
  fc
    .dictionary(
      fc.constantFrom(
        "LdapsAuth:BindPassword",
        "Licensing:LicenseKey",
        "EventStore:Plugins:Licensing:LicenseKey",
        "OAuth:ClientSecret",
        "CertificatePassword",
        "CertificatePrivateKeyPassword",
        "DefaultAdminPassword",
        "DefaultOpsPassword",
      ),
      value,
      { maxKeys: 3 },
    )
    .map(all);

/** Props of a cluster with a secret wherever one can stand, in whatever form. */
export const secretProps: fc.Arbitrary<() => unknown> = fc
  .record({
    version: fc.constantFrom("5.0.11", "20.10.4", "22.10.5", "23.10.5", "24.2.0", "24.10.4", "26.1.0"),
    licenseKey: fc.option(fc.oneof(plain, carrier), { nil: undefined }),
    externalTcp: fc.option(fc.oneof(plain, carrier), { nil: undefined, freq: 2 }),
    settings: fc.option(fc.oneof(settings(plain), settings(carrier)), { nil: undefined, freq: 2 }),
    own: fc.option(fc.oneof(settings(plain), settings(carrier)), { nil: undefined, freq: 2 }),
    certificates: fc.option(certificates, { nil: undefined, freq: 1 }),
    size: fc.constantFrom(1, 3),
    published: fc.boolean(),
  })
  .map(({ version, size, published, licenseKey, externalTcp, settings, own, certificates }) => () => ({
    version,
    size,
    security: certificates === undefined ? Security.insecure() : Security.tls(certificates()),
    internalNetwork: { cidr: "10.240.0.0/24" },
    externalNetwork: { cidr: "10.240.1.0/24" },
    ...(published && certificates !== undefined
      ? { clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) }) }
      : {}),
    ...(licenseKey === undefined ? {} : { licenseKey: licenseKey() }),
    ...(externalTcp === undefined
      ? {}
      : { externalTcp: ExternalTcp.enabled(any({ licenseKey: externalTcp() })) }),
    ...(settings === undefined ? {} : { settings: settings() }),
    ...(own === undefined ? {} : { nodeOverrides: { "node-0": { settings: own() } } }),
  }));

function all(made: Readonly<Record<string, () => unknown>>): () => Record<string, unknown> {
  return () => Object.fromEntries(Object.entries(made).map(([key, make]) => [key, make()]));
}
