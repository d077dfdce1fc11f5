import type { ClusterSpec } from "../../../lib/network/asked/cluster-spec";
import type { Capabilities } from "../../../lib/network/plan/capabilities";
import { planTopology, type PlannedCluster } from "../../../lib/network/plan/plan-topology";
import type { ClusterNode, Topology } from "../../../lib/network/model/topology";
import { Findings } from "../../../lib/problem/findings";
import type { Problem } from "../../../lib/problem/problem";
import { capabilitiesOf } from "../../../lib/server/capabilities-of";
import { ExternalTcp } from "../../../lib/server/features/external-tcp";
import { takesLicenseKey } from "../../../lib/server/features/license-key";
import { imageLayoutOf } from "../../../lib/server/image-layout";
import { isAtLeast, resolveRelease, type Release } from "../../../lib/server/release";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";
import { planServer } from "../../../lib/server/server-plan";
import type { ServerSpec } from "../../../lib/server/server-spec";
import type { ServerTls } from "../../../lib/server/server-tls";
import { settingsOf } from "../../../lib/server/settings/settings-of";

/** A cluster with every node's settings, or what is wrong with it. */
export interface Configured {
  readonly problems: readonly Problem[];
  readonly topology?: Topology;
  readonly settings: readonly (readonly [ClusterNode, readonly RenderedSetting[]])[];
}

/** What a node is told about a certificate, in the form that the release reads, with the secret `password`. */
export function tlsOn(version: string, password?: string): ServerTls {
  const { tlsDirectory } = imageLayoutOf(version);
  const secret = password === undefined ? {} : { password };
  return isAtLeast(version, "20.6.0")
    ? {
        ...secret,
        certificateFile: `${tlsDirectory}/node.crt`,
        privateKeyFile: `${tlsDirectory}/node.key`,
        trustedRootsPath: `${tlsDirectory}/roots`,
        commonName: "node.example.com",
      }
    : { ...secret, certificateFile: `${tlsDirectory}/node.p12`, commonName: "node.example.com" };
}

/** Goes the way from a spec to every node's settings, on a release. */
export function configure(version: string, spec: ClusterSpec, server: Partial<ServerSpec> = {}): Configured {
  const findings = new Findings();
  const { topology, settings } = configureAnyway(version, spec, findings, { server });
  return findings.problems.length > 0
    ? { problems: findings.problems, settings: [] }
    : { problems: [], topology, settings };
}

/** The same, whatever is refused on the way. */
export function configureAnyway(
  version: string,
  spec: ClusterSpec,
  findings: Findings,
  { server = {}, capabilities }: { server?: Partial<ServerSpec>; capabilities?: Capabilities } = {},
): PlannedCluster & Pick<Configured, "settings"> {
  const release = resolveRelease(version, findings) as Release;
  const externalTcp = spec.externalTcp
    ? ExternalTcp.enabled({
        ...(spec.externalTcpTls === undefined ? {} : { tls: spec.externalTcpTls }),
      })
    : undefined;
  const plan = planServer(
    {
      version,
      secure: spec.secure,
      inMemory: false,
      nodes: {},
      ...(externalTcp === undefined ? {} : { externalTcp }),
      ...(externalTcp !== undefined && takesLicenseKey(release.version) ? { licenseKey: "key" } : {}),
      ...server,
    },
    release,
    () => false,
    findings,
  );
  const { topology, origins } = planTopology(spec, capabilities ?? capabilitiesOf(release), findings);
  const settings = topology.nodes.map(
    (node) => [node, settingsOf(plan, topology, node, spec.secure ? tlsOn(version) : undefined)] as const,
  );
  return { topology, origins, settings };
}
