import type { DecidingShell, Row } from "./deciding-shell";

/*
 * A model of clusters as they live: members with logs, marks and control folders, elections by a majority of those
 * that run, copies, truncations, writes, crashes, reboots, resizes that follow each other, gates that die at every
 * step. On several hosts the gate reaches most of them by keepers: what it decided comes late, or never, and it decides
 * nothing more before that. Sizes change with every container, or by a roll, in which each member counts by its own size.
 * Who waits, who is let in and who is moved is decided by the shell itself. Written from what servers do; see the gate.
 */

/** An event, or with a negative id the beginning of an epoch. */
interface Entry {
  readonly epoch: number;
  readonly id: number;
}

interface Mark {
  readonly count: number;
  readonly size: number;
  readonly level: "level" | "elects" | "behind" | "left";
}

/** A rule that is left out, to see that the model would find its absence. */
export type Without =
  "marks" | "order" | "level" | "aside" | "hold" | "gone" | "refusal" | "turn" | "proof" | "own";

/** Pseudo-random numbers, the same for the same seed on every machine. */
export class Chance {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  some<T>(of: readonly T[], count: number): T[] {
    const left = [...of];
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0] as T);
  }
}

class Lost extends Error {}

function levelOf(flag: string | undefined): Mark["level"] {
  if (flag === "level" || flag === "elects" || flag === "behind") return flag;
  throw new Error(`no level: ${flag}`);
}

class Life {
  private readonly logs = new Map<number, readonly Entry[]>();
  private readonly marks = new Map<number, Mark>();
  /** What a member found in its data folder when it started. */
  private readonly said = new Map<number, number>();
  private readonly alive = new Set<number>();
  private readonly serving = new Set<number>();
  private readonly acknowledged = new Set<number>();
  private leader: number | undefined;
  private epoch = 0;
  /** The highest epoch that each member knows: nobody knows those of others before they meet. */
  private readonly views = new Map<number, number>();
  private ids = 0;
  private size = 0;
  /** How many members each of them counts, and is to count from its next start on. */
  private readonly counts = new Map<number, number>();
  private readonly wants = new Map<number, number>();
  /** Between which sizes a member is moved with its mark. */
  private readonly turns = new Map<number, readonly [number, number]>();
  /** Members that are none any more and have not ended yet. */
  private readonly leaving = new Set<number>();
  /** Whether the last of them ended long enough ago for whoever follows to have what was acknowledged until then. */
  private gone = true;
  /** Those that had all since they follow. */
  private readonly following = new Set<number>();
  /** Whom the gate moved, and what they had. */
  private readonly moved = new Map<number, number>();
  private gate = true;
  private looked = true;
  /** How often each member started. */
  private readonly starts = new Map<number, number>();
  /** What the gate decided of members on other hosts and could not bring there yet. */
  private undelivered: (() => Promise<void> | void)[] = [];
  /** Members whose disk was lost and who have not been level since. */
  private bare: number | undefined;
  readonly story: string[] = [];

  constructor(
    private readonly chance: Chance,
    private readonly shell: DecidingShell,
    private readonly without: Without | undefined,
    private readonly disks: boolean,
    private readonly rolls: boolean,
    private readonly hosts: number,
  ) {}

  /** Whether an acknowledged event was lost in so many steps. */
  async run(steps: number): Promise<boolean> {
    this.size = this.chance.one([1, 3, 5]);
    for (const i of this.members) this.logs.set(i, []);
    for (const i of this.members) this.wants.set(i, this.size);
    for (const i of this.members) await this.start(i);
    try {
      for (let n = 0; n < steps; n++) await this.step();
    } catch (error) {
      if (error instanceof Lost) return true;
      throw error;
    }
    return false;
  }

  /** How many events were acknowledged. */
  get acknowledgements(): number {
    return this.acknowledged.size;
  }

  private get members(): readonly number[] {
    return Array.from({ length: this.size }, (_, i) => i);
  }

  private own(i: number): number {
    return this.counts.get(i) ?? this.size;
  }

  /** How many are a majority for a member. */
  private majority(i: number): number {
    return Math.floor(this.own(i) / 2) + 1;
  }

  private log(i: number): readonly Entry[] {
    return this.logs.get(i) ?? [];
  }

  private isLevel(i: number): boolean {
    if (this.leader === undefined) return false;
    const [own, leaders] = [this.log(i), this.log(this.leader)];
    return own.length === leaders.length && own.every((entry, at) => entry === leaders[at]);
  }

  private async start(i: number): Promise<void> {
    const size = this.wants.get(i) ?? this.size;
    this.starts.set(i, (this.starts.get(i) ?? 0) + 1);
    this.counts.set(i, size);
    this.alive.add(i);
    this.said.set(i, this.log(i).length);
    const held = this.log(i).length > 0 ? "data" : "empty";
    const turn: readonly number[] = this.turns.get(i) ?? [];
    const before = this.marks.get(i);
    if (before !== undefined && held === "data" && turn.includes(before.size) && turn.includes(size))
      this.marks.set(i, { ...before, size });
    const mark = this.marks.get(i);
    // One of several does not start as the only one; of two it has all, once it was level.
    if (this.rolls && size === 1 && held === "data" && mark !== undefined && mark.size > 1)
      if (mark.size > 2 || mark.level !== "level") {
        this.counts.set(i, mark.size);
        return;
      }
    if (size === 1 && !(mark?.size === 1 && mark.level === "level"))
      this.marks.set(i, { count: (mark?.count ?? 0) + 1, size: 1, level: "level" });
    else if (mark !== undefined && mark.size !== size) this.marks.set(i, { ...mark, size: 0 });
    const kind = size === 1 ? "single" : "member";
    if (!(await this.shell.waits(kind, size, held, mark?.size ?? 0))) this.serving.add(i);
  }

  private stop(i: number): void {
    this.alive.delete(i);
    this.serving.delete(i);
    this.following.delete(i);
    if (this.leader === undefined) return;
    if (this.leader === i || this.serving.size < this.majority(this.leader)) this.leadNoMore();
  }

  private leadNoMore(): void {
    this.leader = undefined;
    this.following.clear();
  }

  /** Others come, or go, and those that stay are the gate's to move. */
  private async rollTo(size: number): Promise<void> {
    const before = this.size;
    // Each apply has a gate, which looks once at least.
    if (!this.looked) return;
    this.looked = false;
    this.story.push(`${before} by roll to ${size}`);
    for (let i = size; i < before; i++) {
      this.marks.delete(i);
      this.turns.delete(i);
      this.moved.delete(i);
      if (this.alive.has(i)) this.leaving.add(i);
    }
    if (size < before) this.gone = false;
    this.size = size;
    this.setGate(true);
    for (const i of this.members)
      if (i < before && before === 1 && this.alive.has(i) && !this.serving.has(i)) {
        this.wants.set(i, size);
        this.stop(i);
        await this.start(i);
      }
    for (let i = before; i < size; i++) {
      if (this.leaving.has(i)) this.leave(i);
      if (!this.logs.has(i)) this.logs.set(i, []);
      this.wants.set(i, size);
      await this.start(i);
    }
  }

  /** One that is no member any more ends. */
  private leave(i: number): void {
    this.leaving.delete(i);
    this.stop(i);
  }

  private async resize(size: number): Promise<void> {
    // What only members have that go for good is lost with them, whatever the rule: where a majority goes at once, or
    // by two steps, of which the second does not wait for the first.
    // A log that was left is set aside, and is of no use then.
    const stay = this.members
      .filter((i) => i < size && this.marks.get(i)?.level !== "left")
      .flatMap((i) => this.log(i).map(({ id }) => id));
    if ([...this.acknowledged].some((id) => !stay.includes(id))) return;
    for (const i of [...this.leaving]) this.leave(i);
    this.moved.clear();
    const before = this.members;
    const inTurn = size > this.size / 2 && this.size > 1 && this.chance.next() < 0.6;
    for (const i of this.chance.some(before, before.length)) {
      this.stop(i);
      if (!inTurn) continue;
      this.elect();
      for (let writes = this.chance.below(4); writes > 0; writes--) this.write();
    }
    this.story.push(`${this.size} to ${size}`);
    for (const i of before) if (i >= size) this.marks.delete(i);
    for (const i of before) if (i >= size) this.turns.delete(i);
    this.size = size;
    this.leadNoMore();
    for (const i of this.members) this.wants.set(i, size);
    this.setGate(true);
    for (const i of this.members) if (!this.logs.has(i)) this.logs.set(i, []);
    for (const i of this.chance.some(this.members, size)) await this.start(i);
  }

  private elect(): void {
    if (this.leader !== undefined || this.serving.size === 0) return;
    const least = Math.min(...[...this.serving].map((i) => this.majority(i)));
    if (this.serving.size < least) return;
    const count = least + this.chance.below(this.serving.size - least + 1);
    const electing = this.chance.some([...this.serving], count);
    const best = electing.reduce((one, other) => (this.rank(other) > this.rank(one) ? other : one));
    // Each counts by its own size.
    if (electing.length < this.majority(best)) return;
    this.story.push(`${best} led by ${electing.join(",")}`);
    const ids = new Set(this.log(best).map(({ id }) => id));
    if ([...this.acknowledged].some((id) => !ids.has(id))) throw new Lost(this.story.slice(-20).join("; "));
    this.epoch = Math.max(...electing.map((i) => this.view(i))) + 1;
    for (const i of electing) this.views.set(i, this.epoch);
    this.logs.set(best, [...this.log(best), { epoch: this.epoch, id: -++this.ids }]);
    this.leader = best;
    this.following.clear();
    for (const i of this.serving) if (i !== best) this.truncate(i);
  }

  private view(i: number): number {
    const log = this.log(i);
    return Math.max(this.views.get(i) ?? 0, log[log.length - 1]?.epoch ?? 0);
  }

  /** Elections prefer the last epoch, then the longest log. */
  private rank(i: number): number {
    const log = this.log(i);
    return (log[log.length - 1]?.epoch ?? 0) * 1e6 + log.length;
  }

  private truncate(i: number): void {
    const [own, leaders] = [this.log(i), this.log(this.leader ?? i)];
    let same = 0;
    while (same < own.length && own[same] === leaders[same]) same++;
    this.logs.set(i, own.slice(0, same));
  }

  private copy(): void {
    const { leader } = this;
    if (leader === undefined) return;
    const behind = [...this.serving].filter((i) => i !== leader && !this.isLevel(i));
    if (behind.length === 0) return;
    const i = this.chance.one(behind);
    this.truncate(i);
    this.logs.set(i, this.log(leader).slice(0, this.log(i).length + this.chance.one([1, 2, 5, 50])));
    this.acknowledge();
  }

  private write(): void {
    const { leader } = this;
    if (leader === undefined) return;
    const followers = [...this.serving].filter((i) => i !== leader && this.isLevel(i));
    const entry = { epoch: this.epoch, id: ++this.ids };
    this.logs.set(leader, [...this.log(leader), entry]);
    for (const i of followers) if (this.chance.next() < 0.7) this.logs.set(i, [...this.log(i), entry]);
    this.acknowledge();
  }

  private acknowledge(): void {
    if (this.leader === undefined) return;
    for (const entry of this.log(this.leader)) {
      if (entry.id < 0 || entry.epoch !== this.epoch || this.acknowledged.has(entry.id)) continue;
      const holders = [...this.serving].filter((i) => this.log(i).includes(entry));
      if (holders.length >= this.majority(this.leader)) this.acknowledged.add(entry.id);
    }
  }

  /** What a node says. Who had all since it follows says so on, also where it lags a little. */
  private stateOf(i: number): string {
    if (!this.serving.has(i)) return "none";
    if (this.leader === i) return "leader";
    if (this.isLevel(i)) this.following.add(i);
    return (this.rolls ? this.following.has(i) : this.isLevel(i)) ? "follower" : "other";
  }

  private isLetIn(i: number): boolean {
    if (this.serving.has(i)) return true;
    // Who crashed and would not wait counts as let in, as the gate cannot tell it from one that is starting.
    return !this.alive.has(i) && this.log(i).length > 0 && this.marks.get(i)?.size === this.own(i);
  }

  /** Moves who runs to another size, as the gate does; tells whether it goes on to let others in. */
  private async roll(): Promise<boolean> {
    const looks = (state: string) => (state === "none" || state === "other" ? 0 : 3);
    if (
      this.leaving.size === 0 &&
      this.members.every((i) => this.stateOf(i) !== "follower" || this.isLevel(i))
    )
      this.gone = true;
    if (this.leaving.size > 0) this.gone = false;
    const rows = this.members.map((i): Row => {
      const state = this.stateOf(i);
      const letIn = this.isLetIn(i) || this.size === 1;
      const mark = this.marks.get(i);
      const known = mark?.size === this.own(i) || mark?.size === this.size || this.without === "own";
      const level = known ? (mark?.level ?? "behind") : "behind";
      const wanted = this.wants.get(i) ?? this.size;
      return [
        "member",
        i,
        this.size,
        wanted,
        this.own(i),
        state,
        looks(state),
        letIn ? "yes" : "no",
        this.own(i),
        level,
      ];
    });
    const moved = [...this.moved.keys()].map(String).join(" ");
    const lacked = this.chance.next() < 0.3 ? 99 : 0;
    const gone = this.gone || this.without === "gone";
    const { step, pending, resizing, voters, most, shrinks, lacks, refused } = await this.shell.roll(
      this.size,
      moved,
      lacked,
      gone,
      rows,
    );
    const [what, ...keys] = step;
    this.looked = true;
    if (refused !== "" && this.without !== "refusal") {
      for (const i of this.members) {
        const mark = this.marks.get(i);
        if (mark !== undefined && mark.level !== "left" && this.own(i) > this.size)
          this.marks.set(i, { ...mark, count: mark.size === 0 ? mark.count : 0, level: "behind" });
      }
      this.story.push("refused");
      await this.rollTo(most);
      return false;
    }
    if (!shrinks && lacks)
      for (const i of this.members.filter(
        (j) => this.alive.has(j) && !this.isLetIn(j) && this.own(j) !== this.size,
      )) {
        this.wants.set(i, this.size);
        this.stop(i);
        await this.start(i);
      }
    if (this.moved.size > 0 && resizing === "" && pending === "" && voters <= Math.floor(this.size / 2))
      this.moved.clear();
    if (this.moved.size > 0) {
      if (what !== "wait") this.moved.clear();
      // It did not get ready in time.
      else if (this.chance.next() < 0.05) {
        for (const [i, had] of this.moved) {
          this.wants.set(i, had);
          this.story.push(`${i} back to ${had}`);
          this.stop(i);
          if (this.chance.next() < 0.8) await this.start(i);
        }
        this.moved.clear();
        this.setGate(false);
        return false;
      }
    }
    const orders = what === "move" ? keys : refused === "" ? [] : this.members.map(String);
    for (const key of orders) {
      const i = Number(key);
      const { size } = this;
      let died = false;
      await this.deliver(i, async () => {
        const own = this.own(i);
        this.moved.set(i, this.wants.get(i) ?? own);
        if (own !== size) this.turns.set(i, [own, size]);
        this.wants.set(i, size);
        this.story.push(`${i} moved from ${own} to ${size}`);
        // A gate may die between two of its orders, and a node be down for a while.
        died = this.chance.next() < 0.05;
        if (died) return;
        this.stop(i);
        if (this.chance.next() < 0.7) await this.start(i);
      });
      if (died) break;
    }
    return resizing === "" || this.without === "hold";
  }

  private rows(): readonly Row[] {
    return this.members.map((i) => {
      const mark = this.marks.get(i);
      const alive = this.alive.has(i);
      const serving = this.serving.has(i);
      const length = this.said.get(i) ?? 0;
      const anybody = this.without === "order" && this.members.some((j) => this.log(j).length > 0);
      const held =
        anybody || length > 0 || (serving && mark?.level === "level") || (!alive && this.log(i).length > 0)
          ? "data"
          : "empty";
      const state = this.stateOf(i);
      const looks = state === "leader" || state === "follower" || this.without === "level" ? 3 : 0;
      const marks = this.without !== "marks" && this.without !== "order";
      const letIn = this.isLetIn(i) || (!serving && !alive && held === "data" && mark?.size === this.own(i));
      return [
        "member",
        i,
        alive ? "yes" : "no",
        letIn ? "yes" : "no",
        held,
        this.without === "order" ? this.chance.below(10) : length,
        mark?.size ?? 0,
        marks && mark !== undefined ? mark.count : 0,
        !marks || mark === undefined || (this.without === "proof" && mark.level === "elects")
          ? "behind"
          : mark.level,
        this.without === "level" && state === "other" ? "follower" : state,
        looks,
      ];
    });
  }

  private async letIn(): Promise<void> {
    if (!this.gate) return;
    // A keeper may not answer.
    if (this.hosts > 1 && this.chance.next() < 0.2) return;
    for (const act of this.undelivered.splice(0)) await act();
    if (this.rolls && !(await this.roll())) return;
    const { orders } = await this.shell.decide(this.size, this.rows());
    // A gate may die between two of its orders.
    const obeyed = this.chance.next() < 0.1 ? this.chance.below(orders.length + 1) : orders.length;
    if (orders.length > 0) this.turns.clear();
    for (const order of orders.slice(0, obeyed)) {
      await this.obey(order);
      // The next one is let in only when this one has it, since its log may be the one that counts.
      if (this.undelivered.length > 0 && this.without !== "turn") break;
    }
  }

  /** Another one has none of what this one could not deliver. */
  private setGate(runs: boolean): void {
    this.gate = runs;
    this.undelivered = [];
  }

  /** Brings a member what the gate decided of it, at once where it is on the gate's host. */
  private async deliver(i: number, act: () => Promise<void> | void): Promise<void> {
    if (i % this.hosts === 0 || this.chance.next() < 0.5) await act();
    else this.undelivered.push(act);
  }

  /** The same, of what was decided of its present start. */
  private async deliverInStart(i: number, act: () => void): Promise<void> {
    const seen = this.starts.get(i);
    await this.deliver(i, () => {
      if (this.starts.get(i) === seen) act();
    });
  }

  private async obey(order: string): Promise<void> {
    const [what, key, count, flag] = order.split(" ");
    const i = Number(key);
    if (what === "ready") {
      const highest = Math.max(
        1,
        ...[...this.marks.values()].filter((m) => m.size === this.size).map((m) => m.count),
      );
      for (const j of this.members)
        await this.deliverInStart(j, () => {
          const mark = this.marks.get(j);
          const kept = mark?.size === this.size && mark.count > 0 ? mark.count : undefined;
          this.marks.set(j, { count: kept ?? highest, size: this.size, level: "level" });
        });
      // It ends when they have it, or where it cannot reach them.
      this.setGate(false);
    } else if (what === "leave") {
      await this.deliverInStart(i, () => {
        this.marks.set(i, { count: this.marks.get(i)?.count ?? 0, size: 0, level: "left" });
        this.story.push(`left ${i} out`);
      });
    } else {
      await this.deliverInStart(i, () => {
        if (what === "join")
          this.marks.set(i, { count: Number(count), size: this.size, level: levelOf(flag) });
        else this.letInAs(i, Number(count), flag ?? "");
      });
    }
  }

  private letInAs(i: number, count: number, flag: string): void {
    if (flag === "aside") {
      // It does that itself, in the start that it was let in for; or let itself in meanwhile.
      if (!this.alive.has(i) || this.serving.has(i)) return;
      // It may end before or after.
      if (this.chance.next() < 0.05) {
        this.stop(i);
        return;
      }
      this.setAside(i);
      if (this.chance.next() < 0.05) {
        this.stop(i);
        return;
      }
    }
    this.marks.set(i, { count, size: this.size, level: flag === "aside" ? "elects" : levelOf(flag) });
    // It may end between the mark and its start.
    if (this.chance.next() < 0.05) this.stop(i);
    else if (this.alive.has(i)) this.serving.add(i);
    this.story.push(`let in ${i}`);
  }

  private setAside(i: number): void {
    this.story.push(`set aside ${i}`);
    if (this.without === "aside") return;
    this.logs.set(i, []);
    this.said.set(i, 0);
  }

  /** A waiting member lets itself in where all others lead or follow. */
  private letSelfIn(): void {
    for (const i of this.alive) {
      if (this.serving.has(i) || this.leader === undefined) continue;
      const others = Array.from({ length: this.own(i) }, (_, j) => j).filter((j) => j !== i);
      if (!others.every((j) => this.serving.has(j) && this.isLevel(j))) continue;
      const mark = this.marks.get(i);
      if (this.rolls && mark?.size !== this.own(i)) continue;
      if (mark?.level === "left") {
        this.setAside(i);
        this.marks.set(i, { count: mark.count, size: 0, level: "behind" });
      }
      if (mark?.size === this.own(i)) this.marks.set(i, { ...mark, level: "behind" });
      this.serving.add(i);
      this.story.push(`${i} let itself in`);
    }
  }

  /** The probe of a node that leads or follows. */
  private probe(): void {
    for (const i of this.serving) {
      const mark = this.marks.get(i);
      if (this.isLevel(i) && mark !== undefined && mark.size !== 0 && mark.level !== "level")
        this.marks.set(i, { ...mark, level: "level" });
    }
  }

  private loseDisk(): void {
    const { bare } = this;
    if (this.size === 1) return;
    if (bare !== undefined && !(this.serving.has(bare) && this.isLevel(bare))) return;
    const held = [...this.acknowledged].every(
      (id) => this.members.filter((i) => this.log(i).some((e) => e.id === id)).length >= this.majority(0),
    );
    if (!held) return;
    const i = this.chance.one(this.members);
    this.stop(i);
    this.logs.set(i, []);
    this.bare = i;
    this.story.push(`${i} lost its disk`);
  }

  private async step(): Promise<void> {
    const x = this.chance.next();
    if (x < 0.25) this.write();
    else if (x < 0.45) this.copy();
    else if (x < 0.6) this.elect();
    else if (x < 0.75) await this.letIn();
    else if (x < 0.765) this.letSelfIn();
    else if (x < 0.78) this.probe();
    else if (x < 0.83) {
      if (this.alive.size > 0) this.stop(this.chance.one([...this.alive]));
    } else if (x < 0.91) {
      const down = this.members.filter((i) => !this.alive.has(i));
      if (down.length > 0) await this.start(this.chance.one(down));
    } else if (x < 0.93) {
      for (const i of [...this.alive]) this.stop(i);
      for (const i of this.chance.some(this.members, this.size)) await this.start(i);
    } else if (x < 0.95) this.setGate(this.chance.next() < 0.5 ? !this.gate : true);
    else if (x < 0.965) {
      if (this.disks) this.loseDisk();
    } else if (x < 0.985) {
      const sizes = this.rolls ? [1, 2, 3, 3, 5, 5, 7] : [1, 3, 5, 7];
      const size = this.chance.one(sizes.filter((n) => n !== this.size));
      if (this.rolls && this.chance.next() < 0.8) await this.rollTo(size);
      // Containers are replaced where the roll before is over.
      else if (!this.rolls || this.members.every((i) => this.own(i) === this.size && !this.gate))
        await this.resize(size);
    } else if (this.leaving.size > 0) this.leave(this.chance.one([...this.leaving]));
  }
}

/** What came of some lives. */
export interface Lives {
  /** The seeds of those in which an acknowledged event was lost. */
  readonly lost: readonly number[];
  readonly acknowledged: number;
}

/** Lives through random clusters, one for each seed. */
export async function live(
  shell: DecidingShell,
  seeds: readonly number[],
  options: {
    readonly without?: Without;
    readonly disks?: boolean;
    readonly rolls?: boolean;
    readonly hosts?: number;
  } = {},
): Promise<Lives> {
  const lost: number[] = [];
  let acknowledged = 0;
  for (const seed of seeds) {
    const { without, disks = false, rolls = false, hosts = 1 } = options;
    const life = new Life(new Chance(seed), shell, without, disks, rolls, hosts);
    if (await life.run(rolls ? 600 : 400)) lost.push(seed);
    acknowledged += life.acknowledgements;
  }
  return { lost, acknowledged };
}
