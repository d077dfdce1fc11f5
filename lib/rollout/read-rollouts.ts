import { at, items, text, texts } from "./json";
import type { Rollout, RolloutApply, RolloutNode } from "./rollout";
import { shrinkingTo } from "./sizes";

/** The rollouts of a stack, from the text of its file; nothing where this version cannot read it. */
export function readRollouts(file: unknown): readonly Rollout[] | undefined {
  const clusters = items(at(file, "clusters"));
  if (at(file, "version") !== 1 || clusters.length === 0) return undefined;
  return every(clusters.map(readRollout));
}

function readRollout(one: unknown): Rollout | undefined {
  const cluster = text(at(one, "cluster"));
  const authority = text(at(one, "authority"));
  const [first, whole] = [readApply(at(one, "first")), readApply(at(one, "whole"))];
  const nodes = every(items(at(one, "nodes")).map(readNode));
  if (cluster === undefined || first === undefined || whole === undefined) return undefined;
  if (nodes === undefined || nodes.length === 0) return undefined;
  // It follows from the nodes, and files of before have it not.
  const steps = { cluster, first, nodes, whole, shrinking: shrinkingTo(nodes) };
  return { ...steps, ...(authority === undefined ? {} : { authority }) };
}

function readNode(one: unknown): RolloutNode | undefined {
  const [key, kind] = [text(at(one, "key")), at(one, "kind")];
  const [apply, gate] = [readApply(at(one, "apply")), readApply(at(one, "gate"))];
  if (key === undefined || apply === undefined || gate === undefined) return undefined;
  return kind === "member" || kind === "readOnlyReplica" ? { key, kind, apply, gate } : undefined;
}

function readApply(one: unknown): RolloutApply | undefined {
  const variables = at(one, "variables");
  if (!Array.isArray(at(one, "targets")) || typeof variables !== "object" || variables === null)
    return undefined;
  const values = Object.entries(variables).map(([name, value]) => [name, text(value) ?? ""] as const);
  return { targets: texts(at(one, "targets")), variables: Object.fromEntries(values) };
}

/** All of them, or nothing where one is missing. */
function every<T>(all: readonly (T | undefined)[]): readonly T[] | undefined {
  const there = all.filter((one) => one !== undefined);
  return there.length === all.length ? there : undefined;
}
