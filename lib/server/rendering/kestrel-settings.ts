import { imageLayoutOf } from "../image-layout";
import { isAtLeast, lineOf } from "../release";

/** Limits of the server's web server. What is left out stays as the server has it. */
export interface KestrelLimits {
  /** Open connections. */
  readonly maxConcurrentConnections?: number;
  /** Open connections that have left HTTP, such as web sockets. */
  readonly maxConcurrentUpgradedConnections?: number;
  /** Bytes that one HTTP/2 connection may have on the way, 65535 to 2147483647. */
  readonly initialConnectionWindowSize?: number;
  /** Bytes that one HTTP/2 stream may have on the way, 65535 to 2147483647. */
  readonly initialStreamWindowSize?: number;
}

/** Whether a release reads kestrelsettings.json: 20.10.4 and later, but not 21.2. */
export function readsKestrelSettings(release: string): boolean {
  return isAtLeast(release, "20.10.4") && lineOf(release) !== "21.2";
}

/** Where a release looks for kestrelsettings.json. */
export function kestrelSettingsPath(release: string): string {
  return `${imageLayoutOf(release).configDirectory}/kestrelsettings.json`;
}

/** The text of kestrelsettings.json. */
export function renderKestrelSettings(limits: KestrelLimits): string {
  const http2 = {
    InitialConnectionWindowSize: limits.initialConnectionWindowSize,
    InitialStreamWindowSize: limits.initialStreamWindowSize,
  };
  const hasHttp2 = Object.values(http2).some((value) => value !== undefined);
  const content = {
    Kestrel: {
      Limits: {
        MaxConcurrentConnections: limits.maxConcurrentConnections,
        MaxConcurrentUpgradedConnections: limits.maxConcurrentUpgradedConnections,
        Http2: hasHttp2 ? http2 : undefined,
      },
    },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
