import { Certificates, ClusterData, Delivery, Security } from "../../lib";
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
