import type { Catalogue } from "../catalogue";

// The names that one thing had through the lines, oldest first.
const NAMES: readonly (readonly string[])[] = [
  ["IntIp", "ReplicationIp"],
  ["ExtIp", "NodeIp"],
  ["IntTcpPort", "ReplicationPort"],
  ["ExtHttpPort", "HttpPort", "NodePort"],
  ["ExtTcpPort", "NodeTcpPort"],
  ["IntIpAdvertiseAs", "IntHostAdvertiseAs", "ReplicationHostAdvertiseAs"],
  ["IntTcpPortAdvertiseAs", "ReplicationTcpPortAdvertiseAs"],
  ["IntHttpPortAdvertiseAs", "HttpPortAdvertiseAs", "NodePortAdvertiseAs"],
  ["ExtHostAdvertiseAs", "NodeHostAdvertiseAs"],
  ["ExtTcpPortAdvertiseAs", "NodeTcpPortAdvertiseAs"],
  ["ExtIpAdvertiseAs", "AdvertiseHostToClientAs"],
  ["ExtHttpPortAdvertiseAs", "AdvertiseHttpPortToClientAs", "AdvertiseNodePortToClientAs"],
  ["IntTcpHeartbeatInterval", "ReplicationHeartbeatInterval"],
  ["IntTcpHeartbeatTimeout", "ReplicationHeartbeatTimeout"],
  ["ExtTcpHeartbeatInterval", "NodeHeartbeatInterval"],
  ["ExtTcpHeartbeatTimeout", "NodeHeartbeatTimeout"],
];

// The same switch, the other way round.
const INVERTED: readonly (readonly string[])[] = [
  ["AdminOnExt", "DisableAdminUi"],
  ["StatsOnExt", "DisableStatsOnHttp"],
  ["GossipOnExt", "DisableGossipOnHttp"],
];

/** What a release has in place of an option that it lacks, in words: `"DisableAdminUi (inverted)"`. */
export function counterpartOf(name: string, catalogue: Catalogue): string | undefined {
  const renamed = lastKnown(NAMES, name, catalogue);
  if (renamed !== undefined) return renamed;
  const inverted = lastKnown(INVERTED, name, catalogue);
  return inverted === undefined ? undefined : `${inverted} (inverted)`;
}

function lastKnown(
  groups: readonly (readonly string[])[],
  name: string,
  catalogue: Catalogue,
): string | undefined {
  const group = groups.find((names) => names.includes(name)) ?? [];
  return group.filter((other) => other !== name && catalogue.options.has(other)).pop();
}
