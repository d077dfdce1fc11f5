import { createHash } from "node:crypto";
import { isHostPath, whyNoHostPath } from "../../checks/engine-names";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import { warnOfLiteralSecret } from "../../server/literal-secret";
import type { Certificates } from "../../tls/certificates";
import type { NodeMaterial } from "../../tls/judge-certificates";
import type { Surroundings } from "../surroundings";
import type { DeliveredFile } from "./delivered-file";

/** A file of the user's own: how it gets into a container, and what it holds where that is known at synth. */
export interface OwnFile {
  readonly file: DeliveredFile;
  readonly content?: Buffer;
}

/** Stands for a file that could not be read, which is a problem. */
export const UNREAD: DeliveredFile = { kind: "text", text: "" };

/** Whether a text is rather what a file holds than its path: it has lines, or is as long as no name in base64. */
function isContent(text: string): boolean {
  return /-----BEGIN|[\r\n]/.test(text) || /^[A-Za-z0-9+/=]{100,}$/.test(text);
}

/** Whether a text is rather a path than what a file holds: one line with a folder or an ending, shorter than any key. */
function isPath(text: string): boolean {
  return (
    /^[^\r\n\0]{1,1024}$/.test(text) &&
    !text.includes("-----") &&
    /^(?:\.{0,2}|~)\/|[\\/][^\\/]*\.\w{1,5}$|^[\w-]+(?:\.[\w-]+)*\.(?:crt|cer|cert|pem|der|key|p12|pfx)$/.test(
      text,
    )
  );
}

/**
 * Whether a text is the name of a file of keys, and nothing else: short words between slashes, and an ending that has a dot,
 * which no key has, nor a part of one.
 */
function isNameOfKeyFile(text: string): boolean {
  return (
    text.length <= 200 &&
    !text.includes("---") &&
    /^(?:[\w.:~-]{0,40}[\\/])*[\w.-]{1,40}\.(?:pem|key|p12|pfx)$/i.test(text)
  );
}

/** Brings the user's own files on their way, in the manner of their source. */
export class OwnDelivery {
  constructor(
    readonly kind: Exclude<Certificates["kind"], "generated">,
    private readonly around: Surroundings,
    private readonly findings: Findings,
    /** Whether it is what is trusted beside a generated authority. */
    private readonly besideGenerated = false,
  ) {}

  /** A text file; `at` is where it stands in the API. */
  text(value: string, at: string, secret = false): OwnFile {
    if (this.kind !== "values") return this.file(value, at, secret);
    if (this.around.isToken(value)) return { file: { kind: "text", text: value } };
    if (isPath(value)) {
      this.refusePath(at, "the text itself, in PEM");
      return { file: UNREAD };
    }
    if (secret) warnOfLiteralSecret(at, this.findings);
    const text = secret ? this.around.conceal(value) : value;
    return { file: { kind: "text", text }, content: Buffer.from(value) };
  }

  /** A binary file; among values it is given in base64. */
  binary(value: string, at: string): OwnFile {
    if (this.kind !== "values") return this.file(value, at, true);
    const file: DeliveredFile = { kind: "base64", base64: this.around.conceal(value) };
    if (this.around.isToken(value)) return { file };
    if (isPath(value)) {
      this.refusePath(at, "the file in base64");
      return { file: UNREAD };
    }
    if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value)) {
      this.findings.problem({
        code: "certificate.base64",
        path: at,
        got: "is not base64",
        expected: "a PKCS#12 file is binary, and Certificates.fromValues takes it in base64",
        fix: "encode it, or use Certificates.fromFiles",
      });
    }
    warnOfLiteralSecret(at, this.findings);
    return { file, content: Buffer.from(value, "base64") };
  }

  /** What can be judged with a password, which comes by environment whatever the source. */
  password(
    value: string | undefined,
    at: string,
  ): Pick<NodeMaterial, "privateKeyPassword" | "passwordUnknown"> {
    if (value === undefined) return {};
    if (this.around.isToken(value)) return { passwordUnknown: true };
    warnOfLiteralSecret(at, this.findings);
    return { privateKeyPassword: value };
  }

  /** A password on its way into a container's environment. */
  concealed(password: string): string {
    return this.around.conceal(password);
  }

  private refusePath(at: string, wanted: string): void {
    this.findings.problem({
      code: "certificate.value.path",
      path: at,
      got: "is a path",
      expected: `Certificates.${this.besideGenerated ? "generated" : "fromValues"} takes ${wanted}`,
      fix: this.besideGenerated
        ? 'read it, for example readFileSync("ca.crt", "utf8")'
        : "use Certificates.fromFiles for files of this machine, or fromDockerHost for those of the Docker host",
    });
  }

  private file(path: string, at: string, secret: boolean): OwnFile {
    if (isContent(path)) {
      this.findings.problem({
        code: "certificate.path.content",
        path: at,
        got: `is ${path.includes("-----") ? "PEM text" : "the content of a file"}, not a path`,
        expected: `Certificates.${this.kind === "files" ? "fromFiles" : "fromDockerHost"} takes paths`,
        fix: "use Certificates.fromValues for contents, best from a sensitive TerraformVariable, or give the path of the file",
      });
      return { file: UNREAD };
    }
    // What stands where a key belongs may be one, whatever it looks like, unless it is named as a file of keys is.
    const shown = secret && !isNameOfKeyFile(path) ? "a path" : quote(path);
    if (this.kind === "dockerHost") {
      if (!isHostPath(path)) {
        this.findings.problem({
          code: "certificate.path",
          path: at,
          got: secret ? "is no such path" : `is ${shown}`,
          expected: whyNoHostPath(path),
          fix: 'use for example "/etc/esdb/node-0.crt"',
        });
      }
      return { file: { kind: "mounted", path } };
    }
    if (this.around.isToken(path)) {
      this.findings.problem({
        code: "token",
        path: at,
        got: "is a token, known only when Terraform runs",
        expected: "the file is read and judged at synth",
        fix: "write the path itself, or use Certificates.fromValues",
      });
      return { file: UNREAD };
    }
    const read = this.around.readFile(path, at, shown, this.findings);
    if (read === undefined) return { file: UNREAD };
    const { bytes: content } = read;
    // What is no secret may stand in the state.
    if (!secret) return { file: { kind: "text", text: content.toString() }, content };
    const hash = createHash("sha256").update(content).digest("hex");
    return { file: { kind: "source", path: read.path, hash }, content };
  }
}
