import { checkEngineNetworks, isEngineName } from "../../lib/checks/engine-names";
import { Findings } from "../../lib/problem/findings";
import { specOf, V22 } from "../network/arbitrary-spec";
import { codesOf, plannedTopology } from "../network/planning";

function check(networkName: string) {
  const spec = specOf({ internalNetwork: { networkName, cidr: "10.240.0.0/24", internal: true } });
  const findings = new Findings();
  checkEngineNetworks(plannedTopology({ capabilities: V22, spec }), findings);
  return findings;
}

test.each(["bridge", "host", "none", "default", "ingress", "docker_gwbridge"])(
  "%s is the engine's own network, on which nothing has a fixed address",
  (name) => {
    expect(codesOf(check(name).problems)).toEqual(["network.name.predefined internalNetwork.networkName"]);
  },
);

test("other names, and networks that the cluster makes, are fine", () => {
  expect(check("bridges").problems).toEqual([]);
  const findings = new Findings();
  checkEngineNetworks(plannedTopology({ capabilities: V22, spec: specOf({ name: "bridge" }) }), findings);
  expect(findings.problems).toEqual([]);
});

test("the engine takes two letters or more, the first no sign", () => {
  for (const name of ["ab", "A-b_c.9", "0_", "x".repeat(255)])
    expect([name, isEngineName(name)]).toEqual([name, true]);
  for (const name of ["", "a", "-a", "_ab", ".ab", "a b", "a/b", "ä1", "x".repeat(256), "ab\n"])
    expect([name, isEngineName(name)]).toEqual([name, false]);
});
