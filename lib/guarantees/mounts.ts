import { plainPath } from "../cluster/data-mount";
import type { Attributes } from "./attributes";
import { blocksOf, isOn, plainText } from "./values";

/** What a container mounts, by whichever attribute. */
export interface Mount {
  readonly attribute: string;
  readonly path: string;
  readonly source: string;
  readonly readOnly: boolean;
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
    })),
    ...mounts.map((m) => ({
      attribute: "mounts",
      path: plainPath(plainText(m.target)),
      source: plainText(m.source),
      readOnly: isOn(m.read_only),
    })),
    ...(typeof tmpfs === "object" && tmpfs !== null ? Object.keys(tmpfs) : []).map((path) => ({
      attribute: "tmpfs",
      path: plainPath(path),
      source: "tmpfs",
      readOnly: false,
    })),
  ];
}

/** Where an upload comes to lie: the provider unpacks it at the root, so that a path without a slash begins there, too. */
export function uploadPath(file: unknown): string {
  const path = plainText(file);
  return path === "" ? "" : plainPath(`/${path}`);
}

/** Whether an absolute path is that folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "/" || path === folder || (folder !== "" && path.startsWith(`${folder}/`));
}
