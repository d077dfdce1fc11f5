import { Findings } from "../../../lib/problem/findings";
import { describeProblem } from "../../../lib/problem/describe-problem";
import { capabilitiesOf } from "../../../lib/server/capabilities-of";
import { ExternalTcp } from "../../../lib/server/features/external-tcp";
import { Timing } from "../../../lib/server/features/timing";
import { RELEASES, resolveRelease, type Release } from "../../../lib/server/release";
import { planServer } from "../../../lib/server/server-plan";
import type { ServerSpec } from "../../../lib/server/server-spec";
import { DERIVED } from "../../../lib/server/user-settings";

/** What is said of a server that is asked for on a release. */
function planOf(version: string, secure: boolean, more: Partial<Record<keyof ServerSpec, unknown>>) {
  const findings = new Findings();
  const release = resolveRelease(version, findings) as Release;
  const spec = { version, secure, inMemory: false, nodes: {}, ...more } as ServerSpec;
  planServer(spec, release, () => false, findings);
  return findings.problems;
}

type Followed = Partial<Record<keyof ServerSpec, unknown>> | "on every release";

/** What somebody does who was told of a setting to use a prop in its place. */
const FOLLOWED: Readonly<Record<string, (name: string) => Followed>> = {
  "use timing": (name) => {
    const end = /Interval$|Timeout$/.exec(name)?.[0] ?? "";
    if (name.startsWith("KeepAlive")) return { timing: Timing.custom({ [`keepAlive${end}`]: 20000 }) };
    const side = /^(Int|Replication)/.test(name) ? "internal" : "external";
    return { timing: Timing.custom({ [`${side}Heartbeat${end}`]: 5000 }) };
  },
  "use externalTcp": (name) => ({
    externalTcp: ExternalTcp.enabled(name.startsWith("TcpRead") ? { readTimeout: 20000 } : {}),
  }),
  "use externalTcp: ExternalTcp.enabled({ tls: false })": () => ({
    externalTcp: ExternalTcp.enabled({ tls: false }),
  }),
  "use atomPub": () => ({ atomPub: true }),
  "use exposure.adminUi": () => ({ exposure: { adminUi: false } }),
  "use exposure.stats": () => ({ exposure: { adminUi: false, stats: false } }),
  "use exposure.gossip": () => ({ exposure: { gossip: false } }),
  "use connectionLimits": () => ({ connectionLimits: { maxConcurrentConnections: 1000 } }),
  "use licenseKey": () => ({ licenseKey: "x" }),
  'use nodeOverrides["node-0"].priority': () => ({ nodes: { "node-0": { priority: 1 } } }),
  "use internalNetwork, externalNetwork and bindings": () => "on every release",
  "use bindings": () => "on every release",
  "use ports": () => "on every release",
  "use peers": () => "on every release",
  "use clients": () => "on every release",
  "use size": () => "on every release",
  "use data": () => "on every release",
  "use delivery": () => "on every release",
  "use Security.tls(…) or Security.insecure()": () => "on every release",
};

const NESTED = [
  "Kestrel:Limits:MaxConcurrentConnections",
  "TcpPlugin:TcpReadTimeoutMs",
  "TcpPlugin:NodeHeartbeatInterval",
  "LicenseKey",
];

test.each([true, false])("what is to be used in place of one, its release takes, secure %s", (secure) => {
  for (const version of RELEASES) {
    const capabilities = capabilitiesOf(resolveRelease(version, new Findings()) as Release);
    for (const name of [...Object.keys(DERIVED), ...NESTED]) {
      const [told] = planOf(version, secure, { settings: { [name]: 1 } });
      if (told === undefined) throw new Error(`${name} is taken on ${version}`);
      expect(told.code).toBe("setting.derived");
      const { fix } = told;
      if (fix.startsWith("leave it out")) continue;
      if (fix === "use readOnlyReplicas") {
        expect([version, capabilities.readOnlyReplicas]).toEqual([version, true]);
        continue;
      }
      const [prop = "", withKey] = fix.split(", with licenseKey");
      const followed = FOLLOWED[prop]?.(name.replace(/^.*:/, ""));
      if (followed === undefined) throw new Error(`who is told "${fix}" does what?`);
      if (followed === "on every release") continue;
      const key = withKey === undefined ? {} : { licenseKey: "x" };
      const problems = planOf(version, secure, { ...followed, ...key });
      expect([version, name, problems.map(describeProblem)]).toEqual([version, name, []]);
    }
  }
});

test.each([
  [
    "24.10.4",
    true,
    "24.10.4 gives external TCP what the cluster has; leave it out, or use Security.insecure()",
  ],
  ["5.0.11", true, "5.0.11 opens plain TCP to clients and between nodes, or neither; leave it out"],
  ["22.10.5", false, "Security.insecure() leaves TLS out everywhere; leave it out"],
])("on %s, secure %s, DisableExternalTcpTls is left out, with the reason", (version, secure, text) => {
  const [told] = planOf(version, secure, { settings: { DisableExternalTcpTls: true } });
  expect(told && describeProblem(told)).toContain(`: ${text}`);
});
