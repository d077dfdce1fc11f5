import { Agent as PlainAgent, request as plainRequest, type RequestOptions } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { connect, isIP } from "node:net";
import {
  checkServerIdentity,
  connect as connectSecurely,
  type ConnectionOptions,
  type TLSSocket,
} from "node:tls";
import { type Identity, isNamed } from "./identity";

const TIMEOUT_MS = 1500;

/**
 * How a node gets to the other nodes: over TLS with its own certificate where it is secure. Over HTTP a connection is
 * kept, as a server's channel to another is; the replication's is made anew each time, which shows at once whom a node
 * distrusts.
 */
export class Peers {
  private agent: PlainAgent;

  /**
   * @param http what proves it over HTTP; absent where HTTP is plain
   * @param replication what proves it over TCP; absent where that is plain
   */
  constructor(
    private readonly http: Identity | undefined,
    private readonly replication: Identity | undefined,
  ) {
    this.agent = this.keeping();
  }

  /** Dials everybody anew, as with a certificate that was read anew. */
  redial(): void {
    this.agent.destroy();
    this.agent = this.keeping();
  }

  /** What another node answers over HTTP; a body is sent where one is given. */
  ask(authority: string, path: string, body?: string, timeout = TIMEOUT_MS): Promise<string> {
    const { http } = this;
    const [host = "", port] = authority.split(":");
    const method = body === undefined ? "GET" : "POST";
    const options: RequestOptions = { host, port, path, method, timeout, agent: this.agent };
    return new Promise((resolve, reject) => {
      const asked =
        http === undefined ? plainRequest(options) : secureRequest({ ...options, ...proof(http, host) });
      asked.on("response", (response) => {
        let said = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
        response.on("end", () => {
          if (response.statusCode === 200) resolve(said);
          else reject(new Error(`answered ${response.statusCode ?? "nothing"}`));
        });
      });
      asked.on("timeout", () => asked.destroy(new Error("no answer")));
      asked.on("error", reject);
      asked.end(body);
    });
  }

  /** The first line that is said at a replication port; nothing where it is not to be had. */
  greeting(authority: string): Promise<string> {
    const [host = "", port] = authority.split(":");
    const to = { host, port: Number(port), timeout: TIMEOUT_MS };
    return new Promise((resolve) => {
      const socket =
        this.replication === undefined
          ? connect(to)
          : connectSecurely({ ...to, ...proof(this.replication, host) });
      let said = "";
      const done = (): void => {
        socket.destroy();
        resolve(said);
      };
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        said += chunk;
        if (said.includes("\n")) done();
      });
      socket.on("timeout", done).on("end", done).on("error", done);
    });
  }

  private keeping(): PlainAgent {
    return new (this.http === undefined ? PlainAgent : SecureAgent)({ keepAlive: true });
  }
}

/** Whether whoever dialled a secure server showed a node's certificate that it trusts. */
export function isNode(socket: TLSSocket, { commonName }: Identity): boolean {
  if (!socket.authorized || commonName === undefined) return false;
  // The types leave out that a common name may be absent.
  const name = socket.getPeerCertificate().subject?.CN as string | undefined;
  return name !== undefined && isNamed(name, commonName);
}

function proof({ own, roots, target, commonName }: Identity, host: string): ConnectionOptions {
  return {
    ...own,
    ca: [...roots],
    ...(isIP(host) === 0 ? { servername: host } : {}),
    checkServerIdentity: (_, certificate) => {
      const name = certificate.subject?.CN as string | undefined;
      if (commonName !== undefined && !isNamed(name ?? "", commonName)) {
        return new Error(`the common name is ${name ?? "missing"}`);
      }
      return checkServerIdentity(target ?? host, certificate);
    },
  };
}
