import { coversName } from "../../lib/tls/covers-name";

test.each([
  ["node.test", "node.test", true],
  ["Node.Test", "nODE.tEST", true],
  ["*.esdb.test", "node.esdb.test", true],
  ["*.ESDB.TEST", "node.esdb.test", true],
  ["*.esdb.test", "a.node.esdb.test", false],
  ["*.test", "node.test", false],
  ["*.test", "test", false],
  ["*.test", ".test", false],
  ["node*.test", "node1.test", false],
  ["10.0.0.1", "10.0.0.1", true],
  ["*.0.0.1", "10.0.0.1", false],
  ["10.0.0.1", "10.0.0.10", false],
  ["", "node.test", false],
])("%s and %s: %s", (name, host, covered) => {
  expect(coversName([name], host)).toBe(covered);
  expect(coversName(["other", name], host)).toBe(covered);
  expect(coversName([], host)).toBe(false);
});
