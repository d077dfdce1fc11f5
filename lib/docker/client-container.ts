import { TerraformStack } from "cdktf";
import { isOwnNetwork, judgeAdmission, type Admission } from "../guarantees/admission";
import type { Attributes } from "../guarantees/attributes";
import { mountOver, mountsOf, uploadPath } from "../guarantees/mounts";
import type { Report } from "../guarantees/report";
import { plainText } from "../guarantees/values";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import type { Container, ContainerUpload } from "../terraform/bindings";
import { keysIn } from "../terraform/references";
import { attributesOf, removedPart, snakeCased, textOf } from "../terraform/watched-resource";
import type { mountOf } from "./certificates/file-delivery";
import type { Joining } from "./client-engine";

/** What a container is to get of a cluster. */
export interface Access {
  readonly cluster: string;
  readonly variable: string;
  /** What the variable is to hold; nothing where that was refused. */
  readonly string: string | undefined;
  readonly caFile: string;
  /** Where the roots are uploaded, or mounted from; neither where the client needs none. */
  readonly upload?: ContainerUpload | undefined;
  readonly mount?: ReturnType<typeof mountOf>;
}

/** What the container has so far. */
export interface Present {
  readonly env: readonly string[];
  readonly uploads: readonly object[];
  readonly volumes: readonly object[];
  readonly mounts: readonly object[];
  readonly tmpfs: unknown;
  readonly networkMode: unknown;
  readonly readOnly: unknown;
}

/** Whether a container can take what it is to get. */
export function checkClientContainer(access: Access, present: Present, findings: Findings): void {
  checkVariable(access, present.env, findings);
  checkNetworkMode(present.networkMode, "allowFrom", findings);
  checkRoots(access, present, findings);
}

function checkVariable(
  { cluster, variable, string }: Access,
  env: readonly string[],
  findings: Findings,
): void {
  const isThere = (name: string) => env.some((entry) => entry.startsWith(`${name}=`));
  const isSame = env.every((entry) => !entry.startsWith(`${variable}=`) || entry === `${variable}=${string}`);
  if (isSame) return;
  // No digit comes first in the name of a variable.
  const own = cluster
    .toUpperCase()
    .replace(/\W/g, "_")
    .replace(/^(?=\d)/, "EVENTSTORE_");
  const other = free(`${own}_CONNECTION_STRING`, isThere);
  findings.problem({
    code: "allowFrom.variable",
    path: "options.variable",
    got: `is ${quote(variable)}, which the container has already`,
    expected: "it takes the connection string",
    fix: `remove it from the container's env, or name another one: { variable: ${quote(other)} }`,
  });
}

const MODES: Readonly<Record<string, readonly [string, string]>> = {
  host: [
    "a container on the host's network joins no other, and dials as the host does",
    "leave it out; or give the container connectionString(Audience.HOST) yourself",
  ],
  none: ["the engine connects such a container to no network", "leave it out"],
  container: [
    "it has the network of another container for its own, and joins none",
    "leave it out; or allow that other container, and give this one connectionString(Audience.NETWORK) yourself",
  ],
};

/** A mode by which a container joins no network. */
export function checkNetworkMode(mode: unknown, method: Joining, findings: Findings): void {
  // `container:` may stand before a token.
  if (typeof mode !== "string" || isOwnNetwork(mode)) return;
  const [expected, fix] = MODES[mode.replace(/:.*/s, "")] ?? [];
  if (expected === undefined || fix === undefined) return;
  findings.problem({
    code: `${method}.networkMode`,
    path: "container.networkMode",
    got: `is ${quote(mode)}`,
    expected,
    fix: method === "allowFrom" ? fix : "leave it out",
  });
}

function checkRoots(
  { cluster, caFile, upload, mount }: Access,
  { uploads, volumes, mounts, tmpfs, readOnly }: Present,
  findings: Findings,
): void {
  if (upload === undefined && mount === undefined) return;
  const there = mountsOf({
    volumes: volumes.filter((one) => !isSameMount(one, mount)).map(snakeCased),
    mounts: mounts.map(snakeCased),
    tmpfs,
  });
  const files = uploads
    .filter((one) => !isSameUpload(one, upload))
    .map((one) => uploadPath(memberOf(one, "file")));
  const mounted = there ?? [];
  const isFile = (path: string) => files.includes(path) || mounted.some((one) => one.path === path);
  const over = (path: string) => (upload === undefined ? undefined : mountOver(path, mounted)?.path);
  const isTaken = (path: string) => isFile(path) || over(path) !== undefined;
  if (isTaken(caFile)) {
    // Nothing is mounted over the root itself.
    const folder = ["/etc", ""].find((one) => over(`${one}/any`) === undefined) ?? "";
    const other = free(`${folder}/${cluster}-ca.crt`, isTaken);
    const what = "the certificate of this cluster's authority is";
    findings.problem({
      code: "allowFrom.caFile",
      path: "options.caFile",
      got: isFile(caFile)
        ? `is ${quote(caFile)}, where the container has another file already`
        : `is ${quote(caFile)}, and the container has a tmpfs at ${quote(over(caFile))}`,
      expected: isFile(caFile)
        ? `${what} put there`
        : `${what} uploaded before the container starts, and the tmpfs is mounted over it then`,
      fix: `name another path: { caFile: ${quote(other)} }`,
    });
  }
  if (upload === undefined || readOnly !== true) return;
  findings.problem({
    code: "allowFrom.readOnly",
    path: "container.readOnly",
    got: "is true",
    expected:
      "the certificate of the cluster's authority is uploaded, and the engine uploads nothing into a read-only container",
    fix: "leave it out; or mount cluster.caCertificate yourself, with connectionString(Audience.NETWORK, { caFile })",
  });
}

/** The first name made of that one which is free. */
function free(name: string, isTaken: (name: string) => boolean): string {
  let found = name;
  for (let i = 2; isTaken(found); i++) found = name.replace(/(\.\w+)?$/, (extension) => `_${i}${extension}`);
  return found;
}

function memberOf(block: object, name: string): unknown {
  return (block as Readonly<Record<string, unknown>>)[name];
}

/** Whether an upload that is there is the one to be made. */
export function isSameUpload(there: object, upload: ContainerUpload | undefined): boolean {
  return upload !== undefined && isSame(there, upload, ["file", "content", "contentBase64", "source"]);
}

/** Whether a mount that is there is the one to be made. */
export function isSameMount(there: object, mount: ReturnType<typeof mountOf>): boolean {
  return mount !== undefined && isSame(there, mount, ["containerPath", "hostPath"]);
}

function isSame(one: object, other: object, members: readonly string[]): boolean {
  return members.every((name) => memberOf(one, name) === memberOf(other, name));
}

/** Whether a reference in a container stands for one of those resources. */
export function standsFor(container: Container, reference: unknown, keys: readonly string[]): boolean {
  const text = textOf(reference, container);
  return keysIn(text, TerraformStack.of(container)).some((key) => keys.includes(key));
}

/** A container that was let in, and what it was given. */
export interface Admitted {
  readonly container: Container;
  readonly access: Access;
  readonly line: string;
  /** The network that it joined. */
  readonly network: { readonly key: string; readonly keys: readonly string[] };
  readonly awaited: readonly string[];
}

/** Whether containers that were let in have still what they were given. */
export function judgeAdmitted(
  admitted: readonly Admitted[],
  cluster: string,
  reportOf: (container: Container) => Report,
): void {
  for (const one of admitted) {
    const { container } = one;
    if (removedPart(container, container.node.root) !== undefined) continue;
    judgeAdmission(admissionOf(one, cluster), attributesOf(container), reportOf(container));
  }
}

/** What was given, as it stands in the file of the container's stack. */
function admissionOf({ container, access, line, network, awaited }: Admitted, cluster: string): Admission {
  const { variable, caFile, upload, mount } = access;
  const text = (value: unknown) => plainText(textOf(value, container));
  const given = (entry: Attributes, name: string, value: unknown) =>
    value === undefined || plainText(entry[name]) === text(value);
  const roots = {
    path: caFile,
    ...(mount === undefined
      ? {
          attribute: "upload" as const,
          isRoots: (entry: Attributes) =>
            given(entry, "content", upload?.content) &&
            given(entry, "content_base64", upload?.contentBase64) &&
            given(entry, "source", upload?.source),
        }
      : {
          attribute: "volumes" as const,
          isRoots: (entry: Attributes) => given(entry, "host_path", mount.hostPath),
        }),
  };
  return {
    cluster,
    variable,
    line: text(line),
    network: network.key,
    isNetwork: (reference) => standsFor(container, reference, network.keys),
    ...(upload === undefined && mount === undefined ? {} : { roots }),
    // From another stack nothing is waited for by a reference.
    awaited: awaited.map(text).filter((one) => one !== ""),
  };
}
