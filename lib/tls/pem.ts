/** One block of a PEM text. */
export interface PemBlock {
  /** What it holds: `"CERTIFICATE"`, `"RSA PRIVATE KEY"`. */
  readonly label: string;
  /** The block with its first and last line. */
  readonly text: string;
}

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,40})-----/g;

/** The blocks of a PEM text, through the first that has no end. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  const begin = new RegExp(BEGIN);
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const label = match[1] ?? "";
    const last = `-----END ${label}-----`;
    const end = text.indexOf(last, begin.lastIndex);
    if (end < 0) break;
    blocks.push({ label, text: text.slice(match.index, end + last.length) });
    begin.lastIndex = end + last.length;
  }
  return blocks;
}

/** Whether a block holds a private key. */
export function isPrivateKey(block: PemBlock): boolean {
  return block.label.endsWith("PRIVATE KEY");
}

/** What is wrong with a text that should be a certificate, for a message. */
export function describeUnreadable(text: string): string {
  return text.includes("-----BEGIN CERTIFICATE-----") ? "is damaged" : describeContent(text);
}

/** What a text holds that is not what was asked for, for a message. Nothing of the text itself is in it. */
export function describeContent(text: string): string {
  const blocks = pemBlocks(text);
  if (blocks.length === 0) {
    // A certificate in DER begins with a SEQUENCE, which is no text.
    if (text.startsWith("0\u0082") || text.startsWith("0\ufffd") || text.includes("\0")) {
      return "is binary, not PEM";
    }
    return text.trim() === "" ? "is empty" : "is not PEM";
  }
  const labels = [...new Set(blocks.map((block) => block.label))];
  return `holds ${labels.slice(0, 3).join(", ")}${labels.length > 3 ? ", …" : ""}`;
}
