import { parse } from "yaml";
import type { EventStoreCluster, EventStoreNode, SettingValue } from "../index";
import { blocksOf, isExpression, plainText, textsOf } from "../guarantees/values";
import { catalogueOf } from "../server/catalogue";
import { CONF, ENVIRONMENT } from "../server/generation/layout";
import { STAGING } from "../server/generation/staging";
import { readSpelling } from "../server/user-settings/spelling";
import { attributesOf } from "../terraform/watched-resource";
import { checkCluster, refuse, type Helper } from "./refuse";

/** An option as something tells it to the server. */
type Told = readonly [name: string, value: unknown];

/**
 * The container of a node as Terraform will read it, with all overrides: attributes by Terraform's names.
 * @param node its key: `"node-0"`, `"replica-0"`
 * @throws InvalidClusterError for what is no cluster, or no node of it
 */
export function containerOf(
  cluster: EventStoreCluster,
  node: string,
): { readonly [attribute: string]: unknown } {
  return attributesOf(nodeOf(cluster, node, containerOf).container);
}

/**
 * The settings that the server of a node will have, by their names in its release, with what overrides of its containers
 * change: what its installer writes, then its variables, then its command line. Secrets are left out, and what is known
 * only when Terraform runs.
 * @param node its key: `"node-0"`, `"replica-0"`
 * @throws InvalidClusterError for what is no cluster, or no node of it
 */
export function settingsOf(
  cluster: EventStoreCluster,
  node: string,
): { readonly [option: string]: SettingValue } {
  const { container, installer, settings } = nodeOf(cluster, node, settingsOf);
  const { release } = cluster.topology;
  const now = attributesOf(container);
  const files = [...(installer === undefined ? [] : [attributesOf(installer)]), now].flatMap(
    (attributes) => blocksOf(attributes, "upload") ?? [],
  );
  const told: Told[] = [];
  for (const { file, content } of files) {
    const path = plainText(file);
    if (path === `${STAGING}/${CONF}` || /\.(?:conf|yaml)$/.test(path)) told.push(...optionsIn(content));
    const variable = path.startsWith(`${STAGING}/${ENVIRONMENT}/`) ? path.split("/").at(-1) : undefined;
    if (variable !== undefined) told.push([variable, plainText(content).trimEnd()]);
  }
  for (const line of [...(textsOf(now, "env") ?? []), ...(textsOf(now, "command") ?? [])]) {
    const [, name, value] = /^(?:--)?((?:EVENTSTORE_|KURRENTDB_)?[\w:-]+)=(.*)$/s.exec(line) ?? [];
    if (name !== undefined && (line.startsWith("--") || /^(?:EVENTSTORE|KURRENTDB)_/.test(name)))
      told.push([name, value]);
  }
  const catalogue = catalogueOf(release);
  const read = new Map<string, SettingValue>();
  for (const [name, value] of told) {
    const { plain } = readSpelling(name);
    const option = plain.length === 1 ? catalogue.find(plain[0] ?? "") : undefined;
    const planned = option === undefined ? undefined : settings[option.name];
    if (option === undefined || option.sensitive || isExpression(value)) continue;
    read.set(option.name, sameAs(planned, value) && planned !== undefined ? planned : valueOf(value));
  }
  // What belongs to no single option is as it was planned.
  for (const [name, value] of Object.entries(settings))
    if (catalogue.find(name) === undefined) read.set(name, value);
  return Object.freeze(Object.fromEntries([...read].sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** A node of a cluster by its key. */
function nodeOf(cluster: unknown, key: string, called: Helper): EventStoreNode {
  checkCluster(cluster, called);
  const node = cluster.nodes.find(({ topology }) => topology.key === key);
  if (node !== undefined) return node;
  const what = `the key of a node: ${cluster.nodes.map(({ topology }) => topology.key).join(", ")}`;
  return refuse(key, { path: "node", what, fix: 'use "node-0"' }, called);
}

/** What a conf file says of options; a section of one's name holds others. */
function optionsIn(conf: unknown): readonly Told[] {
  const read: unknown = parse(plainText(conf));
  if (typeof read !== "object" || read === null) return [];
  return Object.entries(read).filter(([, value]) => typeof value !== "object" || Array.isArray(value));
}

function sameAs(planned: SettingValue | undefined, value: unknown): boolean {
  return String(planned).toLowerCase() === String(value).toLowerCase();
}

/** A value that somebody else wrote, as a setting has it. */
function valueOf(value: unknown): SettingValue {
  if (typeof value === "number" || typeof value === "boolean") return value;
  const text = String(value);
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
