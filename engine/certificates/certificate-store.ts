import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Certificates, type NodeCertificate, type OwnCertificatesOptions } from "cdktf-eventstoredb";
import { Authority, type Issued } from "./authority";
import { pkcs12 } from "./pkcs12";

/** How a cluster gets its certificates. */
export type Manner =
  /** By Terraform's TLS provider; where that is not to be had, as values. */
  | "generated"
  /** As values in PEM, with the key in PKCS#1. */
  | "values"
  /** As values in PEM, with the key encrypted. */
  | "encrypted"
  /** As files of this machine, with the key in PKCS#1. */
  | "files"
  /** As files of the Docker host, which is this machine too, with the key in PKCS#1; only root can make them. */
  | "host"
  /** As values in PKCS#12, one for all nodes. */
  | "pkcs12";

/** The name by which nodes of one cluster know each other. */
export const COMMON_NAME = "eventstoredb-node";

/** Makes the certificates of a run; once each, until one is asked for anew. */
export class CertificateStore {
  private readonly authorities = new Map<string, Promise<Authority>>();
  private readonly issued = new Map<string, Promise<Issued>>();
  private readonly password = randomBytes(12).toString("hex");

  /** @param folder where files of certificates and keys are written */
  constructor(private readonly folder: string) {}

  /** The certificate of a cluster's authority in PEM. */
  async authority(cluster: string): Promise<string> {
    return (await this.authorityOf(cluster)).certificate;
  }

  /**
   * Certificates of a cluster's own.
   * @param names what each node's certificate must carry, by node key
   * @param user the server's, `uid:gid`, who owns files of the Docker host
   * @param others authorities that are trusted besides, as files
   */
  async certificates(
    cluster: string,
    manner: Exclude<Manner, "generated">,
    names: ReadonlyMap<string, readonly string[]>,
    user: string,
    others: readonly string[] = [],
  ): Promise<Certificates> {
    const authority = await this.authority(cluster);
    if (manner === "pkcs12") {
      const file = pkcs12(await this.issue(cluster, "shared", []), this.password);
      return Certificates.fromValues({
        trustedRoots: [authority],
        shared: { pkcs12: file.toString("base64"), password: this.password },
        commonName: COMMON_NAME,
      });
    }
    const made = await Promise.all(
      [...names].map(async ([node, own]): Promise<readonly [string, NodeCertificate]> => {
        const issued = await this.issue(cluster, node, own);
        return [node, this.inForm(issued, manner === "encrypted")];
      }),
    );
    if (manner !== "files" && manner !== "host") {
      return Certificates.fromValues({ trustedRoots: [authority], nodes: Object.fromEntries(made) });
    }
    const folder = join(this.folder, cluster);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const [uid = 0, gid = 0] = user.split(":").map(Number);
    const write = (name: string, content: string, mode: number): string => {
      const path = join(folder, name);
      rmSync(path, { force: true });
      writeFileSync(path, content, { mode });
      if (manner === "host") chownSync(path, uid, gid);
      return path;
    };
    const options: OwnCertificatesOptions = {
      trustedRoots: [authority, ...others].map((root, i) => write(`ca-${i}.crt`, root, 0o444)),
      nodes: Object.fromEntries(
        made.map(([node, own]) => [
          node,
          "privateKey" in own
            ? {
                certificate: write(`${node}.crt`, own.certificate, 0o444),
                privateKey: write(`${node}.key`, own.privateKey, 0o400),
              }
            : own,
        ]),
      ),
    };
    return manner === "host" ? Certificates.fromDockerHost(options) : Certificates.fromFiles(options);
  }

  /** Has a node's certificate made anew when it is asked for the next time. */
  renew(cluster: string, node: string): void {
    this.issued.delete(`${cluster} ${node}`);
  }

  private inForm({ certificate, privateKey }: Issued, encrypted: boolean): NodeCertificate {
    if (!encrypted) {
      return { certificate, privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString() };
    }
    const { password: passphrase } = this;
    const key = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase });
    return { certificate, privateKey: key.toString(), privateKeyPassword: passphrase };
  }

  private authorityOf(cluster: string): Promise<Authority> {
    // Not the name of the generated one: of two with one name OpenSSL takes the first, and looks at no other.
    const authority = this.authorities.get(cluster) ?? Authority.make(`${cluster} own authority`);
    this.authorities.set(cluster, authority);
    return authority;
  }

  private issue(cluster: string, node: string, names: readonly string[]): Promise<Issued> {
    const key = `${cluster} ${node}`;
    const issued =
      this.issued.get(key) ??
      this.authorityOf(cluster).then((authority) => authority.issue(COMMON_NAME, names));
    this.issued.set(key, issued);
    return issued;
  }
}
