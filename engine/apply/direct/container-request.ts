import type { ContainerCreateOptions, HealthConfig } from "dockerode";

/** A file that is put into a container before it starts. */
export interface UploadAttributes {
  readonly file: string;
  readonly content?: string;
  readonly content_base64?: string;
  /** A file of this machine. */
  readonly source?: string;
  /** A hash of its bytes. */
  readonly source_hash?: string;
  /** In octal. */
  readonly permissions?: string;
}

/** A container's attributes as Terraform takes them; anything beside these is not known here. */
export interface ContainerAttributes {
  readonly name: string;
  readonly image: string;
  readonly hostname?: string;
  readonly user?: string;
  readonly network_mode?: string;
  readonly env?: readonly string[];
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly healthcheck?: {
    readonly test: readonly string[];
    readonly interval: string;
    readonly timeout: string;
    readonly retries: number;
  };
  readonly init?: boolean;
  readonly cpu_period?: number;
  readonly cpu_quota?: number;
  readonly memory?: number;
  readonly memory_swap?: number;
  readonly ulimit?: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly labels?: readonly { readonly label: string; readonly value: string }[];
  readonly log_driver?: string;
  readonly log_opts?: Readonly<Record<string, string>>;
  readonly ports?: readonly {
    readonly internal: number;
    readonly external: number;
    readonly ip: string;
    readonly protocol: string;
  }[];
  readonly restart?: string;
  readonly stop_timeout?: number;
  readonly volumes?: readonly {
    readonly container_path: string;
    readonly volume_name?: string;
    readonly host_path?: string;
    readonly read_only?: boolean;
  }[];
  readonly upload?: readonly UploadAttributes[];
  readonly networks_advanced?: readonly {
    readonly name: string;
    readonly ipv4_address?: string;
    readonly aliases?: readonly string[];
  }[];
  readonly must_run?: boolean;
  readonly start?: boolean;
  readonly attach?: boolean;
  readonly wait?: boolean;
  readonly wait_timeout?: number;
  readonly destroy_grace_seconds?: number;
}

const KNOWN: Readonly<Record<keyof ContainerAttributes, true>> = {
  name: true,
  image: true,
  hostname: true,
  user: true,
  network_mode: true,
  env: true,
  command: true,
  entrypoint: true,
  healthcheck: true,
  init: true,
  cpu_period: true,
  cpu_quota: true,
  memory: true,
  memory_swap: true,
  ulimit: true,
  labels: true,
  log_driver: true,
  log_opts: true,
  ports: true,
  restart: true,
  stop_timeout: true,
  volumes: true,
  upload: true,
  networks_advanced: true,
  must_run: true,
  start: true,
  attach: true,
  wait: true,
  wait_timeout: true,
  destroy_grace_seconds: true,
};

const MIB = 1024 * 1024;
const NANOSECONDS: Readonly<Record<string, number>> = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6 };

/** Reads a container's attributes; one that is not known here is an error, never passed over. */
export function containerAttributes(
  address: string,
  attributes: Readonly<Record<string, unknown>>,
): ContainerAttributes {
  const unknown = Object.keys(attributes).filter((key) => !Object.hasOwn(KNOWN, key));
  if (unknown.length > 0) throw new Error(`${address} has ${unknown.join(", ")}, which is not known here`);
  return attributes as unknown as ContainerAttributes;
}

/** The engine's request for a container; networks and uploads are apart. */
export function containerRequest(a: ContainerAttributes): ContainerCreateOptions {
  const ports = a.ports ?? [];
  return {
    name: a.name,
    Image: a.image,
    ...(a.hostname === undefined ? {} : { Hostname: a.hostname }),
    ...(a.user === undefined ? {} : { User: a.user }),
    Env: [...(a.env ?? [])],
    ...(a.command === undefined ? {} : { Cmd: [...a.command] }),
    ...(a.entrypoint === undefined ? {} : { Entrypoint: [...a.entrypoint] }),
    ...(a.healthcheck === undefined ? {} : { Healthcheck: healthConfig(a.healthcheck) }),
    ...(a.stop_timeout === undefined ? {} : { StopTimeout: a.stop_timeout }),
    Labels: Object.fromEntries((a.labels ?? []).map(({ label, value }) => [label, value])),
    ExposedPorts: Object.fromEntries(ports.map((p) => [`${p.internal}/${p.protocol}`, {}])),
    HostConfig: {
      Init: a.init ?? false,
      ...(a.network_mode === undefined ? {} : { NetworkMode: a.network_mode }),
      PortBindings: Object.fromEntries(
        ports.map((p) => [`${p.internal}/${p.protocol}`, [{ HostIp: p.ip, HostPort: String(p.external) }]]),
      ),
      Binds: (a.volumes ?? []).map(
        (v) =>
          `${v.volume_name ?? v.host_path ?? ""}:${v.container_path}${v.read_only === true ? ":ro" : ""}`,
      ),
      RestartPolicy: { Name: a.restart ?? "no" },
      ...(a.log_driver === undefined
        ? {}
        : { LogConfig: { Type: a.log_driver, Config: { ...(a.log_opts ?? {}) } } }),
      ...(a.memory === undefined ? {} : { Memory: a.memory * MIB }),
      ...(a.memory_swap === undefined ? {} : { MemorySwap: a.memory_swap * MIB }),
      ...(a.cpu_period === undefined ? {} : { CpuPeriod: a.cpu_period }),
      ...(a.cpu_quota === undefined ? {} : { CpuQuota: a.cpu_quota }),
      Ulimits: (a.ulimit ?? []).map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    },
  };
}

function healthConfig({
  test,
  interval,
  timeout,
  retries,
}: NonNullable<ContainerAttributes["healthcheck"]>): HealthConfig {
  return {
    Test: [...test],
    Interval: nanoseconds(interval),
    Timeout: nanoseconds(timeout),
    Retries: retries,
  };
}

/** A duration as Go prints it, such as `1m30s`. */
function nanoseconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)(h|ms|m|s)/g)];
  if (parts.map(([part]) => part).join("") !== duration) throw new Error(`cannot read "${duration}"`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (NANOSECONDS[unit ?? ""] ?? 0), 0);
}
