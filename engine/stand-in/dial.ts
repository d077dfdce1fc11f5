import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { GREETING } from "./greeting";

/*
 * Dials every address of a list, all at once, and prints what came of each as JSON in the same order.
 * It runs where the dialling audience is: in a container, on the host, in another network namespace.
 */

/** What is dialled. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** What the program is given, as JSON. */
export interface Asked {
  readonly targets: readonly Target[];
  /** Names that are known there besides, as by lines in a hosts file. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface Answer {
  /** Whether something answered. */
  readonly reached: boolean;
  /** A container's name and what its socket serves, where a stand-in answered. */
  readonly by?: string;
  /** Why nothing answered. */
  readonly why?: string;
}

const LOOKUP_MS = 4000;
const CONNECT_MS = 2000;
/** How long a server may take to say something by itself, or the engine's proxy to hang up. */
const GREETING_MS = 400;
const NAMED = new RegExp(`${GREETING}: (\\S+ \\S+)`);

const asked = JSON.parse(process.argv[2] ?? "") as Asked;
const addresses = new Map(Object.entries(asked.hosts).map(([name, ip]) => [name, Promise.resolve(ip)]));

function resolve(host: string): Promise<string> {
  const known = addresses.get(host);
  if (known !== undefined) return known;
  const found = Promise.race([
    lookup(host, { family: 4 }).then(({ address }) => address),
    new Promise<string>((_, reject) =>
      setTimeout(() => {
        reject(new Error("ETIMEOUT"));
      }, LOOKUP_MS).unref(),
    ),
  ]);
  addresses.set(host, found);
  return found;
}

async function dial({ host, port }: Target): Promise<Answer> {
  let address: string;
  try {
    address = await resolve(host);
  } catch {
    return { reached: false, why: "name" };
  }
  return new Promise((answer) => {
    const socket = connect({ host: address, port });
    let said = "";
    let stoodOpen = false;
    const finish = (result: Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      answer(result);
    };
    const judge = (why: string): void => {
      const by = NAMED.exec(said)?.[1];
      if (by !== undefined) finish({ reached: true, by });
      // By a server that serves its own address only.
      else if (said.startsWith("HTTP/1.1 400")) finish({ reached: false, why: "refused by its name" });
      else if (said !== "" || stoodOpen) finish({ reached: true });
      // The engine's proxy takes a connection before it knows whether anybody is behind it.
      else finish({ reached: false, why });
    };
    const timer = setTimeout(() => {
      judge("timeout");
    }, CONNECT_MS);
    socket.setEncoding("latin1");
    socket.on("connect", () => {
      timer.refresh();
      setTimeout(() => {
        if (said !== "" || socket.destroyed) return;
        // Nobody greets, and nobody hangs up: a server that waits for a request.
        stoodOpen = true;
        socket.write(`GET /info HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
      }, GREETING_MS);
    });
    socket.on("data", (chunk: string) => {
      said += chunk;
    });
    socket.on("end", () => {
      judge("closed");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      judge(error.code ?? error.message);
    });
  });
}

void Promise.all(asked.targets.map(dial)).then((answers) => {
  console.log(JSON.stringify(answers));
  process.exit(0);
});
