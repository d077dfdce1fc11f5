import type { TimingOptions } from "../features/timing";
import { isTcpPlugin, type ExternalTcpPlan } from "../features/external-tcp";
import { EndpointKind } from "../../network/model/endpoint";
import { endpointOf, type ClusterNode } from "../../network/model/topology";
import { isVersion5 } from "../capabilities-of";
import { catalogueOf } from "../catalogue";
import { isAtLeast } from "../release";
import type { RenderedSetting } from "../rendering/setting";

/** What switches external TCP on and advertises its port to clients, from 20.6; nothing where it is off. */
export function externalTcpSettings(
  version: string,
  node: ClusterNode,
  plan: ExternalTcpPlan,
  secure: boolean,
  timing: Required<TimingOptions>,
): readonly RenderedSetting[] {
  const endpoint = endpointOf(node, EndpointKind.EXTERNAL_TCP);
  const advertised = node.advertised.externalTcp;
  // On v5 it is always on, and its port one of the interfaces' own settings.
  if (endpoint === undefined || advertised === undefined || isVersion5(version)) return [];
  const translated = advertised.port !== endpoint.port;

  if (isTcpPlugin(version)) {
    const nested = (key: string, value: number | boolean): RenderedSetting => ({
      key,
      value,
      channel: "nested",
      secret: false,
    });
    return [
      nested("TcpPlugin:EnableExternalTcp", true),
      nested("TcpPlugin:NodeTcpPort", endpoint.port),
      ...(translated ? [nested("TcpPlugin:NodeTcpPortAdvertiseAs", advertised.port)] : []),
      nested("TcpPlugin:NodeHeartbeatInterval", timing.externalHeartbeatInterval),
      nested("TcpPlugin:NodeHeartbeatTimeout", timing.externalHeartbeatTimeout),
      ...(plan.readTimeout === undefined ? [] : [nested("TcpPlugin:TcpReadTimeoutMs", plan.readTimeout)]),
    ];
  }
  if (isAtLeast(version, "24.2.0")) {
    const plain = (key: string, value: number | boolean): RenderedSetting => ({
      key: `UNSUPPORTED_EVENTSTORE_TCP_${key}`,
      value,
      channel: "plainEnvironment",
      secret: false,
    });
    return [
      plain("API_ENABLED", true),
      plain("API_PORT", endpoint.port),
      ...(translated ? [plain("API_ADVERTISED_PORT", advertised.port)] : []),
      plain("HEARTBEAT_INTERVAL", timing.externalHeartbeatInterval),
      plain("HEARTBEAT_TIMEOUT", timing.externalHeartbeatTimeout),
    ];
  }
  const option = (key: string, value: number | boolean): RenderedSetting => ({
    key: catalogueOf(version).find(key)?.name ?? key,
    value,
    channel: "option",
    secret: false,
  });
  // 20.6.0 advertises to clients what it advertises to nodes.
  const advertiseAs = catalogueOf(version).options.has("AdvertiseTcpPortToClientAs")
    ? "AdvertiseTcpPortToClientAs"
    : "ExtTcpPortAdvertiseAs";
  return [
    option("EnableExternalTcp", true),
    option(isAtLeast(version, "23.10.0") ? "NodeTcpPort" : "ExtTcpPort", endpoint.port),
    ...(secure && !plan.tls ? [option("DisableExternalTcpTls", true)] : []),
    ...(translated ? [option(advertiseAs, advertised.port)] : []),
    ...(plan.readTimeout === undefined ? [] : [option("TcpReadTimeoutMs", plan.readTimeout)]),
  ];
}
