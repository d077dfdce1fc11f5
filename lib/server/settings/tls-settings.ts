import { DEFAULT_PORTS, EndpointKind } from "../../network/model/endpoint";
import { endpointOf, type ClusterNode } from "../../network/model/topology";
import { isVersion5 } from "../capabilities-of";
import { catalogueOf } from "../catalogue";
import type { RenderedSetting } from "../rendering/setting";
import { NODE_COMMON_NAME, type ServerTls } from "../server-tls";
import type { SettingValue } from "../user-settings";

/** What a node of a secure cluster is told about certificates and, on v5, about its secure ports. */
export function tlsSettings(version: string, node: ClusterNode, tls: ServerTls): readonly RenderedSetting[] {
  const settings = isVersion5(version) ? version5(node, tls) : from20(tls);
  return Object.entries(settings).flatMap(([name, value]): readonly RenderedSetting[] => {
    const option = catalogueOf(version).find(name);
    if (option === undefined || value === undefined) return [];
    return [{ key: option.name, value, channel: "option", secret: option.sensitive }];
  });
}

type Settings = Readonly<Record<string, SettingValue | undefined>>;

/** Certificate and key in PEM. What a release does not have is left out by its catalogue. */
function from20(tls: ServerTls): Settings {
  return {
    CertificateFile: tls.certificateFile,
    CertificatePrivateKeyFile: tls.privateKeyFile,
    CertificatePrivateKeyPassword: tls.password,
    TrustedRootCertificatesPath: tls.trustedRootsPath,
    CertificateReservedNodeCommonName: tls.commonName,
    DisableClientAuthEkuValidation: tls.withoutClientAuth === true ? true : undefined,
  };
}

/**
 * The ports of TCP become secure ones, those for clients alone where nodes replicate in clear. The plain ones, set to the same numbers beside these, are not opened then
 * but told to clients all the same: with numbers of their own, several nodes behind one host would all tell the
 * same plain address, and a client that loses one node takes it for the lost one and drops them all.
 */
function version5(node: ClusterNode, tls: ServerTls): Settings {
  const internal = endpointOf(node, EndpointKind.INTERNAL_TCP);
  const external = endpointOf(node, EndpointKind.EXTERNAL_TCP);
  const { replication, externalTcp } = node.advertised;
  const forClients = {
    CertificateFile: tls.certificateFile,
    CertificatePassword: tls.password,
    ExtSecureTcpPort: external?.port,
    ExtSecureTcpPortAdvertiseAs: unlessSame(externalTcp?.port, external?.port),
  };
  if (internal?.tls === false) return forClients;
  return {
    ...forClients,
    DisableInsecureTCP: true,
    // To do without plain TCP a single node must have these too, though it opens no internal port.
    UseInternalSsl: true,
    IntSecureTcpPort: internal?.port ?? DEFAULT_PORTS.internalTcp,
    IntSecureTcpPortAdvertiseAs: unlessSame(replication?.port, internal?.port),
    // Without a name it does not start. One name for all: every node expects it of every other.
    SslTargetHost: tls.commonName ?? NODE_COMMON_NAME,
    // No choice: the server never turns it off, whatever it is told.
    SslValidateServer: true,
  };
}

function unlessSame(advertised: number | undefined, bound: number | undefined): number | undefined {
  return advertised === bound ? undefined : advertised;
}
