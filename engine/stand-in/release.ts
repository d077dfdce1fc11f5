/** Whether a release is of that line or of a later one: `isSince("24.10.4", "21.6")`. */
export function isSince(release: string, line: string): boolean {
  const [major = 0, minor = 0, patch = 0] = release.split(".").map(Number);
  const [fromMajor = 0, fromMinor = 0, fromPatch = 0] = line.split(".").map(Number);
  if (major !== fromMajor) return major > fromMajor;
  return minor === fromMinor ? patch >= fromPatch : minor > fromMinor;
}
