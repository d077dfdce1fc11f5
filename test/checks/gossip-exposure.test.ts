import { checkGossipExposure } from "../../lib/checks/gossip-exposure";
import { Findings } from "../../lib/problem/findings";
import type { ServerPlan } from "../../lib/server/server-plan";
import { specOf, V22, V5 } from "../network/arbitrary-spec";
import { throughHost } from "../network/client-requests";
import { codesOf, topologyOf } from "../network/planning";
import { complete } from "../problem/complete";

/** What is wrong with gossip being on or off. */
function wrong(gossip: boolean, more: object, capabilities = V22): readonly string[] {
  const findings = new Findings();
  const topology = topologyOf({ spec: specOf(more), capabilities });
  checkGossipExposure(topology, { exposure: { gossip } } as ServerPlan, findings);
  expect(findings.warnings).toEqual([]);
  return codesOf(complete(findings.problems));
}

const TCP = { externalTcp: true, clients: throughHost({}) };

test("gossip is needed where clients of external TCP are served by more than one node", () => {
  expect(wrong(false, TCP)).toEqual(["exposure.gossip exposure.gossip"]);
  expect(wrong(false, {}, V5)).toEqual(["exposure.gossip exposure.gossip"]);
});

test("gossip is not needed by gRPC clients, with one node, or where nobody is promised to be served", () => {
  expect(wrong(false, {})).toEqual([]);
  expect(wrong(false, { ...TCP, size: 1, internalNetwork: undefined })).toEqual([]);
  expect(wrong(false, { ...TCP, clients: throughHost({ audiences: [] }) })).toEqual([]);
  expect(wrong(true, TCP)).toEqual([]);
});
