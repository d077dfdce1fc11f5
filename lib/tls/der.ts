import type * as Asn1 from "asn1js";

/** The library that reads DER, by whose classes the parts of what it read are told apart. */
export type DerReader = typeof Asn1;

/**
 * Loads the reader, when it is first needed. To be called where nothing is caught: a library that cannot be loaded is no
 * fault of what was to be read.
 */
export function derReader(): DerReader {
  return require("asn1js") as DerReader;
}

/** Reads DER; `undefined` where it is none. */
export function readDer(asn1: DerReader, der: Uint8Array): Asn1.BaseBlock | undefined {
  const { offset, result } = asn1.fromBER(new Uint8Array(der));
  return offset < 0 ? undefined : result;
}

/** The parts of a block; none of one that has none. */
export function children(block: Asn1.BaseBlock | undefined): readonly Asn1.BaseBlock[] {
  const value: unknown = (block?.valueBlock as { value?: unknown } | undefined)?.value;
  return Array.isArray(value) ? (value as readonly Asn1.BaseBlock[]) : [];
}
