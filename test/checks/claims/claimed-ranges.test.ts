import fc from "fast-check";
import { ClaimedRanges } from "../../../lib/checks/claims/claimed-ranges";
import { Cidr } from "../../../lib/network/model/cidr";
import { addressOf } from "../../network/arbitrary-spec";
import { RUNS } from "../../network/planning";

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

test("a claim is found wherever it lies among the others, in whatever order they came", () => {
  const near = (n: number, prefix = 24) => Cidr.parse(`10.0.${n}.0/${prefix}`) as Cidr;
  const order = fc.shuffledSubarray([0, 2, 4, 6, 8, 10, 12, 14], { minLength: 8 });
  fc.assert(
    fc.property(order, (numbers) => {
      const claimed = new ClaimedRanges();
      for (const n of numbers) expect(claimed.claim(near(n), `owner ${n}`)).toBeUndefined();
      for (const n of numbers) {
        // Twice, because a claim that fails must change nothing.
        for (let i = 0; i < 2; i++) {
          expect(claimed.claim(near(n), "late")).toEqual({ range: near(n), owner: `owner ${n}` });
          expect(claimed.claim(near(n, 23), "late")?.owner).toBe(`owner ${n}`);
        }
        expect(claimed.claim(near(n + 1), `between ${n}`)).toBeUndefined();
      }
      expect(claimed.claim(near(0, 20), "all")).toBeDefined();
    }),
    RUNS,
  );
});
