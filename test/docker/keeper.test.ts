import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformStack } from "cdktf";
import { Certificates, ClientAccess, EventStoreCluster, PeerAccess, PortPlan, Security } from "../../lib";
import { fingerprint } from "../../lib/docker/labels";
import { propsOf, synthesize, type Resource } from "./synth";

type More = Parameters<typeof propsOf>[0];

/** Two nodes on `b`, one on each of `a` and `c`, of which `c` has its keeper at a port of its own. */
function containersOf(more: More = {}): Readonly<Record<string, Resource>> {
  const { stack } = synthesize((app) => {
    const scope = new TerraformStack(app, "stack");
    const hosts = ["a", "b", "c"].map((name, n) => ({
      name,
      provider: new DockerProvider(scope, `docker-${name}`, { alias: name, host: `ssh://root@${name}` }),
      internalAddress: `10.60.0.${n + 1}`,
      externalAddress: `192.0.2.${n + 1}`,
      ...(name === "c" ? { keeperPort: 2210 } : {}),
    }));
    const props = propsOf({
      security: Security.tls(Certificates.generated()),
      size: 4,
      nodeOverrides: { "node-3": { host: "b" } },
      peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
      clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113) }),
      hosts,
      ...more,
    });
    new EventStoreCluster(scope, "esdb", props);
  });
  return stack!.resource.docker_container!;
}

const keeperOn = (host: string, containers = containersOf()): Resource =>
  containers[`eventstore_esdb_keeper_${host}`]!;

const scriptOf = ({ command }: Resource): string => String(command);

const HEALTHCHECK = {
  test: ["CMD-SHELL", "test -f /tmp/keeper-listens"],
  interval: "10s",
  timeout: "5s",
  retries: 3,
};

test("a keeper has the control folders of its host's nodes, is asked at one address, and stays", () => {
  const { command, labels, ...keeper } = keeperOn("b", containersOf({ labels: { team: "orders" } }));
  expect(keeper).toEqual({
    "//": expect.anything() as unknown,
    provider: "docker.b",
    name: "esdb-keeper",
    hostname: "esdb-keeper",
    image: "${docker_image.eventstore_esdb_image_b.image_id}",
    user: "0:0",
    entrypoint: ["/bin/sh", "-c"],
    env: ["KEEPER_KEY=${docker_container.eventstore_esdb_claim_a.id}"],
    healthcheck: HEALTHCHECK,
    must_run: false,
    restart: "always",
    stop_timeout: 1,
    destroy_grace_seconds: 1,
    log_driver: "json-file",
    log_opts: { "max-file": "1", "max-size": "1m" },
    ports: [{ internal: 2110, external: 2110, ip: "10.60.0.2", protocol: "tcp" }],
    networks_advanced: [{ name: "${docker_network.eventstore_esdb_internal-network_b.id}" }],
    volumes: [1, 3].map((n) => ({
      container_path: `/control/node-${n}`,
      volume_name: `\${docker_volume.eventstore_esdb_node-${n}-control_b.name}`,
    })),
  });
  expect(labels).toEqual([
    { label: "cdktf-eventstoredb.cluster", value: "esdb" },
    { label: "cdktf-eventstoredb.unapplied", value: fingerprint(HEALTHCHECK) },
    { label: "team", value: "orders" },
  ]);
  expect(command).toHaveLength(1);
});

test("a keeper serves its own nodes at its own port", () => {
  const containers = containersOf();
  const b = scriptOf(keeperOn("b", containers));
  expect(b.match(/^chown .*$/gm)).toEqual([
    "chown 1000:1000 /control/node-1",
    "chown 1000:1000 /control/node-3",
  ]);
  expect(b).toMatch(/^me=keeper keys='?node-1 node-3'?$/m);
  expect(b).toMatch(/' 2110 \/tmp\/keeper-handler$/);
  const c = keeperOn("c", containers);
  expect(scriptOf(c)).toMatch(/' 2210 \/tmp\/keeper-handler$/);
  expect(c.ports).toEqual([{ internal: 2210, external: 2210, ip: "10.60.0.3", protocol: "tcp" }]);
});

test("a keeper gives the folders to whoever runs the server of that release", () => {
  const owners = (version: string) =>
    new Set(scriptOf(keeperOn("c", containersOf({ version }))).match(/^chown \S+/gm));
  expect(owners("24.10.4")).toEqual(new Set(["chown 1000:1000"]));
  expect(owners("26.1.0")).toEqual(new Set(["chown 1001:1001"]));
});

test("a keeper's script is Terraform's text: no part of it is taken for an expression", () => {
  const script = scriptOf(keeperOn("b"));
  expect(script).toContain("$${");
  expect(script.match(/(?<![$%])[$%]\{/g)).toBeNull();
});

test("the gate asks each keeper for its host's nodes, and none for those of its own host", () => {
  const gate = scriptOf(containersOf().eventstore_esdb_ready_a!);
  expect(/keepers='([^']*)'/.exec(gate)?.[1]?.split("\n")).toEqual([
    "b 10.60.0.2 2110 esdb-keeper node-1 node-3",
    "c 10.60.0.3 2210 esdb-keeper node-2",
  ]);
});
