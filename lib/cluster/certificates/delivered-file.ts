/** How one file of the user's, or of another resource, gets into a container. */
export type DeliveredFile =
  /** Its text, which is then in Terraform's state. */
  | { readonly kind: "text"; readonly text: string }
  /** Its bytes in base64, which are then in Terraform's state. */
  | { readonly kind: "base64"; readonly base64: string }
  /** A secret file of the machine that applies, by absolute path; only its hash is in the state. */
  | { readonly kind: "source"; readonly path: string; readonly hash: string }
  /** A file of the Docker host, mounted by absolute path. */
  | { readonly kind: "mounted"; readonly path: string };

/** Several text files as one; `undefined` where one of them cannot be read at synth. */
export function joined(files: readonly DeliveredFile[]): string | undefined {
  const texts = files.flatMap((file) => ("text" in file ? [file.text.replace(/\n$/, "")] : []));
  return texts.length === files.length ? `${texts.join("\n")}\n` : undefined;
}
