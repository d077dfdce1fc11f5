import { isWithin, plainPath } from "../server/folder-path";
import type { Attributes } from "./attributes";
import { blocksOf, isOn, plainText } from "./values";

/** What a container mounts, by whichever attribute. */
export interface Mount {
  readonly attribute: string;
  readonly path: string;
  readonly source: string;
  readonly readOnly: boolean;
  /** Whether it is memory, which is empty at every start. */
  readonly tmpfs: boolean;
}

/** Everything that a container mounts; `undefined` where only Terraform knows it. */
export function mountsOf(attributes: Attributes): readonly Mount[] | undefined {
  const volumes = blocksOf(attributes, "volumes");
  const mounts = blocksOf(attributes, "mounts");
  if (volumes === undefined || mounts === undefined) return undefined;
  const tmpfs = attributes.tmpfs;
  return [
    ...volumes.map((v) => ({
      attribute: "volumes",
      path: plainPath(plainText(v.container_path)),
      source: plainText(v.volume_name ?? v.host_path ?? v.from_container),
      readOnly: isOn(v.read_only),
      tmpfs: false,
    })),
    ...mounts.map((m) => ({
      attribute: "mounts",
      path: plainPath(plainText(m.target)),
      source: plainText(m.source),
      readOnly: isOn(m.read_only),
      tmpfs: m.type === "tmpfs",
    })),
    ...(typeof tmpfs === "object" && tmpfs !== null ? Object.keys(tmpfs) : []).map((path) => ({
      attribute: "tmpfs",
      path: plainPath(path),
      source: "tmpfs",
      readOnly: false,
      tmpfs: true,
    })),
  ];
}

/**
 * What is mounted over an upload: it goes into a volume that is mounted above it, but is made before the container starts,
 * and so before what is memory there. Nothing is mounted at the root itself.
 */
export function mountOver(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts.find(
    (mount) => mount.path === path || (mount.tmpfs && mount.path !== "/" && isWithin(path, mount.path)),
  );
}

/** Where an upload comes to lie: the provider unpacks it at the root, so that a path without a slash begins there, too. */
export function uploadPath(file: unknown): string {
  const path = plainText(file);
  return path === "" ? "" : plainPath(`/${path}`);
}
