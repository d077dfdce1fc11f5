/*
 * Jest's `expect` makes every matcher there is, six times and with the stack, before it compares two numbers: in
 * properties that took longer than what they are about. Here the same matcher judges at once. Where it finds fault,
 * Jest's own is asked, and tells.
 */

const jestExpect = globalThis.expect;
const { matchers } = globalThis[Symbol.for("$$jest-matchers-object")];

/** Matchers that only compare, so that it makes no difference to ask twice. */
const COMPARING = [
  "toBe",
  "toBeDefined",
  "toBeGreaterThan",
  "toBeGreaterThanOrEqual",
  "toBeInstanceOf",
  "toBeLessThan",
  "toBeLessThanOrEqual",
  "toBeNull",
  "toBeUndefined",
  "toContain",
  "toContainEqual",
  "toEqual",
  "toHaveLength",
  "toHaveProperty",
  "toMatch",
  "toMatchObject",
  "toStrictEqual",
];

/** What a matcher says, by Jest's own words, as if the test had called that one. */
function tell(expectation, name, args, caller) {
  try {
    expectation[name](...args);
  } catch (error) {
    Error.captureStackTrace(error, caller);
    throw error;
  }
  throw new Error(`${name} said another thing when asked again`);
}

/** Whether the matcher finds it so; not where it cannot be asked of such a value, which it then tells. */
function isSo(name, isNot, actual, args) {
  try {
    const context = { isNot, promise: "", expand: false, customTesters: [] };
    return matchers[name].call(context, actual, ...args).pass !== isNot;
  } catch {
    return false;
  }
}

class Expectation {
  constructor(actual) {
    this.actual = actual;
  }

  get not() {
    return new Denied(this.actual);
  }
}

class Denied {
  constructor(actual) {
    this.actual = actual;
  }
}

const others = Object.keys(jestExpect(undefined)).filter(
  (name) => name !== "not" && !COMPARING.includes(name),
);
for (const name of others) {
  Object.defineProperty(Expectation.prototype, name, {
    get() {
      return jestExpect(this.actual)[name];
    },
  });
  Object.defineProperty(Denied.prototype, name, {
    get() {
      return jestExpect(this.actual).not[name];
    },
  });
}
for (const name of COMPARING) {
  Expectation.prototype[name] = function judge(...args) {
    if (!isSo(name, false, this.actual, args)) tell(jestExpect(this.actual), name, args, judge);
  };
  Denied.prototype[name] = function judge(...args) {
    if (!isSo(name, true, this.actual, args)) tell(jestExpect(this.actual).not, name, args, judge);
  };
}

globalThis.expect = Object.setPrototypeOf((actual) => new Expectation(actual), jestExpect);
