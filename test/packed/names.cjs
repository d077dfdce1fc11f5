/*
 * A user's program: what the package calls its classes, where its errors start, and what its frames say.
 */
const assert = require("node:assert");
const { App, TerraformStack } = require("cdktf");
const { readFileSync } = require("node:fs");
const library = require("cdktf-eventstoredb");
const testing = require("cdktf-eventstoredb/testing");

const classes = Object.entries(library).filter(([, value]) => /^class\b/.test(String(value)));
assert(classes.length >= 10);
for (const [name, value] of classes) {
  assert.strictEqual(value.name, name);
  assert.doesNotMatch(String(value), new RegExp(`\\b_${name}\\b`));
}

const stack = new TerraformStack(new App(), "stack");
const PROPS = {
  version: "24.10.4",
  security: library.Security.insecure(),
  internalNetwork: { cidr: "10.240.0.0/24" },
  externalNetwork: { cidr: "10.240.1.0/24" },
};
const cluster = new library.EventStoreCluster(stack, "esdb", PROPS);
const firstFrame = /^\s+at .*/m;
assert.throws(
  () => cluster.connections.allowFrom({}),
  ({ stack }) => firstFrame.exec(stack)[0].includes(__filename),
);
assert.throws(
  () => new library.EventStoreCluster(stack, "other", {}),
  ({ stack }) => firstFrame.exec(stack)[0].includes(__filename),
);
// What fails within has the library's own names in its frames, and the lines that they point at are there to be read.
const thrownBy = (act) => {
  try {
    act();
  } catch (error) {
    return error.stack;
  }
  return assert.fail("nothing was thrown");
};
const within = thrownBy(() => new library.EventStoreCluster(stack, "esdb", PROPS));
const framesIn = (trace, entry) =>
  [...trace.matchAll(/^\s+at (?:new )?([\w.]+) \((.*[\\/]cdktf-eventstoredb[\\/].*):(\d+):\d+\)$/gm)].filter(
    ([, , file]) => file.includes("testing") === (entry === "testing"),
  );
const [[, constructed, file, line]] = framesIn(within, "index");
assert.strictEqual(constructed, "EventStoreCluster");
const code = readFileSync(file, "utf8").split("\n");
assert.match(code[Number(line) - 1], /^\s+super\(scope, id\);$/);
assert(code.length > 1000 && Math.max(...code.slice(0, 200).map(({ length }) => length)) < 200);
// Which source a part is of stands above it.
assert(code.includes("// lib/docker/event-store-cluster.ts"));

// The helpers for tests are of the same kind, and know the library's own objects.
const broken = new TerraformStack(new App(), "broken");
broken.synthesizer = { synthesize: () => cluster.nodes[0].nowhere.at };
const [[, helper]] = framesIn(
  thrownBy(() => testing.synthesize(broken)),
  "testing",
);
assert.match(helper, /^synthesized?\w*$/);
assert.strictEqual(testing.settingsOf(cluster, "node-0").ClusterSize, 3);
assert.throws(() => testing.settingsOf({}, "node-0"), library.InvalidClusterError);
