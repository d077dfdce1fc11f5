import type * as Asn1 from "asn1js";
import { children, derReader, readDer, type DerReader } from "./der";

const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const HMAC_SHA1 = "1.2.840.113549.2.7";
const SHA1 = "1.3.14.3.2.26";

/** The options with which OpenSSL writes a PKCS#12 file that Mono opens. */
export const OLDER_ALGORITHMS = "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1";

/** What a PKCS#12 file is written with that older readers may not open; to be seen without its password. */
export interface NewerAlgorithms {
  /** Whether something in it is encrypted as in OpenSSL 3: PBES2, with keys derived by more than SHA-1. */
  readonly encryption: boolean;
  /** Whether its MAC is of another digest than SHA-1. */
  readonly mac: boolean;
}

/** Which newer algorithms a PKCS#12 file says that it is written with; none where it is no such file. Never throws. */
export function newerAlgorithms(content: Buffer): NewerAlgorithms {
  const asn1 = derReader();
  const file = readDer(asn1, content);
  const [, safe, mac] = children(file);
  const digest = oidOf(asn1, children(children(children(mac)[0])[0])[0]);
  return {
    encryption: safe !== undefined && isNewer(asn1, safe),
    mac: digest !== undefined && digest !== SHA1,
  };
}

/** Whether that, or something in it, is encrypted so. What is encrypted itself has no parts. */
function isNewer(asn1: DerReader, block: Asn1.BaseBlock): boolean {
  const parts = children(block);
  const [scheme, parameters] = parts;
  if (oidOf(asn1, scheme) !== PBES2) return parts.some((part) => isNewer(asn1, part));
  const [derivation, ofDerivation] = children(children(parameters)[0]);
  if (oidOf(asn1, derivation) !== PBKDF2) return true;
  // It is SHA-1 where it is left out.
  const prf = children(ofDerivation).find((part) => part instanceof asn1.Sequence);
  return prf !== undefined && oidOf(asn1, children(prf)[0]) !== HMAC_SHA1;
}

function oidOf(asn1: DerReader, block: Asn1.BaseBlock | undefined): string | undefined {
  return block instanceof asn1.ObjectIdentifier ? block.valueBlock.toString() : undefined;
}
