import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import type { EngineName } from "../terraform/engine-of";
import type { DeclaredCluster } from "./declared-cluster";

/** A name that a cluster gives to its engine. */
export interface NamedEngine extends EngineName {
  readonly cluster: IConstruct;
}

/** The names that clusters give to engines. */
export function engineNamesOf(entries: readonly DeclaredCluster[]): readonly NamedEngine[] {
  return entries.flatMap(({ cluster, plan, engines }) => {
    const { engineName: name } = plan;
    if (name === undefined) return [];
    const stack = TerraformStack.of(cluster);
    return engines.map(({ provider: { provider } }) => ({ cluster, stack, provider, name }));
  });
}

/** Clusters of one stack and provider are on one engine, which has one name: that of the earlier one. */
export function differentName(cluster: IConstruct, names: readonly NamedEngine[]): Problem | undefined {
  const at = names.findIndex((one) => one.cluster === cluster);
  const name = names[at];
  if (name === undefined) return undefined;
  const other = names
    .slice(0, at)
    .find((one) => one.stack === name.stack && one.provider === name.provider && one.name !== name.name);
  if (other === undefined) return undefined;
  return {
    code: "engineName.differs",
    path: "engineName",
    got: `is ${quote(name.name)}, and ${quote(other.name)} for ${other.cluster.node.path}, which has the same provider`,
    expected: "one provider gets at one engine",
    fix: `use engineName: ${quote(other.name)}, or a provider of its own`,
  };
}
