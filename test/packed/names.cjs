/*
 * A user's program: what the package calls its classes, and where its errors start.
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
const cluster = new library.EventStoreCluster(stack, "esdb", {
  version: "24.10.4",
  security: library.Security.insecure(),
  internalNetwork: { cidr: "10.240.0.0/24" },
  externalNetwork: { cidr: "10.240.1.0/24" },
});
const firstFrame = /^\s+at .*/m;
assert.throws(
  () => cluster.connections.allowFrom({}),
  ({ stack }) => firstFrame.exec(stack)[0].includes(__filename),
);
assert.throws(
  () => new library.EventStoreCluster(stack, "other", {}),
  ({ stack }) => firstFrame.exec(stack)[0].includes(__filename),
);
