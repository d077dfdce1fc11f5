/** Whether a certificate with these names covers a dialled host, as the strictest of TLS clients judge it. */
export function coversName(names: readonly string[], host: string): boolean {
  const dialled = host.toLowerCase();
  return names.some((name) => {
    const covered = name.toLowerCase();
    if (covered === dialled) return true;
    // A wildcard stands for exactly one label, above two at least, and never for a part of an address.
    if (!/^\*\.[^.]+\../.test(covered) || /^[\d.]+$/.test(dialled)) return false;
    const dot = dialled.indexOf(".");
    return dot > 0 && dialled.slice(dot) === covered.slice(1);
  });
}
