import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket as Connection } from "node:net";
import { TLSSocket } from "node:tls";
import type { Database } from "./database";
import { GREETING } from "./greeting";
import type { Identity } from "./identity";
import type { Asking, Ballot } from "./member";
import type { Membership } from "./membership";
import { isNode, type Peers } from "./peers";
import { isSince } from "./release";
import type { Socket } from "./socket";

/** What answers over HTTP. */
export interface Asked {
  readonly release: string;
  /** The container's. */
  readonly name: string;
  /** Where the socket has TLS. */
  readonly identity?: Identity;
  readonly membership: Membership;
  readonly database: Database;
  readonly peers: Peers;
}

/** v5 had other words. */
const VERSION_5_STATES: Readonly<Record<string, string>> = {
  leader: "master",
  follower: "slave",
  discoverleader: "unknown",
};
/** What stands for the traffic between nodes is for nodes only. */
const FOR_NODES = ["/gossip", "/vote", "/log"];
/** A leader that writes for a follower's client has longer to answer than it has to get a majority. */
const FORWARD_MS = 5000;

/** What came of a request: data, or the status of one that is refused. */
type Answer = number | object;

/** Answers whatever is asked at one socket. */
export function answering(socket: Socket, asked: Asked): RequestListener {
  const greeting = `${GREETING}: ${asked.name} ${socket.serves}`;
  return (request, response) => {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    if (socket.onlyHost !== undefined && host !== socket.onlyHost) {
      response.writeHead(400).end();
      return;
    }
    response.setHeader(GREETING, `${asked.name} ${socket.serves}`);
    response.setHeader("content-type", "application/json");
    answer(request, asked, greeting).then(
      (given) => {
        reply(response, given);
      },
      () => {
        reply(response, 500);
      },
    );
  };
}

/** Whether whoever dialled is a node of the cluster. */
export function isTrusted(connection: Connection, identity: Identity | undefined): boolean {
  return identity !== undefined && connection instanceof TLSSocket && isNode(connection, identity);
}

function reply(response: ServerResponse, given: Answer): void {
  if (typeof given === "number") response.writeHead(given).end();
  else response.end(JSON.stringify(given));
}

async function answer(request: IncomingMessage, asked: Asked, greeting: string): Promise<Answer> {
  const { release, identity, membership, database } = asked;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stand-in");
  if (FOR_NODES.includes(pathname) && identity !== undefined && !isTrusted(request.socket, identity))
    return 401;
  switch (`${request.method ?? ""} ${pathname}`) {
    case "GET /info": {
      const state = membership.state();
      const said = isSince(release, "20.6") ? state : (VERSION_5_STATES[state] ?? state);
      return { esVersion: release, state: said, greeting };
    }
    case "GET /gossip":
      return membership.members();
    case "POST /vote":
      return membership.vote(JSON.parse(await bodyOf(request)) as Ballot);
    case "POST /log":
      return (await membership.copy(JSON.parse(await bodyOf(request)) as Asking)) ?? 409;
    case "GET /streams":
      return database.log.events;
    case "POST /streams":
      return write(asked, searchParams);
    case "POST /stand-in/pace":
      database.pace = Number(searchParams.get("ms"));
      return { pace: database.pace };
    default:
      return 404;
  }
}

/** Writes `count` events named after `prefix`, or has the leader do it; without a majority nothing is promised. */
async function write({ membership, peers }: Asked, query: URLSearchParams): Promise<Answer> {
  const prefix = query.get("prefix") ?? "event";
  const ids = Array.from({ length: Number(query.get("count") ?? 1) }, (_, i) => `${prefix}-${i}`);
  const written = await membership.write(ids);
  if (written !== undefined) return written ? { acknowledged: ids } : 503;
  const leader = membership.leaderHttp();
  // What was forwarded is not forwarded once more.
  if (leader === undefined || query.has("forwarded")) return 503;
  try {
    const forwarded = `/streams?${query.toString()}&forwarded=1`;
    return JSON.parse(await peers.ask(leader, forwarded, "", FORWARD_MS)) as object;
  } catch {
    return 503;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}
