import { Token } from "cdktf";
import fc from "fast-check";
import { Certificates, Security } from "../../lib";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { isVersion5 } from "../../lib/server/capabilities-of";
import { catalogueOf } from "../../lib/server/catalogue";

const SECRET = Token.asString({ resolve: () => "${var.secret}" });

const passwords = fc.constantFrom("hunter2", "${x}", SECRET);

const pkcs12 = fc
  .record({ password: passwords, validatePeers: fc.constantFrom(undefined, true, false) })
  .map(({ password, validatePeers }) =>
    Certificates.fromDockerHost({
      shared: { pkcs12: "/etc/esdb/node.p12", password },
      commonName: "esdb.example.com",
      ...(validatePeers === undefined ? {} : { validatePeers }),
    }),
  );

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
      const file = (name: string) => (host ? `/etc/esdb/${name}` : SECRET);
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
