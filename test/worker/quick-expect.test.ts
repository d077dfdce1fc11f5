type Expect = jest.Expect;

/** Jest's own `expect`, which the quick one is made of. */
const jestExpect = Object.getPrototypeOf(expect) as Expect;

/** What a matcher tells of a value where it finds fault. */
function said(
  by: Expect,
  name: string,
  isNot: boolean,
  actual: unknown,
  other?: unknown,
): string | undefined {
  const asked = isNot ? by(actual).not : by(actual);
  const matchers = asked as unknown as Readonly<Record<string, (other: unknown) => void>>;
  return told(() => matchers[name]!(other));
}

/** What a test is told where it fails. */
function told(judge: () => void): string | undefined {
  try {
    judge();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const VALUES: readonly unknown[] = [
  undefined,
  null,
  0,
  -0,
  Number.NaN,
  2,
  "",
  "ab",
  [],
  [1, "ab"],
  [undefined],
  {},
  { a: undefined },
  { a: [1], b: "ab" },
  new Set([1]),
  new Error("ab"),
  /a/,
  () => "ab",
];

const MATCHERS = [
  "toBe",
  "toBeDefined",
  "toBeGreaterThan",
  "toBeGreaterThanOrEqual",
  "toBeInstanceOf",
  "toBeLessThan",
  "toBeLessThanOrEqual",
  "toBeNull",
  "toBeTruthy",
  "toBeUndefined",
  "toContain",
  "toContainEqual",
  "toEqual",
  "toHaveLength",
  "toHaveProperty",
  "toMatch",
  "toMatchObject",
  "toStrictEqual",
  "toThrow",
];

test.each(MATCHERS)("%s says of every value what Jest's says", (name) => {
  for (const actual of VALUES)
    for (const other of VALUES)
      for (const isNot of [false, true])
        jestExpect(said(expect, name, isNot, actual, other)).toBe(
          said(jestExpect, name, isNot, actual, other),
        );
});

test("what is found wrong is shown where the test asked", () => {
  let stack = "";
  try {
    expect(1).toBe(2);
  } catch (error) {
    stack = (error as Error).stack ?? "";
  }
  jestExpect(/\n +at (.*)/.exec(stack)?.[1]).toMatch(/quick-expect\.test\.ts/);
});

test("whatever else an expectation has is Jest's own", async () => {
  jestExpect(told(() => expect({ a: 1 }).toEqual({ a: expect.any(Number) as number }))).toBeUndefined();
  jestExpect(told(() => expect({ a: 1 }).toEqual(expect.not.objectContaining({ a: 1 })))).toMatch(
    /ObjectNot/,
  );
  await expect(Promise.resolve(1)).resolves.toBe(1);
  await jestExpect(expect(Promise.resolve(1)).resolves.toBe(2)).rejects.toThrow(/toBe/);
});
