import fc from "fast-check";
import { IPv4 } from "ipaddr.js";
import {
  isIpv4,
  isLoopback,
  isWildcard,
  looksLikeIpv6,
  toAddress,
  toNumber,
  whyNotDialable,
} from "../../../lib/network/model/ipv4";
import { addressOf, numberOf } from "../arbitrary-spec";
import { RUNS } from "../planning";

test("an address and its number lead to each other", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), (value) => {
      expect(toAddress(value)).toBe(addressOf(value));
      expect(toNumber(toAddress(value))).toBe(value);
      expect(isIpv4(toAddress(value))).toBe(true);
    }),
    RUNS,
  );
  expect([0, 1, 256, 2 ** 31, 2 ** 32 - 1].map(toAddress)).toEqual([
    "0.0.0.0",
    "0.0.0.1",
    "0.0.1.0",
    "128.0.0.0",
    "255.255.255.255",
  ]);
});

test("what is an address is one to the library that parses it", () => {
  const parts = [
    "0",
    "9",
    "00",
    "01",
    "99",
    "199",
    "249",
    "255",
    "256",
    "260",
    "1e1",
    "0x1",
    "",
    " 1",
    "1\n",
  ];
  const texts = parts.flatMap((a) =>
    parts.flatMap((b) => parts.flatMap((c) => parts.map((d) => [a, b, c, d].join(".")))),
  );
  expect(texts.filter((text) => isIpv4(text) !== IPv4.isValidFourPartDecimal(text))).toEqual([]);
});

test("four decimal numbers without leading zeros are an address, whatever they are", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { minLength: 1, maxLength: 6 }), (parts) => {
      const valid = parts.length === 4 && parts.every((part) => part < 256);
      expect(isIpv4(parts.join("."))).toBe(valid);
    }),
    RUNS,
  );
});

test.each([
  "",
  "1.2.3",
  "1.2.3.4.5",
  "01.2.3.4",
  "0x1.2.3.4",
  "1.2.3.4 ",
  "1.2.3.4\n",
  "1.2.3.4/24",
  "::1",
  "a",
])("%p is no address", (text) => {
  expect(isIpv4(text)).toBe(false);
  expect(isLoopback(text)).toBe(false);
});

test("127.0.0.0/8 is the machine itself, and nothing else is", () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      expect(isLoopback(text)).toBe(text.startsWith("127."));
      expect(isLoopback(`127.${text.split(".").slice(1).join(".")}`)).toBe(true);
    }),
    RUNS,
  );
});

test("an address can be dialled unless it is a wildcard, broadcast or multicast", () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const first = Math.floor(numberOf(text) / 2 ** 24);
      const never = first === 0 || (first >= 224 && first < 240) || text === "255.255.255.255";
      expect(whyNotDialable(text) !== undefined).toBe(never);
    }),
    RUNS,
  );
  expect(whyNotDialable("0.0.0.0")).toContain("wildcard");
  expect(whyNotDialable("255.255.255.255")).toContain("broadcast");
  expect(whyNotDialable("239.1.2.3")).toContain("multicast");
});

test.each(["0.0.0.0", "*", "::", "[::]"])("%p stands for every interface", (text) => {
  expect(isWildcard(text)).toBe(true);
});

test.each(["", "127.0.0.1", "0.0.0.1", "::1", "**"])("%p does not stand for every interface", (text) => {
  expect(isWildcard(text)).toBe(false);
});

test("every IPv6 address and range is seen as one, and no IPv4 address or name is", () => {
  fc.assert(
    fc.property(
      fc.ipV6(),
      fc.integer({ min: 0, max: 128 }),
      fc.ipV4(),
      fc.domain(),
      (v6, prefix, v4, name) => {
        for (const text of [v6, `${v6}/${prefix}`, `[${v6}]`, v6.toUpperCase()]) {
          expect(looksLikeIpv6(text)).toBe(true);
          expect(isIpv4(text)).toBe(false);
        }
        for (const text of [v4, `${v4}/24`, name]) expect(looksLikeIpv6(text)).toBe(false);
      },
    ),
    RUNS,
  );
});

test("text of any length is judged at once", () => {
  const long = [":".repeat(200_000), "a".repeat(200_000), "1.".repeat(100_000), "[".repeat(200_000)];
  for (const text of long) {
    expect(isIpv4(text)).toBe(false);
    expect(typeof looksLikeIpv6(text)).toBe("boolean");
  }
});
