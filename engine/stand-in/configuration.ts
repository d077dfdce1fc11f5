import { parse } from "yaml";
import { isSince } from "./release";

/** Everything by which a configuration can reach a server in its container. */
export interface Delivered {
  readonly release: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of the conf file. */
  readonly confFile: string;
}

/**
 * The options that reached the container, read as the server of that release reads them: the command line
 * stands above the environment, and that above the conf file.
 */
export class Configuration {
  private readonly sources: readonly ((option: string) => string | undefined)[];

  constructor(delivered: Delivered) {
    const args = readArguments(delivered.args);
    const file = readConfFile(delivered.release, delivered.confFile);
    this.sources = [
      (option) => args.get(plain(option)),
      environmentReader(delivered),
      (option) => file.get(plain(option)),
    ];
  }

  text(option: string): string | undefined {
    for (const source of this.sources) {
      const value = source(option);
      if (value !== undefined && value !== "") return value;
    }
    return undefined;
  }

  number(option: string): number | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    if (!/^-?\d+$/.test(text)) throw new Error(`${option} is "${text}", which is no whole number`);
    return Number(text);
  }

  flag(option: string): boolean | undefined {
    const text = this.text(option)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text !== "true" && text !== "false") throw new Error(`${option} is "${text}", not true or false`);
    return text === "true";
  }

  list(option: string): readonly string[] {
    return (this.text(option) ?? "").split(",").filter((part) => part !== "");
  }
}

/** An option's name without what differs between the ways of writing it; sections stay apart. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}

function readArguments(args: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const arg of args) {
    const [, name, value] = /^--?([^=]+)=([^]*)$/.exec(arg) ?? [];
    if (name === undefined || value === undefined) throw new Error(`cannot read the argument "${arg}"`);
    options.set(plain(name), value);
  }
  return options;
}

function environmentReader({ release, environment }: Delivered): (option: string) => string | undefined {
  const before = (prefix: string) =>
    Object.entries(environment)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value] as const);
  if (!isSince(release, "21.6")) {
    // The exact name only: EVENTSTORE_INT_IP for IntIp.
    const exact = new Map(before("EVENTSTORE_"));
    return (option) => exact.get(option.replace(/(?<=[a-z\d])(?=[A-Z])/g, "_").toUpperCase());
  }
  const options = new Map<string, string | undefined>();
  const prefixes = isSince(release, "25.0") ? ["EVENTSTORE_", "KURRENTDB_"] : ["EVENTSTORE_"];
  for (const [name, value] of prefixes.flatMap(before)) {
    // From 24.6 two underscores lead into a section; in 24.2 such a name is passed over.
    if (isSince(release, "24.6")) options.set(plain(name.replace(/^_/, "").replaceAll("__", ":")), value);
    else if (!isSince(release, "24.2") || !name.includes("__")) options.set(plain(name), value);
  }
  return (option) => options.get(plain(option));
}

function readConfFile(release: string, text: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  const sections = isSince(release, "24.10");
  const visit = (name: string, value: unknown): void => {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      options.set(plain(name), String(value));
    } else if (Array.isArray(value)) {
      options.set(plain(name), value.join(","));
    } else if (typeof value === "object" && value !== null && (name === "" || sections)) {
      for (const [key, inner] of Object.entries(value)) visit(name === "" ? key : `${name}:${key}`, inner);
    }
  };
  visit("", parse(text, { version: "1.1" }) ?? {});
  return options;
}
