import { TerraformStack, App } from "cdktf";
import { describeProblem, ExternalTcp, InvalidClusterError, Timing } from "../../lib";
import { planCluster } from "../../lib/cluster/cluster-plan";
import { surroundingsOf } from "../../lib/docker/cluster-surroundings";
import { propsOf } from "../docker/synth";

const stack = new TerraformStack(new App({ skipBackendValidation: true }), "stack");

function said(more: Parameters<typeof propsOf>[0]): readonly string[] {
  try {
    planCluster("esdb", propsOf(more), surroundingsOf(stack), said);
    return [];
  } catch (error) {
    if (error instanceof InvalidClusterError) return error.problems.map(describeProblem);
    throw error;
  }
}

test("a wrong version does not hide what is wrong on every release", () => {
  const [version, ...others] = said({
    version: "24.10",
    settings: { MaxApendSize: 4194304 },
    exposure: { adminUI: false },
    timing: Timing.custom({ keepAliveInterval: 5 }),
  });
  expect(version).toMatch(/^version is "24\.10"/);
  expect(others).toEqual([
    expect.stringMatching(/^exposure\["adminUI"\] is not known: .*did you mean adminUi\?$/),
    "settings.MaxApendSize is no setting of any release: must be a setting that the release knows; did you mean MaxAppendSize?",
    expect.stringMatching(/^timing\.keepAliveInterval is 5: must be whole milliseconds/),
  ]);
  expect(
    said({ version: "24.10.4", settings: { MaxAppendSize: 4194304 }, exposure: { adminUi: false } }),
  ).toEqual([]);
});

test("nor is anything said of it that is wrong on some releases only", () => {
  expect(
    said({
      version: "24.10",
      settings: { DefaultAdminPassword: "x", OptimizeIndexMerge: true },
      externalTcp: ExternalTcp.enabled({ readTimeout: 10 }),
      connectionLimits: { maxConcurrentConnections: 10 },
    }),
  ).toEqual([expect.stringMatching(/^version is "24\.10"/)]);
});
