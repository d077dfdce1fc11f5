import { plainPath } from "../server/folder-path";
import { quote } from "../problem/quote";
import type { Attributes } from "./attributes";
import { mountOver, mountsOf, uploadPath } from "./mounts";
import type { Report } from "./report";
import { blocksOf, isExpression, isOn, plainText, stated, textsOf } from "./values";

/** What `connections.allowFrom` gave a container, as it stands in Terraform's file. */
export interface Admission {
  /** Where the cluster is declared. */
  readonly cluster: string;
  readonly variable: string;
  /** The line of the environment. */
  readonly line: string;
  /** What names the network of the cluster that it joined. */
  readonly network: string;
  /** Whether a reference in Terraform's file stands for that network. */
  readonly isNetwork: (reference: unknown) => boolean;
  /** Where the trusted roots are; absent where the client needs none. */
  readonly roots?: RootsFile;
  /** What the container waits for. */
  readonly awaited: readonly string[];
}

/** A file in a container, and how it gets there. */
export interface RootsFile {
  readonly attribute: "upload" | "volumes";
  readonly path: string;
  /** Whether an entry for that path is the cluster's. */
  readonly isRoots: (entry: Attributes) => boolean;
}

/** A network mode that leaves no place for networks, or says whose network the container has. */
export function isOwnNetwork(mode: string): boolean {
  return mode !== "host" && mode !== "none" && !mode.startsWith("container:");
}

/** Whether a container that was let in has still what it was given. */
export function judgeAdmission(admission: Admission, now: Attributes, report: Report): void {
  judgeEnvironment(admission, now, report);
  judgeNetwork(admission, now, report);
  judgeRoots(admission, now, report);
  const there = new Set(textsOf(now, "depends_on") ?? []);
  if (admission.awaited.every((one) => there.has(one))) return;
  report.warning({
    attribute: "depends_on",
    got: "no longer holds what connections.allowFrom put there",
    expected: `the container may start before ${admission.cluster} is ready`,
    fix: "call allowFrom last, or add to dependsOn",
  });
}

function judgeEnvironment({ cluster, variable, line }: Admission, now: Attributes, report: Report): void {
  const lines = textsOf(now, "env");
  if (lines === undefined) {
    reportUnknown("env", report);
    return;
  }
  const own = lines.filter((one) => one.startsWith(`${variable}=`));
  if (own.length === 1 && own[0] === line) return;
  report.problem({
    attribute: "env",
    got:
      own.length === 0
        ? `no longer holds ${variable}`
        : own.length === 1
          ? `holds another ${variable}`
          : `holds ${variable} ${own.length} times`,
    expected: `connections.allowFrom of ${cluster} put the connection string there`,
    fix: "set env before allowFrom, or keep the entries of envInput and add others",
  });
}

function judgeNetwork({ cluster, network, isNetwork }: Admission, now: Attributes, report: Report): void {
  const mode = plainText(now.network_mode);
  if (!isExpression(mode) && !isOwnNetwork(mode)) {
    report.problem({
      attribute: "network_mode",
      got: stated(now.network_mode),
      expected: `connections.allowFrom put the container on the ${network} network of ${cluster}, and it can join none`,
      fix: "leave network_mode out",
    });
    return;
  }
  const entries = blocksOf(now, "networks_advanced");
  if (entries === undefined) {
    reportUnknown("networks_advanced", report);
    return;
  }
  if (isNetwork(now.network_mode) || entries.some(({ name }) => isNetwork(name))) return;
  report.problem({
    attribute: "networks_advanced",
    got: `no longer holds the ${network} network of ${cluster}`,
    expected: "connections.allowFrom put it there, and the connection string leads nowhere else",
    fix: "call putNetworksAdvanced before allowFrom, or keep the entries of networksAdvancedInput and add others",
  });
}

function judgeRoots({ cluster, roots }: Admission, now: Attributes, report: Report): void {
  if (roots === undefined) return;
  const { attribute, path, isRoots } = roots;
  const entries = blocksOf(now, attribute);
  if (entries === undefined) {
    reportUnknown(attribute, report);
    return;
  }
  const there = entries.filter(
    (e) => (attribute === "upload" ? uploadPath(e.file) : plainPath(plainText(e.container_path))) === path,
  );
  if (there.length !== 1 || !there.every(isRoots)) {
    const put = attribute === "upload" ? "putUpload" : "putVolumes";
    report.problem({
      attribute,
      got:
        there.length === 0
          ? `no longer holds ${quote(path)}`
          : there.length === 1
            ? `holds another ${quote(path)}`
            : `holds ${quote(path)} ${there.length} times`,
      expected: `connections.allowFrom of ${cluster} put its authority there, and the connection string names it`,
      fix: `call ${put} before allowFrom, or keep the entries of ${attribute}Input and add others`,
    });
  }
  judgeOver(cluster, roots, now, report);
  if (attribute !== "upload" || !isOn(now.read_only)) return;
  report.problem({
    attribute: "read_only",
    got: "is true",
    expected: `the authority of ${cluster} is uploaded, and the engine uploads nothing into a read-only container`,
    fix: "leave it out; or mount cluster.caCertificate yourself, with connectionString(Audience.NETWORK, { caFile })",
  });
}

/** Mounts that take the place of the authority; of a list that only Terraform knows nothing is said. */
function judgeOver(cluster: string, { attribute, path }: RootsFile, now: Attributes, report: Report): void {
  const mounts = mountsOf(now) ?? [];
  // One that is mounted has been looked for among the volumes, and stands above what is mounted at a folder.
  const over =
    attribute === "upload"
      ? mountOver(path, mounts)
      : mounts.find((mount) => mount.path === path && mount.attribute !== attribute);
  if (over === undefined) return;
  report.problem({
    attribute: over.attribute,
    got: over.tmpfs
      ? `holds a tmpfs at ${quote(over.path)}`
      : `mounts ${quote(over.source)} at ${quote(path)}`,
    expected: `connections.allowFrom of ${cluster} put its authority at ${quote(path)}, and nothing is found there under that`,
    fix: "mount that elsewhere, or name another place for the authority: allowFrom(container, { caFile })",
  });
}

function reportUnknown(attribute: string, report: Report): void {
  report.warning({
    attribute,
    got: "is known only when Terraform runs",
    expected: "whether it holds what connections.allowFrom put there cannot be told",
    fix: "write the entries themselves",
  });
}
