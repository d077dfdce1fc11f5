import { isAtLeast } from "../release";
import { wholeNumber, type SettingReader } from "./setting-reader";

/** The address settings of a release with one HTTP side, whatever their names there. */
export interface AddressSettings {
  readonly replicationIp: string;
  readonly replicationPort: number;
  readonly replicationHostAdvertised: string | undefined;
  readonly replicationPortAdvertised: number;
  readonly nodeIp: string;
  readonly nodePort: number;
  readonly nodeHostAdvertised: string | undefined;
  readonly nodePortAdvertised: number;
  readonly clientHost: string | undefined;
  readonly clientPort: number;
  readonly externalTcpPort: number;
  readonly externalTcpPortAdvertised: number;
}

/** Reads the address settings by the names of the release, old names behind new ones where it has both. */
export function addressSettingsOf(release: string, settings: SettingReader): AddressSettings {
  const textOf = (name: string, oldName: string) => textOfEither(release, settings, name, oldName);
  const numberOf = (name: string, oldName: string) => wholeNumber(textOf(name, oldName)) ?? 0;
  return {
    replicationIp: textOf("ReplicationIp", "IntIp") ?? "127.0.0.1",
    replicationPort: numberOf("ReplicationPort", "IntTcpPort"),
    replicationHostAdvertised: textOf("ReplicationHostAdvertiseAs", "IntHostAdvertiseAs"),
    replicationPortAdvertised: numberOf("ReplicationTcpPortAdvertiseAs", "IntTcpPortAdvertiseAs"),
    nodeIp: textOf("NodeIp", "ExtIp") ?? "127.0.0.1",
    nodePort: numberOf("NodePort", "HttpPort"),
    nodeHostAdvertised: textOf("NodeHostAdvertiseAs", "ExtHostAdvertiseAs"),
    nodePortAdvertised: numberOf("NodePortAdvertiseAs", "HttpPortAdvertiseAs"),
    clientHost: settings.text("AdvertiseHostToClientAs"),
    clientPort: numberOf("AdvertiseNodePortToClientAs", "AdvertiseHttpPortToClientAs"),
    externalTcpPort: numberOf("NodeTcpPort", "ExtTcpPort"),
    externalTcpPortAdvertised: numberOf("NodeTcpPortAdvertiseAs", "ExtTcpPortAdvertiseAs"),
  };
}

// The new name stands above the old one, unless it says no more than its default.
function textOfEither(
  release: string,
  settings: SettingReader,
  name: string,
  oldName: string,
): string | undefined {
  if (!isAtLeast(release, "23.10.0")) return settings.text(oldName);
  const isDefault = settings.text(name) === settings.defaultOf(name);
  return isDefault && settings.knows(oldName) ? settings.text(oldName) : settings.text(name);
}
