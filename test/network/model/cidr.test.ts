import fc from "fast-check";
import { Cidr, proposeFreeRange } from "../../../lib/network/model/cidr";
import { addressOf, boundsOf, numberOf } from "../arbitrary-spec";
import { runs } from "../../runs";
import { RUNS } from "../planning";

/** The text of a range, host bits cleared. */
const range = fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 0, max: 32 })).map(([value, prefix]) => {
  const block = 2 ** (32 - prefix);
  return `${addressOf(Math.floor(value / block) * block)}/${prefix}`;
});
const address = fc.ipV4().map((text) => text);

function cidr(text: string): Cidr {
  const parsed = Cidr.parse(text);
  if (parsed === undefined) throw new Error(`${text} is no range`);
  return parsed;
}

test("a range comes back as it was written", () => {
  fc.assert(
    fc.property(range, (text) => expect(cidr(text).toString()).toBe(text)),
    RUNS,
  );
});

test("host bits are cleared, and only they", () => {
  fc.assert(
    fc.property(address, fc.integer({ min: 0, max: 32 }), (text, prefix) => {
      const parsed = cidr(`${text}/${prefix}`);
      expect(parsed.prefix).toBe(prefix);
      expect(parsed.contains(text)).toBe(true);
      const [first] = boundsOf(parsed.toString());
      expect(first % 2 ** (32 - prefix)).toBe(0);
    }),
    RUNS,
  );
});

test.each([
  "",
  "10.0.0.0",
  "/24",
  "10.0.0.0/",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/a",
  "10.0.0/24",
  "10.0.0.256/24",
  "010.0.0.0/8",
  "0x0a.0.0.0/8",
  "10.0.0.0/24/24",
  " 10.0.0.0/24",
  "10.0.0.0/24\n",
  "fd00::/64",
  "::ffff:10.0.0.0/104",
  "${var.cidr}",
])("%p is no range", (text) => {
  expect(Cidr.parse(text)).toBeUndefined();
});

test("no text makes it throw, and what is read is a range", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.:a-f]{0,20}\/[0-9]{0,3}$/)), (text) => {
      const parsed = Cidr.parse(text);
      if (parsed !== undefined) expect(cidr(parsed.toString()).toString()).toBe(parsed.toString());
    }),
    RUNS,
  );
});

test("the addresses of a range are those between its first and its last", () => {
  fc.assert(
    fc.property(range, address, (text, at) => {
      const [first, last] = boundsOf(text);
      const value = numberOf(at);
      expect(cidr(text).size).toBe(last - first + 1);
      expect(cidr(text).contains(at)).toBe(value >= first && value <= last);
      expect(cidr(text).isHostAddress(at)).toBe(value > first && value < last);
      for (const edge of [first, last]) {
        expect(cidr(text).contains(addressOf(edge))).toBe(true);
        expect(cidr(text).isHostAddress(addressOf(edge))).toBe(false);
      }
    }),
    RUNS,
  );
});

test("an offset gives the host address at that place, or nothing", () => {
  fc.assert(
    fc.property(range, fc.integer({ min: -2, max: 2 ** 32 }), (text, drawn) => {
      const [first, last] = boundsOf(text);
      for (const offset of [drawn, drawn % (last - first + 2), 0, 1, last - first - 1, last - first]) {
        const at = cidr(text).at(offset);
        const inside = offset > 0 && offset < last - first;
        expect(at).toBe(inside ? addressOf(first + offset) : undefined);
        if (at !== undefined) expect(cidr(text).isHostAddress(at)).toBe(true);
      }
    }),
    RUNS,
  );
});

test("overlap is symmetric, and means an address in both", () => {
  const near = fc
    .tuple(range, fc.integer({ min: 0, max: 32 }), fc.nat())
    .map(([text, prefix, step]): [string, string] => {
      const [first, last] = boundsOf(text);
      const block = 2 ** (32 - prefix);
      const place = (first + (step % (2 * (last - first + 1)))) % 2 ** 32;
      return [text, `${addressOf(Math.floor(place / block) * block)}/${prefix}`];
    });
  fc.assert(
    fc.property(fc.oneof(fc.tuple(range, range), near), ([one, other]) => {
      const [a, b] = [cidr(one), cidr(other)];
      const [[a1, a2], [b1, b2]] = [boundsOf(one), boundsOf(other)];
      expect(a.overlaps(b)).toBe(b.overlaps(a));
      expect(a.overlaps(b)).toBe(Math.max(a1, b1) <= Math.min(a2, b2));
      expect(a.covers(b)).toBe(a1 <= b1 && b2 <= a2);
      expect(a.overlaps(a) && a.covers(a)).toBe(true);
      if (a.covers(b)) expect(a.overlaps(b)).toBe(true);
    }),
    runs(1000),
  );
});

test("the upper half is the second of two equal parts", () => {
  fc.assert(
    fc.property(
      range.filter((text) => !text.endsWith("/32")),
      (text) => {
        const [first, last] = boundsOf(text);
        const half = cidr(text).upperHalf();
        expect(boundsOf(half.toString())).toEqual([first + (last - first + 1) / 2, last]);
        expect(cidr(text).covers(half)).toBe(true);
        expect(half.contains(addressOf(first))).toBe(false);
      },
    ),
    RUNS,
  );
});

test("a proposed range overlaps none that is taken, and is one that a network takes", () => {
  const private10 = fc.tuple(fc.integer({ min: 12, max: 28 }), fc.nat(2 ** 24 - 1)).map(([prefix, value]) => {
    const block = 2 ** (32 - prefix);
    return `${addressOf(Math.floor((numberOf("10.0.0.0") + value) / block) * block)}/${prefix}`;
  });
  const taken = fc.array(
    fc.oneof(
      range,
      private10,
      fc.constantFrom("10.0.0.0/8", "192.168.0.0/16", "10.240.0.0/16", "172.16.0.0/12"),
    ),
    { maxLength: 6 },
  );
  const all = fc.constantFrom("0.0.0.0/0", "0.0.0.0/1");
  fc.assert(
    fc.property(taken, (texts) => {
      // Where next to everything is taken there is nothing to propose.
      if (texts.some((text) => Number(text.split("/")[1]) < 8)) return;
      const proposed = cidr(proposeFreeRange(texts.map(cidr)));
      expect(proposed.prefix).toBe(24);
      expect(texts.filter((text) => cidr(text).overlaps(proposed))).toEqual([]);
    }),
    runs(1000),
  );
  fc.assert(
    fc.property(all, (text) => expect(Cidr.parse(proposeFreeRange([cidr(text)]))).toBeDefined()),
    runs(10),
  );
});

test("the first proposal lies outside the engine's default pools", () => {
  const proposed = cidr(proposeFreeRange([]));
  expect(proposed.toString()).toBe("10.240.0.0/24");
  expect(proposeFreeRange([proposed])).toBe("10.240.1.0/24");
});
