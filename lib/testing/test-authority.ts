import { Certificates, type PemCertificate } from "../index";
import { isHostName } from "../network/model/host-name";
import { isIpv4 } from "../network/model/ipv4";
import { externalAlias, internalAlias, wordOf } from "../network/model/names";
import { MOST_NODES, readName } from "../network/plan/node-plan";
import { checkWholeNumber, readOptions, reportWrong } from "../problem/checked";
import { Findings } from "../problem/findings";
import { calleeOf } from "../problem/invalid-cluster-error";
import { certificateOf, newKeyPair, type KeyPair } from "./certificate";
import { readArguments } from "./refuse";

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
   * @param names what it is dialled by: DNS names and IPv4 addresses, one at least
   * @throws InvalidClusterError for what is no list of these
   */
  issue(names: readonly string[]): PemCertificate {
    return this.#issued(
      readArguments("TestAuthority.issue", calleeOf(TestAuthority, "issue"), (findings) =>
        readNames(names, "names", 1, findings),
      ),
    );
  }

  #issued(names: readonly string[]): PemCertificate {
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
   * @throws InvalidClusterError for what is no name of a cluster, and options that are none
   */
  certificatesFor(cluster: string, options: ClusterCertificatesOptions = {}): Certificates {
    const { size, readOnlyReplicas, names } = readArguments(
      "TestAuthority.certificatesFor",
      calleeOf(TestAuthority, "certificatesFor"),
      (findings) => {
        checkName(cluster, findings);
        return readCertificatesOptions(options, findings);
      },
    );
    const keys = [
      ...Array.from({ length: size }, (_, n) => `${wordOf("member")}-${n}`),
      ...Array.from({ length: readOnlyReplicas }, (_, n) => `${wordOf("readOnlyReplica")}-${n}`),
    ];
    const nodes = keys.map((key): [string, PemCertificate] => [
      key,
      this.#issued([internalAlias(cluster, key), externalAlias(cluster, key), ...names]),
    ]);
    return Certificates.fromValues({
      trustedRoots: [this.certificate],
      nodes: Object.fromEntries(nodes),
    });
  }
}

/** The cluster's name, by the rule of its props. */
function checkName(cluster: unknown, findings: Findings): void {
  const found = new Findings();
  readName(cluster, found);
  for (const { got, expected } of found.problems)
    findings.at("cluster").problem({ code: "argument", got, expected, fix: 'use "esdb"' });
}

function readCertificatesOptions(
  options: unknown,
  findings: Findings,
): Required<ClusterCertificatesOptions> | undefined {
  const known = ["size", "readOnlyReplicas", "names"];
  const given = readOptions(options, known, "use { size: 1 }", findings.at("options"));
  const count = (path: "size" | "readOnlyReplicas", min: number, otherwise: number) => {
    const asked = given?.[path];
    const wrong = { code: "argument", what: "a whole number of nodes", fix: `leave it out for ${otherwise}` };
    if (asked === undefined) return otherwise;
    return checkWholeNumber(asked, { ...wrong, min, max: MOST_NODES }, findings.at(`options.${path}`));
  };
  const size = count("size", 1, 3);
  const readOnlyReplicas = count("readOnlyReplicas", 0, 0);
  const names = given?.names === undefined ? [] : readNames(given.names, "options.names", 0, findings);
  if (size === undefined || readOnlyReplicas === undefined || names === undefined) return undefined;
  return { size, readOnlyReplicas, names };
}

/** Names for a certificate, a given number of them at least. */
function readNames(
  names: unknown,
  path: string,
  least: number,
  findings: Findings,
): readonly string[] | undefined {
  const wrong = {
    code: "argument",
    what: "a list of DNS names and IPv4 addresses",
    fix: 'use ["localhost"]',
  };
  if (!Array.isArray(names) || names.length < least) {
    reportWrong(names, wrong, findings.at(path));
    return undefined;
  }
  const given: readonly unknown[] = names;
  return given.flatMap((name, n) => {
    if (typeof name === "string" && (isIpv4(name) || isHostName(name.replace(/^\*\./, "")))) return name;
    const what = "a DNS name or an IPv4 address";
    reportWrong(name, { ...wrong, what, fix: 'use "localhost"' }, findings.at(`${path}[${n}]`));
    return [];
  });
}
