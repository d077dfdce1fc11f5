/** What a log holds: an event, or the beginning of an epoch, which every new leader writes first. */
export interface LogRecord {
  readonly epoch: number;
  /** The event's id, or one that no other beginning of an epoch has. */
  readonly id: string;
  readonly begins?: true;
}

/** The beginning of an epoch in a log. */
export interface Epoch {
  /** How many records precede it. */
  readonly at: number;
  readonly id: string;
}

/** What of a log tells how much of it another one shares. */
export interface Outline {
  readonly count: number;
  readonly epochs: readonly Epoch[];
}

/**
 * How many records two logs share from their beginning. An epoch has one leader, so that two logs which have its
 * beginning differ in length only up to where one of them has another epoch.
 */
export function commonPrefix(a: Outline, b: Outline): number {
  let shared = 0;
  while (isSame(a.epochs[shared], b.epochs[shared])) shared++;
  if (shared === 0) return 0;
  return Math.min(a.epochs[shared]?.at ?? a.count, b.epochs[shared]?.at ?? b.count);
}

function isSame(a: Epoch | undefined, b: Epoch | undefined): boolean {
  return a !== undefined && b !== undefined && a.at === b.at && a.id === b.id;
}

/** A node's log as it is in memory, and the text that it has on disk: a line for each record. */
export class Log implements Outline {
  /** Reads a log; what is no whole line at the end was never acknowledged. */
  static read(text: string): Log {
    const log = new Log();
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    log.append(
      whole
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as LogRecord),
    );
    return log;
  }

  private readonly records: LogRecord[] = [];
  /** The length in bytes after each record. */
  private readonly ends: number[] = [];
  private readonly begun: Epoch[] = [];

  get count(): number {
    return this.records.length;
  }

  /** The length in bytes, as the writer's checkpoint has it. */
  get bytes(): number {
    return this.bytesAt(this.count);
  }

  get epochs(): readonly Epoch[] {
    return this.begun;
  }

  /** The epoch of the last record; 0 in an empty log. */
  get lastEpoch(): number {
    return this.records.at(-1)?.epoch ?? 0;
  }

  /** The ids of all events, in order. */
  get events(): readonly string[] {
    return this.records.filter(({ begins }) => begins !== true).map(({ id }) => id);
  }

  bytesAt(count: number): number {
    return this.ends[count - 1] ?? 0;
  }

  /** At most `most` of the records after the first `count`. */
  after(count: number, most: number): readonly LogRecord[] {
    return this.records.slice(count, count + most);
  }

  /** Adds records, and gives their text. */
  append(records: readonly LogRecord[]): string {
    let text = "";
    let end = this.bytes;
    for (const record of records) {
      const line = `${JSON.stringify(record)}\n`;
      if (record.begins === true) this.begun.push({ at: this.count, id: record.id });
      this.records.push(record);
      this.ends.push((end += Buffer.byteLength(line)));
      text += line;
    }
    return text;
  }
}
