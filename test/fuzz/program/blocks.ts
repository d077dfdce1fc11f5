import fc from "fast-check";
import { SECRET } from "../secrets";
import { pick, type World } from "./world";

type Block = (world: World, n: number) => Readonly<Record<string, unknown>>;

const clusterName = (world: World, n: number) => world.cluster(n)?.topology.name ?? "esdb";
const node = (world: World, n: number) => pick(world.cluster(n)?.topology.nodes ?? [], n);
const networkName = (world: World, n: number) =>
  pick(world.cluster(n)?.topology.networks ?? [], n)?.name ?? "esdb-internal";

/** Blocks and attributes of containers, networks and volumes, by Terraform's names: right, clashing, and odd ones. */
export const BLOCKS: Readonly<Record<string, readonly Block[]>> = {
  ports: [
    (_, n) => ({ internal: 80, external: 8000 + (n % 9) }),
    (world, n) => ({ internal: 2113, external: node(world, n)?.published[0]?.hostPort ?? 2113 }),
    () => ({ internal: 1112, external: 1112, ip: "0.0.0.0" }),
    () => ({ internal: "${var.x}", external: "${var.y}" }),
    () => ({ internal: "1112", protocol: "udp" }),
  ],
  volumes: [
    () => ({ container_path: "/x", volume_name: "x" }),
    (world, n) => ({ container_path: "/x", volume_name: `${clusterName(world, n)}-node-0-data` }),
    (world, n) => ({
      container_path: "/x",
      volume_name: `${clusterName(world, n)}-node-0-tls`,
      read_only: true,
    }),
    () => ({ container_path: "/var/lib/eventstore", host_path: "/srv" }),
    () => ({ container_path: "/etc/eventstore", host_path: "${var.x}" }),
    () => ({ container_path: "/var/run/docker.sock", host_path: "/var/run/docker.sock" }),
    (world, n) => ({
      from_container: `${clusterName(world, n)}${["-node-0", "-node-0-installer", "-ready"][n % 3]}`,
    }),
    (world, n) => ({
      container_path: "/etc/eventstore-ca.crt",
      host_path: `/var/lib/docker/volumes/${clusterName(world, n)}-node-0-settings/_data`,
    }),
  ],
  mounts: [
    () => ({ target: "/x", type: "tmpfs" }),
    () => ({ target: "/etc", type: "tmpfs" }),
    (world, n) => ({ target: "/x", type: "volume", source: `${clusterName(world, n)}-node-0-control` }),
    () => ({ target: "/var/lib/eventstore", type: "bind", source: "/srv" }),
  ],
  networks_advanced: [
    (world, n) => ({ name: networkName(world, n) }),
    (world, n) => ({ name: networkName(world, n), ipv4_address: node(world, n)?.attachments[0]?.address }),
    (world, n) => ({ name: networkName(world, n), aliases: [node(world, n)?.attachments[0]?.aliases[0]] }),
    () => ({ name: "${var.network}" }),
    () => ({ name: "monitoring" }),
  ],
  upload: [
    () => ({ file: "/etc/eventstore/eventstore.conf", content: `Key: ${SECRET}` }),
    () => ({ file: "/etc/eventstore/certs/node.key", content: SECRET }),
    () => ({ file: "etc/eventstore/eventstore.conf", content: SECRET }),
    () => ({ file: "/etc/eventstore-ca.crt", content: "x" }),
    () => ({ file: "/x", content_base64: SECRET, executable: true }),
    () => ({ file: "${var.x}", source: "${var.y}" }),
  ],
  host: [
    (world, n) => ({ host: node(world, n)?.attachments[0]?.aliases[0], ip: "10.9.9.9" }),
    () => ({ host: "db", ip: "10.9.9.9" }),
  ],
  labels: [
    () => ({ label: "team", value: "x" }),
    () => ({ label: "cdktf-eventstoredb.node", value: "node-7" }),
  ],
  capabilities: [() => ({ add: ["SYS_NICE"] }), () => ({ add: ["CAP_SYS_ADMIN"], drop: ["ALL"] })],
  healthcheck: [() => ({ test: ["NONE"] }), () => ({ test: ["CMD", "curl", SECRET], interval: "5s" })],
  ulimit: [() => ({ name: "nofile", soft: 10, hard: 5 })],
  devices: [() => ({ host_path: "/dev/null" })],
  ipam_config: [
    () => ({ subnet: "10.99.0.0/24" }),
    () => ({ subnet: "10.240.0.0/16", gateway: "10.240.0.1" }),
    () => ({ subnet: "${var.x}" }),
    (world, n) => ({
      subnet: "10.240.1.0/24",
      aux_address: { router: node(world, n)?.attachments[0]?.address },
    }),
  ],
  lifecycle: [() => ({ prevent_destroy: false })],
};

/** Attributes that are no blocks, with values right and wrong. */
export const ATTRIBUTES: Readonly<Record<string, readonly unknown[]>> = {
  env: [
    ["A=b"],
    ["HOME=/tmp"],
    [`EVENTSTORE_LICENSING__LICENSE_KEY=${SECRET}`],
    ["EVENTSTORE_INT_IP=10.0.0.1"],
    "${var.env}",
    [],
    [7],
  ],
  command: [["--insecure"], [`--certificate-password=${SECRET}`], []],
  entrypoint: [["/bin/sh"], SECRET],
  name: ["other", "${var.name}", "", 7, null],
  image: ["other:1", "${var.image}", null],
  network_mode: ["host", "none", "bridge", "container:esdb-node-0", "container:esdb-ready", "${var.mode}"],
  pid_mode: ["host", "container:esdb-node-0", "container:esdb-claim", "${var.mode}"],
  ipc_mode: ["shareable", "container:esdb-node-0"],
  hostname: ["node-0", "h", "node-1.esdb.internal", "localhost"],
  domainname: ["esdb.internal"],
  restart: ["no", "always", "on-failure", "sometimes"],
  must_run: [false, true, "false"],
  memory: [1, 512, "512", null],
  user: ["root", "1000"],
  read_only: [true, "true"],
  privileged: [true],
  driver: ["local", "nfs", "overlay"],
  internal: [true, false],
  subnet: ["10.0.0.0/8"],
  stop_timeout: [1],
  destroy_grace_seconds: [1],
  wait: [true, false],
  wait_timeout: [1],
  rm: [true],
  start: [false],
  tmpfs: [{ "/var/lib/eventstore": "" }, { "/etc": "" }],
  options: [{ "com.docker.network.bridge.enable_icc": "false" }],
  log_opts: [{ "max-size": "1m" }],
  dns: [["10.0.0.1"]],
  sysctls: [{ "net.core.somaxconn": "1" }],
  count: [0, 2],
  for_each: ["${toset(var.x)}", ["a"]],
  depends_on: [[]],
  algorithm: ["ECDSA"],
  rsa_bits: [1024],
  dns_names: [["x"], []],
  allowed_uses: [[], ["any_extended"]],
  validity_period_hours: [1],
  early_renewal_hours: [0],
  keep_locally: [false],
  unknown_attribute: ["x", { a: [1] }],
};

/** What a slip of the pen makes of a value. */
export const ODD: readonly unknown[] = [
  null,
  7,
  "",
  "x",
  [],
  {},
  [null],
  [[]],
  { a: { b: null } },
  false,
  "${",
  "${}",
];

/** A block of some kind, made when the program is. */
export const anyBlock = fc
  .record({ name: fc.constantFrom(...Object.keys(BLOCKS)), which: fc.nat(), of: fc.nat() })
  .map(({ name, which, of }) => ({
    name,
    make: (world: World) => pick(BLOCKS[name] ?? [], which)?.(world, of) ?? {},
  }));
