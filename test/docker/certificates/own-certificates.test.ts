import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack, TerraformVariable, Token } from "cdktf";
import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import {
  Binding,
  Certificates,
  ClientAccess,
  ClusterNetwork,
  describeTopology,
  EventStoreCluster,
  InvalidClusterError,
  PortPlan,
  Security,
  type OwnCertificatesOptions,
  type Problem,
} from "../../../lib";
import { encrypted, make } from "../../tls/made-certificates";
import { byName, propsOf, synthCluster, synthStack, toldTo, type Resource } from "../synth";
import { asValues, inFolder, makeCluster, TO, type MadeCluster } from "./secure-cluster";

type Upload = Record<
  "file" | "content" | "content_base64" | "source" | "source_hash" | "permissions",
  string
>;

const uploadsOf = (container: Resource | undefined) => (container?.upload ?? []) as readonly Upload[];
const publicKeyOf = (pem: string) =>
  new X509Certificate(pem).publicKey.export({ type: "spki", format: "pem" }).toString();
const tls = (certificates: Certificates) => ({ security: Security.tls(certificates) });

let made: MadeCluster;
let values: OwnCertificatesOptions;
beforeAll(async () => {
  made = await makeCluster();
  values = asValues(made);
});

describe("files of this machine", () => {
  test("are delivered by a link that is named after what they hold; a key is nowhere, certificates are no secret", () => {
    inFolder(values, (options, folder) => {
      const certificates = Certificates.fromFiles(options);
      const hash = createHash("sha256")
        .update(readFileSync(`${folder}/node-1.key`))
        .digest("hex");
      const linked = `eventstoredb-files/${hash}`;
      const outdir = join(folder, "out");
      const app = new App({ outdir, skipBackendValidation: true });
      const stack = new TerraformStack(app, "stack");
      new DockerProvider(stack, "docker");
      new EventStoreCluster(stack, "esdb", propsOf(tls(certificates)));
      app.synth();
      const text = readFileSync(join(outdir, "stacks/stack/cdk.tf.json"), "utf8");
      const { resource } = JSON.parse(text) as { resource: { docker_container: Record<string, Resource> } };
      const uploads = uploadsOf(
        Object.values(resource.docker_container).find(({ name }) => name === "esdb-node-1-installer"),
      );
      const carried = uploads.filter(({ file }) => !/server\.conf$|members$/.test(file));
      expect(carried).toEqual([
        { file: "/staging/node.crt", content: made.nodes[1]!.pem },
        { file: "/staging/node.key", permissions: "0400", source: linked, source_hash: hash },
        { file: "/staging/roots/ca-0.crt", content: made.authority.pem },
        { file: "/staging/node.pub", content: publicKeyOf(made.nodes[1]!.pem) },
      ]);
      // Terraform runs beside the JSON.
      const target = readlinkSync(join(outdir, "stacks/stack", linked));
      expect(readFileSync(target)).toEqual(readFileSync(`${folder}/node-1.key`));
      expect(text).not.toContain("PRIVATE KEY");
      expect(JSON.stringify(resource)).not.toContain(folder);
      // Synthesized again, and with another key, only the links are others.
      app.synth();
      expect(readdirSync(join(outdir, "stacks/stack/eventstoredb-files"))).toEqual([hash]);
    });
  });

  test.each([true, false])("are planned alike from any folder, by absolute paths: %p", (absolute) => {
    const here = process.cwd();
    const synthesized = (): unknown =>
      inFolder(values, (options, folder) => {
        process.chdir(folder);
        try {
          const text = JSON.stringify(options);
          const own = JSON.parse(
            absolute ? text : text.replaceAll(`${folder}/`, ""),
          ) as OwnCertificatesOptions;
          return synthCluster(tls(Certificates.fromFiles(own))).resource;
        } finally {
          process.chdir(here);
        }
      });
    expect(synthesized()).toEqual(synthesized());
  });

  test("a password travels by environment and is shown nowhere", () => {
    const first = { privateKey: encrypted("s3cr3t-of-the-key"), privateKeyPassword: "s3cr3t-of-the-key" };
    inFolder(asValues(made, first), (options) => {
      const stack = synthStack((stack) => {
        const cluster = new EventStoreCluster(stack, "esdb", propsOf(tls(Certificates.fromFiles(options))));
        expect(JSON.stringify(cluster.nodes.map((node) => node.settings))).not.toContain("s3cr3t");
        expect(describeTopology(cluster.topology)).not.toContain("s3cr3t");
        expect(cluster.warnings).toContainEqual(
          expect.objectContaining({
            code: "setting.secret.literal",
            path: 'security.certificates.nodes["node-0"].privateKeyPassword',
          }),
        );
        expect(JSON.stringify(cluster.warnings)).not.toContain("s3cr3t");
      });
      const containers = byName(stack, "docker_container");
      const variable = "EVENTSTORE_CERTIFICATE_PRIVATE_KEY_PASSWORD";
      expect(toldTo(containers, "esdb-node-0")).toHaveProperty(variable, "s3cr3t-of-the-key");
      expect(toldTo(containers, "esdb-node-1")).not.toHaveProperty(variable);
      expect(stack.text.match(/s3cr3t/g)).toHaveLength(1);
    });
  });

  test("when each certificate ends is known at synth", () => {
    inFolder(values, (options) => {
      synthStack((stack) => {
        const cluster = new EventStoreCluster(stack, "esdb", propsOf(tls(Certificates.fromFiles(options))));
        expect(cluster.nodes.map((node) => node.certificateExpires)).toEqual(
          Array(3).fill("2125-01-01T00:00:00.000Z"),
        );
        expect(cluster.caCertificate).toBe(made.authority.pem);
      });
    });
  });

  test("a path that only Terraform knows is refused, by name", () => {
    expect(() =>
      synthStack((stack) => {
        const path = new TerraformVariable(stack, "path", { type: "string" }).stringValue;
        const options = { ...values, trustedRoots: [path] };
        new EventStoreCluster(stack, "esdb", propsOf(tls(Certificates.fromFiles(options))));
      }),
    ).toThrow(/security\.certificates\.trustedRoots\[0\] is a token/);
  });
});

describe("values", () => {
  test("may be tokens, which pass through and are said to be unchecked", () => {
    const stack = synthStack((stack) => {
      const secret = new TerraformVariable(stack, "key", { type: "string", sensitive: true }).stringValue;
      const options = asValues(made, { certificate: secret, privateKey: secret });
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(tls(Certificates.fromValues(options))));
      expect(cluster.warnings.map((w) => w.code)).toContain("certificate.unchecked");
    });
    const uploads = uploadsOf(byName(stack, "docker_container")["esdb-node-0-installer"]);
    expect(uploads.find((u) => u.file === "/staging/node.key")).toMatchObject({
      content: "${var.key}",
      permissions: "0400",
    });
  });

  test("a key that is written out is warned of", () => {
    synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(tls(Certificates.fromValues(values))));
      const paths = cluster.warnings.filter((w) => w.code === "setting.secret.literal").map((w) => w.path);
      expect(paths).toEqual([0, 1, 2].map((i) => `security.certificates.nodes["node-${i}"].privateKey`));
    });
  });

  test("several roots: each has its place, and clients get all of them", async () => {
    const next = await make({ ca: true, subject: "CN=Next authority", key: "other", to: TO });
    const certificates = Certificates.fromValues({ ...values, trustedRoots: [made.authority.pem, next.pem] });
    const stack = synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(tls(certificates)));
      expect(cluster.caCertificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    });
    const uploads = uploadsOf(byName(stack, "docker_container")["esdb-node-0-installer"]);
    expect(uploads.map((u) => u.file)).toEqual([
      "/staging/server.conf",
      "/staging/members",
      "/staging/node.crt",
      "/staging/node.key",
      "/staging/roots/ca-0.crt",
      "/staging/roots/ca-1.crt",
      "/staging/node.pub",
    ]);
  });
});

describe("files of the Docker host", () => {
  const node = { certificate: "/etc/esdb/node.crt", privateKey: "/etc/esdb/node.key" };
  const options = { trustedRoots: ["/etc/esdb/ca.crt"], shared: node };

  test("are mounted read-only, and said to be unchecked", () => {
    const stack = synthStack((stack) => {
      const cluster = new EventStoreCluster(
        stack,
        "esdb",
        propsOf(tls(Certificates.fromDockerHost(options))),
      );
      expect(cluster.warnings.map((w) => w.code)).toContain("certificate.unchecked");
      expect(() => cluster.caCertificate).toThrow(/files of the Docker host cannot be read at synth/);
    });
    const containers = byName(stack, "docker_container");
    expect(Object.keys(containers).sort()).toEqual([
      "esdb-claim",
      ...["esdb-node-0", "esdb-node-1", "esdb-node-2"].flatMap((name) => [name, `${name}-installer`]),
      "esdb-ready",
    ]);
    const uploads = uploadsOf(containers["esdb-node-2-installer"]).map(({ file }) => file);
    expect(uploads).toEqual(["/staging/server.conf", "/staging/members"]);
    expect(toldTo(containers, "esdb-node-2")).toMatchObject({
      CertificateFile: "/etc/eventstore/tls/node.crt",
      TrustedRootCertificatesPath: "/etc/eventstore/tls/roots",
    });
    expect(containers["esdb-node-2"]?.volumes).toEqual([
      { container_path: "/var/lib/eventstore", volume_name: "esdb-node-2-data" },
      {
        container_path: "/control",
        volume_name: "${docker_volume.eventstore_esdb_node-2-control.name}",
      },
      {
        container_path: "/settings",
        read_only: true,
        volume_name: "${docker_volume.eventstore_esdb_node-2-settings.name}",
      },
      { container_path: "/etc/eventstore/tls/node.crt", host_path: "/etc/esdb/node.crt", read_only: true },
      { container_path: "/etc/eventstore/tls/node.key", host_path: "/etc/esdb/node.key", read_only: true },
      {
        container_path: "/etc/eventstore/tls/roots/ca-0.crt",
        host_path: "/etc/esdb/ca.crt",
        read_only: true,
      },
    ]);
    expect((containers["esdb-ready"]?.volumes as Resource[]).slice(3)).toEqual([
      {
        container_path: "/etc/eventstore/tls/roots/ca-0.crt",
        host_path: "/etc/esdb/ca.crt",
        read_only: true,
      },
    ]);
  });

  test.each(["node.key", "", "/a:b", "C:\\node.key"])("a path %p is refused", (privateKey) => {
    const wrong = { ...options, shared: { ...node, privateKey } };
    expect(() => synthCluster(tls(Certificates.fromDockerHost(wrong)))).toThrow(InvalidClusterError);
  });
});

describe("v5", () => {
  /** What a cluster on v5 with these certificates is refused with, and warned of. */
  const refusals = (certificates: Certificates, more: object = {}): string[] => {
    try {
      synthCluster({ version: "5.0.11", ...tls(certificates), ...more });
    } catch (error) {
      return (error as InvalidClusterError).problems.map(({ code, path }) => `${code} ${path}`);
    }
    return [];
  };
  const own = () => ({
    trustedRoots: [made.authority.pem],
    shared: {
      pkcs12: Token.asString({ resolve: () => "${var.file}" }),
      password: Token.asString({ resolve: () => "${var.password}" }),
    },
    commonName: "esdb.example.com",
  });
  const onHost = {
    shared: { pkcs12: "/etc/esdb/node.p12", password: Token.asString({ resolve: () => "${var.password}" }) },
    commonName: "esdb.example.com",
  };

  test("has TLS on TCP, plain HTTP, and says so; nodes trust the authority by Mono's store", () => {
    const stack = synthStack((stack) => {
      const cluster = new EventStoreCluster(
        stack,
        "esdb",
        propsOf({ version: "5.0.11", ...tls(Certificates.fromValues(own())) }),
      );
      expect(cluster.warnings.map((w) => w.code)).toContain("security.plainHttp");
      expect(describeTopology(cluster.topology)).toContain("TLS on TCP; HTTP IS PLAIN");
      expect(cluster.caCertificate).toBe(made.authority.pem);
    });
    const containers = byName(stack, "docker_container");
    const node = containers["esdb-node-0"];
    expect(toldTo(containers, "esdb-node-0")).toMatchObject({
      CertificateFile: "/control/current/node.p12",
      EVENTSTORE_CERTIFICATE_PASSWORD: "${var.password}",
      DisableInsecureTCP: true,
      UseInternalSsl: true,
      SslTargetHost: "esdb.example.com",
      SslValidateServer: true,
    });
    const hash = execFileSync("openssl", ["x509", "-noout", "-subject_hash"], { input: made.authority.pem });
    expect(uploadsOf(containers["esdb-node-0-installer"]).map(({ file }) => file)).toEqual([
      "/staging/server.conf",
      "/staging/members",
      "/staging/env/EVENTSTORE_CERTIFICATE_PASSWORD",
      "/staging/node.p12",
      `/staging/mono/new-certs/Trust/${hash.toString().trim()}.0`,
      "/staging/mono/certs/Trust/ca-0.cer",
    ]);
    // v5 reads nothing anew: all is in force after a start alone.
    const [script = ""] = containers["esdb-node-0-installer"]?.command as string[];
    expect(script).toMatch(/start=\$\(hash server\.conf .*node\.p12 .*\)\nreload=\$\(hash \)/);
    expect((node?.entrypoint as string[])[2]).toMatch(/store=\/root\/\.config\/\.mono[^]*reloads=no/);
    expect((node?.healthcheck as { test: string[] }).test.join(" ")).toContain("stateOf 127.0.0.1 2113 - -");
    expect(containers["esdb-ready"]?.volumes).toHaveLength(3);
  });

  test("take a PKCS#12 file as the mend makes it, and say that what it holds is not read", () => {
    const file = (options: string): Buffer => {
      let made = Buffer.alloc(0);
      inFolder(values, (_, folder) => {
        const from = `-in ${folder}/node-1.crt -inkey ${folder}/node-1.key -passout pass:pw`;
        made = execFileSync("openssl", `pkcs12 -export ${from} ${options}`.split(" "));
      });
      return made;
    };
    const of = (options: string) => {
      const shared = { ...own().shared, pkcs12: file(options).toString("base64") };
      return Certificates.fromValues({ ...own(), shared });
    };
    const newer = "-certpbe AES-256-CBC -keypbe AES-256-CBC -macalg sha256";
    expect(refusals(of(newer))).toEqual([
      "certificate.pkcs12.algorithms security.certificates.shared.pkcs12",
    ]);
    const older = "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1";
    const told = (certificates: Certificates) => {
      let warnings: readonly Problem[] = [];
      synthStack((stack) => {
        const props = propsOf({ version: "5.0.11", ...tls(certificates) });
        ({ warnings } = new EventStoreCluster(stack, "esdb", props));
      });
      return warnings.filter(({ code }) => code.startsWith("certificate.")).map(({ expected }) => expected);
    };
    expect(told(of(older))).toEqual(["which certificates a PKCS#12 file holds is not read at synth"]);
    expect(told(Certificates.fromValues(own()))).toEqual([
      "what is known at apply only, or lies on the Docker host, cannot be read at synth",
    ]);
  });

  test("roots of one subject have numbers, and one that is no authority's or leads nowhere is told", async () => {
    const renewed = await make({ ca: true, key: "other", to: TO });
    const stack = synthCluster({
      version: "5.0.11",
      ...tls(Certificates.fromValues({ ...own(), trustedRoots: [made.authority.pem, renewed.pem] })),
    });
    const files = uploadsOf(byName(stack, "docker_container")["esdb-node-1-installer"]).map(
      ({ file }) => file,
    );
    const hashed = files.filter((file) => file.includes("/new-certs/")).map((file) => file.slice(-2));
    expect(hashed).toEqual([".0", ".1"]);
    const between = await make({
      ca: true,
      subject: "CN=Between",
      issuer: made.authority,
      key: "other",
      to: TO,
    });
    const withRoots = (...trustedRoots: string[]) =>
      refusals(Certificates.fromValues({ ...own(), trustedRoots }));
    expect(withRoots(made.authority.pem, between.pem)).toEqual([]);
    const at = "security.certificates.trustedRoots[0]";
    expect(withRoots(between.pem)).toEqual([`certificate.root.notSelfSigned ${at}`]);
    expect(withRoots(made.nodes[0]!.pem)).toEqual([`certificate.root.noAuthority ${at}`]);
  });

  test("roots that cannot be read at synth are refused where nodes verify each other, and the mends work", () => {
    const path = "security.certificates.trustedRoots";
    const token = Token.asString({ resolve: () => "${var.root}" });
    expect(refusals(Certificates.fromDockerHost({ ...onHost, trustedRoots: ["/ca.crt"] }))).toEqual([
      `certificate.root.unread ${path}[0]`,
    ]);
    expect(refusals(Certificates.fromValues({ ...own(), trustedRoots: [token] }))).toEqual([
      `certificate.root.unread ${path}[0]`,
    ]);
    expect(refusals(Certificates.fromDockerHost(onHost))).toEqual([`certificate.roots.missing ${path}`]);
    expect(refusals(Certificates.fromValues(own()))).toEqual([]);
    expect(refusals(Certificates.fromDockerHost(onHost), { size: 1, internalNetwork: undefined })).toEqual(
      [],
    );
    const forClients = { security: Security.tlsForClients(Certificates.fromDockerHost(onHost)) };
    expect(refusals(Certificates.fromDockerHost(onHost), forClients)).toEqual([]);
  });

  test("for clients only leaves nodes plain, on a network of their own, and says so", () => {
    const security = Security.tlsForClients(Certificates.fromDockerHost(onHost));
    const stack = synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ version: "5.0.11", security }));
      const codes = cluster.warnings.map((w) => w.code);
      expect(codes).toEqual(expect.arrayContaining(["security.plainHttp", "security.plainTcp"]));
      const text = describeTopology(cluster.topology);
      expect(text).toContain("TLS on TCP for clients; HTTP AND REPLICATION ARE PLAIN");
      expect(text).toContain("internalTcp  PLAIN");
      const { cells } = cluster.reachability;
      expect(cells.filter((c) => c.expected === "required" && !c.reached)).toEqual([]);
    });
    const told = toldTo(byName(stack, "docker_container"), "esdb-node-0");
    expect(told).toMatchObject({ ExtSecureTcpPort: 1113, ExtTcpPort: 0 });
    expect(told).not.toHaveProperty("UseInternalSsl");
    const refused = (more: object) => refusals(Certificates.fromDockerHost(onHost), { security, ...more });
    const internalNetwork = ClusterNetwork.fromNetworkName("zone", { cidr: "10.240.0.0/24" });
    expect(refused({ internalNetwork })).toEqual(["security.tlsForClients.network internalNetwork"]);
    expect(refused({ bindings: { internalTcp: Binding.ALL_INTERFACES } })).toEqual([
      "security.tlsForClients.binding bindings.internalTcp",
    ]);
    expect(refusals(Certificates.fromValues(values), { version: "22.10.5" })).toEqual([]);
    const later = { version: "22.10.5", security: Security.tlsForClients(Certificates.fromValues(values)) };
    expect(refusals(Certificates.fromValues(values), later)).toEqual([
      "security.tlsForClients.release security",
    ]);
  });

  test("tells everything in one round", () => {
    const options = {
      trustedRoots: [made.nodes[0]!.pem, 7],
      shared: { pkcs12: "no base64!", pasword: "x" },
      validatePeers: false,
    };
    const path = "security.certificates";
    const pem = { shared: { certificate: made.nodes[0]!.pem, privateKey: "no key" } };
    // A host name, which v5 cannot advertise, is a matter of the network.
    const clients = ClientAccess.throughHost({
      host: "db.example.com",
      ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
    });
    const withNetwork = refusals(Certificates.fromValues(pem), { clients });
    expect(withNetwork).toEqual(expect.arrayContaining(refusals(Certificates.fromValues(pem))));
    expect(withNetwork.length).toBeGreaterThan(3);
    expect(refusals(Certificates.fromValues(options as unknown as OwnCertificatesOptions)).sort()).toEqual([
      `certificate.commonName.missing ${path}.commonName`,
      `certificate.own.text ${path}.shared.password`,
      `certificate.own.text ${path}.trustedRoots[1]`,
      `certificate.own.validatePeers ${path}.validatePeers`,
      `certificate.root.noAuthority ${path}.trustedRoots[0]`,
      `value.key ${path}.shared["pasword"]`,
    ]);
    expect(refusals(Certificates.fromValues(pem)).sort()).toEqual([
      `certificate.commonName.missing ${path}.commonName`,
      `certificate.format ${path}.shared`,
      `certificate.roots.missing ${path}.trustedRoots`,
    ]);
  });
});

test("clusters that trust one authority for one name are warned of", () => {
  const shared = { certificate: "/c.crt", privateKey: "/c.key" };
  const certificates = (root: string) => Certificates.fromDockerHost({ trustedRoots: [root], shared });
  const warningsWith = (root: string): string => {
    let other: EventStoreCluster | undefined;
    synthStack((stack) => {
      new EventStoreCluster(stack, "esdb", propsOf(tls(certificates("/ca.crt"))));
      const ranges = {
        internalNetwork: { cidr: "10.240.2.0/24" },
        externalNetwork: { cidr: "10.240.3.0/24" },
      };
      other = new EventStoreCluster(stack, "other", propsOf({ ...ranges, ...tls(certificates(root)) }));
    });
    return (other?.node.metadata ?? []).map(({ data }) => String(data)).join();
  };
  expect(warningsWith("/ca.crt")).toContain("that stack/esdb trusts too");
  expect(warningsWith("/other.crt")).not.toContain("trusts too");
});
