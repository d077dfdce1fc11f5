import { isAtLeast } from "../release";
import { wholeNumber, type SettingReader } from "./setting-reader";

/** The address settings of a release with one HTTP side, whatever their names there. */
export interface NodeAddresses {
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
export function nodeAddressesOf(release: string, settings: SettingReader): NodeAddresses {
  const text = (name: string, oldName: string) => read(release, settings, name, oldName);
  const number = (name: string, oldName: string) => wholeNumber(text(name, oldName)) ?? 0;
  return {
    replicationIp: text("ReplicationIp", "IntIp") ?? "127.0.0.1",
    replicationPort: number("ReplicationPort", "IntTcpPort"),
    replicationHostAdvertised: text("ReplicationHostAdvertiseAs", "IntHostAdvertiseAs"),
    replicationPortAdvertised: number("ReplicationTcpPortAdvertiseAs", "IntTcpPortAdvertiseAs"),
    nodeIp: text("NodeIp", "ExtIp") ?? "127.0.0.1",
    nodePort: number("NodePort", "HttpPort"),
    nodeHostAdvertised: text("NodeHostAdvertiseAs", "ExtHostAdvertiseAs"),
    nodePortAdvertised: number("NodePortAdvertiseAs", "HttpPortAdvertiseAs"),
    clientHost: settings.text("AdvertiseHostToClientAs"),
    clientPort: number("AdvertiseNodePortToClientAs", "AdvertiseHttpPortToClientAs"),
    externalTcpPort: number("NodeTcpPort", "ExtTcpPort"),
    externalTcpPortAdvertised: number("NodeTcpPortAdvertiseAs", "ExtTcpPortAdvertiseAs"),
  };
}

// The new name stands above the old one, unless it says no more than its default.
function read(release: string, settings: SettingReader, name: string, oldName: string): string | undefined {
  if (!isAtLeast(release, "23.10.0")) return settings.text(oldName);
  const isDefault = settings.text(name) === settings.defaultOf(name);
  return isDefault && settings.knows(oldName) ? settings.text(oldName) : settings.text(name);
}
