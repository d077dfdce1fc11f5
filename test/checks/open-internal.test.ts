import { checkOpenInternal } from "../../lib/checks/open-internal";
import { Binding, EndpointKind, Interface } from "../../lib/network/model/endpoint";
import { endpointOf } from "../../lib/network/model/topology";
import { Findings } from "../../lib/problem/findings";
import { specOf, V22, V5 } from "../network/arbitrary-spec";
import { everyPlanned } from "../network/every-planned";
import { codesOf, topologyOf } from "../network/planning";

const ALL = Binding.ALL_INTERFACES;

function check(capabilities: typeof V5, bindings: object) {
  const findings = new Findings();
  checkOpenInternal(topologyOf({ capabilities, spec: specOf({ bindings }) }), findings);
  expect(findings.problems).toEqual([]);
  return findings.warnings;
}

test("sockets for nodes on all interfaces are warned of, with what reaches them", () => {
  const [one, ...more] = check(V22, { internalTcp: ALL });
  expect(more).toEqual([]);
  expect(one).toEqual({
    code: "bindings.internal.open",
    path: "bindings.internalTcp",
    got: "is Binding.ALL_INTERFACES",
    expected: `everybody on the network "esdb-external" then reaches replication of 22.10.5, on 10.240.1.11:1112`,
    fix: "leave bindings.internalTcp out for Binding.NODE_ADDRESS",
  });
  expect(codesOf(check(V5, { internalTcp: ALL, internalHttp: ALL }))).toEqual([
    "bindings.internal.open bindings.internalHttp",
    "bindings.internal.open bindings.internalTcp",
  ]);
});

test("by default, and by the clients' own sockets, nothing is open", () => {
  expect(check(V5, {})).toEqual([]);
  expect(check(V22, { http: ALL })).toEqual([]);
});

test("without a warning no socket for nodes listens on the external network", () => {
  everyPlanned((topology) => {
    const findings = new Findings();
    checkOpenInternal(topology, findings);
    const open = topology.nodes.some((node) =>
      [EndpointKind.INTERNAL_TCP, EndpointKind.INTERNAL_HTTP].some((kind) => {
        const bind = endpointOf(node, kind)?.bind;
        return (
          bind !== undefined &&
          !node.attachments.some((a) => a.interface === Interface.INTERNAL && a.address === bind)
        );
      }),
    );
    expect(findings.warnings.length > 0).toBe(open);
  });
});
