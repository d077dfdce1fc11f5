import type { Configuration } from "./configuration";
import { isSince } from "./release";

/** Whether the legacy client protocol of a secure server goes without TLS all the same. */
export function isPlainExternalTcp(release: string, configuration: Configuration): boolean {
  return !isSince(release, "24.2") && configuration.flag("DisableExternalTcpTls") === true;
}

/** The port of the legacy client protocol from 20.6 on, and the one told to clients; nothing where it is off. */
export function readExternalTcp(
  release: string,
  configuration: Configuration,
): { readonly port: number; readonly told: number } | undefined {
  if (isSince(release, "24.6")) {
    if (configuration.flag("TcpPlugin:EnableExternalTcp") !== true) return undefined;
    if (isSince(release, "24.10") && configuration.text("Licensing:LicenseKey") === undefined) {
      throw new Error("external TCP needs a license key");
    }
    const port = configuration.number("TcpPlugin:NodeTcpPort") ?? 1113;
    return { port, told: configuration.number("TcpPlugin:NodeTcpPortAdvertiseAs") ?? port };
  }
  if (isSince(release, "24.2")) {
    const variable = (name: string) => process.env[`UNSUPPORTED_EVENTSTORE_TCP_API_${name}`];
    if (variable("ENABLED") !== "true") return undefined;
    const port = Number(variable("PORT"));
    return { port, told: Number(variable("ADVERTISED_PORT") ?? port) };
  }
  if (configuration.flag("EnableExternalTcp") !== true) return undefined;
  const newer = isSince(release, "23.10");
  const port =
    (newer ? configuration.number("NodeTcpPort") : undefined) ?? configuration.number("ExtTcpPort") ?? 1113;
  const told =
    (newer ? configuration.number("NodeTcpPortAdvertiseAs") : undefined) ??
    configuration.number("ExtTcpPortAdvertiseAs") ??
    port;
  return { port, told: configuration.number("AdvertiseTcpPortToClientAs") ?? told };
}
