import { nearestOf } from "../../problem/nearest";
import { ALL_OPTION_NAMES, type Catalogue } from "../catalogue";
import { namesSecret } from "./secret-key";

/** A setting's key as the user wrote it, taken apart. */
export interface Spelling {
  readonly key: string;
  /** The key without a value that was written into it: fit to be shown. */
  readonly shown: string;
  /** Without the environment's prefix or the command line's dashes, cut at `:` and `__`. */
  readonly segments: readonly string[];
  /** The segments in lower case, without `_` and `-`, as servers compare names. */
  readonly plain: readonly string[];
}

const LONGEST_NAME = 60;

/** The attribute types that names in a directory are made of. */
const ATTRIBUTES: ReadonlySet<string> = new Set(
  "cn c dc e emailaddress gn givenname l o ou serialnumber sn st street t title uid".split(" "),
);

/** A pair of a distinguished name; a comma in it is escaped, or stands in quotes around the whole value. */
const PAIR = /(?:(?<==\s*)"(?:\\.|[^"\\])*"|\\.|[^,\\]|\\$)+/g;

/** A value in quotes, or one that does not begin with them. */
const VALUE = /^(?:"(?:\\.|[^"\\])*"$|[^"])/;

/** Whether a text is a distinguished name, as `CN=admins,OU=x`: there alone `=` is part of a key. */
function isDistinguishedName(text: string): boolean {
  const parts = text.match(PAIR) ?? [];
  return (
    parts.join(",") === text &&
    parts.every((part) => {
      const at = part.indexOf("=");
      const type = part.slice(0, Math.max(at, 0)).trim();
      return VALUE.test(part.slice(at + 1).trim()) && isAttribute(type, parts.length > 1);
    })
  );
}

/** Whether a name is an attribute type; beside others, any name may be one. */
function isAttribute(type: string, besideOthers: boolean): boolean {
  if (ATTRIBUTES.has(type.toLowerCase()) || /^\d+(\.\d+)+$/.test(type)) return true;
  return besideOthers && /^[A-Za-z][A-Za-z\d-]*$/.test(type) && !namesSecret([type]);
}

/**
 * Whether a segment can be a key of the user's own in a map within a section, which a file holds as it is: a
 * distinguished name, or any text without `=`, after which somebody may have written a value.
 */
export function isFreeKey(text: string): boolean {
  if (text !== text.trim() || !/^[\p{L}\p{N}\p{P}\p{S} ]{1,1000}$/u.test(text)) return false;
  return !text.includes("=") || isDistinguishedName(text);
}

/** How many names lead to a map with keys of the user's own: `LdapsAuth:LdapGroupRoles`. */
const NAMES = 2;

/** Takes a key apart, however it is spelt: `KeepAliveInterval`, `EVENTSTORE_KEEP_ALIVE_INTERVAL`, `--int-ip`. */
export function readSpelling(key: string): Spelling {
  return readFreeKey(key) ?? readNames(key);
}

/** A key that ends in one of the user's own. */
function readFreeKey(key: string): Spelling | undefined {
  const segments = key.replace(/^(eventstore|kurrentdb):/i, "").split(":");
  const [names, free] = [segments.slice(0, NAMES), segments.slice(NAMES)];
  if (free.every(isName) || !free.every(isFreeKey) || names.join("").includes("=")) return undefined;
  const plain = segments.map((segment) => (isName(segment) ? plainName(segment) : segment.toLowerCase()));
  return { key, shown: key, segments, plain };
}

/** Whether a key was cut at the `=` of what began as a distinguished name, and is none that a key can hold. */
export function isCutName({ key, shown, segments }: Spelling): boolean {
  return (
    segments.length > NAMES &&
    key.charAt(shown.length) === "=" &&
    ATTRIBUTES.has((segments[segments.length - 1] ?? "").trim().toLowerCase())
  );
}

function isName(segment: string): boolean {
  return /^\w*$/.test(segment);
}

function readNames(key: string): Spelling {
  const [shown = ""] = key.split(/=|:\s/, 1);
  const bare = shown.replace(/^--?/, "").replace(/^(eventstore|kurrentdb)(_|:)+/i, "");
  const segments = bare.split(/:|__/);
  return {
    key,
    shown,
    segments,
    plain: segments.map(plainName),
  };
}

function plainName(segment: string): string {
  return segment.toLowerCase().replace(/[_-]/g, "");
}

/** A segment as a configuration section spells it: `AUTO_SCAVENGE` is `AutoScavenge`. */
export function pascalCase(segment: string): string {
  if (!isName(segment)) return segment;
  if (!segment.includes("_") && segment !== segment.toUpperCase()) return segment;
  return segment
    .split("_")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
}

/** The option name that was probably meant: one of the release's, else one of another release's. */
export function nearestName(plain: string, catalogue: Catalogue): string | undefined {
  if (plain.length > LONGEST_NAME) return undefined;
  return nearestOf(plain, [...catalogue.options.keys()]) ?? nearestOf(plain, ALL_OPTION_NAMES);
}
