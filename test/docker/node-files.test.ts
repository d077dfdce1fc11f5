import { dirname } from "node:path";
import { Token } from "cdktf";
import { Certificates, ClusterData, Delivery, Security } from "../../lib";
import { makeCluster } from "./certificates/secure-cluster";
import { judge, LOCALHOST, node, override, type Change, type Props } from "./judge";

const RESOURCE = "stack/esdb/node-0/Resource";
const SECURE: Props = { security: Security.tls(Certificates.generated()) };
const DELIVERIES = [Delivery.ENVIRONMENT, Delivery.GENERATION, Delivery.COMMAND_LINE];

const uploads =
  (file: string): Change =>
  (cluster) => {
    const container = node(cluster);
    container.putUpload([...((container.uploadInput ?? []) as object[]), { file, content: "x" }] as never);
  };
const mounts =
  (containerPath: string, hostPath = "/srv/x"): Change =>
  (cluster) => {
    const container = node(cluster);
    container.putVolumes([...(container.volumesInput as object[]), { containerPath, hostPath }] as never);
  };

describe("what the server reads at its start comes from the library alone", () => {
  const FILES = [
    "/etc/eventstore/eventstore.conf",
    "/etc/eventstore/kestrelsettings.json",
    "/etc/eventstore/tls/node.key",
    "/etc//eventstore/./tls/../tls/ca/ca-0.crt",
    "/control/mark",
    "/settings/server.conf",
    "/opt/eventstore/EventStore.ClusterNode",
  ];

  test.each(DELIVERIES)("uploads, with delivery %s", (delivery) => {
    for (const file of FILES) {
      const { problems } = judge(uploads(file), { ...SECURE, delivery });
      expect(problems).toEqual([expect.stringContaining(`${RESOURCE}.upload holds "${file}": `)]);
    }
  });

  test.each(DELIVERIES)("mounts at, in and above it, with delivery %s", (delivery) => {
    for (const path of ["/", "/etc", "/etc/eventstore/", "/opt", ...FILES]) {
      const { problems } = judge(mounts(path), { ...SECURE, delivery });
      expect([path, problems]).toEqual([path, [expect.stringContaining(`${RESOURCE}.volumes holds "`)]]);
    }
    expect(judge(override("tmpfs", { "/etc/eventstore": "" }), { delivery }).problems).toHaveLength(1);
    const mount = [{ type: "bind", target: "/etc/eventstore", source: "/srv/conf" }];
    expect(judge(override("mounts", mount), { delivery }).problems).toHaveLength(1);
    const dynamic = { for_each: ["/etc"], content: { container_path: "${volumes.value}", host_path: "/x" } };
    expect(judge(override("dynamic.volumes", dynamic), { delivery }).problems).toHaveLength(1);
  });

  test("a path of an upload that begins without a slash begins at the root all the same", () => {
    for (const file of ["etc/eventstore/eventstore.conf", "./settings/server.conf", "../control/mark"]) {
      const { problems } = judge(uploads(file), { ...SECURE, delivery: Delivery.ENVIRONMENT });
      expect(problems).toEqual([expect.stringContaining(`${RESOURCE}.upload holds "${file}": `)]);
    }
    expect(judge(uploads("srv/log.json"))).toEqual({ problems: [], warnings: [] });
    const settings = { LogConfig: "/etc/eventstore/log.json" };
    expect(judge(uploads("etc/eventstore/log.json"), { settings }).problems).toEqual([]);
    const again: Change = (cluster, stack) => {
      const { file } = ((node(cluster).uploadInput ?? []) as { file: string }[])[0] ?? { file: "/none" };
      uploads(file.slice(1))(cluster, stack);
    };
    const limits = { connectionLimits: { maxConcurrentConnections: 5 }, delivery: Delivery.ENVIRONMENT };
    expect(judge(again, limits).problems).toEqual([
      expect.stringMatching(/upload holds "\/etc\/eventstore\/\S+" 2 times/),
    ]);
  });

  test("a path of an upload that only Terraform knows is a warning, where it may be there", () => {
    for (const file of ["${var.file}", "/${var.file}", "/etc/${var.file}", "opt/event${var.rest}"])
      expect(judge(uploads(file))).toEqual({
        problems: [],
        warnings: [
          expect.stringContaining(`${RESOURCE}.upload[0].file is known only when Terraform runs: whether`),
        ],
      });
    for (const file of ["/srv/${var.file}", "srv/./${var.file}", "/etc/app-${var.file}", "/srv/$${x}"])
      expect(judge(uploads(file))).toEqual({ problems: [], warnings: [] });
    expect(judge(uploads("/etc/eventstore/${var.file}")).problems).toHaveLength(1);
  });

  test("from 25.0 it is where that product has it", () => {
    const version = "25.0.1";
    expect(judge(uploads("/etc/kurrentdb/kurrentdb.conf"), { version }).problems).toHaveLength(1);
    expect(judge(mounts("/etc/kurrentdb"), { version }).problems).toHaveLength(1);
  });

  test("what is elsewhere, and what a setting names, is the user's", () => {
    for (const change of [uploads("/etc/eventstore.conf"), uploads("/srv/log.json"), mounts("/backup")])
      expect(judge(change)).toEqual({ problems: [], warnings: [] });
    const settings = { LogConfig: "/etc/eventstore/log.json" };
    expect(judge(uploads("/etc/eventstore/log.json"), { settings }).problems).toEqual([]);
    expect(judge(mounts("/etc/eventstore/log.json"), { settings }).problems).toEqual([]);
    expect(judge(mounts("/etc/eventstore"), { settings }).problems).toHaveLength(1);
  });

  test("a mount of another container's, and one that only Terraform knows, is no place", () => {
    for (const entry of [{ from_container: "x" }, { container_path: "${var.path}", host_path: "/x" }])
      expect(judge(override("volumes", [entry])).problems).toEqual([]);
  });
});

describe("v5 with TLS between nodes: Mono's store, by which they know each other", () => {
  let security: Security;
  let forClients: Security;
  beforeAll(async () => {
    const { authority } = await makeCluster();
    const certificates = {
      trustedRoots: [authority.pem],
      shared: {
        pkcs12: Token.asString({ resolve: () => "${var.file}" }),
        password: Token.asString({ resolve: () => "${var.password}" }),
      },
      commonName: "esdb.example.com",
    };
    security = Security.tls(Certificates.fromValues(certificates));
    forClients = Security.tlsForClients(Certificates.fromValues(certificates));
  });
  const v5 = (): Props => ({ version: "5.0.11", security });
  const none = { problems: [], warnings: [] };
  const STORE = "/root/.config/.mono";
  const CONFIG = dirname(STORE);
  const HOME = dirname(CONFIG);

  test("no upload and no mount is in it, and none above it that the node cannot write", () => {
    for (const path of [STORE, `${STORE}/new-certs/Trust/0a1b2c3d.0`]) {
      expect(judge(uploads(path), v5()).problems).toEqual([
        expect.stringContaining(`upload holds "${path}": node-0 finds there whom it trusts`),
      ]);
      expect(judge(mounts(path), v5()).problems).toEqual([
        expect.stringContaining(`volumes holds "${path}": node-0 finds there`),
      ]);
    }
    // The node links its store there when it starts.
    for (const change of [mounts(HOME), uploads(`${HOME}/.bashrc`)])
      expect(judge(change, v5())).toEqual(none);
    const readOnly = { container_path: HOME, host_path: "/srv/root", read_only: true };
    expect(judge(override("volumes", [readOnly]), v5()).problems).toHaveLength(1);
  });

  test("no variable leads away from it", () => {
    const env = (...lines: readonly string[]) => judge(override("env", lines), v5());
    for (const [line, looked] of [
      ["HOME=/tmp", "/tmp/.config/.mono"],
      ["XDG_CONFIG_HOME=/etc", "/etc/.mono"],
    ] as const)
      expect(env(line).problems).toEqual([
        expect.stringContaining(
          `env holds "${line}": node-0 then looks for whom it trusts in ${looked}, and`,
        ),
      ]);
    expect(env(`HOME=${HOME}/`)).toEqual(none);
    expect(env("HOME=/tmp", `XDG_CONFIG_HOME=${CONFIG}`)).toEqual(none);
    expect(env("XDG_CONFIG_HOME=")).toEqual(none);
    expect(env("HOME=${var.home}")).toEqual({
      problems: [],
      warnings: [expect.stringContaining("env holds a HOME that is known only when Terraform runs")],
    });
  });

  test("where nodes do not verify each other, or later, nobody looks there", () => {
    const free: Props[] = [
      { version: "5.0.11" },
      { version: "5.0.11", security: forClients },
      { version: "5.0.11", security, size: 1 },
      SECURE,
    ];
    for (const props of free)
      for (const change of [uploads(`${STORE}/x`), mounts(STORE), override("env", ["HOME=/tmp"])])
        expect(judge(change, props)).toEqual(none);
  });
});

describe("a node and the engine of its host", () => {
  test.each([
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/user/1000/docker.sock",
    "/run/",
    "/",
    "/var/lib/docker/volumes",
  ])("a mount of %s is an error", (source) => {
    expect(judge(mounts("/x", source), { clients: LOCALHOST }).problems).toEqual([
      expect.stringContaining(`${RESOURCE}.volumes mounts "${source}" of the Docker host`),
    ]);
    const mount = [{ type: "bind", target: "/x", source, read_only: true }];
    expect(judge(override("mounts", mount)).problems).toHaveLength(1);
  });

  test("other folders of the host are none", () => {
    const data = ClusterData.hostPath("/var/lib/esdb");
    expect(judge(mounts("/backup", "/var/lib/backup"), { data }).problems).toEqual([]);
  });
});
