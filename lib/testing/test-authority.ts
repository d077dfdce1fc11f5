import { Certificates, type PemCertificate } from "../index";
import { externalAlias, internalAlias, wordOf } from "../network/model/names";
import { certificateOf, newKeyPair, type KeyPair } from "./certificate";

/** What certificates `TestAuthority.certificatesFor` makes. */
export interface ClusterCertificatesOptions {
  /**
   * The cluster's `size`.
   * @default 3
   */
  readonly size?: number;
  /**
   * The cluster's `readOnlyReplicas`.
   * @default 0
   */
  readonly readOnlyReplicas?: number;
  /**
   * What clients dial besides, in every certificate: DNS names and IPv4 addresses, for example `["localhost"]` for
   * `ClientAccess.throughHost({ host: "localhost", … })`.
   * @default - none
   */
  readonly names?: readonly string[];
}

const NAME = "cdktf-eventstoredb test authority";
/** By which nodes know each other. */
const NODE = "eventstoredb-node";

/**
 * An authority for tests, and certificates that fit a cluster: they are judged as real ones are. Its keys are made when it is,
 * and live as long as the test; those of an authority that somebody ships are known to everybody. For releases from 20.6.
 */
export class TestAuthority {
  /** The authority's own certificate in PEM: a trusted root. */
  readonly certificate: string;
  readonly #key: KeyPair = newKeyPair();
  /** One for all nodes: to make one takes long. */
  readonly #nodeKey: KeyPair = newKeyPair();
  #serial = 1;

  constructor() {
    this.certificate = certificateOf({
      serial: this.#serial,
      commonName: NAME,
      key: this.#key.publicKey,
      issuer: { commonName: NAME, key: this.#key },
      isAuthority: true,
      names: [],
    });
  }

  /**
   * A node's certificate and key in PEM.
   * @param names what it is dialled by: DNS names and IPv4 addresses
   */
  issue(names: readonly string[]): PemCertificate {
    this.#serial += 1;
    const certificate = certificateOf({
      serial: this.#serial,
      commonName: NODE,
      key: this.#nodeKey.publicKey,
      issuer: { commonName: NAME, key: this.#key },
      isAuthority: false,
      names,
    });
    const privateKey = this.#nodeKey.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    return { certificate, privateKey };
  }

  /**
   * Certificates for `Security.tls`: a node's has the names by which it is dialled on the cluster's networks, and those
   * that are given.
   * @param cluster the cluster's name, which is its construct's id where `name` is left out
   */
  certificatesFor(cluster: string, options: ClusterCertificatesOptions = {}): Certificates {
    const { size = 3, readOnlyReplicas = 0, names = [] } = options;
    const keys = [
      ...Array.from({ length: size }, (_, n) => `${wordOf("member")}-${n}`),
      ...Array.from({ length: readOnlyReplicas }, (_, n) => `${wordOf("readOnlyReplica")}-${n}`),
    ];
    const nodes = keys.map((key): [string, PemCertificate] => [
      key,
      this.issue([internalAlias(cluster, key), externalAlias(cluster, key), ...names]),
    ]);
    return Certificates.fromValues({
      trustedRoots: [this.certificate],
      nodes: Object.fromEntries(nodes),
    });
  }
}
