import type { Construct } from "constructs";
import type { DeliveredFile } from "../../cluster/certificates/delivered-file";
import type { ContainerUpload } from "../../terraform/bindings";
import { literal } from "../../terraform/literal";
import { linkedFile } from "./linked-files";

/**
 * The upload, by a container of that scope's stack, that puts the file at `target`; none for one that is mounted. It
 * arrives as root's.
 */
export function uploadOf(
  scope: Construct,
  file: DeliveredFile,
  target: string,
  secret = false,
): ContainerUpload | undefined {
  const content = contentOf(scope, file);
  return content && { file: target, ...content, ...(secret ? { permissions: "0400" } : {}) };
}

function contentOf(scope: Construct, file: DeliveredFile): Omit<ContainerUpload, "file"> | undefined {
  switch (file.kind) {
    case "text":
      return { content: literal(file.text) };
    case "base64":
      return { contentBase64: file.base64 };
    case "source":
      return { source: linkedFile(scope, file.path, file.hash), sourceHash: file.hash };
    case "mounted":
      return undefined;
  }
}

/** The read-only mount that puts the file at `target`; none for one that is uploaded. */
export function mountOf(
  file: DeliveredFile,
  target: string,
): { readonly hostPath: string; readonly containerPath: string; readonly readOnly: true } | undefined {
  return file.kind === "mounted"
    ? { hostPath: literal(file.path), containerPath: target, readOnly: true }
    : undefined;
}
