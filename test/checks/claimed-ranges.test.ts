import fc from "fast-check";
import { ClaimedRanges } from "../../lib/checks/claimed-ranges";
import { Cidr } from "../../lib/network/cidr";
import { addressOf } from "../network/arbitrary-spec";
import { RUNS } from "../network/planning";

const range = fc.tuple(fc.integer({ min: 16, max: 29 }), fc.nat(2 ** 18)).map(([prefix, value]) => {
  const size = 2 ** (32 - prefix);
  return Cidr.parse(`${addressOf(10 * 2 ** 24 + Math.floor((value * 64) / size) * size)}/${prefix}`) as Cidr;
});

test("a claim fails exactly where it overlaps one that was granted", () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 40 }), (ranges) => {
      const claimed = new ClaimedRanges();
      const granted: Cidr[] = [];
      ranges.forEach((one, i) => {
        const other = claimed.claim(one, String(i));
        expect(other !== undefined).toBe(granted.some((g) => g.overlaps(one)));
        if (other === undefined) granted.push(one);
        else expect(other.range.overlaps(one)).toBe(true);
      });
    }),
    RUNS,
  );
});
