import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFile } from "../../../lib/docker/certificates/read-files";
import { Findings } from "../../../lib/problem/findings";
import { quote } from "../../../lib/problem/quote";

const AT = "security.certificates.trustedRoots[0]";
const MIB = 1024 * 1024;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "read-files-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What is read, or what is said instead. */
function read(path: string): Buffer | string {
  const findings = new Findings();
  const file = readFile(path, AT, quote(path), findings);
  return file?.bytes ?? findings.problems.map(({ path: at, got }) => `${at} ${got}`).join();
}

test("a regular file is read whole, up to 1 MiB, through a symbolic link too", () => {
  for (const size of [0, 1, 65_537, MIB]) {
    const bytes = Buffer.alloc(size, "x");
    const path = join(folder, `${size}.crt`);
    writeFileSync(path, bytes);
    symlinkSync(path, `${path}.link`);
    expect(bytes.equals(read(path) as Buffer)).toBe(true);
    expect(bytes.equals(read(`${path}.link`) as Buffer)).toBe(true);
  }
});

test.each([
  ["larger than 1 MiB", (path: string) => writeFileSync(path, Buffer.alloc(MIB + 1)), "is larger than 1 MiB"],
  ["a folder", (path: string) => mkdirSync(path), "is a folder"],
  ["a pipe that nobody writes", (path: string) => execFileSync("mkfifo", [path]), "is no regular file"],
  ["a device without an end", (path: string) => symlinkSync("/dev/zero", path), "is no regular file"],
  ["a device that is empty", (path: string) => symlinkSync("/dev/null", path), "is no regular file"],
  ["nothing", () => undefined, "there is no such file"],
])("%s is told", (name, make, said) => {
  const path = join(folder, name.replace(/ /g, "-"));
  make(path);
  expect(read(path)).toContain(`${AT} is ${JSON.stringify(path).slice(0, 20)}`);
  expect(read(path)).toContain(said);
});
