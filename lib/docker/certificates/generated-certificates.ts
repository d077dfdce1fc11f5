import {
  conditional,
  Fn,
  TerraformStack,
  Token,
  type TerraformProvider,
  type TerraformResource,
} from "cdktf";
import { Construct } from "constructs";
import { NODE_COMMON_NAME } from "../../server/server-tls";
import type { CertificateName } from "../../tls/certificate-names";
import type { Generation } from "../../tls/generation";
import { fixAddress } from "../../terraform/address";
import { ensureTlsProvider } from "../../terraform/default-tls-provider";
import { tlsBindings } from "../../terraform/tls-bindings";
import type { GivenProvider } from "../engine-resources";

const HOURS = 24;
/** What every supported release accepts, and from 24.2 demands. */
const NODE_USES = ["digital_signature", "key_encipherment", "server_auth", "client_auth"];
const AUTHORITY_USES = ["cert_signing", "crl_signing", "digital_signature"];

/** One node's certificate, as tokens. */
export interface GeneratedCertificate {
  readonly certificate: string;
  /** PKCS#1, which every release reads. */
  readonly privateKey: string;
  /** The public key in PEM. */
  readonly publicKey: string;
  /** When it ends, in RFC 3339. */
  readonly expires: string;
}

/** A cluster's private certificate authority. Its key never leaves Terraform. */
export class GeneratedAuthority extends Construct {
  /** The root's certificate in PEM, as a token. */
  readonly certificate: string;
  /** The root's certificate as a resource. */
  readonly root: TerraformResource;
  private readonly privateKey: string;
  private readonly provider: GivenProvider;
  private readonly bindings = tlsBindings();

  constructor(
    scope: Construct,
    private readonly cluster: string,
    private readonly generation: Generation,
    given: TerraformProvider | undefined,
  ) {
    super(scope, "authority");
    const { bindings } = this;
    if (given === undefined) ensureTlsProvider(TerraformStack.of(this));
    this.provider = given === undefined ? {} : { provider: given };
    this.privateKey = this.key(this, "authority").privateKeyPem;
    const root = new bindings.SelfSignedCert(this, "certificate", {
      ...this.provider,
      privateKeyPem: this.privateKey,
      subject: [{ commonName: `${cluster} authority` }],
      isCaCertificate: true,
      setSubjectKeyId: true,
      allowedUses: AUTHORITY_USES,
      validityPeriodHours: generation.authorityValidDays * HOURS,
      // A node's certificate must not outlive its authority.
      earlyRenewalHours: generation.validDays * HOURS,
    });
    this.root = fixAddress(root, cluster, "authority");
    this.certificate = root.certPem;
  }

  /** Declares a node's key and certificate, with exactly these names. */
  issue(scope: Construct, node: string, names: readonly CertificateName[]): GeneratedCertificate {
    const { bindings, provider, generation } = this;
    const { privateKeyPem, publicKeyPem } = this.key(scope, node);
    const { dnsNames, ipAddresses } = namesByKind(names);
    const request = new bindings.CertRequest(scope, "certificate-request", {
      ...provider,
      privateKeyPem,
      subject: [{ commonName: NODE_COMMON_NAME }],
      ...(dnsNames === undefined ? {} : { dnsNames }),
      ...(ipAddresses === undefined ? {} : { ipAddresses }),
    });
    fixAddress(request, this.cluster, node);
    const signed = new bindings.LocallySignedCert(scope, "certificate", {
      ...provider,
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: this.privateKey,
      caCertPem: this.certificate,
      setSubjectKeyId: true,
      allowedUses: NODE_USES,
      validityPeriodHours: generation.validDays * HOURS,
      earlyRenewalHours: generation.renewDays * HOURS,
    });
    fixAddress(signed, this.cluster, node);
    return {
      certificate: signed.certPem,
      privateKey: privateKeyPem,
      publicKey: publicKeyPem,
      expires: signed.validityEndTime,
    };
  }

  private key(scope: Construct, part: string) {
    const { bindings, provider, generation } = this;
    const key = new bindings.PrivateKey(scope, "key", {
      ...provider,
      algorithm: "RSA",
      rsaBits: generation.keyBits,
    });
    return fixAddress(key, this.cluster, part);
  }
}

interface NamesByKind {
  readonly dnsNames?: string[];
  readonly ipAddresses?: string[];
}

/** The names as the two lists of a request. Of what only Terraform knows, it tells names and addresses apart. */
function namesByKind(names: readonly CertificateName[]): NamesByKind {
  const of = (kind: CertificateName["kind"]) => names.filter((n) => n.kind === kind).map((n) => n.name);
  const [dns, ip, unknown] = [of("dns"), of("ip"), of("unknown").map(joinedPieces)];
  const either = (known: string[], whichOf: (name: string) => readonly [string, string]) =>
    unknown.length === 0
      ? known
      : Fn.compact([
          ...known,
          ...unknown.map((name) => Token.asString(conditional(isAddress(name), ...whichOf(name)))),
        ]);
  const dnsNames = either(dns, (name) => ["", name]);
  const ipAddresses = either(ip, (name) => [name, ""]);
  return {
    ...(dnsNames.length === 0 ? {} : { dnsNames }),
    ...(ipAddresses.length === 0 ? {} : { ipAddresses }),
  };
}

/** A text with tokens in it as the framework's functions take it: they would escape what is not a token alone. */
function joinedPieces(text: string): string {
  const pieces = text.split(/(\$\{TfToken\[[^\]]*\]\})/).filter((piece) => piece !== "");
  return pieces.length === 1 ? text : Fn.join("", pieces);
}

function isAddress(name: string) {
  return Fn.can(Fn.cidrhost(Fn.join("/", [name, "32"]), 0));
}
