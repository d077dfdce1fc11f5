import { checkKeys, checkObject, checkWholeNumber } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";

/** A limit of the container's processes. */
export interface Ulimit {
  /**
   * `"core"`, `"cpu"`, `"data"`, `"fsize"`, `"locks"`, `"memlock"`, `"msgqueue"`, `"nice"`, `"nofile"`, `"nproc"`,
   * `"rss"`, `"rtprio"`, `"rttime"`, `"sigpending"` or `"stack"`.
   */
  readonly name: string;
  /** -1 for unlimited. */
  readonly soft: number;
  /** -1 for unlimited; above what the engine itself has, the container does not start. */
  readonly hard: number;
}

/** What a node's container may use. */
export interface NodeResources {
  /**
   * Memory in MiB, at least 256. Swap is not given on top.
   * @default - unlimited
   */
  readonly memory?: number;
  /**
   * CPUs, in hundredths: 0.5 is half of one. At least 0.01.
   * @default - unlimited
   */
  readonly cpus?: number;
  /**
   * Limits of the container's processes.
   * @default - the engine's own
   */
  readonly ulimits?: readonly Ulimit[];
}

/** The limits that a container's runtime knows; another name stops the container from starting. */
const ULIMITS: ReadonlySet<string> = new Set([
  ...["nofile", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nproc", "rss"],
  ...["rtprio", "rttime", "sigpending", "stack"],
]);

const RESOURCES: readonly (keyof NodeResources)[] = ["memory", "cpus", "ulimits"];
const ULIMIT: readonly (keyof Ulimit)[] = ["name", "soft", "hard"];

/** How many MiB a node may have. */
const MEMORY = { min: 256, max: 2 ** 30 };

/** A size as other tools take it: "4g", "512 MB", "4096", which here are MiB. */
const SIZE = /^\s*(\d{1,12}(?:\.\d{1,3})?)\s*(?:([kmgt])i?)?b?\s*$/i;
/** How many MiB a unit has. */
const UNITS: Readonly<Record<string, number>> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 };

/** The MiB that were probably meant by a size of another form, bytes too; `undefined` where none can be told. */
function memoryMeant(given: unknown): number | undefined {
  const [, number, unit] = (typeof given === "string" ? SIZE.exec(given) : null) ?? [];
  const size = typeof given === "number" ? given : Number(number);
  // More than any machine has are bytes.
  const bare = size > MEMORY.max ? size / 1024 ** 2 : size;
  const mebibytes = unit === undefined ? bare : size * (UNITS[unit.toLowerCase()] ?? NaN);
  const isOne = Number.isInteger(mebibytes) && mebibytes >= MEMORY.min && mebibytes <= MEMORY.max;
  return isOne ? mebibytes : undefined;
}

/** The resources asked for at `path`, checked. */
export function readResources(asked: unknown, path: string, findings: Findings): NodeResources {
  if (asked === undefined) return {};
  const given = checkObject(asked, `use ${path}: { memory: 2048 }`, findings.at(path));
  if (given === undefined) return {};
  checkKeys(given, RESOURCES, findings.at(path));
  const resources: { memory?: number; cpus?: number; ulimits?: readonly Ulimit[] } = {};
  if (given.memory !== undefined) {
    const meant = memoryMeant(given.memory) ?? 2048;
    const inWords = meant % 1024 === 0 ? `${meant / 1024} GiB` : `${meant} MiB`;
    const range = {
      code: "resources.memory",
      ...MEMORY,
      what: "MiB",
      fix: `use memory: ${meant} for ${inWords}, or leave it out for no limit`,
    };
    const memory = checkWholeNumber(given.memory, range, findings.at(`${path}.memory`));
    if (memory !== undefined) resources.memory = memory;
  }
  if (given.cpus !== undefined) {
    const { cpus } = given;
    if (typeof cpus === "number" && cpus >= 0.01 && cpus <= 1024) resources.cpus = cpus;
    else
      findings.problem({
        code: "resources.cpus",
        path: `${path}.cpus`,
        got: `is ${quote(cpus)}`,
        expected: "must be a number of CPUs, 0.01 to 1024",
        fix: "use cpus: 1.5 for one and a half, or leave it out for no limit",
      });
  }
  if (given.ulimits !== undefined)
    resources.ulimits = readUlimits(given.ulimits, `${path}.ulimits`, findings);
  return resources;
}

function readUlimits(asked: unknown, path: string, findings: Findings): readonly Ulimit[] {
  if (!Array.isArray(asked)) {
    findings.problem({
      code: "resources.ulimits",
      path,
      got: `is ${quote(asked)}`,
      expected: "must be a list",
      fix: 'use [{ name: "nofile", soft: 65535, hard: 65535 }]',
    });
    return [];
  }
  const names = new Set<string>();
  return Array.from<unknown>(asked).flatMap((one, i): readonly Ulimit[] => {
    const { name, soft, hard } = (one ?? {}) as Partial<Record<keyof Ulimit, unknown>>;
    const isLimits = isLimit(soft) && isLimit(hard) && (hard === -1 || (soft !== -1 && soft <= hard));
    if (typeof name !== "string" || !ULIMITS.has(name) || !isLimits) {
      const expected =
        "must be { name, soft, hard }, the name of a limit that containers have, and whole numbers from -1 (unlimited), soft no more than hard";
      const other = [...ULIMITS].find((free) => !names.has(free)) ?? "nofile";
      findings.problem({
        code: "resources.ulimits",
        path: `${path}[${i}]`,
        got: `is ${quote(one)}`,
        expected,
        fix: `use { name: "${other}", soft: 65535, hard: 65535 }`,
      });
      return [];
    }
    if (names.has(name)) {
      findings.problem({
        code: "resources.ulimits.twice",
        path: `${path}[${i}]`,
        got: `is another limit of ${quote(name)}`,
        expected: "a container has each limit once",
        fix: "leave it out",
      });
      return [];
    }
    names.add(name);
    checkKeys(one as object, ULIMIT, findings.at(`${path}[${i}]`));
    return [{ name, soft, hard }];
  });
}

function isLimit(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= -1 && value <= 2 ** 40;
}
