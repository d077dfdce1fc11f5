import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformOutput } from "cdktf";
import type * as Cdktf from "cdktf";
import type * as Library from "../../../lib";
import { Certificates, ClientAccess, EventStoreCluster, PortPlan, Security, Audience } from "../../../lib";
import { make, traditional } from "../../tls/made-certificates";
import { byName, propsOf, synthCluster, synthStack, toldTo, type Resource } from "../synth";
import { asValues, makeCluster, TO } from "./secure-cluster";

const SECURE = { security: Security.tls(Certificates.generated()) };

/** A resource of a type by its address in Terraform. */
const at = (stack: ReturnType<typeof synthCluster>, type: string, part: string): Resource =>
  stack.resource[type]?.[`eventstore_esdb_${part}`] ?? {};

describe("generated certificates", () => {
  const stack = synthCluster({ ...SECURE, readOnlyReplicas: 1 });
  const keys = ["node-0", "node-1", "node-2", "replica-0"];

  test.each(keys)("%s is issued exactly the names that are dialled", (key) => {
    const request = at(stack, "tls_cert_request", key);
    expect(request.dns_names).toEqual([`${key}.esdb.external`, `${key}.esdb.internal`]);
    expect(request.ip_addresses).toBeUndefined();
    expect(request.subject).toEqual([{ common_name: "eventstoredb-node" }]);
    expect(request.private_key_pem).toBe(`\${tls_private_key.eventstore_esdb_${key}.private_key_pem}`);
  });

  test("addresses become addresses", () => {
    const clients = ClientAccess.throughHost({
      host: "10.0.0.5",
      ports: PortPlan.sequential({ http: 2113 }),
    });
    const request = at(synthCluster({ ...SECURE, clients }), "tls_cert_request", "node-1");
    expect(request.dns_names).toEqual(["node-1.esdb.internal"]);
    expect(request.ip_addresses).toEqual(["10.0.0.5"]);
  });

  test("a node gets its own key, and nobody the authority's", () => {
    for (const [name, container] of Object.entries(byName(stack, "docker_container"))) {
      const text = JSON.stringify(container);
      expect(text).not.toContain("tls_private_key.eventstore_esdb_authority");
      const held = [...text.matchAll(/tls_private_key\.eventstore_esdb_([\w-]+)\.private_key_pem}/g)];
      const own = /^esdb-(.*)-installer$/.exec(name)?.[1];
      expect(held.map((m) => m[1])).toEqual(own === undefined ? [] : [own]);
    }
  });

  test("RSA keys in PKCS#1, and uses that every release takes", () => {
    expect(stack.text).not.toContain("private_key_pem_pkcs8");
    for (const key of [...keys, "authority"])
      expect(at(stack, "tls_private_key", key)).toMatchObject({ algorithm: "RSA", rsa_bits: 2048 });
    for (const key of keys)
      expect(at(stack, "tls_locally_signed_cert", key)).toMatchObject({
        allowed_uses: ["digital_signature", "key_encipherment", "server_auth", "client_auth"],
        validity_period_hours: 365 * 24,
        early_renewal_hours: 30 * 24,
        ca_cert_pem: "${tls_self_signed_cert.eventstore_esdb_authority.cert_pem}",
      });
    expect(at(stack, "tls_self_signed_cert", "authority")).toMatchObject({
      is_ca_certificate: true,
      validity_period_hours: 3650 * 24,
    });
  });

  test("validity and renewal are the user's", () => {
    const options = { validDays: 90, renewDays: 14, authorityValidDays: 1000, keyBits: 4096 };
    const own = synthCluster({ security: Security.tls(Certificates.generated(options)) });
    expect(at(own, "tls_locally_signed_cert", "node-0")).toMatchObject({
      validity_period_hours: 2160,
      early_renewal_hours: 336,
    });
    // Renewed before it could sign a certificate that outlives it.
    expect(at(own, "tls_self_signed_cert", "authority")).toMatchObject({
      validity_period_hours: 24000,
      early_renewal_hours: 2160,
    });
    expect(at(own, "tls_private_key", "node-0").rsa_bits).toBe(4096);
  });

  test.each([
    ["26.1.0", 1001],
    ["25.1.0", 1000],
    ["24.10.4", 1000],
    ["20.10.4", 1000],
  ])("on %s the files are user %i's", (version, uid) => {
    const own = synthCluster({ ...SECURE, version });
    const node = byName(own, "docker_container")["esdb-node-0"];
    const installer = byName(own, "docker_container")["esdb-node-0-installer"];
    const told = toldTo(byName(own, "docker_container"), "esdb-node-0");
    expect(told).toMatchObject({
      CertificateFile: "/control/current/node.crt",
      CertificatePrivateKeyFile: "/control/current/node.key",
      TrustedRootCertificatesPath: "/control/current/roots",
    });
    expect(told).not.toHaveProperty("Insecure");
    expect(node?.volumes).toContainEqual({
      container_path: "/settings",
      read_only: true,
      volume_name: "${docker_volume.eventstore_esdb_node-0-settings.name}",
    });
    expect(installer).toMatchObject({ user: "0:0", network_mode: "none", restart: "no" });
    const [script] = installer?.command as string[];
    expect(script).toContain(`chown ${uid}:${uid}`);
    expect(script).toContain("put node.key 0400");
  });

  test("a changed certificate replaces the installer and the gate, and no node; the data are not touched", () => {
    const node = byName(stack, "docker_container")["esdb-node-0"];
    expect(node).not.toHaveProperty("lifecycle");
    expect(JSON.stringify(node)).not.toContain("tls_");
    expect(node?.depends_on).toEqual(["docker_container.eventstore_esdb_node-0-installer"]);
    const uploads = byName(stack, "docker_container")["esdb-node-0-installer"]?.upload;
    // By its key a certificate is known when it is served.
    expect(uploads).toContainEqual({
      file: "/staging/node.pub",
      content: "${tls_private_key.eventstore_esdb_node-0.public_key_pem}",
    });
    // Data stay in a volume that Terraform does not own.
    const volumes = keys.flatMap((key) => [`esdb-${key}-control`, `esdb-${key}-settings`]);
    expect(Object.keys(byName(stack, "docker_volume")).sort()).toEqual(volumes.sort());
    expect(node?.volumes).toContainEqual({
      container_path: "/var/lib/eventstore",
      volume_name: "esdb-node-0-data",
    });
  });

  test("probes verify a name that the certificate has anyway", () => {
    for (const key of keys) {
      const node = byName(stack, "docker_container")[`esdb-${key}`];
      const probe = (node?.healthcheck as { test: string[] }).test.join(" ");
      expect(probe).toContain(`stateOf 127.0.0.1 2113 ${key}.esdb.internal /control/current/roots`);
      expect(probe).not.toMatch(/ -k|insecure/);
    }
    const gate = byName(stack, "docker_container")["esdb-ready"];
    expect(gate?.upload).toEqual([
      {
        file: "/etc/eventstore/tls/roots/ca-0.crt",
        content: "${tls_self_signed_cert.eventstore_esdb_authority.cert_pem}",
      },
    ]);
  });

  test("the label says it, and the end of each certificate is an output", () => {
    const node = byName(stack, "docker_container")["esdb-node-0"];
    expect(node?.labels).toContainEqual({ label: "cdktf-eventstoredb.security", value: "tls" });
    const { output } = JSON.parse(stack.text) as { output: Record<string, { value: object }> };
    expect(output["eventstore_esdb_certificates-expire"]?.value).toEqual(
      Object.fromEntries(
        keys.map((key) => [key, `\${tls_locally_signed_cert.eventstore_esdb_${key}.validity_end_time}`]),
      ),
    );
  });

  describe("are made by a TLS provider", () => {
    const OTHER = {
      ...SECURE,
      internalNetwork: { cidr: "10.240.2.0/24" },
      externalNetwork: { cidr: "10.240.3.0/24" },
    };
    const providersIn = ({ text }: { readonly text: string }) =>
      (JSON.parse(text) as { provider: { tls?: object[] } }).provider.tls;
    const namedBy = ({ resource }: ReturnType<typeof synthStack>) =>
      new Set(
        Object.entries(resource)
          .filter(([type]) => type.startsWith("tls_"))
          .flatMap(([, all]) => Object.values(all).map(({ provider }) => provider)),
      );

    test("without alias, which Terraform has even when the last cluster is gone: the stack's, made once", () => {
      const both = synthStack((stack) => {
        new EventStoreCluster(stack, "esdb", propsOf(SECURE));
        new EventStoreCluster(stack, "other", propsOf(OTHER));
      });
      expect(providersIn(both)).toEqual([{}]);
      expect(namedBy(both)).toEqual(new Set([undefined]));
    });

    test.each(["before", "after"])("of the user's without alias, made %s the cluster", (when) => {
      const one = synthStack((stack) => {
        const make = () => new TlsProvider(stack, "tls", { proxy: [{ fromEnv: true }] });
        if (when === "before") make();
        new EventStoreCluster(stack, "esdb", propsOf(SECURE));
        if (when === "after") make();
      });
      expect(providersIn(one)).toEqual([{ proxy: [{ from_env: true }] }]);
      expect(namedBy(one)).toEqual(new Set([undefined]));
    });

    test("of its own beside the user's with an alias, whose it is where a cluster names it", () => {
      const make = (named: boolean) =>
        synthStack((stack) => {
          const tlsProvider = new TlsProvider(stack, "tls", { alias: "mine" });
          new EventStoreCluster(stack, "esdb", propsOf({ ...SECURE, ...(named ? { tlsProvider } : {}) }));
        });
      expect(providersIn(make(false))).toEqual([{ alias: "mine" }, {}]);
      expect(namedBy(make(false))).toEqual(new Set([undefined]));
      expect(providersIn(make(true))).toEqual([{ alias: "mine" }]);
      expect(namedBy(make(true))).toEqual(new Set(["tls.mine"]));
    });

    test("or none, where nothing is generated", () => {
      const one = synthStack((stack) => {
        new EventStoreCluster(stack, "esdb", propsOf());
      });
      expect(providersIn(one)).toBeUndefined();
    });
  });

  test("lives beside other clusters", () => {
    const both = synthStack((stack) => {
      new EventStoreCluster(stack, "esdb", propsOf(SECURE));
      const ranges = {
        internalNetwork: { cidr: "10.240.2.0/24" },
        externalNetwork: { cidr: "10.240.3.0/24" },
      };
      new EventStoreCluster(stack, "other", propsOf({ ...SECURE, ...ranges }));
    });
    // Each cluster has an authority of its own.
    expect(Object.keys(both.resource.tls_self_signed_cert ?? {})).toEqual([
      "eventstore_esdb_authority",
      "eventstore_other_authority",
    ]);
    expect(JSON.stringify(byName(both, "docker_container")["other-node-0-installer"])).not.toContain(
      "esdb_authority",
    );
  });

  test("what a user sees: names with reasons, the string, the authority", () => {
    const { text } = synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(SECURE));
      expect(cluster.nodes[0]?.certificateNames).toEqual([
        { name: "node-0.esdb.external", kind: "dns", reasons: ["network: http"] },
        { name: "node-0.esdb.internal", kind: "dns", reasons: ["peers: internalTcp, http"] },
      ]);
      expect(cluster.connectionString(Audience.NETWORK)).toMatch(/^esdb:\/\/.*\?tls=true$/);
      expect(cluster.connectionString(Audience.NETWORK, { caFile: "/ca.crt" })).toMatch(
        /\?tls=true&tlsCaFile=\/ca\.crt$/,
      );
      new TerraformOutput(stack, "authority", { value: cluster.caCertificate });
    });
    const { output } = JSON.parse(text) as { output: { authority: { value: string } } };
    expect(output.authority.value).toBe("${tls_self_signed_cert.eventstore_esdb_authority.cert_pem}\n");
  });

  test("without @cdktf/provider-tls it says what to install", () => {
    const absent = Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
    let message = "";
    jest.isolateModules(() => {
      jest.doMock("@cdktf/provider-tls/lib/provider", () => {
        throw absent;
      });
      const { App, TerraformStack } = jest.requireActual<typeof Cdktf>("cdktf");
      const lib = jest.requireActual<typeof Library>("../../../lib");
      const security = lib.Security.tls(lib.Certificates.generated());
      const stack = new TerraformStack(new App({ skipBackendValidation: true }), "stack");
      try {
        new lib.EventStoreCluster(stack, "esdb", propsOf({ security }));
      } catch (error) {
        ({ message } = error as Error);
      }
    });
    jest.dontMock("@cdktf/provider-tls/lib/provider");
    expect(message.replace(/\s+/g, " ")).toContain("run npm install @cdktf/provider-tls");
  });
});

describe("other authorities beside the generated one", () => {
  const refusal = (trustedRoots: unknown): string => {
    try {
      const certificates = Certificates.generated({ trustedRoots: trustedRoots as string[] });
      synthCluster({ security: Security.tls(certificates) });
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  test("are trusted by nodes, by the gate and by clients", async () => {
    const { pem } = await make({ ca: true, to: TO });
    const stack = synthStack((stack) => {
      const certificates = Certificates.generated({ trustedRoots: [pem] });
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ security: Security.tls(certificates) }));
      new TerraformOutput(stack, "ca", { value: cluster.caCertificate });
    });
    const generated = "${tls_self_signed_cert.eventstore_esdb_authority.cert_pem}";
    const containers = byName(stack, "docker_container");
    for (const name of ["esdb-node-0-installer", "esdb-node-2-installer", "esdb-ready"]) {
      const uploads = containers[name]?.upload as readonly { file: string; content: string }[];
      const roots = uploads.filter(({ file }) => file.includes("/roots/")).map(({ content }) => content);
      expect(roots).toEqual([generated, pem]);
    }
    const { output } = JSON.parse(stack.text) as { output: { ca: { value: string } } };
    expect(output.ca.value).toContain(generated);
    expect(output.ca.value).toContain(pem.trim());
  });

  test("are judged as one's own are", async () => {
    const { pem } = await make({ ca: true, to: TO });
    const node = await make({ dns: ["a"], issuer: await make({ ca: true, to: TO }), to: TO });
    const path = "security.certificates.trustedRoots";
    expect(refusal([pem])).toBe("");
    expect(refusal("ca.crt")).toContain(`${path} is a text: must be a list`);
    expect(refusal(["certificates/ca.crt"])).toMatch(
      /trustedRoots\[0\] is a path: .*generated takes the text.*readFileSync/,
    );
    expect(refusal([pem + traditional()])).toContain("holds a private key");
    expect(refusal([node.pem])).toContain(
      `${path}[0] is the certificate of "CN=eventstoredb-node", which is no authority's (CA:FALSE)`,
    );
  });

  test("lead from generated certificates to one's own, and every node trusts its neighbours at every step", async () => {
    const own = await make({ ca: true, to: TO });
    // What `terraform output` gives of the generated one.
    const generated = await make({ ca: true, subject: "CN=esdb authority", key: "other", to: TO });
    const { nodes } = asValues(await makeCluster());
    const steps = [
      Certificates.generated(),
      Certificates.generated({ trustedRoots: [own.pem] }),
      Certificates.fromValues({ trustedRoots: [generated.pem, own.pem], nodes }),
      Certificates.fromValues({ trustedRoots: [own.pem], nodes }),
    ].map((certificates) => {
      const stack = synthCluster({ security: Security.tls(certificates) });
      const uploads = byName(stack, "docker_container")["esdb-node-0-installer"]?.upload as readonly {
        file: string;
        content: string;
      }[];
      const shown = uploads.find(({ file }) => file.endsWith("node.crt"))?.content ?? "";
      const authorityOf = (content: string) =>
        content.includes("tls_self_signed") || content === generated.pem ? "generated" : "own";
      return {
        shows: shown.includes("tls_locally_signed_cert") ? "generated" : "own",
        trusts: uploads
          .filter(({ file }) => file.includes("/roots/"))
          .map(({ content }) => authorityOf(content)),
        commonName: toldTo(byName(stack, "docker_container"), "esdb-node-0")
          .CertificateReservedNodeCommonName,
      };
    });
    expect(steps.map(({ shows }) => shows)).toEqual(["generated", "generated", "own", "own"]);
    steps.slice(1).forEach((next, i) => {
      const before = steps[i]!;
      expect(before.trusts).toContain(next.shows);
      expect(next.trusts).toContain(before.shows);
      expect(next.commonName).toBe(before.commonName);
    });
  });
});
