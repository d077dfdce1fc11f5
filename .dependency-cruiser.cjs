/** The rooms of lib/, from the lowest up: a room imports from itself and from those before it. */
const ROOMS = [
  "problem",
  "network",
  "server",
  "tls",
  "reach",
  "checks",
  "cluster",
  "guarantees",
  "report",
  "rollout",
  "terraform",
  "docker",
  "testing",
];

/** The programs of the package, apart from what users import: of lib/ they know these rooms. */
const COMMAND = ["problem", "rollout"];

/** The parts of lib/network, in the same way: the model, what users write of it, and what follows. */
const PARTS = ["model", "asked", "plan"];

/** Where each provider's bindings come in, so that only one file knows how they are laid out. */
const BINDINGS = "^lib/terraform/(?:tls-)?bindings\\.ts$";

/** dependency-cruiser names an installed package by its folder, a missing one by its name. */
const packages = (names) => `(?:^|node_modules/)(?:${names})(?:/|$)`;

const layers = ROOMS.slice(0, -1).map((room, index) => ({
  name: `layer-${room}`,
  comment: `lib/${room} imports downward only: from ${ROOMS.slice(0, index + 1).join(", ")}.`,
  severity: "error",
  from: { path: `^lib/${room}/` },
  to: { path: `^lib/(?:${ROOMS.slice(index + 1).join("|")})/` },
}));

const parts = PARTS.slice(0, -1).map((part, index) => ({
  name: `network-${part}`,
  comment: `lib/network/${part} imports downward only: from ${PARTS.slice(0, index + 1).join(", ")}.`,
  severity: "error",
  from: { path: `^lib/network/${part}/` },
  to: { path: `^lib/network/(?:${PARTS.slice(index + 1).join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    ...parts,
    {
      name: "known-room",
      comment: `A file of lib/ is index.ts or lies in a room: ${ROOMS.join(", ")}, command.`,
      severity: "error",
      from: {},
      to: { path: "^lib/", pathNot: `^lib/(?:index\\.ts$|(?:${ROOMS.join("|")}|command)/)` },
    },
    {
      name: "command-stands-apart",
      comment: `lib/command runs without CDKTF: of lib/ it imports ${COMMAND.join(" and ")} only.`,
      severity: "error",
      from: { path: "^lib/command/" },
      to: { path: "^lib/", pathNot: `^lib/(?:${COMMAND.join("|")}|command)/` },
    },
    {
      name: "nothing-imports-command",
      comment: "lib/command is a program, and nothing that is imported runs Terraform.",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/command/" },
      to: { path: "^lib/command/" },
    },
    {
      name: "index-is-the-top",
      comment: "lib/index.ts is for users; of lib/ only lib/testing, an entry of its own, imports it.",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/testing/" },
      to: { path: "^lib/index\\.ts$" },
    },
    {
      name: "testing-shares-classes",
      comment:
        "lib/testing is bundled apart: classes by which objects are known, and what has a state, it gets from lib/index.ts.",
      severity: "error",
      from: { path: "^lib/testing/" },
      to: {
        path: "^lib/",
        pathNot:
          "^lib/(?:index\\.ts|terraform/watched-resource\\.ts|guarantees/values\\.ts|(?:testing|problem|network|server|rollout)/)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "index-does-not-test",
      comment: "What users run in production loads no helpers for tests.",
      severity: "error",
      from: { path: "^lib/index\\.ts$" },
      to: { path: "^lib/testing/" },
    },
    {
      name: "index-exports-rooms",
      comment: "lib/index.ts re-exports from the rooms and from nowhere else.",
      severity: "error",
      from: { path: "^lib/index\\.ts$" },
      to: { couldNotResolve: false, pathNot: `^lib/(?:${ROOMS.join("|")})/` },
    },
    {
      name: "index-only-re-exports",
      comment: "lib/index.ts holds `export … from` and nothing else.",
      severity: "error",
      from: { path: "^lib/index\\.ts$" },
      to: { couldNotResolve: false, dependencyTypesNot: ["export"] },
    },
    {
      name: "no-cycles",
      comment: "Two files that import each other are one concept in two places.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "lib-stands-alone",
      comment: "What is published imports nothing that is not.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(?:test|examples|scripts|bench|engine|dist|build)/" },
    },
    {
      name: "cdktf-at-the-top",
      comment: "Only lib/terraform and what is above know CDKTF; everything below is plain data.",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/(?:terraform|docker|testing)/" },
      to: { path: packages("cdktf|constructs|@cdktf") },
    },
    {
      name: "cdktf-by-root-only",
      comment: "cdktf/lib/… is laid out otherwise in its successors.",
      severity: "error",
      from: {},
      to: {
        path: "(?:^|node_modules/)cdktf/",
        pathNot: "(?:^|node_modules/)cdktf/lib/index\\.(?:d\\.ts|js)$",
      },
    },
    {
      name: "bindings-in-one-file",
      comment: "Each provider's bindings are imported in one file only.",
      severity: "error",
      from: { path: "^lib/", pathNot: BINDINGS },
      to: { path: packages("@cdktf/provider-(?:docker|tls)") },
    },
    {
      name: "bindings-by-deep-path",
      comment: "A provider's root index loads every resource: import @cdktf/provider-docker/lib/<resource>.",
      severity: "error",
      from: { path: BINDINGS },
      to: {
        path: packages("@cdktf"),
        pathNot: "(?:^|node_modules/)@cdktf/provider-(?:docker|tls)/lib/[a-z-]+(?:/|$)",
      },
    },
    {
      name: "no-node-builtins",
      comment:
        "lib/ runs without Node's modules; lib/tls parses and lib/cluster hashes with them, lib/docker reads and writes files, lib/command runs programs.",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/(?:tls|cluster|docker|command|testing)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "tls-may-parse",
      comment: "lib/tls parses what it is given, with node:crypto and node:tls; it opens nothing.",
      severity: "error",
      from: { path: "^lib/tls/" },
      to: { dependencyTypes: ["core"], pathNot: "^(?:node:)?(?:crypto|tls)$" },
    },
    {
      name: "docker-may-hash",
      comment:
        "node:crypto is the one module of Node that lib/cluster and lib/docker may use, but where they meet files.",
      severity: "error",
      from: {
        path: "^lib/(?:cluster|docker)/",
        pathNot:
          "^lib/docker/(?:certificates/(?:read|linked)-files|rollout-file|stack-problems|written-(?:files|report))\\.ts$",
      },
      to: { dependencyTypes: ["core"], pathNot: "^(?:node:)?crypto$" },
    },
    {
      name: "declared-packages-only",
      comment: "lib/ imports what users get: dependencies and peers.",
      severity: "error",
      from: { path: "^lib/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-optional", "npm-no-pkg", "npm-unknown", "undetermined"],
        // The peers are development dependencies too, so that they are here to build and test with.
        dependencyTypesNot: ["npm-peer"],
      },
    },
    {
      name: "resolvable",
      comment:
        "An import that leads nowhere. (The package's own name leads to dist/, which need not be built.)",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^cdktf-eventstoredb(?:/testing)?$" },
    },
    {
      name: "stand-in-stands-alone",
      comment: "The engine test's server reads settings by itself: it is the other witness.",
      severity: "error",
      from: { path: "^engine/stand-in/" },
      to: { pathNot: ["^engine/stand-in/", "(?:^|node_modules/)yaml/"], dependencyTypesNot: ["core"] },
    },
    {
      name: "examples-use-the-package",
      comment: "Examples import what a user would: the package by its name.",
      severity: "error",
      from: { path: "^examples/" },
      to: { path: "^(?:lib|test|scripts|bench|engine)/" },
    },
  ],
  options: {
    exclude: { path: "^(?:dist|build|coverage|temp|cdktf\\.out|etc|docs)(?:/|$)" },
    doNotFollow: { path: "node_modules" },
    // Types count: a layer that needs a type from above is a layer upside down.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${__dirname}/test/tsconfig.json` },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".js", ".cjs", ".mjs", ".d.ts"],
    },
  },
};
