import { Token } from "cdktf";
import fc from "fast-check";
import forge from "node-forge";
import { Certificates, Security } from "../../lib";
import { SECRET } from "./secrets";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { isVersion5 } from "../../lib/server/capabilities-of";
import { catalogueOf } from "../../lib/server/catalogue";
import { pairOf } from "../tls/key-pairs";

const GIVEN_LATER = Token.asString({ resolve: () => "${var.secret}" });

const passwords = fc.constantFrom(SECRET, "${x}", GIVEN_LATER);

const pkcs12 = passwords.map((password) =>
  Certificates.fromValues({
    trustedRoots: [rootCertificate()],
    shared: { pkcs12: GIVEN_LATER, password },
    commonName: "esdb.example.com",
  }),
);

let root: string | undefined;

/** An authority's certificate, which v5 must have in clear. */
function rootCertificate(): string {
  if (root !== undefined) return root;
  const { publicPem, privatePem } = pairOf("authority");
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicPem);
  certificate.validity.notBefore = new Date("2025-01-01T00:00:00Z");
  certificate.validity.notAfter = new Date("2125-01-01T00:00:00Z");
  const name = [{ name: "commonName", value: "Fuzz authority" }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: "basicConstraints", cA: true }]);
  certificate.sign(forge.pki.privateKeyFromPem(privatePem), forge.md.sha256.create());
  root = forge.pki.certificateToPem(certificate);
  return root;
}

const generated = fc
  .record(
    {
      validDays: fc.integer({ min: 30, max: 825 }),
      renewDays: fc.integer({ min: 0, max: 29 }),
      authorityValidDays: fc.integer({ min: 826, max: 36500 }),
      keyBits: fc.constantFrom(2048, 3072, 4096),
    },
    { requiredKeys: [] },
  )
  .map((options) => Certificates.generated(options));

const own = (release: string) =>
  fc
    .record({
      roots: fc.integer({ min: 1, max: 3 }),
      host: fc.boolean(),
      password: catalogueOf(release).options.has("CertificatePrivateKeyPassword")
        ? fc.option(passwords, { nil: undefined })
        : fc.constant(undefined),
      commonName: fc.constantFrom(undefined, "eventstoredb-node"),
    })
    .map(({ roots, host, password, commonName }) => {
      const file = (name: string) => (host ? `/etc/esdb/${name}` : GIVEN_LATER);
      const options = {
        trustedRoots: Array.from({ length: roots }, (_, i) => file(`ca-${i}.crt`)),
        shared: {
          certificate: file("node.crt"),
          privateKey: file("node.key"),
          ...(password === undefined ? {} : { privateKeyPassword: password }),
        },
        ...(commonName === undefined ? {} : { commonName }),
      };
      return host ? Certificates.fromDockerHost(options) : Certificates.fromValues(options);
    });

/** A cluster's security that can be on its release: what can be read of certificates at synth is tested apart. */
export function securityOf(release: string, spec: ClusterSpec): fc.Arbitrary<Security> {
  if (!spec.secure) return fc.constant(Security.insecure({ allowPublished: spec.allowPublished }));
  const certificates = isVersion5(release) ? pkcs12 : fc.oneof(generated, own(release));
  return certificates.map((source) => Security.tls(source));
}
