import { checkAtomLinks } from "../../lib/checks/atom-links";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import { RELEASES, type Release } from "../../lib/server/release";
import type { ServerPlan } from "../../lib/server/server-plan";
import { specOf, V22 } from "../network/arbitrary-spec";
import { topologyOf } from "../network/planning";
import { complete } from "../problem/complete";

/** The releases on which AtomPub in a cluster is warned of. */
function warned(atomPub: boolean, size = 3, more: object = {}): readonly string[] {
  const topology = topologyOf({ capabilities: V22, spec: specOf({ size, ...more }) });
  return RELEASES.filter((version) => {
    const findings = new Findings();
    const release: Release = { version, asked: version, line: "" };
    checkAtomLinks(topology, { release, atomPub } as ServerPlan, findings);
    expect(findings.problems).toEqual([]);
    const text = `atomPub is true on ${version}: the links in its answers carry the address that is advertised to nodes`;
    for (const warning of complete(findings.warnings)) {
      expect(warning.code).toBe("atomPub.links");
      expect(describeProblem(warning)).toContain(text);
    }
    return findings.warnings.length > 0;
  });
}

test("links that carry the nodes' own address are warned of, on the releases that have them", () => {
  expect(warned(true)).toEqual([
    ...["20.6.0", "20.6.1", "20.6.2"],
    ...["20.10.0", "20.10.1", "20.10.2", "20.10.3", "20.10.4"],
    ...["21.2.0", "21.6.0"],
  ]);
});

test("nobody is warned without AtomPub, or of a single node, which has one address", () => {
  expect(warned(false)).toEqual([]);
  expect(warned(true, 1)).toEqual([]);
});

test("nobody is warned where no client is promised to be served", () => {
  expect(warned(true, 3, { clients: ClientAccess.withinNetwork({ audiences: [] }) })).toEqual([]);
});
