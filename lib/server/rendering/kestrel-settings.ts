import type { ConnectionLimits } from "../features/connection-limits";
import { imageLayoutOf } from "../image-layout";

/** Where a release looks for kestrelsettings.json. */
export function kestrelSettingsPath(release: string): string {
  return `${imageLayoutOf(release).configDirectory}/kestrelsettings.json`;
}

/** The text of kestrelsettings.json. */
export function renderKestrelSettings(limits: ConnectionLimits): string {
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
