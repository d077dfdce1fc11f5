import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import { catalogueOf } from "../../lib/server/catalogue";
import { Delivery } from "../../lib/server/delivery";
import { ExternalTcp } from "../../lib/server/features/external-tcp";
import { takesLicenseKey } from "../../lib/server/features/license-key";
import { LAN_TIMING, Timing, type TimingOptions } from "../../lib/server/features/timing";
import { readsKestrelSettings } from "../../lib/server/image-layout";
import { isAtLeast, RELEASES, resolveRelease, type Release } from "../../lib/server/release";
import { planServer } from "../../lib/server/server-plan";
import type { ServerSpec } from "../../lib/server/server-spec";
import { anyValue } from "../network/arbitrary-spec";
import { codesOf, RUNS } from "../network/planning";
import { complete } from "../problem/complete";

type More = Partial<Record<keyof ServerSpec, unknown>>;

/** What becomes of a server that is asked for on a release. */
function planOf(more: More, version = "22.10.5") {
  const findings = new Findings();
  const release = resolveRelease(version, findings) as Release;
  const spec = { version, secure: false, inMemory: false, nodes: {}, ...more } as ServerSpec;
  const plan = planServer(spec, release, () => false, findings);
  const { problems, warnings } = findings;
  complete([...problems, ...warnings]);
  return {
    plan,
    problems: codesOf(problems),
    warnings: codesOf(warnings),
    texts: problems.map(describeProblem),
  };
}

const without = (has: (release: string) => boolean) => RELEASES.filter((release) => !has(release));

test("where nothing is asked for, every release has its defaults and nothing is found", () => {
  for (const version of RELEASES) {
    const { plan, problems, warnings } = planOf({}, version);
    expect([version, problems, warnings]).toEqual([version, [], []]);
    expect(plan).toMatchObject({
      delivery: Delivery.GENERATION,
      externalTcp: { on: false },
      timing: LAN_TIMING,
      timingAsked: [],
      exposure: { adminUi: true, stats: true, gossip: true },
      atomPub: !isAtLeast(version, "20.6.0"),
    });
    expect("connectionLimits" in plan).toBe(false);
    expect([...plan.userSettings, ...plan.nodes]).toEqual([]);
  }
});

test("any value whatever in any place is read or refused, and what is read is of its type", () => {
  const places = ["externalTcp", "timing", "exposure", "atomPub", "connectionLimits", "delivery"] as const;
  const options = fc.oneof(anyValue, fc.dictionary(fc.constantFrom(...TIMINGS, "other"), anyValue));
  fc.assert(
    fc.property(
      fc.constantFrom(...RELEASES),
      fc.constantFrom(...places),
      options,
      (version, place, value) => {
        for (const asked of [value, Timing.custom(value as never), ExternalTcp.enabled(value as never)]) {
          const { plan } = planOf({ [place]: asked }, version);
          expect(Object.values(Delivery)).toContain(plan.delivery);
          for (const flag of [plan.atomPub, ...Object.values(plan.exposure)])
            expect(typeof flag).toBe("boolean");
          for (const number of Object.values(plan.timing)) expect(Number.isInteger(number)).toBe(true);
          for (const limit of Object.values(plan.connectionLimits ?? {})) {
            expect(Number.isInteger(limit)).toBe(true);
          }
        }
      },
    ),
    RUNS,
  );
});

const TIMINGS = Object.keys(LAN_TIMING) as (keyof TimingOptions)[];

describe("timing", () => {
  test.each(TIMINGS)("%s is taken from its smallest value to its largest, and no further", (key) => {
    const smallest = key.startsWith("keepAlive") ? 1000 : 100;
    const code = key.startsWith("keepAlive") ? "timing.keepAlive" : "timing.heartbeat";
    const ask = (value: unknown) => planOf({ timing: Timing.custom({ [key]: value }) });
    for (const value of [smallest, LAN_TIMING[key], 2147483647]) {
      const { plan, problems, warnings } = ask(value);
      expect(problems).toEqual([]);
      expect(plan.timing).toEqual({ ...LAN_TIMING, [key]: value });
      expect(plan.timingAsked).toEqual([key]);
      // Shorter than the server's own is taken, with a warning.
      expect(warnings).toEqual(value < LAN_TIMING[key] ? [`${code}.short timing.${key}`] : []);
    }
    for (const value of [smallest - 1, 2147483648, 0, -1, NaN, smallest + 0.5, "1000", null]) {
      const { plan, problems, texts } = ask(value);
      expect(problems).toEqual([`${code} timing.${key}`]);
      expect(texts[0]).toContain(
        `whole milliseconds, ${smallest} to 2147483647; leave it out for ${LAN_TIMING[key]}`,
      );
      expect(plan.timing).toEqual(LAN_TIMING);
    }
  });

  test("keep-alive is refused where the release has none, and heartbeats never are", () => {
    for (const version of RELEASES) {
      const has = catalogueOf(version).options.has("KeepAliveInterval");
      for (const key of TIMINGS) {
        const { problems, texts } = planOf({ timing: Timing.custom({ [key]: 20000 }) }, version);
        const refused = key.startsWith("keepAlive") && !has;
        expect([version, problems]).toEqual([
          version,
          refused ? [`timing.keepAlive.release timing.${key}`] : [],
        ]);
        if (refused) expect(texts[0]).toContain(`${version} has no keep-alive settings; 20.10.2`);
      }
    }
  });

  test("the warnings of short times say what they lead to", () => {
    const findings = new Findings();
    const release = resolveRelease("22.10.5", findings) as Release;
    const timing = Timing.custom({ keepAliveTimeout: 1000, internalHeartbeatTimeout: 100 });
    const spec = { version: "22.10.5", secure: false, inMemory: false, nodes: {}, timing };
    planServer(spec, release, () => false, findings);
    expect(findings.warnings.map((w) => w.expected)).toEqual([
      expect.stringMatching(/default of 700 ms.*elections/),
      expect.stringMatching(/gRPC.*10000 ms/),
    ]);
  });

  test("ready-made timings are taken as they are, and count as not asked for", () => {
    expect(planOf({ timing: Timing.lan() }).plan).toMatchObject({ timing: LAN_TIMING, timingAsked: [] });
    const { plan, warnings } = planOf({ timing: Timing.tolerant() });
    expect(warnings).toEqual([]);
    expect(plan.timingAsked).toEqual([]);
    expect(plan.timing).toEqual({
      ...LAN_TIMING,
      internalHeartbeatInterval: 5000,
      internalHeartbeatTimeout: 1000,
      externalHeartbeatInterval: 5000,
      externalHeartbeatTimeout: 1000,
    });
  });

  test.each([null, 700, "lan", {}, { internalHeartbeatInterval: 700 }])("%p is no Timing", (timing) => {
    const { plan, problems, texts } = planOf({ timing });
    expect(problems).toEqual(["timing timing"]);
    expect(texts[0]).toContain("use Timing.lan()");
    expect(plan.timing).toEqual(LAN_TIMING);
  });

  test.each([null, undefined, 7])("options of %p are none", (options) => {
    expect(planOf({ timing: Timing.custom(options as never) }).problems).toEqual(["value.object timing"]);
  });

  test("an unknown time is refused by its name", () => {
    const { problems, texts } = planOf({ timing: Timing.custom({ heartbeat: 700 } as never) });
    expect(problems).toEqual(['value.key timing["heartbeat"]']);
    expect(texts[0]).toContain("known are internalHeartbeatInterval, ");
  });
});

describe("exposure", () => {
  test.each([
    ["5.0.12", "adminUi", { AdminOnExt: false }],
    ["5.0.12", "stats", { StatsOnExt: false }],
    ["5.0.12", "gossip", { GossipOnExt: false }],
    ["20.6.1", "adminUi", { DisableAdminUi: true }],
    ["26.1.0", "stats", { DisableStatsOnHttp: true }],
    ["26.1.0", "gossip", { DisableGossipOnHttp: true }],
  ])("on %s %s is switched off by %p", (version, key, settings) => {
    const { plan, problems } = planOf({ exposure: { [key]: false } }, version);
    expect(problems).toEqual([]);
    expect(plan.exposure).toEqual({ adminUi: true, stats: true, gossip: true, [key]: false });
    expect(plan.shared).toMatchObject(settings);
    expect(planOf({ exposure: { [key]: true } }, version).plan.shared).toEqual(
      planOf({}, version).plan.shared,
    );
  });

  test("the admin UI without stats is warned of, and only that", () => {
    expect(planOf({ exposure: { stats: false } }).warnings).toEqual(["exposure.stats exposure.stats"]);
    expect(planOf({ exposure: { stats: false, adminUi: false } }).warnings).toEqual([]);
    expect(planOf({ exposure: { gossip: false, adminUi: false } }).warnings).toEqual([]);
  });

  test.each(["adminUi", "stats", "gossip"])("%s is true or false", (key) => {
    for (const value of [null, 0, "false", {}]) {
      const { plan, problems, texts } = planOf({ exposure: { [key]: value } });
      expect(problems).toEqual([`exposure exposure.${key}`]);
      expect(texts[0]).toContain("must be true or false; leave it out for true");
      expect(plan.exposure).toEqual({ adminUi: true, stats: true, gossip: true });
    }
  });

  test("anything but an object of the three is refused", () => {
    expect(planOf({ exposure: null }).problems).toEqual(["value.object exposure"]);
    expect(planOf({ exposure: true }).texts[0]).toContain("use exposure: { adminUi: false }");
    expect(planOf({ exposure: { ui: false } }).problems).toEqual(['value.key exposure["ui"]']);
  });
});

describe("AtomPub", () => {
  test("is switched on in the release's own spelling, and cannot be switched off on v5", () => {
    expect(planOf({ atomPub: true }, "20.10.5").plan.shared).toEqual({ EnableAtomPubOverHTTP: true });
    expect(planOf({ atomPub: true }).plan.shared).toEqual({ EnableAtomPubOverHttp: true });
    expect(planOf({ atomPub: false }).plan).toMatchObject({ atomPub: false, shared: {} });
    expect([planOf({ atomPub: false }).problems, planOf({ atomPub: true }).problems]).toEqual([[], []]);
    expect(planOf({ atomPub: true }, "5.0.11").problems).toEqual([]);
    for (const version of RELEASES.filter((r) => !isAtLeast(r, "20.6.0"))) {
      const { plan, problems, texts } = planOf({ atomPub: false }, version);
      expect([problems, plan.shared]).toEqual([["atomPub.release atomPub"], {}]);
      expect(texts[0]).toContain(`${version} always serves AtomPub`);
      expect(planOf({ atomPub: true }, version).plan.shared).toEqual({});
    }
  });

  test.each([null, 1, "true"])("is true or false, not %p", (atomPub) => {
    expect(planOf({ atomPub }).problems).toEqual(["atomPub atomPub"]);
    expect(planOf({ atomPub }).plan.atomPub).toBe(false);
    expect(planOf({ atomPub }, "5.0.11").plan.atomPub).toBe(true);
  });
});

describe("connection limits", () => {
  const RANGES: readonly (readonly [string, number, number])[] = [
    ["maxConcurrentConnections", 1, Number.MAX_SAFE_INTEGER],
    ["maxConcurrentUpgradedConnections", 0, Number.MAX_SAFE_INTEGER],
    ["initialConnectionWindowSize", 65535, 2147483647],
    ["initialStreamWindowSize", 65535, 2147483647],
  ];

  test.each(RANGES)("%s is taken from %i to %i", (key, min, max) => {
    for (const value of [min, max]) {
      const { plan, problems, warnings } = planOf({ connectionLimits: { [key]: value } });
      expect([problems, warnings]).toEqual([[], []]);
      expect(plan.connectionLimits).toEqual({ [key]: value });
    }
    for (const value of [min - 1, max + 1, min + 0.5, "70000", null]) {
      const { plan, problems, texts } = planOf({ connectionLimits: { [key]: value } });
      expect(problems).toEqual([`connectionLimits connectionLimits.${key}`]);
      expect(texts[0]).toContain(`${min} to ${max}; leave it out`);
      expect("connectionLimits" in plan).toBe(false);
    }
  });

  test("say what they count", () => {
    const text = (key: string) => planOf({ connectionLimits: { [key]: -1 } }).texts[0];
    expect(text("maxConcurrentConnections")).toContain("must be a whole number of connections, 1 to ");
    expect(text("maxConcurrentUpgradedConnections")).toContain(
      "must be a whole number of connections, 0 to ",
    );
    expect(text("initialStreamWindowSize")).toContain("must be bytes, 65535 to 2147483647");
  });

  test("are refused where the release does not read their file", () => {
    const lacking = without(readsKestrelSettings);
    expect(lacking).toContain("21.2.0");
    for (const version of lacking) {
      const { problems, texts } = planOf({ connectionLimits: { maxConcurrentConnections: 9 } }, version);
      expect(problems).toEqual(["connectionLimits.release connectionLimits"]);
      expect(texts[0]).toContain(`is set on ${version}: ${version} reads no kestrelsettings.json; 20.10.4`);
    }
    expect(planOf({ connectionLimits: {} }, "21.2.0").problems).toEqual([]);
  });

  test("a stream's window above its connection's is warned of", () => {
    const limits = { initialStreamWindowSize: 70000, initialConnectionWindowSize: 70000 };
    expect(planOf({ connectionLimits: limits }).warnings).toEqual([]);
    expect(planOf({ connectionLimits: { ...limits, initialStreamWindowSize: 70001 } }).warnings).toEqual([
      "connectionLimits.window connectionLimits.initialStreamWindowSize",
    ]);
    expect(planOf({ connectionLimits: { initialStreamWindowSize: 70000 } }).warnings).toEqual([]);
  });

  test("anything but an object of the four is refused", () => {
    expect(planOf({ connectionLimits: 9 }).problems).toEqual(["value.object connectionLimits"]);
    expect(planOf({ connectionLimits: 9 }).texts[0]).toContain("use connectionLimits: { maxConcurrent");
    expect(planOf({ connectionLimits: { max: 9 } }).problems).toEqual(['value.key connectionLimits["max"]']);
  });
});

describe("external TCP", () => {
  test("needs the cluster's license key where the release does", () => {
    for (const version of RELEASES) {
      const { problems, texts } = planOf({ externalTcp: ExternalTcp.enabled() }, version);
      expect(problems).toEqual(isAtLeast(version, "24.10.0") ? ["licenseKey.missing licenseKey"] : []);
      if (problems.length > 0) expect(texts[0]).toContain(`is missing: ${version} shuts itself down`);
    }
  });

  test("without a key says nothing besides of settings that need one, which single nodes may have, too", () => {
    const archive = { "Archive:Enabled": true };
    const alone = planOf({ nodes: { "node-3": { settings: archive } } }, "26.1.0");
    expect(alone.warnings).toContain("licenseKey.missing licenseKey");
    expect(planOf({ settings: archive, licenseKey: 5 }, "26.1.0").warnings).not.toContain(
      "licenseKey.missing licenseKey",
    );
    const both = planOf({ settings: archive, externalTcp: ExternalTcp.enabled() }, "26.1.0");
    expect([both.problems, both.warnings]).toEqual([
      ["licenseKey.missing licenseKey"],
      ["setting.unchecked settings"],
    ]);
  });

  test("takes a read timeout on the releases that have one", () => {
    const has = (version: string) =>
      isAtLeast(version, "24.6.0") || version === "23.10.7" || version === "23.10.8";
    for (const version of RELEASES) {
      const key = takesLicenseKey(version) ? { licenseKey: "key" } : {};
      const ask = (readTimeout: unknown) =>
        planOf({ ...key, externalTcp: ExternalTcp.enabled({ readTimeout: readTimeout as number }) }, version);
      for (const value of [1, 2147483647]) {
        const { plan, problems, texts } = ask(value);
        expect([version, problems]).toEqual([
          version,
          has(version) ? [] : ["externalTcp.readTimeout.release externalTcp.readTimeout"],
        ]);
        if (!has(version))
          expect(texts[0]).toContain(`${version} has no such setting; 23.10.7 to 23.10.8 and 24.6.0`);
        expect(plan.externalTcp.readTimeout).toBe(value);
      }
      for (const value of [0, 2147483648, "10000"]) {
        expect(ask(value).problems).toEqual(["externalTcp.readTimeout externalTcp.readTimeout"]);
        expect(ask(value).texts[0]).toContain("whole milliseconds, 1 to 2147483647; leave it out for 10000");
        expect("readTimeout" in ask(value).plan.externalTcp).toBe(false);
      }
    }
  });

  test.each([null, true, {}, { options: {} }])("%p is no ExternalTcp", (externalTcp) => {
    const { plan, problems, texts } = planOf({ externalTcp });
    expect(problems).toEqual(["externalTcp externalTcp"]);
    expect(texts[0]).toContain("must be an ExternalTcp; use ExternalTcp.enabled()");
    expect(plan.externalTcp).toEqual({ on: false, tls: false });
  });
});

describe("delivery and nodes", () => {
  test("every delivery is taken, anything else refused", () => {
    for (const delivery of Object.values(Delivery)) expect(planOf({ delivery }).plan.delivery).toBe(delivery);
    for (const delivery of [null, "", "ENVIRONMENT", 0]) {
      expect(planOf({ delivery }).problems).toEqual(["delivery delivery"]);
      expect(planOf({ delivery }).texts[0]).toContain(
        "Delivery.COMMAND_LINE; leave it out for Delivery.GENERATION",
      );
      expect(planOf({ delivery }).plan.delivery).toBe(Delivery.GENERATION);
    }
    // What 0.1 called the conf file is what everybody gets by now.
    expect(planOf({ delivery: "confFile" }).texts[0]).toContain(
      "leave it out: a conf file is what the nodes get",
    );
  });

  test("a node's priority is a whole number", () => {
    for (const priority of [-2147483648, 0, 2147483647]) {
      const { plan, problems } = planOf({ nodes: { "node-0": { priority }, "node-1": {} } });
      expect(problems).toEqual([]);
      expect(plan.nodes.get("node-0")?.priority).toBe(priority);
      expect("priority" in (plan.nodes.get("node-1") ?? { priority })).toBe(false);
    }
    for (const priority of [-2147483649, 2147483648, 0.5, "1", null]) {
      const { problems, texts } = planOf({ nodes: { "node-0": { priority } } });
      expect(problems).toEqual(['priority nodeOverrides["node-0"].priority']);
      expect(texts[0]).toContain(
        "the node with the highest is preferred as leader, -2147483648 to 2147483647",
      );
    }
  });

  test("settings of all nodes and of one are checked where they stand", () => {
    const nodes = { "node-1": { settings: { WorkerThreads: 6, Nonsense: 1 } } };
    const { plan, problems } = planOf({ settings: { WorkerThreads: 5, Rubbish: 1 }, nodes });
    expect(problems.map((p) => p.split(" ")[1])).toEqual([
      'nodeOverrides["node-1"].settings.Nonsense',
      "settings.Rubbish",
    ]);
    expect([...plan.userSettings]).toEqual([["WorkerThreads", 5]]);
    expect([...(plan.nodes.get("node-1")?.settings ?? [])]).toEqual([["WorkerThreads", 6]]);
  });

  test("a node's name is shown on one line, whatever it is", () => {
    const { texts } = planOf({ nodes: { ["a\0\n" + "b".repeat(500)]: { priority: "1" } } });
    expect(texts[0]).toMatch(/^nodeOverrides\["a\\u0000\\nb{77}…"\]\.priority is "1"/);
  });
});
