import { checkOldTcpClients } from "../../lib/checks/old-tcp-clients";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import { specOf, V22, V5 } from "../network/arbitrary-spec";
import { throughHost } from "../network/client-requests";
import { topologyOf } from "../network/planning";
import { complete } from "../problem/complete";

function told(more: object, capabilities = V22): readonly string[] {
  const findings = new Findings();
  checkOldTcpClients(topologyOf({ spec: specOf({ allowPublished: true, ...more }), capabilities }), findings);
  expect(findings.problems).toEqual([]);
  return complete(findings.warnings).map(describeProblem);
}

const NAMED = { externalTcp: true, clients: throughHost({ host: "db.example.com" }) };

test("names told to TCP clients are told of once, with the client that takes them", () => {
  const [warning, ...others] = told(NAMED);
  expect(warning).toContain(
    'by name, such as "db.example.com": .NET clients before 5.0.12 take addresses only',
  );
  expect(others).toEqual([]);
  expect(told({ externalTcp: true })).toHaveLength(1);
});

test("addresses, gRPC clients, one node, nobody and v5 are not told of", () => {
  expect(told({ externalTcp: true, clients: throughHost({ host: "192.0.2.1" }) })).toEqual([]);
  expect(told({ ...NAMED, externalTcp: false })).toEqual([]);
  expect(told({ ...NAMED, size: 1, internalNetwork: undefined })).toEqual([]);
  expect(told({ ...NAMED, clients: throughHost({ host: "db.example.com", audiences: [] }) })).toEqual([]);
  expect(told({}, V5)).toEqual([]);
});
