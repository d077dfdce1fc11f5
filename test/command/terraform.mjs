#!/usr/bin/env node
/*
 * Stands in for Terraform: does to a stack in a file what it is told, by the flags that the command uses. What it is
 * called with, and what it applied, stand in `calls` and `applied` of that file.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const WORLD = process.env.WORLD;
const read = () => JSON.parse(readFileSync(WORLD, "utf8"));
const world = read();
const [command, ...args] = process.argv.slice(2);
const flag = (name) =>
  args.filter((arg) => arg.startsWith(`-${name}=`)).map((arg) => arg.slice(name.length + 2));
const save = (change) => {
  const now = read();
  change(now);
  // Whoever reads it meanwhile reads it whole.
  writeFileSync(`${WORLD}.new`, JSON.stringify(now));
  renameSync(`${WORLD}.new`, WORLD);
};
const fail = (summary, detail) => {
  console.log(
    JSON.stringify({
      "@level": "error",
      diagnostic: { severity: "error", summary, detail, snippet: { code: "hunter2" } },
    }),
  );
  process.exit(1);
};

save((now) =>
  now.calls.push([command, ...args.filter((arg) => !arg.includes(world.secretFolder ?? "\0"))].join(" ")),
);

if (command === "plan") {
  if (world.plain) {
    console.error(world.plain);
    process.exit(1);
  }
  if (world.fails === "plan") fail("Inconsistent dependency lock file", "run terraform init");
  const targets = flag("target");
  const gate = flag("var").length > 0;
  const changes = gate
    ? [{ address: `${targets[0]}[0]`, type: "docker_container", change: { actions: ["create"] } }]
    : world.plan.resource_changes.filter(
        ({ address, change }) =>
          change.actions[0] !== "no-op" && (targets.length === 0 || targets.includes(address)),
      );
  writeFileSync(
    flag("out")[0],
    JSON.stringify({ resource_changes: changes, gate: gate ? flag("var")[0] : undefined }),
  );
} else if (command === "show" && args.length === 1) {
  const { address, said } = world.gate;
  const values = {
    root_module: { resources: [{ address: `${address}[0]`, values: { container_logs: said } }] },
  };
  console.log(JSON.stringify({ values }));
} else if (command === "show") {
  console.log(readFileSync(args.at(-1), "utf8"));
} else if (command === "apply") {
  const { resource_changes: changes, gate } = JSON.parse(readFileSync(args.at(-1), "utf8"));
  const addresses = changes.map(({ address }) => address);
  if (addresses.includes(world.fails)) fail(world.summary ?? "it failed", world.detail ?? "");
  if (addresses.includes(world.hangs)) {
    process.on("SIGINT", () => process.exit(1));
    save((now) => now.applied.push("hangs"));
    setInterval(() => undefined, 1000);
  } else if (gate === undefined) {
    save((now) => {
      now.applied.push(...addresses);
      now.plan.resource_changes = now.plan.resource_changes.filter(
        ({ address }) => !addresses.includes(address),
      );
    });
  }
}
