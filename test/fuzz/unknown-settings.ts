import { catalogueOf } from "../../lib/server/catalogue";
import { isAtLeast } from "../../lib/server/release";
import { resourcesOf, type Configuration } from "./references";
import { readCommandLine, readConfFile, readEnvironment, readJson } from "../server/rendering/server-reading";

interface Container {
  readonly env: readonly string[];
  readonly command: readonly string[];
  readonly upload: readonly { readonly file: string; readonly content: string }[];
  readonly labels: readonly { readonly label: string; readonly value: string }[];
}

/**
 * What the nodes are given that their server would not know, or would read twice. Judged by the server's own
 * ways of reading, which are written apart from the library's of writing.
 */
export function unknownSettings(stack: Configuration): readonly string[] {
  return resourcesOf(stack).flatMap(([type, , attributes]) =>
    type === "docker_container" ? unknownOf(known(attributes)) : [],
  );
}

/** What is plain of a container: users write anything over it. */
function known(attributes: Readonly<Record<string, unknown>>): Container {
  const list = (name: string) => (Array.isArray(attributes[name]) ? (attributes[name] as unknown[]) : []);
  const texts = (name: string) => list(name).filter((one) => typeof one === "string");
  const blocks = <Name extends string>(name: string, ...parts: readonly Name[]) =>
    list(name).filter((one): one is Readonly<Record<Name, string>> => {
      const block = Object(one) as Readonly<Record<Name, unknown>>;
      return parts.every((part) => typeof block[part] === "string");
    });
  return {
    env: texts("env"),
    command: texts("command"),
    upload: blocks("upload", "file", "content"),
    labels: blocks("labels", "label", "value"),
  };
}

function unknownOf(container: Container): readonly string[] {
  const release = container.labels.find(({ label }) => label === "cdktf-eventstoredb.release")?.value;
  const isNode = container.labels.some(({ label }) => label === "cdktf-eventstoredb.node");
  if (release === undefined || !isNode) return [];
  const faults: string[] = [];
  const read: string[] = [];
  const environment = container.env.map((line) => line.split(/=(.*)/s));
  const given = environment.filter(([, value]) => value !== "");
  const keys = Object.keys(readEnvironment(release, Object.fromEntries(given) as Record<string, string>));
  if (keys.length !== given.length) faults.push(`${release} reads ${keys.join()} of ${given.join()}`);
  read.push(...keys);
  read.push(...Object.keys(readCommandLine(release, container.command.map(plain))));
  for (const { file, content } of container.upload) {
    if (file.endsWith(".conf")) read.push(...Object.keys(readConfFile(release, plain(content))));
    if (file.includes("/config/")) read.push(...Object.keys(readJson(release, plain(content))));
  }
  for (const key of read) if (!isKnown(release, key)) faults.push(`${release} does not know ${key}`);
  for (const key of new Set(read)) {
    if (read.filter((other) => other === key).length > 1) faults.push(`${release} is told ${key} twice`);
  }
  return faults;
}

/** Options of the release, from 24.2 the sections of its plugins, and on 24.2 variables of external TCP. */
function isKnown(release: string, key: string): boolean {
  if (catalogueOf(release).options.has(key)) return true;
  if (key.includes(":")) return isAtLeast(release, "24.2.0");
  return release.startsWith("24.2.") && key.startsWith("UNSUPPORTED_EVENTSTORE_TCP_");
}

/** A text as Terraform gives it to the provider. */
function plain(text: string): string {
  return text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}
