import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { parse } from "yaml";
import { EventStoreCluster, type EventStoreClusterProps } from "../../lib";
import { sampleProps, synthesize as synthesizeStack, type SynthesizedStack } from "../../lib/testing";

/** A resource as Terraform reads it. */
export type Resource = Readonly<Record<string, unknown>>;

/** The part of a synthesized stack that the tests look at. */
export interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  /** The file as it was written. */
  readonly text: string;
}

/** Synthesizes a program for real, validations included, and gives what each stack's file holds. */
export function synthesize(declare: (app: App) => void): Readonly<Record<string, Synthesized>> {
  const outdir = mkdtempSync(join(tmpdir(), "esdb-"));
  try {
    const app = new App({ outdir, skipBackendValidation: true });
    declare(app);
    app.synth();
    const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
      stacks: Record<string, { synthesizedStackPath: string }>;
    };
    return Object.fromEntries(
      Object.entries(manifest.stacks).map(([name, { synthesizedStackPath }]) => {
        const text = readFileSync(join(outdir, synthesizedStackPath), "utf8");
        return [name, { ...(JSON.parse(text) as Synthesized), text }];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Synthesizes one stack with a Docker provider. */
export function synthStack(declare: (stack: TerraformStack) => void): Synthesized {
  const { stack } = synthesize((app) => {
    const stack = new TerraformStack(app, "stack");
    new DockerProvider(stack, "docker");
    declare(stack);
  });
  if (stack === undefined) throw new Error("no stack came out");
  return stack;
}

/** What is found of a stack with a Docker provider, and what becomes of it, as data. */
export function foundOf(declare: (stack: TerraformStack, app: App) => void): SynthesizedStack {
  const outdir = mkdtempSync(join(tmpdir(), "esdb-"));
  try {
    const app = new App({ outdir, skipBackendValidation: true });
    const stack = new TerraformStack(app, "stack");
    new DockerProvider(stack, "docker");
    declare(stack, app);
    return synthesizeStack(stack);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The props of a small cluster that works, with changes. */
export function propsOf(
  more: Partial<Record<keyof EventStoreClusterProps, unknown>> = {},
): EventStoreClusterProps {
  return sampleProps(more as Partial<EventStoreClusterProps>);
}

/** Synthesizes one cluster named esdb. */
export function synthCluster(more: Partial<Record<keyof EventStoreClusterProps, unknown>> = {}): Synthesized {
  return synthStack((stack) => {
    new EventStoreCluster(stack, "esdb", propsOf(more));
  });
}

/** All resources of a type that a plain apply makes, by their Docker names. */
export function byName(stack: Synthesized, type: string): Readonly<Record<string, Resource>> {
  const made = Object.values(stack.resource[type] ?? {}).filter(({ count }) => count === undefined);
  return Object.fromEntries(made.map((r) => [String(r.name), r]));
}

/** A container's environment as a record. */
export function environmentOf(container: Resource | undefined): Readonly<Record<string, string>> {
  const env = (container?.env ?? []) as readonly string[];
  return Object.fromEntries(
    env.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** What reaches a node's server by its generation: the options of its conf file, and its variables. */
export function toldTo(
  containers: Readonly<Record<string, Resource>>,
  node: string,
): Readonly<Record<string, unknown>> {
  const uploads = (containers[`${node}-installer`]?.upload ?? []) as readonly {
    file: string;
    content: string;
  }[];
  const conf = uploads.find(({ file }) => file === "/staging/server.conf");
  const variables = uploads.flatMap(({ file, content }) =>
    file.startsWith("/staging/env/") ? [[file.slice("/staging/env/".length), content.trim()] as const] : [],
  );
  return { ...(parse(conf?.content ?? "{}") as object), ...Object.fromEntries(variables) };
}
