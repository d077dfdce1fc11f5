import type { TerraformProvider, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type * as CertRequests from "@cdktf/provider-tls/lib/cert-request";
import type * as LocallySignedCerts from "@cdktf/provider-tls/lib/locally-signed-cert";
import type * as PrivateKeys from "@cdktf/provider-tls/lib/private-key";
import type * as Providers from "@cdktf/provider-tls/lib/provider";
import type * as SelfSignedCerts from "@cdktf/provider-tls/lib/self-signed-cert";

/** A resource's class, with the part of its configuration and its attributes that is used here. */
type ResourceClass<Config, Attributes> = new (
  scope: Construct,
  id: string,
  config: Config & { readonly provider?: TerraformProvider },
) => TerraformResource & Attributes;

interface Subject {
  readonly commonName: string;
}

interface Signing {
  readonly allowedUses: string[];
  readonly validityPeriodHours: number;
  readonly earlyRenewalHours: number;
  readonly setSubjectKeyId: boolean;
}

/**
 * The bindings of the TLS provider. In words of our own: published types that name an optional package do not compile
 * without it.
 */
export interface TlsBindings {
  readonly TlsProvider: new (scope: Construct, id: string) => TerraformProvider;
  readonly PrivateKey: ResourceClass<
    { readonly algorithm: string; readonly rsaBits: number },
    { readonly privateKeyPem: string; readonly publicKeyPem: string }
  >;
  readonly SelfSignedCert: ResourceClass<
    Signing & {
      readonly privateKeyPem: string;
      readonly subject: Subject[];
      readonly isCaCertificate: boolean;
    },
    { readonly certPem: string }
  >;
  readonly CertRequest: ResourceClass<
    {
      readonly privateKeyPem: string;
      readonly subject: Subject[];
      readonly dnsNames?: string[];
      readonly ipAddresses?: string[];
    },
    { readonly certRequestPem: string }
  >;
  readonly LocallySignedCert: ResourceClass<
    Signing & {
      readonly certRequestPem: string;
      readonly caPrivateKeyPem: string;
      readonly caCertPem: string;
    },
    { readonly certPem: string; readonly validityEndTime: string }
  >;
}

let loaded: TlsBindings | undefined;

/**
 * The bindings of the TLS provider, which are loaded only where certificates are generated.
 * @throws an error with code MODULE_NOT_FOUND where the package is not installed
 */
export function tlsBindings(): TlsBindings {
  loaded ??= {
    TlsProvider: (require("@cdktf/provider-tls/lib/provider") as typeof Providers).TlsProvider,
    PrivateKey: (require("@cdktf/provider-tls/lib/private-key") as typeof PrivateKeys).PrivateKey,
    SelfSignedCert: (require("@cdktf/provider-tls/lib/self-signed-cert") as typeof SelfSignedCerts)
      .SelfSignedCert,
    CertRequest: (require("@cdktf/provider-tls/lib/cert-request") as typeof CertRequests).CertRequest,
    LocallySignedCert: (require("@cdktf/provider-tls/lib/locally-signed-cert") as typeof LocallySignedCerts)
      .LocallySignedCert,
  };
  return loaded;
}

/** Whether the package is installed. */
export function hasTlsBindings(): boolean {
  try {
    tlsBindings();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}
