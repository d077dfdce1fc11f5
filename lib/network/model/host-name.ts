/** Longest label of a host name (RFC 1123). */
export const LONGEST_LABEL = 63;

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;

/** Whether `text` is a host name that DNS can carry: labels of letters, digits and hyphens. */
export function isHostName(text: string): boolean {
  if (text.length === 0 || text.length > 253) return false;
  const labels = text.split(".");
  // A last label that is a number would be read as a part of an address.
  if (/^(\d+|0x[0-9a-f]*)$/i.test(labels[labels.length - 1] ?? "")) return false;
  return labels.every((label) => label.length <= LONGEST_LABEL && LABEL.test(label));
}

/** Whether a host is known only when Terraform runs: a token, or a text with one in it. Nothing else that is taken for a host holds that. */
export function isKnownAtApply(host: string): boolean {
  return host.includes("${");
}
