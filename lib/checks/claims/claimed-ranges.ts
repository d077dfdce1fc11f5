import type { Cidr } from "../../network/model/cidr";

/** A range and who has it. */
export interface ClaimedRange {
  readonly range: Cidr;
  readonly owner: string;
}

/** The ranges of one engine's networks, found by bisection: programs declare them by the thousand. */
export class ClaimedRanges {
  /** Disjoint, in the order of their addresses. */
  private readonly claimed: ClaimedRange[] = [];

  /** Claims a range; gives an earlier claim that overlaps it, and then changes nothing. */
  claim(range: Cidr, owner: string): ClaimedRange | undefined {
    const at = this.firstNotBefore(range);
    // Among disjoint ranges only the neighbours can overlap.
    const other = [this.claimed[at - 1], this.claimed[at]].find((c) => c?.range.overlaps(range) === true);
    if (other === undefined) this.claimed.splice(at, 0, { range, owner });
    return other;
  }

  private firstNotBefore(range: Cidr): number {
    let low = 0;
    let high = this.claimed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.claimed[middle]?.range.first ?? 0) < range.first) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
