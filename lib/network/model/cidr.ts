import { isIpv4, toAddress, toNumber } from "./ipv4";

/** A range of IPv4 addresses. */
export class Cidr {
  /**
   * Reads a range such as `10.240.0.0/24`.
   * Gives `undefined` for anything else; host bits are cleared, so compare `toString()` with the input.
   */
  static parse(text: string): Cidr | undefined {
    const [, address = "", digits = ""] = /^([^/]*)\/(\d+)$/.exec(text) ?? [];
    const prefix = Number(digits);
    if (!isIpv4(address) || prefix > 32) return undefined;
    const size = 2 ** (32 - prefix);
    return new Cidr(Math.floor(toNumber(address) / size) * size, prefix);
  }

  /** The range of a text that is one. */
  static of(text: string): Cidr {
    const range = Cidr.parse(text);
    if (range === undefined) throw new Error(`${text} is no range`);
    return range;
  }

  /** How many addresses the range holds, the network's own and the broadcast address included. */
  readonly size: number;

  private constructor(
    /** The range's first address as a number. */
    readonly first: number,
    readonly prefix: number,
  ) {
    this.size = 2 ** (32 - prefix);
  }

  /** The address at `offset` from the start of the range; `undefined` for the broadcast address and beyond. */
  at(offset: number): string | undefined {
    return offset > 0 && offset < this.size - 1 ? toAddress(this.first + offset) : undefined;
  }

  contains(address: string): boolean {
    return this.holds(toNumber(address));
  }

  /** Whether an address is in the range, as a number. */
  holds(address: number): boolean {
    return address >= this.first && address < this.first + this.size;
  }

  /** Whether `address` can belong to one machine: neither the network's own address nor the broadcast address. */
  isHostAddress(address: string): boolean {
    const value = toNumber(address);
    return value > this.first && value < this.first + this.size - 1;
  }

  covers(other: Cidr): boolean {
    return other.first >= this.first && other.first + other.size <= this.first + this.size;
  }

  overlaps(other: Cidr): boolean {
    return this.first < other.first + other.size && other.first < this.first + this.size;
  }

  /** The first range of that prefix within this one that overlaps none of `taken`. */
  firstFree(prefix: number, taken: readonly Cidr[]): Cidr | undefined {
    const step = 2 ** (32 - prefix);
    let first = this.first;
    while (first + step <= this.first + this.size) {
      const candidate = new Cidr(first, prefix);
      const blocking = taken.find((t) => t.overlaps(candidate));
      if (blocking === undefined) return candidate;
      // On to the first boundary after what is in the way.
      first = Math.ceil((blocking.first + blocking.size) / step) * step;
    }
    return undefined;
  }

  /** Every address of the range. */
  addresses(): readonly string[] {
    return Array.from({ length: this.size }, (_, n) => toAddress(this.first + n));
  }

  /** The second half of the range. */
  upperHalf(): Cidr {
    return new Cidr(this.first + this.size / 2, this.prefix + 1);
  }

  toString(): string {
    return `${toAddress(this.first)}/${this.prefix}`;
  }
}

/** Whether a Docker network can have so many addresses. */
export function isRangeOfNetwork({ prefix }: Cidr): boolean {
  return prefix >= 8 && prefix <= 29;
}

/** Where free ranges are looked for: first outside the engine's default pools, then wherever networks are private. */
const PRIVATE: readonly string[] = [
  "10.240.0.0/12",
  "10.0.0.0/8",
  "172.16.0.0/16",
  "100.64.0.0/10",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

/** A range of that prefix that overlaps none of `taken`. */
export function proposeFreeRange(taken: readonly Cidr[], prefix = 24): string {
  for (const pool of PRIVATE) {
    const found = Cidr.parse(pool)?.firstFree(prefix, taken);
    if (found !== undefined) return found.toString();
  }
  return `10.240.0.0/${prefix}`;
}
