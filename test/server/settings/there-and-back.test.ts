import fc from "fast-check";
import type { ClusterSpec } from "../../../lib/network/asked/cluster-spec";
import { EndpointKind, Interface } from "../../../lib/network/model/endpoint";
import {
  attachmentOf,
  endpointOf,
  type ClusterNode,
  type HostPort,
} from "../../../lib/network/model/topology";
import { capabilitiesOf } from "../../../lib/server/capabilities-of";
import { catalogueOf } from "../../../lib/server/catalogue";
import { interpretSettings, type Interpretation } from "../../../lib/server/interpret/interpret-settings";
import { isAtLeast, RELEASES } from "../../../lib/server/release";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";
import { planned } from "../../network/arbitrary-spec";
import { runs } from "../../runs";
import { configure } from "./configured";

/** What a server does with the settings that were emitted for it. */
function interpret(
  release: string,
  node: ClusterNode,
  settings: readonly RenderedSetting[],
  secure: boolean,
): Interpretation {
  const sides = [Interface.EXTERNAL, Interface.INTERNAL].flatMap((side) => attachmentOf(node, side) ?? []);
  return interpretSettings({
    release,
    settings: Object.fromEntries(settings.map((s) => [s.key, s.value])),
    interfaces: Object.fromEntries(sides.map((s, i) => [`eth${i}`, s.address])),
    secure,
  });
}

type Told = EndpointKind.INTERNAL_TCP | EndpointKind.EXTERNAL_TCP;

/** A port of TCP as gossip has it: under the secure name where the topology promises TLS, else under the plain. */
function promisedPort(node: ClusterNode, kind: Told, at: HostPort | undefined): Record<string, unknown> {
  if (at === undefined) return {};
  const secure = endpointOf(node, kind)?.tls === true;
  return {
    [`${kind}Ip`]: at.host,
    [secure ? kind.replace("Tcp", "SecureTcpPort") : `${kind}Port`]: at.port,
  };
}

/** What the topology promised that the node's own entry in gossip says, as far as the release says it. */
function promised(release: string, node: ClusterNode): Record<string, unknown> {
  const { replication, nodeHttp, http, externalTcp } = node.advertised;
  const tcp = promisedPort(node, EndpointKind.EXTERNAL_TCP, externalTcp);
  const peers = promisedPort(node, EndpointKind.INTERNAL_TCP, replication);
  if (!isAtLeast(release, "20.6.0")) {
    const inner =
      replication === undefined ? {} : { internalHttpIp: nodeHttp.host, internalHttpPort: nodeHttp.port };
    return { ...peers, ...inner, ...tcp, externalHttpIp: http.host, externalHttpPort: http.port };
  }
  const inner = isAtLeast(release, "24.10.0")
    ? { internalHttpEndPointIp: nodeHttp.host, internalHttpEndPointPort: nodeHttp.port }
    : {};
  return { ...peers, ...inner, ...tcp, httpEndPointIp: http.host, httpEndPointPort: http.port };
}

/** Whether TLS can be left out for external TCP alone. */
function canBePlain(release: string, spec: ClusterSpec): boolean {
  return spec.secure && spec.externalTcp && catalogueOf(release).options.has("DisableExternalTcpTls");
}

test.each([
  ["insecure", false],
  ["secure", true],
])("the settings of any %s topology bind and gossip just what the topology promised", (_, secure) => {
  const releases = RELEASES.filter((r) => secure || r !== "20.6.0");
  let compared = 0;
  const plainly = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(...releases).chain((release) => {
        const findings = { version: release, line: release, asked: release };
        return fc.tuple(fc.constant(release), planned([capabilitiesOf(findings)]), fc.boolean());
      }),
      ([release, { spec: drawn }, plain]) => {
        const asked = { ...drawn, secure, allowPublished: true };
        const spec = plain && canBePlain(release, asked) ? { ...asked, externalTcpTls: false } : asked;
        if (spec.externalTcpTls === false) plainly.add(release);
        const { problems, settings } = configure(release, spec);
        expect(problems).toEqual([]);
        for (const [node, own] of settings) {
          const { listening, gossip } = interpret(release, node, own, secure);
          expect([...listening]).toEqual(
            [...new Set(node.endpoints.map((e) => `${e.bind}:${e.port}`))].sort(),
          );
          expect(gossip).toMatchObject(promised(release, node));
          if (endpointOf(node, EndpointKind.EXTERNAL_TCP) !== undefined)
            expect(gossip).toHaveProperty("externalTcpPort");
          if (secure && endpointOf(node, EndpointKind.INTERNAL_TCP) !== undefined)
            expect([0, gossip.internalSecureTcpPort]).toContain(gossip.internalTcpPort);
          compared++;
        }
      },
    ),
    runs(400),
  );
  expect(compared).toBeGreaterThan(runs(400).numRuns);
  expect(plainly.size > 0).toBe(secure);
});
