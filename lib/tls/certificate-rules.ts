import { catalogueOf } from "../server/catalogue";
import { isVersion5 } from "../server/capabilities-of";
import { isAtLeast, type Release } from "../server/release";

/**
 * How a node knows another one by its certificate:
 * - `targetHost`: v5. Whoever connects verifies one name that is set.
 * - `subject`: 20.6.0. The whole subject is `CN=eventstoredb-node`, and nothing can be set.
 * - `exact`: 20.6.1 to 23.6. The common name is the reserved one, letter by letter.
 * - `matching`: from 23.10. The reserved name is the node's own or is set, and may begin with a wildcard.
 */
export type NodeRecognition = "targetHost" | "subject" | "exact" | "matching";

/** What a release demands of certificates and keys. */
export interface CertificateRules {
  readonly release: string;
  readonly format: "pem" | "pkcs12";
  /** Whether PKCS#8 keys are read beside PKCS#1, from 23.6. */
  readonly pkcs8: boolean;
  /** Whether encrypted keys are read, from 23.6. */
  readonly encryptedKeys: boolean;
  /** Whether intermediates beside the node's certificate are read and the chain is checked at start. */
  readonly chains: boolean;
  readonly recognition: NodeRecognition;
  /** Whether nodes judge each other's key usages, from 24.2. */
  readonly usages: boolean;
  /** Whether the server can be told to do without the usage clientAuth. */
  readonly clientAuthOption: boolean;
}

/** The demands of a release. */
export function certificateRules(release: Release): CertificateRules {
  const { version } = release;
  const { options } = catalogueOf(version);
  const from = (floor: string) => isAtLeast(version, floor);
  return {
    release: version,
    format: isVersion5(version) ? "pkcs12" : "pem",
    pkcs8: from("23.6.0"),
    encryptedKeys: options.has("CertificatePrivateKeyPassword"),
    chains: from("21.10.0") || (from("20.10.5") && !from("21.2.0")),
    recognition: isVersion5(version)
      ? "targetHost"
      : !options.has("CertificateReservedNodeCommonName")
        ? "subject"
        : from("23.10.0")
          ? "matching"
          : "exact",
    usages: from("24.2.0"),
    clientAuthOption: options.has("DisableClientAuthEkuValidation"),
  };
}
