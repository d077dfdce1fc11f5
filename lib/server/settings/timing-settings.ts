import type { TimingOptions } from "../features/timing";
import { EndpointKind } from "../../network/model/endpoint";
import { endpointOf, type ClusterNode } from "../../network/model/topology";
import { catalogueOf } from "../catalogue";
import { isAtLeast } from "../release";
import type { SettingValue } from "../user-settings";

/** Heartbeats and keep-alive as plain options, where they have an effect on this node. */
export function timingSettings(
  version: string,
  node: ClusterNode,
  timing: Required<TimingOptions>,
): Readonly<Record<string, SettingValue>> {
  const settings: Record<string, SettingValue> = {};
  const newNames = isAtLeast(version, "23.10.0");
  const internal = newNames ? "ReplicationHeartbeat" : "IntTcpHeartbeat";
  const external = newNames ? "NodeHeartbeat" : "ExtTcpHeartbeat";
  const clustered = endpointOf(node, EndpointKind.INTERNAL_TCP) !== undefined;
  const externalTcp = endpointOf(node, EndpointKind.EXTERNAL_TCP) !== undefined;
  if (clustered) {
    settings[`${internal}Interval`] = timing.internalHeartbeatInterval;
    settings[`${internal}Timeout`] = timing.internalHeartbeatTimeout;
  }
  // From 24.2 external TCP has settings of its own. Before that a follower's connection to its leader uses
  // the external interval, so it counts in every cluster.
  if (!isAtLeast(version, "24.2.0")) {
    if (clustered || externalTcp) settings[`${external}Interval`] = timing.externalHeartbeatInterval;
    if (externalTcp) settings[`${external}Timeout`] = timing.externalHeartbeatTimeout;
  }
  if (catalogueOf(version).options.has("KeepAliveInterval")) {
    settings.KeepAliveInterval = timing.keepAliveInterval;
    settings.KeepAliveTimeout = timing.keepAliveTimeout;
  }
  return settings;
}
