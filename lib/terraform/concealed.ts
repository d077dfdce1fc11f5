import { Lazy, Token } from "cdktf";
import { literal } from "./literal";

/** A secret as a token: it comes out where the stack is synthesized, not where a construct is printed. */
export function concealed(secret: string): string {
  if (Token.isUnresolved(secret)) return literal(secret);
  // A closure, and not a value, holds it.
  return Lazy.stringValue({ produce: () => literal(secret) });
}
