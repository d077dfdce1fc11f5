import fc from "fast-check";
import { deepFreeze } from "../../../lib/network/model/deep-freeze";
import { RUNS } from "../planning";

/** Whether nothing in it can be changed. */
function isFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozen);
}

test("plain data are frozen all the way down, and stay what they were", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      expect(deepFreeze(value)).toBe(value);
      expect(isFrozen(value)).toBe(true);
      expect(JSON.stringify(value)).toBe(text);
    }),
    RUNS,
  );
});

test("what is frozen already is not entered again", () => {
  const inner: { list: number[]; self?: unknown } = { list: [1] };
  const outer = Object.freeze({ inner });
  expect(deepFreeze(outer)).toBe(outer);
  expect(Object.isFrozen(inner)).toBe(false);
  inner.self = inner;
  expect(Object.isFrozen(deepFreeze(inner).list)).toBe(true);
});

test("functions are left alone", () => {
  const call = Object.assign(() => 1, { own: {} });
  expect(Object.isFrozen(deepFreeze({ call }).call)).toBe(false);
  expect(deepFreeze(undefined)).toBeUndefined();
});
