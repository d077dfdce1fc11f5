import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** What the stand-in's scripts, the health probe, the readiness gate and the installer of certificates run. */
const PROGRAMS = [
  ...["sh", "grep", "date", "sleep", "touch", "cat", "cp", "mv", "chmod", "chown", "mkdir", "find", "rm"],
  // What shell in a server's image can count on besides.
  ...["od", "ln", "readlink", "flock", "tr", "head", "tail", "wc", "sed", "sort", "cut", "ls", "env"],
  ...["dirname", "basename", "sha256sum", "mkfifo", "sync", "uname", "timeout"],
  // What listens in a keeper: Debian's and Ubuntu's images have it.
  "perl",
  // What looks into a running container.
  ...["stat", "id"],
  // Every release's image has it; one in Node would take ten times as long, several times a second.
  "curl",
];
/** Looked up by the C library only when they are needed, so that no program names them. */
const NAME_LOOKUP = /^lib(?:nss_(?:dns|files)|resolv)\.so\./;
/** Modules that others have built in; Debian's own build of Node reads them from here when it starts. */
const OUTSIDE_NODE = /\/usr\/share\/nodejs\/[\w./-]+\.js/g;

/**
 * Lays out a file system that runs this machine's own Node and a shell, each with the shared libraries that it
 * names, and the given bundles below /stand-in.
 */
export function layOutRootfs(folder: string, bundles: Readonly<Record<string, string>>): void {
  for (const path of ["usr/bin", "etc", "tmp", "stand-in"])
    mkdirSync(join(folder, path), { recursive: true });
  for (const link of ["bin", "sbin"]) symlinkSync("usr/bin", join(folder, link));
  chmodSync(join(folder, "tmp"), 0o1777);
  writeFileSync(
    join(folder, "etc/passwd"),
    "root:x:0:0::/root:/bin/sh\nserver:x:1000:1000::/:/bin/sh\nkurrent:x:1001:1001::/:/bin/sh\n",
  );
  writeFileSync(join(folder, "etc/group"), "root:x:0:\nserver:x:1000:\nkurrent:x:1001:\n");
  writeFileSync(join(folder, "etc/nsswitch.conf"), "hosts: files dns\n");

  const programs = new Map(PROGRAMS.map((name) => [name, find(name)]));
  programs.set("node", process.execPath);
  const libraries = new Set([...programs.values()].flatMap(librariesOf));
  for (const [name, path] of programs) copy(path, join(folder, "usr/bin", name));
  for (const library of libraries) copy(library, join(folder, library));
  const node = [process.execPath, ...[...libraries].filter((path) => basename(path).startsWith("libnode."))];
  for (const module of new Set(node.flatMap(modulesNamedIn))) copy(module, join(folder, module));
  for (const module of modulesOfPerl()) copy(module, join(folder, module));
  for (const [name, path] of Object.entries(bundles)) copy(path, join(folder, "stand-in", name));
}

function find(program: string): string {
  return execFileSync("/bin/sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
}

/** The shared libraries of a program, the loader among them; none of one that is linked statically. */
function librariesOf(program: string): readonly string[] {
  let listed: string;
  try {
    listed = execFileSync("ldd", [program], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return [];
  }
  const libraries = [...listed.matchAll(/(?:=>\s*|^\s*)(\/\S+)/gm)].flatMap(([, path]) => path ?? []);
  const system = libraries.find((path) => basename(path).startsWith("libc.so."));
  if (system === undefined) return libraries;
  const lookups = readdirSync(dirname(system)).filter((name) => NAME_LOOKUP.test(name));
  return [...libraries, ...lookups.map((name) => join(dirname(system), name))];
}

function modulesNamedIn(binary: string): readonly string[] {
  return [...readFileSync(binary, "latin1").matchAll(OUTSIDE_NODE)].map(([path]) => path).filter(existsSync);
}

/** What perl loads to listen. */
function modulesOfPerl(): readonly string[] {
  const listed = `use Socket; print "$_\\n" for values %INC, @DynaLoader::dl_shared_objects`;
  return execFileSync("perl", ["-e", listed], { encoding: "utf8" })
    .split("\n")
    .filter((path) => path.startsWith("/"));
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
