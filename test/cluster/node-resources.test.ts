import fc from "fast-check";
import { readResources } from "../../lib/cluster/node-resources";
import { describeProblem } from "../../lib/problem/describe-problem";
import { Findings } from "../../lib/problem/findings";

function read(memory: unknown) {
  const findings = new Findings();
  const resources = readResources({ memory }, "resources", findings);
  return { resources, lines: findings.problems.map(describeProblem) };
}

test.each<[unknown, number, string]>([
  ["4g", 4096, "4 GiB"],
  ["4G", 4096, "4 GiB"],
  ["4 GiB", 4096, "4 GiB"],
  ["1.5gb", 1536, "1536 MiB"],
  ["512m", 512, "512 MiB"],
  ["4096", 4096, "4 GiB"],
  ["524288k", 512, "512 MiB"],
  ["1t", 1048576, "1024 GiB"],
  ["4294967296", 4096, "4 GiB"],
  [4294967296, 4096, "4 GiB"],
  // What cannot be told.
  ["much", 2048, "2 GiB"],
  ["4x", 2048, "2 GiB"],
  ["1m", 2048, "2 GiB"],
  ["0.3m", 2048, "2 GiB"],
  [-1, 2048, "2 GiB"],
  [1.5, 2048, "2 GiB"],
  [null, 2048, "2 GiB"],
])("the memory %p is answered with %d, and that is taken", (memory, meant, words) => {
  expect(read(memory).lines).toEqual([
    expect.stringMatching(
      new RegExp(
        `^resources\\.memory is .*; use memory: ${meant} for ${words}, or leave it out for no limit$`,
      ),
    ),
  ]);
  expect(read(meant)).toEqual({ resources: { memory: meant }, lines: [] });
});

test("whatever it is, what it is answered with is taken", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.stringMatching(/^\d{1,13}(\.\d)? ?[kmgtKMGT]?i?b?$/)),
      (memory) => {
        const { lines } = read(memory);
        const meant = /use memory: (\S+) for/.exec(lines[0] ?? "memory: ok; use memory: 2048 for")?.[1];
        expect(read(Number(meant)).lines).toEqual([]);
      },
    ),
  );
});
