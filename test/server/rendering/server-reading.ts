import { parse } from "yaml";
import { catalogueOf } from "../../../lib/server/catalogue";
import { isAtLeast } from "../../../lib/server/release";
import {
  imageCommandDefaults,
  imageConfDefaults,
  imageEnvironmentDefaults,
} from "../../../lib/server/rendering/image-defaults";
import type { RenderedSettings } from "../../../lib/server/rendering/render-settings";

/** What a server ends up with: options by the catalogue's names, nested keys in lower case, all values as text. */
export type Read = Readonly<Record<string, string>>;

/** The servers' own rule up to 21.2: a word begins where one of these three places is. */
export function oldVariableName(option: string): string {
  const places = /(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^A-Z])(?=[A-Z])|(?<=[A-Za-z])(?=[^A-Za-z])/g;
  return `EVENTSTORE_${option.replace(places, "_")}`.toUpperCase();
}

export function readEnvironment(release: string, environment: Read): Read {
  if (!isAtLeast(release, "21.6.0")) {
    const names = [...catalogueOf(release).options.keys()];
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = environment[oldVariableName(name)];
        return value === undefined || value === "" ? [] : [[name, value]];
      }),
    );
  }
  const prefix = isAtLeast(release, "25.0.0") ? "KURRENTDB_" : "EVENTSTORE_";
  return Object.fromEntries(
    Object.entries(environment).map(([variable, value]) => {
      if (!variable.startsWith(prefix)) return [variable, value];
      const path = variable.slice(prefix.length).replace(/^_/, "").split("__").filter(Boolean);
      // What 24.2 passes on to its plug-ins it passes on letter by letter.
      const asItIs = path.length > 1 && !isAtLeast(release, "24.6.0");
      return [keyOf(release, path.map((part) => (asItIs ? part : part.replace(/_/g, ""))).join(":")), value];
    }),
  );
}

export function readCommandLine(release: string, command: readonly string[]): Read {
  return Object.fromEntries(
    command.map((argument) => {
      const last = argument.slice(-1);
      // A switch: it takes the argument for a key without a value.
      if (last === "+" || last === "-") return [argument, String(last === "+")];
      const at = argument.indexOf("=");
      return [keyOf(release, argument.slice(2, at).replace(/-/g, "")), argument.slice(at + 1)];
    }),
  );
}

export function readConfFile(release: string, content: string): Read {
  const read: Record<string, string> = {};
  const visit = (path: string, node: unknown): void => {
    if (Array.isArray(node)) read[keyOf(release, path)] = node.map(String).join(",");
    else if (typeof node === "object" && node !== null) {
      for (const [key, value] of Object.entries(node)) visit(path === "" ? key : `${path}:${key}`, value);
    } else read[keyOf(release, path)] = String(node);
  };
  visit("", parse(content));
  return read;
}

/** The files of the folder `config`: from 24.2, below a section of the product's name. */
export function readJson(release: string, content: string): Read {
  const read: Record<string, string> = {};
  const visit = (path: string, node: unknown): void => {
    if (typeof node !== "object" || node === null) read[path.toLowerCase()] = String(node);
    else for (const [key, value] of Object.entries(node)) visit(path === "" ? key : `${path}:${key}`, value);
  };
  const product = isAtLeast(release, "25.0.0") ? "KurrentDB" : "EventStore";
  visit("", (JSON.parse(content) as Record<string, unknown>)[product]);
  return read;
}

/** A container of the release's own image, started with what is delivered; with a conf file, by another command. */
export function readDelivery(release: string, delivery: RenderedSettings): Read {
  const file = delivery.files.find(({ path }) => path.endsWith(".conf"));
  const json = delivery.files.filter(({ path }) => path.endsWith(".json"));
  return {
    ...(Object.assign({}, ...json.map(({ content }) => readJson(release, content))) as Read),
    ...(file === undefined ? texts(imageConfDefaults(release)) : readConfFile(release, file.content)),
    ...texts(imageEnvironmentDefaults(release)),
    ...readEnvironment(release, delivery.environment),
    ...(delivery.command.length === 0 && file === undefined
      ? texts(imageCommandDefaults(release))
      : readCommandLine(release, delivery.command)),
  };
}

function texts(settings: readonly { readonly key: string; readonly value: unknown }[]): Read {
  return Object.fromEntries(settings.map(({ key, value }) => [key, String(value)]));
}

function keyOf(release: string, key: string): string {
  return key.includes(":") ? key.toLowerCase() : (catalogueOf(release).find(key)?.name ?? `unknown ${key}`);
}
