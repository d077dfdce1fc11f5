import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { Log, type LogRecord } from "./log";

/** The records, named as servers name the first of their chunks. */
const CHUNK = "chunk-000000.000000";
/** The log's length: eight bytes, the lowest first. Of its form are the other checkpoints, too. */
const WRITER = "writer.chk";
/** The highest epoch that was promised. */
const PROPOSAL = "proposal.chk";
/** The length that the log must get at the next start. */
const TRUNCATE = "truncate.chk";
/** Tests slow a node down by these: milliseconds for each batch that it copies, and before it starts. */
const PACE = "pace";
const START_DELAY = "start-delay";

/** A node's data. What was appended or promised survives the process, unless they are in memory. */
export class Database {
  /**
   * @param folder nothing where the data are in memory
   */
  static open(folder: string | undefined): Database {
    const chunk = folder === undefined ? undefined : join(folder, CHUNK);
    const text = chunk !== undefined && existsSync(chunk) ? readFileSync(chunk, "utf8") : "";
    return new Database(folder, Log.read(text));
  }

  readonly log: Log;
  private highest: number;
  private slow: number;

  private constructor(
    private readonly folder: string | undefined,
    log: Log,
  ) {
    this.log = log;
    this.highest = Math.max(this.readCheckpoint(PROPOSAL) ?? 0, log.lastEpoch);
    this.slow = this.readNumber(PACE);
    // A line that was half written goes, so that the next one begins where it must.
    if (folder !== undefined && existsSync(join(folder, CHUNK))) truncateSync(join(folder, CHUNK), log.bytes);
    this.writeCheckpoint(WRITER, log.bytes);
  }

  /** Milliseconds between two batches that are copied. */
  get pace(): number {
    return this.slow;
  }

  set pace(ms: number) {
    this.slow = ms;
    if (this.folder !== undefined) writeFileSync(join(this.folder, PACE), `${ms}\n`);
  }

  /** Milliseconds before the server does anything. */
  get startDelay(): number {
    return this.readNumber(START_DELAY);
  }

  /** The highest epoch that was promised to anybody. */
  get promised(): number {
    return this.highest;
  }

  promise(epoch: number): void {
    if (epoch <= this.highest) return;
    this.writeCheckpoint(PROPOSAL, epoch);
    this.highest = epoch;
  }

  append(records: readonly LogRecord[]): void {
    const text = this.log.append(records);
    if (this.folder === undefined) return;
    write(join(this.folder, CHUNK), "a", Buffer.from(text));
    this.writeCheckpoint(WRITER, this.log.bytes);
  }

  /** Has the log cut at the next start. In memory nothing is left then anyway. */
  truncateLater(count: number): void {
    this.writeCheckpoint(TRUNCATE, this.log.bytesAt(count));
  }

  /** Cuts the log where that was asked for before, and tells whether it did. */
  truncateNow(): boolean {
    const length = this.readCheckpoint(TRUNCATE);
    if (this.folder === undefined || length === undefined) return false;
    const chunk = join(this.folder, CHUNK);
    if (existsSync(chunk)) truncateSync(chunk, Math.min(length, this.log.bytes));
    this.writeCheckpoint(WRITER, Math.min(length, this.log.bytes));
    rmSync(join(this.folder, TRUNCATE));
    return true;
  }

  private readCheckpoint(name: string): number | undefined {
    const file = this.folder === undefined ? undefined : join(this.folder, name);
    if (file === undefined || !existsSync(file)) return undefined;
    const bytes = readFileSync(file);
    return bytes.length < 8 ? undefined : Number(bytes.readBigInt64LE());
  }

  private writeCheckpoint(name: string, value: number): void {
    if (this.folder === undefined) return;
    const file = join(this.folder, name);
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    // In place: a reader never sees fewer than eight bytes.
    write(file, existsSync(file) ? "r+" : "w", bytes);
  }

  private readNumber(name: string): number {
    const file = this.folder === undefined ? undefined : join(this.folder, name);
    return file !== undefined && existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  }
}

function write(file: string, flags: string, bytes: Buffer): void {
  const open = openSync(file, flags);
  try {
    writeSync(open, bytes);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}
