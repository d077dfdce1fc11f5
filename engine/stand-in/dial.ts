import { lookup } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectSecurely, createSecureContext } from "node:tls";
import { GREETING } from "./greeting";

/*
 * Dials every address of a list, all at once, and prints what came of each as JSON in the same order.
 * It runs where the dialling audience is: in a container, on the host, in another network namespace.
 * Whether a socket is plain or has TLS, it finds out by itself.
 */

/** What is dialled. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** By whose authority the server must prove itself; absent where nobody expects TLS. */
  readonly trust?: string;
}

/** What a client trusts. */
export interface Trust {
  /** The authority's certificate in PEM. */
  readonly authority: string;
  /** The name that is verified whatever is dialled. */
  readonly name?: string;
}

/** What the program is given, as JSON. */
export interface Asked {
  readonly targets: readonly Target[];
  /** Names that are known there besides, as by lines in a hosts file. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly trusts: Readonly<Record<string, Trust>>;
  /** How many times as long everything may take. */
  readonly patience: number;
}

/**
 * How a socket proved itself: by no TLS at all, by a certificate that bears both the authority and the name, or not,
 * because of its name or its authority.
 */
export type Proof = "plain" | "verified" | "name" | "authority";

/** What came of it. */
export interface Answer {
  /** How the socket that answered proved itself; absent where nothing answered. */
  readonly proof?: Proof;
  /** A container's name and what its socket serves, where a stand-in answered. */
  readonly by?: string;
  /** Why nothing answered, or why it was not believed. */
  readonly why?: string;
}

const asked = JSON.parse(process.argv[2] ?? "") as Asked;
const { patience } = asked;
const LOOKUP_MS = 4000 * patience;
const CONNECT_MS = 2000 * patience;
/** How long TLS may take where something is known to listen. */
const HANDSHAKE_MS = 8000 * patience;
/** How long a server may take to say something by itself, or the engine's proxy to hang up. */
const GREETING_MS = 400;
const NAMED = new RegExp(`${GREETING}: (\\S+ \\S+)`);
/** What Node says of a server that answers a TLS greeting with something else. */
const NOT_TLS = /^(?:EPROTO|ERR_SSL_.*)$/;
const WRONG_NAME = "ERR_TLS_CERT_ALTNAME_INVALID";

const addresses = new Map(Object.entries(asked.hosts).map(([name, ip]) => [name, Promise.resolve(ip)]));
const trusts = new Map(
  Object.entries(asked.trusts).map(([name, { authority, ...trust }]) => [
    name,
    { ...trust, context: createSecureContext({ ca: authority }) },
  ]),
);

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

async function dial(target: Target): Promise<Answer> {
  let address: string;
  try {
    address = await resolve(target.host);
  } catch {
    return { why: "name" };
  }
  const { trust } = target;
  if (trust === undefined) return knock(target, address);
  let silent: Socket | undefined;
  const answer = await knock(target, address, (socket) => {
    silent = socket;
  });
  if (silent === undefined) return answer;
  // What is not TLS gets a request instead.
  return (await secure(target, silent)) ?? (await knock(target, address));
}

/**
 * Connects without TLS. A socket that stays silent is asked over HTTP, or given away, to be asked over TLS.
 */
function knock({ host, port }: Target, address: string, give?: (silent: Socket) => void): Promise<Answer> {
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
      if (by !== undefined) finish({ proof: "plain", by });
      // By a server that serves its own address only.
      else if (said.startsWith("HTTP/1.1 400")) finish({ why: "refused by its name" });
      else if (said !== "" || stoodOpen) finish({ proof: "plain" });
      // The engine's proxy takes a connection before it knows whether anybody is behind it.
      else finish({ why });
    };
    const timer = setTimeout(() => {
      judge("timeout");
    }, CONNECT_MS);
    const onData = (chunk: Buffer): void => {
      said += chunk.toString("latin1");
    };
    const onEnd = (): void => {
      judge("closed");
    };
    const onError = (error: NodeJS.ErrnoException): void => {
      judge(error.code ?? error.message);
    };
    socket.on("connect", () => {
      timer.refresh();
      setTimeout(() => {
        if (said !== "" || socket.destroyed || socket.readableEnded) return;
        // Nobody greets, and nobody hangs up: a server that waits for a request.
        if (give !== undefined) {
          clearTimeout(timer);
          socket.off("data", onData).off("end", onEnd).off("error", onError);
          give(socket);
          answer({});
          return;
        }
        stoodOpen = true;
        socket.write(request(host, port));
      }, GREETING_MS);
    });
    socket.on("data", onData).on("end", onEnd).on("error", onError);
  });
}

/** Asks a silent socket over TLS; nothing where it has none. */
function secure({ host, port, trust = "" }: Target, silent: Socket): Promise<Answer | undefined> {
  const { context, name = host } = trusts.get(trust) ?? {};
  return new Promise((answer) => {
    let said = "";
    let proof: Proof | undefined;
    let why: string | undefined;
    const socket = connectSecurely({
      socket: silent,
      ...(context === undefined ? {} : { secureContext: context }),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      // It is judged below, so that one who does not prove himself still says who he is.
      rejectUnauthorized: false,
      checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    });
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const by = NAMED.exec(said)?.[1];
      answer({
        ...(proof === undefined ? {} : { proof }),
        ...(by === undefined ? {} : { by }),
        ...(why === undefined ? {} : { why }),
      });
    };
    const timer = setTimeout(() => {
      why ??= "no TLS in time";
      finish();
    }, HANDSHAKE_MS);
    socket.on("secureConnect", () => {
      // Node gives an error here, and promises no more than something.
      const error = socket.authorizationError as unknown as Error | string | null;
      const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : error;
      proof = socket.authorized ? "verified" : code === WRONG_NAME ? "name" : "authority";
      if (!socket.authorized) why = code ?? "not verified";
      setTimeout(() => {
        if (said === "") socket.write(request(host, port));
      }, GREETING_MS);
      timer.refresh();
    });
    socket.on("data", (chunk: Buffer) => {
      said += chunk.toString("latin1");
    });
    socket.on("end", finish);
    socket.on("close", finish);
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (proof === undefined && NOT_TLS.test(error.code ?? "")) {
        clearTimeout(timer);
        socket.destroy();
        answer(undefined);
        return;
      }
      why ??= error.code ?? error.message;
      finish();
    });
  });
}

function request(host: string, port: number): string {
  return `GET /info HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`;
}

void Promise.all(asked.targets.map(dial)).then((answers) => {
  console.log(JSON.stringify(answers));
  process.exit(0);
});
