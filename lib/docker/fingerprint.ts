import { createHash } from "node:crypto";

/**
 * A short hash of what the provider would silently not apply to a running container (health check, init,
 * CPU quota). As a label it replaces the container instead. Give it literals only: never a secret or a token.
 */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
