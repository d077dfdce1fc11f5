import type { ContainerUpload } from "../bindings";
import { literal } from "../literal";

/** How one file of the user's, or of another resource, gets into a container. */
export type DeliveredFile =
  /** Its text, which is then in Terraform's state. */
  | { readonly kind: "text"; readonly text: string }
  /** Its bytes in base64, which are then in Terraform's state. */
  | { readonly kind: "base64"; readonly base64: string }
  /** A file of the machine that applies, by absolute path; only its hash is in the state. */
  | { readonly kind: "source"; readonly path: string; readonly hash: string; readonly text: string }
  /** A file of the Docker host, mounted by absolute path. */
  | { readonly kind: "mounted"; readonly path: string };

/** The upload that puts the file at `target`; none for one that is mounted. It arrives as root's. */
export function uploadOf(file: DeliveredFile, target: string, secret = false): ContainerUpload | undefined {
  const content = contentOf(file);
  return content && { file: target, ...content, ...(secret ? { permissions: "0400" } : {}) };
}

function contentOf(file: DeliveredFile): Omit<ContainerUpload, "file"> | undefined {
  switch (file.kind) {
    case "text":
      return { content: literal(file.text) };
    case "base64":
      return { contentBase64: file.base64 };
    case "source":
      return { source: literal(file.path), sourceHash: file.hash };
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

/** Several text files as one; `undefined` where one of them cannot be read at synth. */
export function joined(files: readonly DeliveredFile[]): string | undefined {
  const texts = files.flatMap((file) => ("text" in file ? [file.text.replace(/\n$/, "")] : []));
  return texts.length === files.length ? `${texts.join("\n")}\n` : undefined;
}
