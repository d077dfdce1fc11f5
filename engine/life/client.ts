import { request } from "node:http";
import { get } from "node:https";
import { setTimeout as pause } from "node:timers/promises";

const TIMEOUT_MS = 6000;
const WRITE_SECONDS = 60;
/** Events that are written at once. */
const AT_ONCE = 25;
const LEADERS = ["leader", "master"];
const OTHERS = ["follower", "slave", "readonlyreplica"];

/** Where a node answers. */
export interface Address {
  readonly at: string;
  /** The socket of who asks in the place of this process, which has no way there. */
  readonly relay?: string;
}

/** A client of a cluster: writes where the leader is, reads everywhere, and remembers what was acknowledged. */
export class Client {
  private readonly ids: string[] = [];
  private written = 0;

  /** The ids that were acknowledged. */
  get acknowledged(): readonly string[] {
    return this.ids;
  }

  /** Gives up what was acknowledged: all that had it are gone on purpose. */
  forget(): void {
    this.ids.length = 0;
  }

  /** Writes that many events, however often it has to try. */
  async write(addresses: readonly Address[], count: number): Promise<void> {
    const until = Date.now() + WRITE_SECONDS * 1000;
    for (let left = count; left > 0;) {
      left -= await this.tryToWrite(addresses, Math.min(left, AT_ONCE));
      if (Date.now() > until) throw new Error(`${left} of ${count} events were not acknowledged in time`);
    }
  }

  /** Tries once at each address, and gives how many were acknowledged. */
  async tryToWrite(addresses: readonly Address[], count: number): Promise<number> {
    // A name for each try: whether one that failed was written is not known.
    const prefix = `event-${this.written++}`;
    for (const address of addresses) {
      try {
        const body = await ask(address, `/streams?count=${count}&prefix=${prefix}`, "POST");
        const { acknowledged } = JSON.parse(body) as { acknowledged: readonly string[] };
        this.ids.push(...acknowledged);
        return acknowledged.length;
      } catch {
        // The next one, or the next time.
      }
    }
    await pause(300);
    return 0;
  }
}

/** The ids of all events that a node has, in their order. */
export async function read(address: Address): Promise<readonly string[]> {
  return JSON.parse(await ask(address, "/streams", "GET")) as readonly string[];
}

/** What a node says that it is; nothing where it does not answer. */
export async function stateOf(address: Address): Promise<string | undefined> {
  try {
    return (JSON.parse(await ask(address, "/info", "GET")) as { state: string }).state;
  } catch {
    return undefined;
  }
}

/** What a secure node says that it is, whatever its certificate. */
export function secureStateOf({ at }: Address): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = get(`https://${at}/info`, {
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
      agent: false,
    });
    const nothing = (): void => {
      asked.destroy();
      resolve(undefined);
    };
    asked.on("response", (response) => {
      let said = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
      response.on("end", () => {
        resolve((JSON.parse(said) as { state: string }).state);
      });
    });
    asked.on("timeout", nothing).on("error", nothing);
  });
}

/** Has a node pause that long for each batch that it copies. */
export async function slowDown(address: Address, ms: number): Promise<void> {
  await ask(address, `/stand-in/pace?ms=${ms}`, "POST");
}

export function isLeader(state: string | undefined): boolean {
  return LEADERS.includes(state ?? "");
}

export function isReady(state: string | undefined): boolean {
  return isLeader(state) || OTHERS.includes(state ?? "");
}

function ask({ at, relay }: Address, path: string, method: string): Promise<string> {
  const url = `http://${at}${path}`;
  return new Promise((resolve, reject) => {
    const how = { method, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const asked = relay === undefined ? request(url, how) : request({ ...how, socketPath: relay, path: url });
    asked.once("error", reject);
    asked.once("response", (response) => {
      let said = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
      response.once("error", reject);
      response.once("end", () => {
        if (Math.floor((response.statusCode ?? 0) / 100) === 2) resolve(said);
        else reject(new Error(`${at}${path} answered ${response.statusCode ?? 0}`));
      });
    });
    asked.end();
  });
}
