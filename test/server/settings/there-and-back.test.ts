import fc from "fast-check";
import { EndpointKind, Interface } from "../../../lib/network/endpoint";
import { attachmentOf, endpointOf, type ClusterNode } from "../../../lib/network/topology";
import { capabilitiesOf } from "../../../lib/server/capabilities-of";
import { interpretSettings } from "../../../lib/server/interpret/interpret-settings";
import { isAtLeast, RELEASES } from "../../../lib/server/release";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";
import { planned } from "../../network/arbitrary-spec";
import { configure } from "./configured";

/** What a server does with the settings that were emitted for it. */
function interpret(release: string, node: ClusterNode, settings: readonly RenderedSetting[]) {
  const sides = [Interface.EXTERNAL, Interface.INTERNAL].flatMap((side) => attachmentOf(node, side) ?? []);
  return interpretSettings({
    release,
    settings: Object.fromEntries(settings.map((s) => [s.key, s.value])),
    interfaces: Object.fromEntries(sides.map((s, i) => [`eth${i}`, s.address])),
    secure: false,
  });
}

/** What the topology promised that the node's own entry in gossip says, as far as the release says it. */
function promised(release: string, node: ClusterNode): Record<string, unknown> {
  const { replication, nodeHttp, http, externalTcp } = node.advertised;
  const tcp =
    externalTcp === undefined ? {} : { externalTcpIp: externalTcp.host, externalTcpPort: externalTcp.port };
  const peers =
    replication === undefined ? {} : { internalTcpIp: replication.host, internalTcpPort: replication.port };
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

test("the settings of any topology on any release bind and gossip just what the topology promised", () => {
  const releases = RELEASES.filter((r) => r !== "20.6.0");
  let compared = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...releases).chain((release) => {
        const findings = { version: release, line: release, asked: release };
        return fc.tuple(fc.constant(release), planned([capabilitiesOf(findings)]));
      }),
      ([release, { spec }]) => {
        const { problems, settings } = configure(release, { ...spec, secure: false, allowPublished: true });
        expect(problems).toEqual([]);
        for (const [node, own] of settings) {
          const { listening, gossip } = interpret(release, node, own);
          expect([...listening]).toEqual(
            [...new Set(node.endpoints.map((e) => `${e.bind}:${e.port}`))].sort(),
          );
          expect(gossip).toMatchObject(promised(release, node));
          if (endpointOf(node, EndpointKind.EXTERNAL_TCP) !== undefined)
            expect(gossip).toHaveProperty("externalTcpPort");
          compared++;
        }
      },
    ),
    { seed: 20_251_121, numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(400);
});
