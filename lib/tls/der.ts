import type * as Asn1 from "asn1js";

/** What was read, and the library that read it, by whose classes its parts are told apart. */
export interface ReadDer {
  readonly asn1: typeof Asn1;
  readonly result: Asn1.BaseBlock;
}

/** Reads DER; `undefined` where it is none. The reader is loaded when it is first needed. */
export function readDer(der: Uint8Array): ReadDer | undefined {
  const asn1 = require("asn1js") as typeof Asn1;
  const { offset, result } = asn1.fromBER(new Uint8Array(der));
  return offset < 0 ? undefined : { asn1, result };
}

/** The parts of a block; none of one that has none. */
export function children(block: Asn1.BaseBlock | undefined): readonly Asn1.BaseBlock[] {
  const value: unknown = (block?.valueBlock as { value?: unknown } | undefined)?.value;
  return Array.isArray(value) ? (value as readonly Asn1.BaseBlock[]) : [];
}
