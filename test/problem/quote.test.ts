import { Token } from "cdktf";
import fc from "fast-check";
import { quote } from "../../lib/problem/quote";
import { anyValue } from "../network/arbitrary-spec";
import { RUNS } from "../network/planning";
import { runs } from "../runs";
import { character } from "../character";

test.each([
  ["esdb", '"esdb"'],
  ['a"b', '"a\\"b"'],
  ["a\nb\0", '"a\\nb\\u0000"'],
  ["", '""'],
  [undefined, "(nothing)"],
  [null, "null"],
  [2.5, "2.5"],
  [NaN, "NaN"],
  [true, "true"],
  [3n, "3n"],
  [() => 1, "a function"],
  [Symbol("secret"), "a symbol"],
  [["a"], "a list"],
  [{ a: 1 }, "an object"],
  [Object.create(null), "an object"],
])("%p is quoted as %p", (value, expected) => {
  expect(quote(value)).toBe(expected);
});

test("text within the limit comes back from its quotation", () => {
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 40 }), (text) => {
      fc.pre(!/[:/].*@|=/s.test(text));
      expect(JSON.parse(quote(text))).toBe(text);
    }),
    RUNS,
  );
});

test.each([
  [
    "https://ann:s3cret@registry.example.com/esdb:24.10",
    '"https://(secret)@registry.example.com/esdb:24.10"',
  ],
  ["ann:s3/cr@et@registry.example.com/esdb", '"(secret)@registry.example.com/esdb"'],
  ["tcp://s3cret@10.0.0.5:2375", '"tcp://(secret)@10.0.0.5:2375"'],
  ["ConnectTo=tcp://ann:s3 cret@host:1113", '"ConnectTo=tcp://(secret)@host:1113"'],
  ["esdb:24.10@sha256:0123abcd", '"esdb:24.10@sha256:0123abcd"'],
  ["ann:s3cret@host/esdb@sha256:0123abcd", '"(secret)@host/esdb@sha256:0123abcd"'],
  [`ann:${"s3cret".repeat(30)}@host`, '"(secret)@host"'],
  ["ann@example.com", '"ann@example.com"'],
  ["https://esdb.example.com/a?sv=1&sig=s3cret", '"https://esdb.example.com/a?…"'],
  ["esdb.example.com/a;password=s3cret", '"esdb.example.com/a;password=(secret)"'],
  ["Seeds=a:1;DefaultUserCredentials=ann:s3cret;Tls=1", '"Seeds=a:1;DefaultUserCredentials=(secret);Tls=1"'],
  ["API_KEY = s3cret", '"API_KEY = (secret)"'],
  ["really? a = b", '"really? a = b"'],
])("%p has no password in quotes: %p", (text, expected) => {
  expect(quote(text)).toBe(expected);
});

test("long text is cut and says so", () => {
  expect(quote("x".repeat(80))).toBe(`"${"x".repeat(80)}"`);
  expect(quote("x".repeat(81))).toBe(`"${"x".repeat(80)}…"`);
  expect(quote("x".repeat(1_000_000))).toHaveLength(83);
});

test("every value is quoted shortly, on one line and in print", () => {
  const huge = fc.constantFrom(10n ** 5000n, "\u2028\u2029\u0085\u007f\u202e", "\ud83d\ude00".repeat(100));
  fc.assert(
    fc.property(fc.oneof(anyValue, huge, fc.string({ unit: character })), (value) => {
      const text = quote(value);
      expect(text).not.toBe("");
      expect(text.length).toBeLessThan(600);
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    }),
    runs(1000),
  );
});

test("what only Terraform knows is quoted as a word, of whatever type it is", () => {
  const token = { resolve: () => "${var.x}" };
  expect(quote(`a-${Token.asString(token)}`)).toBe('"a-<token>"');
  expect(quote(Token.asNumber(token))).toBe("<token>");
  for (const list of [Token.asList(token), Object.keys(Token.asStringMap(token))])
    expect(quote(list[0])).toBe('"<token>"');
  expect(quote(-8e298)).toBe("-8e+298");
});

test("what an object or a list holds is never shown", () => {
  const secret = "hunter2";
  for (const value of [{ secret }, [secret], { toString: () => secret }, Symbol(secret), () => secret]) {
    expect(quote(value)).not.toContain(secret);
  }
});

test("a token is called one, whatever stands around it", () => {
  expect(quote("${TfToken[TOKEN.12]}")).toBe('"<token>"');
  expect(quote("a-${TfToken[TOKEN.0]}-${TfToken[TOKEN.1]}")).toBe('"a-<token>-<token>"');
  expect(quote("#{TfToken[TOKEN.2]}")).toBe('"<token>"');
  expect(quote("${TfToken[")).toBe('"${TfToken["');
});
