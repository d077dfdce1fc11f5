import type { Database } from "./database";
import { compareCandidates, majorityOf, mayPromise } from "./election";
import { type Followed, Following } from "./following";
import { GREETING, TRUSTED } from "./greeting";
import { Leadership } from "./leadership";
import type { Asking, Ballot, Copied, Member, Vote } from "./member";
import type { Peers } from "./peers";

/** What of a node does not change while it runs. */
export type Self = Pick<Member, "name" | "replica" | "priority" | "told">;

const POLL_MS = 400;
/** So that members which started together do not stand together. */
const JITTER_MS = 200;
/** How long a node that stopped answering counts as alive. */
const REMEMBERED_MS = 3000;
/** How long a node that starts looks for a leader before it stands itself, and how much longer at most. */
const LOOK_MS = 600;
const LOOK_JITTER_MS = 500;
const INITIALIZING_MS = 300;

/**
 * Who is there, found the way that nodes find each other: over HTTP at the seeds, and by a connection to the
 * leader's replication port at the address that the leader tells. So a node is ready only where both routes
 * really lead there, and where both sides' certificates bear it. A majority elects, also where all of it is empty.
 */
export class Membership {
  private readonly seen = new Map<string, { member: Member; at: number }>();
  private readonly began = Date.now();
  private readonly standsFrom = this.began + LOOK_MS + Math.random() * LOOK_JITTER_MS;
  private readonly following: Following;
  private leadership: Leadership | undefined;
  /**
   * The highest epoch promised since the start. No leader of an earlier one is followed. What was promised before
   * does not bind here: a node that starts follows whoever leads, whatever its own log holds.
   */
  private granted = 0;
  /** The leader whose replication port takes this node for one of the cluster. */
  private follows: Followed | undefined;

  constructor(
    private readonly self: Self,
    private readonly size: number,
    private readonly seeds: readonly string[],
    private readonly database: Database,
    private readonly peers: Peers,
    /** Whether nodes let only nodes replicate. */
    private readonly trusted: boolean,
    ends: (why: string) => void,
  ) {
    this.following = new Following(self, database, peers, ends);
  }

  /** Starts to look around, for as long as the process lives. */
  start(): void {
    const forEver = (round: () => Promise<void>): void => {
      void round().then(() =>
        setTimeout(
          () => {
            forEver(round);
          },
          POLL_MS + Math.random() * JITTER_MS,
        ),
      );
    };
    // Each by itself: the name of a node that is away may take long to be looked up.
    for (const seed of this.seeds) forEver(() => this.look(seed));
    forEver(() => this.settle());
  }

  /** The nodes that are alive, itself first. */
  members(): readonly Member[] {
    return [this.own(), ...this.alive()];
  }

  /** The node's state in the words of 20.6 and later. */
  state(): string {
    if (this.leadership !== undefined) return "leader";
    if (Date.now() - this.began < INITIALIZING_MS) return "initializing";
    const leader = this.leader();
    if (leader === undefined) return "discoverleader";
    if (this.follows?.leader.name !== leader.leader.name) return "prereplica";
    if (!this.following.isLevel) return "catchingup";
    return this.self.replica ? "readonlyreplica" : "follower";
  }

  /** Answers a candidate. */
  vote({ wanted, trial, ...candidate }: Ballot): Vote {
    const { log, promised } = this.database;
    const served = this.leadership !== undefined || this.leader() !== undefined;
    const voter = { epoch: log.lastEpoch, length: log.bytes, promised, served };
    const granted = !this.self.replica && mayPromise(voter, candidate, wanted);
    if (granted && !trial) {
      this.follows = undefined;
      this.following.follow(undefined);
      this.promise(wanted);
    }
    return { granted };
  }

  /** Answers a follower; nothing where this is not the leader that it takes it for. */
  async copy(asking: Asking): Promise<Copied | undefined> {
    if (this.leadership?.epoch !== asking.leads) return undefined;
    return this.leadership.copy(asking);
  }

  /** Appends a client's events; nothing where this node does not lead. */
  async write(ids: readonly string[]): Promise<boolean | undefined> {
    return this.leadership?.write(ids);
  }

  /** Where the leader's HTTP is for nodes. */
  leaderHttp(): string | undefined {
    return this.leader()?.leader.told.nodeHttp;
  }

  private own(): Member {
    const { log, promised } = this.database;
    const { leadership } = this;
    return {
      ...this.self,
      epoch: log.lastEpoch,
      length: log.bytes,
      promised,
      granted: this.granted,
      ...(leadership === undefined ? {} : { leads: leadership.epoch }),
    };
  }

  private alive(): readonly Member[] {
    const since = Date.now() - REMEMBERED_MS;
    return [...this.seen.values()].filter(({ at }) => at >= since).map(({ member }) => member);
  }

  /** The other members that are alive. */
  private others(): readonly Member[] {
    return this.alive().filter(({ replica }) => !replica);
  }

  /** Of the others that say that they lead the one of the latest epoch, unless a later one was promised. */
  private leader(): Followed | undefined {
    return this.others()
      .flatMap((leader) => (leader.leads === undefined ? [] : [{ leader, epoch: leader.leads }]))
      .filter(({ epoch }) => epoch >= this.granted)
      .sort((a, b) => b.epoch - a.epoch)[0];
  }

  private async look(seed: string): Promise<void> {
    try {
      const [member] = JSON.parse(await this.peers.ask(seed, "/gossip")) as readonly Member[];
      if (member !== undefined) this.seen.set(member.name, { member, at: Date.now() });
    } catch {
      // Nobody there, or not yet: the next round asks again.
    }
  }

  /** Decides what this node is, by what it has seen. */
  private async settle(): Promise<void> {
    const { leadership } = this;
    if (leadership !== undefined) {
      // Who promised a later epoch to somebody follows this leader no more.
      const later = this.others().some(({ leads = 0, granted }) =>
        [leads, granted].some((epoch) => epoch > leadership.epoch),
      );
      if (!later && this.others().length + 1 >= majorityOf(this.size)) return;
      this.stepDown();
    }
    const leader = this.leader();
    const replicates = leader !== undefined && (await this.replicates(leader.leader));
    if (this.leadership !== undefined) return;
    this.follows = replicates ? leader : undefined;
    this.following.follow(this.follows);
    if (leader === undefined && !this.self.replica) await this.stand();
  }

  private promise(epoch: number): void {
    this.database.promise(epoch);
    this.granted = epoch;
  }

  private stepDown(): void {
    this.leadership?.end();
    this.leadership = undefined;
  }

  /** Stands for leader where nobody better is seen, and leads where a majority has promised to follow. */
  private async stand(): Promise<void> {
    if (this.size > 1 && Date.now() < this.standsFrom) return;
    const own = this.own();
    const others = this.others();
    if (others.length + 1 < majorityOf(this.size)) return;
    if (others.some((other) => compareCandidates(other, own) < 0)) return;
    const wanted = Math.max(own.promised, own.epoch, ...others.map(({ promised }) => promised)) + 1;
    const { epoch, length } = own;
    if (!(await this.isElected(others, { wanted, trial: true, epoch, length }))) return;
    if (this.database.promised >= wanted) return;
    this.promise(wanted);
    if (!(await this.isElected(others, { wanted, trial: false, epoch, length }))) return;
    if (this.database.promised !== wanted || this.database.log.bytes !== length) return;
    this.leadership = new Leadership(wanted, this.database, this.size);
  }

  private async isElected(others: readonly Member[], ballot: Ballot): Promise<boolean> {
    const votes = await Promise.all(
      others.map(async ({ told }) => {
        try {
          const answer = await this.peers.ask(told.nodeHttp, "/vote", JSON.stringify(ballot));
          return (JSON.parse(answer) as Vote).granted;
        } catch {
          return false;
        }
      }),
    );
    return votes.filter((granted) => granted).length + 1 >= majorityOf(this.size);
  }

  /** Whether that node's replication answers at the address that it tells, and takes this one for a node. */
  private async replicates({ name, told }: Member): Promise<boolean> {
    const greeting = await this.peers.greeting(told.replication ?? "");
    return greeting.startsWith(`${GREETING}: ${name} internalTcp${this.trusted ? ` ${TRUSTED}` : ""}\n`);
  }
}
