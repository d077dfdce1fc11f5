import { existsSync, readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer, Server as HttpsServer } from "node:https";
import { createServer as createTcpServer, type Server, type Socket as Connection } from "node:net";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { createServer as createTlsServer, type Server as TlsServer, type TlsOptions } from "node:tls";
import { type Asked, answering, isTrusted } from "./answering";
import { Configuration } from "./configuration";
import { dataFolder } from "./data-folder";
import { Database } from "./database";
import { GREETING, TRUSTED } from "./greeting";
import { type Identity, readIdentity } from "./identity";
import { listeningOf } from "./listening";
import { Membership } from "./membership";
import { Peers } from "./peers";
import { isSince } from "./release";
import type { Socket, Told } from "./socket";

/*
 * Stands in for a server of the release that its image names: it listens where the configuration that reached
 * the container tells that server to listen, meets the other nodes as far as the routes let it, and tells on
 * every socket whose it is. It is written from what servers do and shares nothing with the library, because it
 * is the other witness.
 */

/** What the server made of its configuration; the first line that it writes. */
export interface Account {
  readonly release: string;
  readonly sockets: readonly Socket[];
  readonly told: Told;
  readonly seeds: readonly string[];
}

/** Looked up in the image's own folder, wherever the conf file is. */
const IMAGE_FOLDERS = ["/etc/kurrentdb", "/etc/eventstore"];
const CONF_FILES = ["/etc/kurrentdb/kurrentdb.conf", "/etc/eventstore/eventstore.conf"];
/** Below it the server does not start. */
const LEAST_WINDOW = 65535;
/** How long a server takes to stop in order. */
const STOPPING_MS = 500;
/**
 * A server that has data opens and verifies them before it answers, so that an empty one may be there earlier. How
 * long was not measured: it is chosen so that which of them comes first is open, as it was seen to be.
 */
const OPENING_MS = 1000;

const release = readFileSync("/stand-in/release", "utf8").trim();
/** `--config=`, which may be a link, or the image's own. */
const conf =
  process.argv.flatMap((argument) => /^--config=(.+)$/.exec(argument)?.[1] ?? [])[0] ??
  CONF_FILES.find((file) => existsSync(file));
const name = hostname();

async function main(): Promise<void> {
  const configuration = new Configuration({
    release,
    args: process.argv.slice(2),
    environment: process.env,
    confFile: conf === undefined ? "" : readFileSync(conf, "utf8"),
  });
  const size = configuration.number("ClusterSize") ?? 1;
  const replica = configuration.flag("ReadOnlyReplica") ?? false;
  // Without seeds, or with names to be looked up instead of them, there is nobody to ask.
  const seeds = configuration.flag("DiscoverViaDns") === false ? configuration.list("GossipSeed") : [];
  checkStart(configuration, size, seeds, replica);
  checkKestrel();
  const identity = readIdentity(release, configuration);
  const { sockets, told } = listeningOf(release, configuration, size > 1);
  const database = Database.open(dataFolder(release, configuration));
  if (database.truncateNow()) end("Shutting down after successful truncation.");
  await pause(database.startDelay + (database.log.count === 0 ? 0 : OPENING_MS));
  const self = { name, replica, priority: configuration.number("NodePriority") ?? 0, told };
  const isSecure = (kind: Socket["serves"]) => sockets.some(({ serves, tls }) => serves === kind && tls);
  const peers = new Peers(
    isSecure("http") ? identity : undefined,
    isSecure("internalTcp") ? identity : undefined,
  );
  // v5 asks nobody who connects for a certificate.
  const trusted = isSecure("internalTcp") && identity?.commonName !== undefined;
  const membership = new Membership(self, size, seeds, database, peers, trusted, end);
  const asked = { release, name, membership, database, peers };
  for (const socket of sockets) listen(socket, socket.tls ? identity : undefined, asked);
  membership.start();
  started = true;
  // Before that it is lost, or ends the process where that is not the first one; and always on v5.
  if (isSince(release, "20.6.1") && identity !== undefined) {
    void readyOnce(membership).then(() =>
      process.on("SIGHUP", () => {
        reload(configuration, identity, peers);
      }),
    );
  }
  console.log(JSON.stringify({ release, sockets, told, seeds } satisfies Account));
}

/** What makes a server refuse to start. */
function checkStart(
  configuration: Configuration,
  size: number,
  seeds: readonly string[],
  replica: boolean,
): void {
  if (size < 1) throw new Error(`a cluster of ${size}`);
  if (size > 1 && seeds.length === 0 && configuration.flag("DiscoverViaDns") === false) {
    throw new Error("several nodes, and no seeds");
  }
  if (size === 1 && configuration.list("GossipSeed").length > 1) throw new Error("seeds for one node");
  if (replica && size === 1) throw new Error("a replica of one node");
}

/** A kestrelsettings.json that it cannot use. */
function checkKestrel(): void {
  const file = IMAGE_FOLDERS.map((folder) => `${folder}/kestrelsettings.json`).find((path) =>
    existsSync(path),
  );
  if (file === undefined) return;
  const { Kestrel } = JSON.parse(readFileSync(file, "utf8")) as {
    Kestrel: { Limits: { Http2?: Record<string, number> } };
  };
  const windows = Object.entries(Kestrel.Limits.Http2 ?? {});
  const small = windows.find(([, size]) => size < LEAST_WINDOW);
  if (small !== undefined) throw new Error(`${small[0]} is ${small[1]}, less than ${LEAST_WINDOW}`);
}

async function readyOnce(membership: Membership): Promise<void> {
  while (!["leader", "follower", "readonlyreplica"].includes(membership.state())) await pause(100);
}

/** Reads the certificate files anew, and nothing else; what cannot be used changes nothing. */
function reload(configuration: Configuration, identity: Identity, peers: Peers): void {
  try {
    const fresh = readIdentity(release, configuration);
    if (fresh === undefined) return;
    Object.assign(identity, fresh);
    for (const server of secured) {
      server.setSecureContext(optionsOf(identity));
      // Who has a connection yet would not see the new certificate.
      if (server instanceof HttpsServer) server.closeIdleConnections();
    }
    peers.redial();
    console.log("All certificates successfully loaded.");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(`An error has occurred while reloading the configuration: ${why}`);
  }
}

function listen(socket: Socket, identity: Identity | undefined, asked: Omit<Asked, "identity">): void {
  if (socket.tls && identity === undefined) throw new Error(`${socket.serves} needs a certificate`);
  const greeting = `${GREETING}: ${name} ${socket.serves}`;
  const server = /http/i.test(socket.serves)
    ? httpServer(identity, answering(socket, { ...asked, ...(identity === undefined ? {} : { identity }) }))
    : tcpServer(identity, (connection) => {
        connection.on("error", () => connection.destroy());
        connection.end(`${greeting}${isTrusted(connection, identity) ? ` ${TRUSTED}` : ""}\n`);
      });
  server.on("error", (error) => {
    refuse(`${socket.bind}:${socket.port} (${socket.serves}): ${error.message}`);
  });
  server.listen(socket.port, socket.bind);
}

function httpServer(identity: Identity | undefined, listener: RequestListener): Server {
  return identity === undefined
    ? createHttpServer(listener)
    : keep(createHttpsServer(optionsOf(identity), listener));
}

function tcpServer(identity: Identity | undefined, listener: (connection: Connection) => void): Server {
  return identity === undefined
    ? createTcpServer(listener)
    : keep(createTlsServer(optionsOf(identity), listener));
}

/** The servers with TLS, for a certificate that is read anew. */
const secured: TlsServer[] = [];
let started = false;

function keep<T extends TlsServer>(server: T): T {
  secured.push(server);
  return server;
}

/** Everybody is asked for a certificate; what becomes of those who have none is decided later. */
function optionsOf({ own, roots, commonName }: Identity): TlsOptions {
  // v5 asks nobody who dials for a certificate.
  if (commonName === undefined) return own;
  return { ...own, ca: [...roots], requestCert: true, rejectUnauthorized: false };
}

/** Ends as a server does that relies on being started again. */
function end(why: string): never {
  console.log(why);
  process.exit(0);
}

/** v5 ends with 0 on a configuration that it cannot use. */
function refuse(why: string): never {
  console.error(why);
  process.exit(isSince(release, "20.6") ? 1 : 0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => {
    if (!started) process.exit(143);
    setTimeout(() => process.exit(0), STOPPING_MS);
  });
main().catch((error: unknown) => {
  refuse(error instanceof Error ? error.message : String(error));
});
