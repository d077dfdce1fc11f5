/*
 * A user's program: what the package calls its classes, where its errors start, and what its frames say.
 */
const assert = require("node:assert");
const { App, TerraformStack } = require("cdktf");
const library = require("cdktf-eventstoredb");

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
// What fails within has the library's own names in its frames.
assert.throws(
  () => new library.EventStoreCluster(stack, "esdb", PROPS),
  ({ stack }) => /^\s+at new EventStoreCluster \(.*cdktf-eventstoredb\W.*index\.js:\d+/m.test(stack),
);
