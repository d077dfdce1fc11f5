import { GREETING, TRUSTED } from "./greeting";
import type { Peers } from "./peers";
import type { Told } from "./socket";

/** A node as gossip shows it. */
export interface Member {
  readonly name: string;
  readonly replica: boolean;
  readonly priority: number;
  readonly told: Told;
}

const POLL_MS = 500;
/** How long a node that stopped answering counts as alive. */
const REMEMBERED_MS = 3000;

/**
 * Who is there, found the way that nodes find each other: over HTTP at the seeds, and by a connection to the
 * leader's replication port at the address that the leader tells. So a node is ready only where both routes
 * really lead there, and where both sides' certificates bear it.
 */
export class Membership {
  private readonly seen = new Map<string, { member: Member; at: number }>();
  private follows: string | undefined;

  constructor(
    private readonly own: Member,
    private readonly size: number,
    private readonly seeds: readonly string[],
    private readonly peers: Peers,
    /** Whether nodes let only nodes replicate. */
    private readonly trusted: boolean,
  ) {}

  /** Starts to look around, for as long as the process lives. */
  start(): void {
    const round = async (): Promise<void> => {
      await Promise.all(this.seeds.map((seed) => this.ask(seed)));
      const leader = this.leader();
      this.follows =
        leader !== undefined && leader !== this.own && (await this.replicates(leader))
          ? leader.name
          : undefined;
      setTimeout(() => void round(), POLL_MS);
    };
    void round();
  }

  /** The nodes that are alive, itself first. */
  members(): readonly Member[] {
    return [this.own, ...this.alive()];
  }

  /** The node's state in the words of 20.6 and later. */
  state(): string {
    const leader = this.leader();
    if (leader === undefined) return "discoverleader";
    if (leader === this.own) return "leader";
    if (this.follows !== leader.name) return "catchingup";
    return this.own.replica ? "readonlyreplica" : "follower";
  }

  private alive(): readonly Member[] {
    const since = Date.now() - REMEMBERED_MS;
    return [...this.seen.values()].filter(({ at }) => at >= since).map(({ member }) => member);
  }

  /** The first of the members that are alive, where they are a majority. */
  private leader(): Member | undefined {
    const members = this.members().filter(({ replica }) => !replica);
    if (members.length <= this.size / 2) return undefined;
    members.sort((a, b) => b.priority - a.priority || (a.told.nodeHttp < b.told.nodeHttp ? -1 : 1));
    return members[0];
  }

  private async ask(seed: string): Promise<void> {
    try {
      const [member] = JSON.parse(await this.peers.get(seed, "/gossip")) as readonly Member[];
      if (member !== undefined) this.seen.set(member.name, { member, at: Date.now() });
    } catch {
      // Nobody there, or not yet: the next round asks again.
    }
  }

  /** Whether that node's replication answers at the address that it tells, and takes this one for a node. */
  private async replicates({ name, told }: Member): Promise<boolean> {
    const greeting = await this.peers.greeting(told.replication ?? "");
    return greeting.startsWith(`${GREETING}: ${name} internalTcp${this.trusted ? ` ${TRUSTED}` : ""}\n`);
  }
}
