import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { Findings } from "../../problem/findings";
import type { ReadFile } from "../../cluster/surroundings";

/** No certificate, key or chain comes near it. */
const LARGEST = 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ENOTDIR: "a part of its path is no folder",
};

/** Reads a file that the user named at `at` in the API; where that fails, says why as a problem. */
export function readFile(path: string, at: string, shown: string, findings: Findings): ReadFile | undefined {
  const absolute = resolve(path);
  const read = readBounded(absolute);
  if (typeof read !== "string") return { path: absolute, bytes: read };
  findings.problem({
    code: "certificate.file",
    path: at,
    got: `is ${shown}, which cannot be read: ${read}`,
    expected: isAbsolute(path)
      ? "certificates and keys are judged at synth"
      : "certificates and keys are judged at synth, and a relative path begins at the folder in which the program was started",
    fix: "name a readable file; Certificates.fromDockerHost is for files of the Docker host, fromValues for contents",
  });
  return undefined;
}

/** What a file holds, or why it cannot be read. What is opened is what was looked at, and no more is read than fits. */
function readBounded(path: string): Buffer | string {
  let file: number | undefined;
  try {
    // Else opening a pipe waits for its writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const kind = fstatSync(file);
    if (kind.isDirectory()) return "it is a folder";
    // A device tells no size, and may never end.
    if (!kind.isFile()) return "it is no regular file";
    const bytes = Buffer.alloc(LARGEST + 1);
    let length = 0;
    for (let more = -1; more !== 0 && length < bytes.length; length += more) {
      more = readSync(file, bytes, length, bytes.length - length, null);
    }
    return length > LARGEST ? "it is larger than 1 MiB" : Buffer.from(bytes.subarray(0, length));
  } catch (error) {
    const { code = "no reason" } = error as NodeJS.ErrnoException;
    return REASONS[code] ?? `the system says ${code}`;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
