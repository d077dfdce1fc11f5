import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

/*
 * Ports of processes that are started later, end, and start again. A port that the system chose is free for anybody as
 * soon as it is closed: the system gives it to the next who asks, or to a connection that goes out. These are ports that
 * it gives to nobody, in blocks: whoever listens at the first port of a block has the others, in whatever process.
 */

const BLOCK = 16;
/** Below are ports that are often in use by what runs on a machine. */
const LOWEST = 10_240;

/** The engine test's, which may run meanwhile. */
const ENGINE_TEST = [23_000, 30_000] as const;

/** How many blocks this process has looked at: it begins apart from others, and takes last what was in use lately. */
let looked = process.pid * 7;

/** The first ports of all blocks that are nobody else's, from where this process looks next. */
export function* blocks(): Generator<number> {
  const [low = 0, high = 0] = range();
  const isOthers = (port: number) =>
    [[low, high] as const, ENGINE_TEST].some(([from, to]) => port + BLOCK > from && port <= to);
  const count = Math.floor((65_536 - LOWEST) / BLOCK);
  for (let left = count; left > 0; left--) {
    const first = LOWEST + (looked++ % count) * BLOCK;
    if (!isOthers(first)) yield first;
  }
}

/** From which port to which one the system gives them to whoever asks. */
export function range(): readonly number[] {
  return readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/).map(Number);
}

/** Listens there as whoever would have the port on all addresses, unless somebody has it on one. */
function listening(port: number): Promise<Server | undefined> {
  return new Promise((done, failed) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") done(undefined);
      else failed(error);
    });
    server.listen({ port, host: "0.0.0.0" }, () => {
      done(server);
    });
  });
}

const closed = (server: Server) =>
  new Promise<void>((done) =>
    server.close(() => {
      done();
    }),
  );

/** Ports that nobody else has until they are given back. */
export class Ports {
  private constructor(
    private readonly lock: Server,
    readonly all: readonly number[],
  ) {}

  static async take(count: number, from: Iterable<number> = blocks()): Promise<Ports> {
    if (count >= BLOCK) throw new Error(`a block has ${BLOCK - 1} ports, and not ${count}`);
    for (const first of from) {
      const lock = await listening(first);
      if (lock === undefined) continue;
      const all = Array.from({ length: count }, (_, i) => first + 1 + i);
      const servers = await Promise.all(all.map(listening));
      await Promise.all(servers.map(async (server) => server && (await closed(server))));
      if (!servers.includes(undefined)) return new Ports(lock, all);
      await closed(lock);
    }
    throw new Error("no port that the system gives to nobody is free");
  }

  giveBack(): void {
    this.lock.close();
  }
}
