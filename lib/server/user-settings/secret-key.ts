import { wordsOf } from "../rendering/environment";

/** Words of which one makes a name the name of a secret. What headers hold (`Otlp:Headers`) mostly is one. */
const WORDS: ReadonlySet<string> = new Set(
  "credential credentials headers passphrase passwd password passwords pwd secret secrets token tokens".split(
    " ",
  ),
);

/** How the name of a secret ends, however its words are run together. */
const ENDING =
  /((access|account|api|client|encryption|licen[cs]e|master|private|shared|signing)keys?|passphrase|password|secret|token)$/;

/** Words with which a name ends that is one of a secret: elsewhere they mean much else. */
const LAST_WORD = /^(authorization|pass|pw)$/;

/** How a name ends that says where a secret lies, or what is done with it, rather than the secret. */
const ABOUT = /(enabled|endpoint|file|id|length|lifetime|method|name|path|seconds|timeout|type|ur[il])$/;

/** Whether a nested setting names a secret, by its segments: `LdapsAuth`, `BindPassword`. */
export function namesSecret(segments: readonly string[]): boolean {
  const plain = segments.map((segment) => segment.toLowerCase().replace(/[_-]/g, ""));
  // Azure's, too, which may be a plain address instead: ConnectionStringOrServiceUrl.
  if (plain.some((segment) => segment.includes("connectionstring"))) return true;
  if (ABOUT.test(plain[plain.length - 1] ?? "")) return false;
  return (
    endsAsSecret(segments[segments.length - 1] ?? "") ||
    plain.some((segment) => ENDING.test(segment)) ||
    segments.some((segment) => wordsOf(segment).some((word) => WORDS.has(word)))
  );
}

/** Whether the last word of a name says so; a distinguished name ends in somebody's name. */
function endsAsSecret(name: string): boolean {
  return !name.includes("=") && LAST_WORD.test(wordsOf(name).at(-1) ?? "");
}

/** Whether a value carries a password of its own, as `https://user:password@host` does. */
export function carriesPassword(value: unknown): boolean {
  return typeof value === "string" && /:\/\/[^/?#\s:@]*:[^/?#]*@/.test(value);
}
