import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gateScript } from "../../../lib/server/founding/gate";
import { KEEPER_KEY, keeperScript } from "../../../lib/server/founding/keeper";
import { membershipFile } from "../../../lib/server/founding/membership";
import { entryScript } from "../../../lib/server/founding/node-entry";
import {
  installerScript,
  stagingScript,
  SWEEPING_SCRIPT,
  type StagedFile,
} from "../../../lib/server/generation/staging";
import { Ports } from "../ports";
import { Shells, type Ended, type Started } from "../shells";

/*
 * The scripts as they stand, with sh, curl and coreutils of this machine: nodes that are folders and processes, whose
 * engine starts them again whenever they end. Only the places that exist in containers are moved below a folder.
 */

/*
 * Servers that say the state of their node's file, refuse what holds `Refused`, and do as servers do on signals. What has
 * no TLS is in perl: some are started hundreds of times, and Node takes as long to start as a whole turn of the gate.
 */

const PLAIN_SERVER = String.raw`my ($folder, $port, $config) = @ARGV;
my ($node) = $folder =~ m{([^/]+)$};
sub text { open(my $file, "<", $_[0]) or return ""; local $/; return scalar <$file> // "" }
sub put { open(my $file, $_[0], $_[1]) or die "$_[1]: $!\n"; print $file $_[2]; close($file) }
sub tell { put(">>", "$folder/heard", "$_[0]\n") }
sub trimmed { $_[0] =~ s/^\s+|\s+$//gr }
$SIG{TERM} = sub { &tell("TERM"); exit 0 };
my $secret = $ENV{SECRET} // "";
my $conf = text($config =~ s/^--config=//r);
put(">", "$folder/secret", $secret);
put(">", "$_/pid", $$) for $folder, "$folder/../control/$node";
&tell(trimmed("start " . trimmed($conf) . " $secret"));
exit 1 if $conf =~ /Refused/;
sub failed { &tell("cannot serve: $!"); exit 1 }
# Linux's own numbers of a stream, its reuse, and 127.0.0.1: the module that names them takes longer than all else.
socket(S, 2, 1, 0) or failed();
setsockopt(S, 1, 2, 1);
bind(S, pack("S n C4 x8", 2, $port, 127, 0, 0, 1)) && listen(S, 64) or failed();
while (1) {
  accept(C, S) or next;
  while (<C>) { last if /^\r?$/ }
  my $body = '{"state":"' . trimmed(text("$folder/state")) . '"}';
  syswrite(C, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " . length($body) . "\r\n\r\n$body");
  close(C);
}
`;

const SECURE_SERVER = String.raw`
const { readFileSync, appendFileSync, writeFileSync } = require("node:fs");
const [, , folder, port, config] = process.argv;
const say = (text) => appendFileSync(folder + "/heard", text + "\n");
const conf = readFileSync(config.replace("--config=", ""), "utf8");
const control = folder + "/../control/" + folder.slice(-6);
for (const place of [folder, control]) writeFileSync(place + "/pid", String(process.pid));
say("start " + conf.trim());
const files = () => {
  const [cert, key] = ["node.crt", "node.key"].map((file) => readFileSync(control + "/current/" + file));
  require("node:tls").createSecureContext({ cert, key });
  return { cert, key };
};
const server = require("node:https").createServer(files(), (request, response) =>
  response.end(JSON.stringify({ state: readFileSync(folder + "/state", "utf8").trim() })));
server.on("error", (error) => { say("cannot serve: " + error.message); process.exit(1); });
server.listen(Number(port), "127.0.0.1");
process.on("SIGTERM", () => { say("TERM"); process.exit(0); });
setTimeout(() => process.on("SIGHUP", () => {
  say("HUP");
  try { server.setSecureContext(files()); } catch (error) { say("refused: " + error.message); }
}), 300);
`;

/**
 * Starts a node again whenever its server ends, with which all ends that is beside it, as in a container; one that ends
 * again and again less and less often, as engines do.
 */
const ENGINE = `stop() { kill -9 -$1 || kill -9 $1; } 2>/dev/null
trap 'stop $!; exit' TERM
starts=0
while ! [ -e "$2" ]; do
  setsid sh "$1" entry &
  wait $!
  stop $!
  starts=$((starts + 1))
  case $starts in [123]) sleep 0.2 ;; [4-8]) sleep 0.6 ;; *) sleep 1 ;; esac
done`;

/**
 * How long nodes that wait and gates that see nobody ready pause, in seconds. They do so three times a second as they stand,
 * a dozen processes each time; these tests are about what takes whole seconds.
 */
const PAUSE = 1;

/** What is staged for a node. */
export interface Staged {
  readonly [place: string]: string;
}

/** For how long a gate waits for one node, in seconds, where it has what it needs, on whatever machine. */
const PATIENT = 90;

/** A few nodes that run, and whoever stages and rolls. */
export class Nodes {
  readonly folder = mkdtempSync(join(tmpdir(), "rolling-"));
  private readonly shells = new Shells();
  private readonly installers = new Map<number, Started>();
  private readonly engines = new Map<number, Started>();
  private lastGate: Started | undefined;
  private readonly keepers = new Map<number, Started>();

  private constructor(
    readonly count: number,
    private readonly secure: boolean,
    /** On how many hosts they are, in turn; the gate is on the first one. */
    private readonly hosts: number,
    /** Those of the nodes, and then those of the keepers. */
    private readonly ports: Ports,
  ) {}

  static async open(count: number, secure = false, hosts = 1): Promise<Nodes> {
    const nodes = new Nodes(count, secure, hosts, await Ports.take(count + hosts));
    const server = join(nodes.folder, "server");
    writeFileSync(server, secure ? SECURE_SERVER : PLAIN_SERVER);
    for (let n = 0; n < count; n++) {
      const own = nodes.own(n);
      for (const folder of [nodes.place(n), ...["settings", "data", "image"].map((part) => join(own, part))])
        mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(own, "program"),
        `#!/bin/sh\nexec ${secure ? process.execPath : "perl"} ${server} ${own} ${nodes.port(n)} "$@"\n`,
      );
      chmodSync(join(own, "program"), 0o755);
      nodes.says(n, n === count - 1 ? "leader" : "follower");
    }
    for (let host = 1; host < hosts; host++) await nodes.startKeeper(host);
    return nodes;
  }

  /** Starts what has the control folders of another host. */
  async startKeeper(host: number, key = "a key"): Promise<void> {
    const script = keeperScript({
      nodes: Array.from({ length: this.count }, (_, n) => n)
        .filter((n) => n % this.hosts === host)
        .map((n) => `node-${n}`),
      port: this.port(this.count + host),
      user: this.user,
    })
      .replaceAll("/tmp/", `${this.folder}/keeper-${host}-`)
      .replaceAll("/control", join(this.folder, "control"));
    const listens = join(this.folder, `keeper-${host}-keeper-listens`);
    const keeper = this.shells.run(script, [], { ...process.env, [KEEPER_KEY]: key });
    this.keepers.set(host, keeper);
    await this.until("the keeper listens", () => existsSync(listens));
  }

  /** Ends it, or cuts its host off. */
  endKeeper(host: number): void {
    const keeper = this.keepers.get(host);
    if (keeper !== undefined) this.shells.kill(keeper);
    rmSync(join(this.folder, `keeper-${host}-keeper-listens`), { force: true });
  }

  /** Where the gate finds it. */
  keeperAt(host: number) {
    return {
      host: `host-${host}`,
      container: "a-keeper",
      address: "127.0.0.1",
      port: this.port(this.count + host),
    };
  }

  async close(): Promise<void> {
    for (const { child } of this.engines.values()) child.kill();
    await Promise.all([...this.engines.values()].map(({ ended }) => ended));
    this.shells.close();
    this.ports.giveBack();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Sets the state that a node's server says. */
  says(n: number, state: string): void {
    writeFileSync(join(this.own(n), "state"), state);
  }

  /** What a node's servers were started with, and which signals they had. */
  heard(n: number): readonly string[] {
    const file = join(this.own(n), "heard");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  control(n: number, file: string): string {
    try {
      return readFileSync(join(this.place(n), file), "utf8").trim();
    } catch {
      // Files come and go while a node starts.
      return "";
    }
  }

  tell(n: number, file: string, text: string): void {
    writeFileSync(join(this.place(n), file), `${text}\n`);
  }

  /** The secret that a node's last server was given. */
  secret(n: number): string {
    return readFileSync(join(this.own(n), "secret"), "utf8");
  }

  generations(n: number): readonly string[] {
    return readdirSync(join(this.own(n), "settings"))
      .filter((name) => name !== ".salt")
      .sort();
  }

  settings(n: number, path: string): string {
    return join(this.own(n), "settings", path);
  }

  /** Whom the gate trusts. */
  trust(...roots: readonly string[]): void {
    mkdirSync(join(this.folder, "roots"), { recursive: true });
    roots.forEach((root, i) => {
      writeFileSync(join(this.folder, "roots", `ca-${i}.crt`), root);
    });
  }

  /** What an installer does until it is seen to be done; gives the generation that the node shall have. */
  async stage(n: number, files: Staged, anew: readonly string[] = []): Promise<string> {
    const staging = join(this.own(n), "staging");
    for (const [place, content] of Object.entries(files)) {
      mkdirSync(dirname(join(staging, place)), { recursive: true });
      writeFileSync(join(staging, place), content);
    }
    const staged = Object.keys(files).map((place): StagedFile => ({
      place,
      secret: place.startsWith("env/"),
      anew: anew.includes(place),
    }));
    const done = join(this.own(n), "staged");
    rmSync(done, { force: true });
    // As the engine does before there is another.
    const before = this.installers.get(n);
    if (before !== undefined) this.shells.kill(before);
    const script = this.moved(n, installerScript([stagingScript(staged, this.user)], [SWEEPING_SCRIPT]));
    const installer = this.shells.run(script.replace(/^sleep (?:10|50)$/gm, ":"));
    this.installers.set(n, installer);
    let ended = false;
    void installer.ended.then(() => (ended = true));
    await this.until("it is staged", () => existsSync(done) || ended);
    if (!existsSync(done)) throw new Error(`the installer failed: ${installer.said}`);
    return this.control(n, "shall");
  }

  /** Who the members are, for a node as one of that many. */
  membersFor(n: number, size: number): Staged {
    const all = Array.from({ length: size }, (_, i) => i);
    return {
      members: membershipFile({
        kind: size === 1 ? "single" : "member",
        size,
        members: all.map((i) => `a-${i}`),
        others: all.filter((i) => i !== n).map((i) => this.target(i)),
      }),
    };
  }

  /** All files of all control folders, and what is in them. */
  controls(): Readonly<Record<string, string>> {
    const all = join(this.folder, "control");
    const files = readdirSync(all, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return Object.fromEntries(
      files.map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(all.length), readFileSync(path, "utf8")];
      }),
    );
  }

  /** By what a node sees that it has a log. */
  dataFile(n: number): string {
    return join(this.own(n), "data", "writer.chk");
  }

  /** By what it was let in. */
  mark(n: number, mark: string): void {
    writeFileSync(join(this.place(n), "mark"), `${mark}\n`);
  }

  /** Gives a node a log of that length. */
  data(n: number, length: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(length));
    writeFileSync(this.dataFile(n), bytes);
  }

  /** Starts a node that is one of as many members as its generation says. */
  startMember(n: number): void {
    this.start(n, "form", true);
  }

  /** Starts a node that was ended, as another container. */
  async restart(n: number, form: string, member = true): Promise<void> {
    await this.engines.get(n)?.ended;
    rmSync(join(this.own(n), "ended"));
    this.start(n, form, member);
  }

  /** The gate of that many members, to its end. */
  gateOf(size: number, timeout = PATIENT): Promise<Ended> {
    return this.gate(timeout, true, size);
  }

  /** Ends a node for good. */
  end(n: number): void {
    writeFileSync(join(this.own(n), "ended"), "");
    const pid = this.control(n, "pid");
    if (pid !== "") process.kill(Number(pid), "SIGKILL");
  }

  /** Starts a node, and starts it again whenever it ends. */
  start(n: number, form = "form", member = false): void {
    const server = this.secure ? { server: this.target(n) } : {};
    const script = this.moved(
      n,
      entryScript({
        ...(member
          ? {}
          : { membership: { kind: "memory" as const, size: this.count, members: ["a-0"], others: [] } }),
        dataPath: join(this.own(n), "data"),
        place: "memory",
        program: join(this.own(n), "program"),
        gate: "a-ready",
        entering: {
          configDirectory: join(this.own(n), "image"),
          installer: "a-0-installer",
          imageFiles: ["kestrelsettings.json", "config/x.json"],
          form,
          ...server,
        },
      }),
    );
    writeFileSync(join(this.own(n), "entry"), script);
    const engine = this.shells.run(ENGINE, [
      "engine",
      join(this.own(n), "entry"),
      join(this.own(n), "ended"),
    ]);
    this.engines.set(n, engine);
  }

  /** The gate, to its end. */
  async gate(timeout = PATIENT, awaited = true, members?: number): Promise<Ended> {
    const size = members ?? this.count;
    const script = gateScript({
      cluster: "a",
      size,
      members: members === undefined ? ["a-0"] : Array.from({ length: size }, (_, n) => `a-${n}`),
      nodes: Array.from({ length: size }, (_, n) => ({
        kind: members === undefined ? "memory" : size === 1 ? "single" : "member",
        key: `node-${n}`,
        target: this.target(n),
        ...(n % this.hosts === 0 ? {} : { keeper: this.keeperAt(n % this.hosts) }),
      })),
      timeout,
      awaited,
      movesMembers: members !== undefined,
      user: this.user,
    })
      .replaceAll("/control", this.mounts())
      .replaceAll("/tmp/", `${this.folder}/tmp-`)
      .replace(/trap '[^']*' EXIT/, "")
      .replace("pause=0.3", `pause=${PAUSE}`);
    const env = { ...process.env, [KEEPER_KEY]: "a key" };
    const placed = script.replaceAll(`${this.folder}/tmp-${this.folder.slice(5)}`, this.folder);
    this.lastGate = this.shells.run(placed, [], env);
    return this.lastGate.ended;
  }

  /** Kills a node's server, which its engine starts again. */
  killServer(n: number): void {
    process.kill(Number(readFileSync(join(this.own(n), "pid"), "utf8")), "SIGKILL");
  }

  /** Kills what a node's entry left beside its server, the youngest of it. */
  killWatcher(n: number): void {
    const entry = join(this.own(n), "entry");
    const pids = readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith(`sh\0${entry}\0`);
      } catch {
        return false;
      }
    });
    process.kill(Math.max(...pids.map(Number)), "SIGKILL");
  }

  /** Kills the gate that was started last. */
  killGate(): void {
    if (this.lastGate !== undefined) this.shells.kill(this.lastGate);
  }

  /** Kills whoever was started last. */
  killLast(): void {
    this.shells.killLast();
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    for (let left = 1500; !holds(); left--) {
      if (left === 0) throw new Error(`never: ${what}`);
      await pause(100);
    }
  }

  private target(n: number) {
    const { secure } = this;
    return {
      address: "127.0.0.1",
      port: this.port(n),
      ...(secure ? { tls: { name: "localhost", roots: join(this.folder, "roots") } } : {}),
    };
  }

  /** What is mounted into the gate: the control folders of its own host. */
  private mounts(): string {
    const all = join(this.folder, "control");
    if (this.hosts === 1) return all;
    const mounted = join(this.folder, "mounted");
    mkdirSync(mounted, { recursive: true });
    for (let n = 0; n < this.count; n += this.hosts) {
      const link = join(mounted, `node-${n}`);
      if (!existsSync(link)) symlinkSync(this.place(n), link);
    }
    return mounted;
  }

  private port(at: number): number {
    const port = this.ports.all[at];
    if (port === undefined) throw new Error(`there is no port ${at}`);
    return port;
  }

  private place(n: number): string {
    return join(this.folder, "control", `node-${n}`);
  }

  private own(n: number): string {
    return join(this.folder, `node-${n}`);
  }

  private moved(n: number, script: string): string {
    const own = this.own(n);
    return script
      .replaceAll("/control", this.place(n))
      .replaceAll("=/settings", `=${join(own, "settings")}`)
      .replaceAll('"/settings/', `"${join(own, "settings")}/`)
      .replaceAll("=/staging", `=${join(own, "staging")}`)
      .replaceAll("/tmp/staged", join(own, "staged"))
      .replace("sleep 0.3", `sleep ${PAUSE}`);
  }

  private get user() {
    return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  }
}

/**
 * A test that gives its body nodes of its own, and goes beside the others of its file. With HOSTS=3 they are on three hosts.
 */
export function nodesIn(timeout: number, hosts = Number(process.env.HOSTS ?? 1)) {
  return (name: string, count: number, body: (nodes: Nodes) => Promise<void>): void => {
    test.concurrent(
      name,
      async () => {
        const nodes = await Nodes.open(count, false, hosts);
        try {
          await body(nodes);
        } finally {
          await nodes.close();
        }
      },
      timeout,
    );
  };
}
