import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Findings } from "../../problem/findings";
import type { ReadFile } from "../../cluster/surroundings";
import { quote } from "../../problem/quote";

/** No certificate, key or chain comes near it. */
const LARGEST = 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
};

/** Reads a file that the user named at `at` in the API; where that fails, says why as a problem. */
export function readFile(path: string, at: string, findings: Findings): ReadFile | undefined {
  const absolute = resolve(path);
  let why = "it is larger than 1 MiB";
  try {
    if (statSync(absolute).size <= LARGEST) return { path: absolute, bytes: readFileSync(absolute) };
  } catch (error) {
    const { code = "no reason" } = error as NodeJS.ErrnoException;
    why = REASONS[code] ?? `the system says ${code}`;
  }
  findings.problem({
    code: "certificate.file",
    path: at,
    got: `is ${quote(path)}, which cannot be read: ${why}`,
    expected: "certificates and keys are judged at synth",
    fix: "name a readable file, or use Certificates.fromDockerHost for files of the Docker host",
  });
  return undefined;
}
