import { Findings } from "../problem/findings";
import type { Problem } from "../problem/problem";
import { LINES, RELEASES, type Release } from "../server/release";

/** What is wrong whatever the release is, where that is not known; none is named. */
export function wrongOnEveryRelease(judge: (release: Release, found: Findings) => void): readonly Problem[] {
  const [first = [], ...others] = LINES.map((line) => {
    const version = RELEASES.filter((release) => release.startsWith(`${line}.`)).pop() ?? line;
    const found = new Findings();
    judge({ version, asked: version, line }, found);
    return found.problems.map((problem) => withoutVersion(problem, version));
  });
  return first.filter((problem) => others.every((found) => found.some((one) => isSame(one, problem))));
}

function withoutVersion({ code, path, got, expected, fix }: Problem, version: string): Problem {
  const without = (text: string) => text.replaceAll(version, "any release");
  return { code, path, got: without(got), expected: without(expected), fix: without(fix) };
}

function isSame(one: Problem, other: Problem): boolean {
  return (["code", "path", "got", "expected", "fix"] as const).every((part) => one[part] === other[part]);
}
