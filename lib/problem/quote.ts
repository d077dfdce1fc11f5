import { isConstruct, pathOfConstruct, type ConstructLike } from "./construct";
import { holdsToken, isNumberToken, withoutTokens } from "./framework-tokens";

const LONGEST = 80;

/** A PEM text, were it the beginning of one: it may be a private key, which is never shown, wherever it strayed. */
const PEM = /-{3,}\s*BEGIN|PRIVATE KEY/i;

/** A value as it stands in a message: strings in quotes, shortened, everything else as its JSON or type. */
export function quote(value: unknown): string {
  if (typeof value === "string") {
    if (PEM.test(value)) return "(PEM text)";
    return onOneLine(JSON.stringify(shorten(withoutSecrets(withoutTokens(value)))));
  }
  if (value === undefined) return "(nothing)";
  if (isNumberToken(value)) return "<token>";
  if (typeof value === "number" || typeof value === "boolean" || value === null) {
    return shorten(String(value));
  }
  if (typeof value === "bigint") return `${shorten(String(value))}n`;
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (isConstruct(value)) return quoteConstruct(value);
  return Array.isArray(value) ? "a list" : "an object";
}

function quoteConstruct(construct: ConstructLike): string {
  const path = pathOfConstruct(construct);
  return path === undefined ? "a construct" : `the construct ${quote(path)}`;
}

/** What follows a name with such a word, in a query or a list of options. */
const NAMED_SECRET = /((?:credential|key|license|licence|pass|pwd|secret|sig|token)[\w.-]*\s*=\s*)[^\s&;]+/gi;

/** Where a query begins: what it holds may sign whoever sends it. */
const QUERY = /\?[^\s?]+=.*$/s;

function withoutSecrets(text: string): string {
  return withoutLogin(text).replace(QUERY, "?…").replace(NAMED_SECRET, "$1(secret)");
}

/**
 * A text without the name and password that stand before a host, as in an address: they may be any text up to the last "@",
 * which in an image's reference stands before the digest, too.
 */
function withoutLogin(text: string): string {
  const [digest = ""] = /@sha256:[0-9a-f]*$/i.exec(text) ?? [];
  const body = text.slice(0, text.length - digest.length);
  const at = body.lastIndexOf("@");
  const start = body.indexOf("//") + 1;
  // A name alone is no secret, but behind a scheme a key may stand in its place.
  if (at === -1 || start >= at || (start === 0 && !body.slice(0, at).includes(":"))) return text;
  return `${start === 0 ? "" : body.slice(0, start + 1)}(secret)${text.slice(at)}`;
}

/** The name of a network in a message. Of one that the program declares only Terraform knows it. */
export function quoteNetwork(name: string): string {
  return holdsToken(name) ? "a network of the program" : quote(name);
}

/** What kind of value stands where a secret might: nothing of the value itself. */
export function quoteKind(value: unknown): string {
  return typeof value === "string" ? "a text" : quote(value);
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** JSON leaves some characters as they are that end a line, or that no terminal shows. */
function onOneLine(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
