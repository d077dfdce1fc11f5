import type { Construct } from "constructs";
import { installerName } from "../../network/model/names";
import { bareAddress, fixAddress } from "../../terraform/address";
import { Container, type ContainerConfig, type ContainerVolumes } from "../../terraform/bindings";
import { oneShot } from "../one-shot";
import { ownedVolume } from "../owned-volume";
import type { EngineResources } from "../engine-resources";
import { mountOf, uploadOf } from "./file-delivery";
import { ROOTS, type PlacedFile } from "../../cluster/certificates/certificate-files";

/** Where the installer's container gets the files before it puts them into the volume. */
const STAGING = "/staging";
/** What the installer writes when all is in place. */
const INSTALLED = "/tmp/installed";
/** Which files in the volume an installer has put there. */
const LIST = ".installed";
/** How long an apply waits for the installer, in seconds. */
const TIMEOUT = 60;

/** Whose files they are, and where. */
export interface Installation {
  readonly cluster: string;
  /** The node's key. */
  readonly node: string;
  /** The node's container name, which those of the volume and the installer come from. */
  readonly name: string;
  /** The folder at which the node mounts them. */
  readonly directory: string;
  /** v5: where the server's Mono looks for what it trusts. */
  readonly monoStore?: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly labels: Readonly<Record<string, string>>;
}

/** What the node's container needs to have its files. */
export interface InstalledFiles extends Pick<ContainerConfig, "dependsOn" | "lifecycle"> {
  readonly volumes: readonly ContainerVolumes[];
}

/**
 * Gives a node its certificate files so that the server's user can read them and nobody else the key. The engine
 * uploads as root, with one mode for all, so a container that runs once installs owner and mode into a volume, which
 * the node mounts read-only. Changed files replace the installer, and that the node.
 */
export function installFiles(
  scope: Construct,
  installation: Installation,
  files: readonly PlacedFile[],
  engine: EngineResources,
): InstalledFiles {
  const { directory, monoStore } = installation;
  const mounted = files.flatMap(({ file, place }) => mountOf(file, `${directory}/${place}`) ?? []);
  const uploads = files.flatMap(
    ({ file, place, secret }) => uploadOf(scope, file, `${STAGING}/${place}`, secret) ?? [],
  );
  if (uploads.length === 0) return { volumes: mounted };

  const { cluster, node, name, labels } = installation;
  const volume = ownedVolume(scope, cluster, node, "tls", engine);
  const installer = new Container(scope, "tls-installer", {
    name: installerName(name),
    image: engine.image,
    user: "0:0",
    ...oneShot({
      script: script(installation, files),
      check: `test -f ${INSTALLED}`,
      seconds: TIMEOUT,
      margin: 0,
      labels: { cluster, node },
      userLabels: labels,
    }),
    networkMode: "none",
    volumes: [{ containerPath: directory, volumeName: volume.name }],
    upload: uploads,
    // Another volume is an empty one.
    lifecycle: { replaceTriggeredBy: [bareAddress(volume)] },
    ...engine.provider,
  });
  fixAddress(installer, cluster, `${node}-tls-installer`);
  const places =
    files.some(({ mono }) => mono) && monoStore !== undefined ? [directory, monoStore] : [directory];
  return {
    volumes: [
      ...places.map((containerPath) => ({ containerPath, volumeName: volume.name, readOnly: true })),
      ...mounted,
    ],
    dependsOn: [installer],
    lifecycle: { replaceTriggeredBy: [bareAddress(installer)] },
  };
}

/**
 * Puts each staged file in its place, whole at any moment, because a node may be running on the volume; then removes
 * what an earlier installer put there, a root that is trusted no longer above all, and its own copies. What it puts
 * there stands in a list before it is there, and nothing else is ever removed.
 */
function script({ directory, user }: Installation, files: readonly PlacedFile[]): string {
  const owner = `${user.uid}:${user.gid}`;
  const staged = files.filter(({ file }) => file.kind !== "mounted");
  const places = staged.map(({ place }) => place).join(" ");
  const folders = [...new Set(staged.map(({ place }) => `${directory}/${place}`.replace(/\/[^/]*$/, "")))];
  const list = `${directory}/${LIST}`;
  return [
    "set -e",
    "umask 077",
    `put() { cp "${STAGING}/$1" "${directory}/$1.new"; chmod "$2" "${directory}/$1.new"; chown ${owner} "${directory}/$1.new"; mv -f "${directory}/$1.new" "${directory}/$1"; }`,
    // Release 0.1.0 kept no list: what it put there has these names.
    `test -f ${list} || { (cd ${directory}; for f in node.crt node.key node.p12 ${ROOTS}/ca-*.crt; do if test -f "$f"; then echo "$f"; fi; done) > ${list}.new; mv -f ${list}.new ${list}; }`,
    `printf '%s\\n' ${places} >> ${list}`,
    ...folders.map((f) => `mkdir -p ${f}; chown ${owner} ${f}; chmod 0500 ${f}`),
    ...staged.map(({ place, secret }) => `put ${place} ${secret ? "0400" : "0444"}`),
    `while read -r f; do test -f "${STAGING}/$f" || rm -f "${directory}/$f" "${directory}/$f.new"; done < ${list}`,
    `printf '%s\\n' ${places} > ${list}.new; chmod 0644 ${list}.new; mv -f ${list}.new ${list}`,
    `rm -rf ${STAGING}`,
    `touch ${INSTALLED}`,
    // Long enough to be seen healthy.
    "sleep 10",
  ].join("\n");
}
