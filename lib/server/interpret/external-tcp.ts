import { isAtLeast } from "../release";
import type { AddressSettings } from "./address-settings";
import { wholeNumber, type SettingReader } from "./setting-reader";

/** What a release with one HTTP side does about TCP for clients. */
export interface ExternalTcpSettings {
  readonly listens: boolean;
  readonly port: number;
  /** Whether a port is gossiped. */
  readonly isGossiped: boolean;
  /** What is gossiped in place of the bound port; 0 for none. */
  readonly advertisedPort: number;
  /** What is gossiped in place of both the plain and the secure port; 0 for none. */
  readonly clientPort: number;
  /** Whether TLS may be turned off for it alone. */
  readonly tlsDisabled: boolean;
}

/** TCP for clients, which each line of releases turns on in its own way. */
export function externalTcpOf(
  release: string,
  settings: SettingReader,
  addresses: AddressSettings,
): ExternalTcpSettings {
  if (isAtLeast(release, "24.6.0")) return ofPlugin(settings);
  if (isAtLeast(release, "24.2.0")) return ofVariables(settings);
  const listens = settings.flag("EnableExternalTcp");
  return {
    listens,
    port: addresses.externalTcpPort,
    // From 21.6 the port is told even while nothing listens there.
    isGossiped: listens || isAtLeast(release, "21.6.0"),
    advertisedPort: listens ? addresses.externalTcpPortAdvertised : 0,
    clientPort: settings.number("AdvertiseTcpPortToClientAs"),
    tlsDisabled: settings.flag("DisableExternalTcpTls"),
  };
}

function ofPlugin(settings: SettingReader): ExternalTcpSettings {
  const listens = isTrue(settings.raw("TcpPlugin:EnableExternalTcp"));
  return {
    listens,
    port: wholeNumber(settings.raw("TcpPlugin:NodeTcpPort")) ?? 1113,
    isGossiped: listens,
    advertisedPort: 0,
    // Told to clients even while the plugin is off.
    clientPort: wholeNumber(settings.raw("TcpPlugin:NodeTcpPortAdvertiseAs")) ?? 0,
    tlsDisabled: false,
  };
}

function ofVariables(settings: SettingReader): ExternalTcpSettings {
  const port = wholeNumber(settings.raw("UNSUPPORTED_EVENTSTORE_TCP_API_PORT"));
  // Without a port it stays off, and says nothing.
  const listens = port !== undefined && isTrue(settings.raw("UNSUPPORTED_EVENTSTORE_TCP_API_ENABLED"));
  const advertised = wholeNumber(settings.raw("UNSUPPORTED_EVENTSTORE_TCP_API_ADVERTISED_PORT")) ?? 0;
  return {
    listens,
    port: port ?? 0,
    isGossiped: listens,
    advertisedPort: 0,
    clientPort: listens ? Math.max(advertised, 0) : 0,
    tlsDisabled: false,
  };
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === "true";
}
