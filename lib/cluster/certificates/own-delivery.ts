import { createHash } from "node:crypto";
import { isHostPath } from "../../checks/engine-names";
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
const UNREAD: DeliveredFile = { kind: "text", text: "" };

/** Brings the user's own files on their way, in the manner of their source. */
export class OwnDelivery {
  constructor(
    readonly kind: Exclude<Certificates["kind"], "generated">,
    private readonly around: Surroundings,
    private readonly findings: Findings,
  ) {}

  /** A text file; `at` is where it stands in the API. */
  text(value: string, at: string, secret = false): OwnFile {
    if (this.kind !== "values") return this.file(value, at, secret);
    const file: DeliveredFile = { kind: "text", text: value };
    if (this.around.isToken(value)) return { file };
    if (secret) warnOfLiteralSecret(at, this.findings);
    return { file, content: Buffer.from(value) };
  }

  /** A binary file; among values it is given in base64. */
  binary(value: string, at: string): OwnFile {
    if (this.kind !== "values") return this.file(value, at, true);
    const file: DeliveredFile = { kind: "base64", base64: value };
    if (this.around.isToken(value)) return { file };
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

  private file(path: string, at: string, secret: boolean): OwnFile {
    if (this.kind === "dockerHost") {
      if (!isHostPath(path)) {
        this.findings.problem({
          code: "certificate.path",
          path: at,
          got: `is ${quote(path)}`,
          expected: "must be an absolute path on the Docker host",
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
    const read = this.around.readFile(path, at, this.findings);
    if (read === undefined) return { file: UNREAD };
    const { bytes: content } = read;
    // What is no secret may stand in the state.
    if (!secret) return { file: { kind: "text", text: content.toString() }, content };
    const hash = createHash("sha256").update(content).digest("hex");
    return { file: { kind: "source", path: read.path, hash }, content };
  }
}
