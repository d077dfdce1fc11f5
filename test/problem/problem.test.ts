import { inspect } from "node:util";
import { Findings } from "../../lib/problem/findings";
import { InvalidClusterError } from "../../lib/problem/invalid-cluster-error";
import { describeProblem } from "../../lib/problem/describe-problem";
import type { Problem } from "../../lib/problem/problem";

const SIZE: Problem = {
  code: "size",
  path: "size",
  got: "is 0",
  expected: "must be 1 or more",
  fix: "use 3",
};
const NAME: Problem = { ...SIZE, code: "name", path: "name", got: 'is ""' };

test("a problem reads as one line: what is wrong, what is allowed, how to mend it", () => {
  expect(describeProblem(SIZE)).toBe("size is 0: must be 1 or more; use 3");
});

test("the error has every problem in its message, in their order, and as data", () => {
  const error = new InvalidClusterError('EventStoreCluster "esdb"', [SIZE, NAME], undefined);
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe("InvalidClusterError");
  expect(error.problems).toEqual([SIZE, NAME]);
  expect(error.message).toBe(
    [
      'EventStoreCluster "esdb" has 2 problems:',
      "  - size is 0: must be 1 or more; use 3",
      '  - name is "": must be 1 or more; use 3',
    ].join("\n"),
  );
  expect(new InvalidClusterError("it", [SIZE], undefined).message).toMatch(/^it has 1 problem:\n/);
});

test("what Node shows of the error has each problem once, and its JSON has them as data", () => {
  const error = new InvalidClusterError("it", [SIZE, NAME], undefined);
  for (const customInspect of [true, false]) {
    const shown = inspect(error, { customInspect });
    for (const problem of [SIZE, NAME]) expect(shown.split(describeProblem(problem))).toHaveLength(2);
    expect(shown.split(SIZE.expected)).toHaveLength(3);
  }
  const { name, message, problems } = error;
  expect(JSON.parse(JSON.stringify(error))).toEqual({ name, message, problems });
});

test("the stack starts at the caller of the function that the user called", () => {
  function inner(): Error {
    return new InvalidClusterError("it", [SIZE], outer);
  }
  function outer(): Error {
    return inner();
  }
  function usersCode(): Error {
    return outer();
  }
  const frames = usersCode()
    .stack!.split("\n")
    .filter((line) => line.trim().startsWith("at "));
  expect(frames[0]).toContain("usersCode");
  expect(frames.join("\n")).not.toMatch(/inner|outer/);
});

test("findings keep problems and warnings apart and in their order", () => {
  const findings = new Findings();
  findings.problem({ code: "a", path: "one", got: "is 1", expected: "must be 2", fix: "use 2" });
  findings.warning({ code: "b", path: "two", got: "is 2", expected: "may hurt", fix: "use 3" });
  findings.problem({ code: "c", path: "three[0].x", got: "is 3", expected: "must be 4", fix: "use 4" });
  expect(findings.problems.map((p) => p.code)).toEqual(["a", "c"]);
  expect(findings.warnings.map((p) => p.code)).toEqual(["b"]);
});
