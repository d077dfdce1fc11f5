import { ANY } from "./advertised-host";

/** The socket that a v5 HTTP prefix opens, for example `"0.0.0.0:2113"` for `"http://*:2113/"`. */
export function socketOfPrefix(prefix: string): string | undefined {
  const [, scheme, host, port] = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?(?:\/|$)/i.exec(prefix) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  return `${addressOf(host)}:${port ?? (scheme.toLowerCase() === "https" ? 443 : 80)}`;
}

// Any other name is resolved by the node itself; what it gets is not known here, so the name stays.
function addressOf(host: string): string {
  if (host === "*" || host === "+") return ANY;
  return host.toLowerCase() === "localhost" ? "127.0.0.1" : host;
}
