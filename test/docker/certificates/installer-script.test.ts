import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { Certificates, Security } from "../../../lib";
import { byName, synthCluster } from "../synth";

/*
 * The script itself, run by a shell on folders that stand for the volume and the staged files. Only where they are, and
 * whose they become, is otherwise than in the container.
 */

const FOLDER = "/etc/eventstore/tls";
const SCRIPT = String(
  (
    byName(synthCluster({ security: Security.tls(Certificates.generated()) }), "docker_container")[
      "esdb-node-0-tls"
    ]?.command as string[]
  )[0],
);
const PLACES = ["node.crt", "node.key", "roots/ca-0.crt"];
const LIST = ".installed";

/** The script for another list of files. */
function scriptFor(places: readonly string[]): string {
  const [, first = "", second = ""] = SCRIPT.split(PLACES.join(" "));
  if (first === "" || second === "") throw new Error("the script names its files otherwise");
  return SCRIPT.replaceAll(PLACES.join(" "), places.join(" "))
    .split("\n")
    .filter((line) => !line.startsWith("put ") || places.includes(line.split(" ")[1] ?? ""))
    .join("\n");
}

class Volume {
  private readonly root = mkdtempSync(join(tmpdir(), "esdb-tls-"));
  private readonly folder = join(this.root, "volume");

  constructor(files: readonly string[] = []) {
    mkdirSync(this.folder);
    for (const file of files) this.write("volume", file, "before");
  }

  /** What files there are, beside the list, with what they hold. */
  get files(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      readdirSync(this.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => path !== join(this.folder, LIST))
        .map((path) => [relative(this.folder, path), readFileSync(path, "utf8")]),
    );
  }

  get list(): readonly string[] {
    return readFileSync(join(this.folder, LIST), "utf8").trim().split("\n");
  }

  /** Runs the installer; `until` ends it before that line. */
  install(places: readonly string[], content: string, until?: string): void {
    const staging = join(this.root, "staging");
    for (const place of places) this.write("staging", place, content);
    const lines = scriptFor(places)
      .replaceAll(FOLDER, this.folder)
      .replaceAll("/staging", staging)
      .replaceAll("/tmp/installed", join(this.root, "installed"))
      .replaceAll("1000:1000", `${process.getuid?.()}:${process.getgid?.()}`)
      // Only root writes into a folder that nobody may write.
      .replaceAll("chmod 0500", "chmod 0700")
      .replaceAll("sleep 10", "true")
      .split("\n");
    const end = until === undefined ? lines.length : lines.findIndex((line) => line.startsWith(until));
    execFileSync("/bin/sh", ["-c", lines.slice(0, end).join("\n")], { stdio: "pipe" });
    expect(existsSync(join(this.root, "installed"))).toBe(until === undefined);
    rmSync(staging, { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private write(below: string, file: string, content: string): void {
    const path = join(this.root, below, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, 0o600);
  }
}

function withVolume(files: readonly string[], use: (volume: Volume) => void): void {
  const volume = new Volume(files);
  try {
    use(volume);
  } finally {
    volume.remove();
  }
}

const holding = (places: readonly string[], content: string) =>
  Object.fromEntries(places.map((place) => [place, content]));

/** A database, and what somebody else may have put there. */
const FOREIGN = [
  "chunk-000000.000000",
  "writer.chk",
  "index/indexmap",
  "roots/own.crt",
  "roots/ca.crt",
  "a b",
];

test("what an earlier installer put there is replaced or removed, and nothing else, however often it runs", () => {
  fc.assert(
    fc.property(
      fc.array(fc.subarray(PLACES, { minLength: 1 }), { minLength: 1, maxLength: 4 }),
      fc.subarray(FOREIGN),
      (runs, foreign) => {
        withVolume(foreign, (volume) => {
          runs.forEach((places, n) => {
            volume.install(places, `run ${n}`);
            expect(volume.files).toEqual({ ...holding(foreign, "before"), ...holding(places, `run ${n}`) });
            expect(volume.list).toEqual(places);
          });
        });
      },
    ),
    { numRuns: 25 },
  );
});

test("without a list, what release 0.1.0 put there is removed: a root that is trusted no longer above all", () => {
  const left = ["node.crt", "node.key", "node.p12", "roots/ca-0.crt", "roots/ca-1.crt", "roots/ca-12.crt"];
  withVolume([...left, ...FOREIGN], (volume) => {
    volume.install(PLACES, "now");
    expect(volume.files).toEqual({ ...holding(FOREIGN, "before"), ...holding(PLACES, "now") });
  });
});

test("an installer that was ended at any moment leaves nothing behind that the next does not know", () => {
  const all = PLACES;
  const next = ["node.crt"];
  for (const until of ["printf", "mkdir", "put node.crt", "put node.key", "put roots", "while", "rm -rf"]) {
    withVolume(FOREIGN, (volume) => {
      volume.install(all, "ended", until);
      volume.install(next, "now");
      expect([until, volume.files]).toEqual([
        until,
        { ...holding(FOREIGN, "before"), ...holding(next, "now") },
      ]);
    });
  }
});
