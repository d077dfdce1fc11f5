import { Findings } from "../../../lib/problem/findings";
import { describeProblem } from "../../../lib/problem/describe-problem";
import { warnOfLicensed } from "../../../lib/server/features/licensed-settings";
import { readLicenseKey, takesLicenseKey } from "../../../lib/server/features/license-key";
import { isAtLeast, RELEASES, resolveRelease, type Release } from "../../../lib/server/release";

const TOKEN = "${TfToken[TOKEN.0]}";
const SECRET = "correct-horse-battery-staple";

function read(version: string, value: unknown, externalTcp = false) {
  const findings = new Findings();
  const release = resolveRelease(version, findings) as Release;
  const key = readLicenseKey(value, { release, needed: externalTcp, isToken: (v) => v === TOKEN }, findings);
  const told = (list: Findings["problems"]) => list.map(({ code, path }) => `${code} ${path}`);
  return {
    key,
    problems: told(findings.problems),
    warnings: told(findings.warnings),
    text: [...findings.problems, ...findings.warnings].map(describeProblem).join("\n"),
  };
}

test.each(RELEASES)("%s takes a license key from 24.10 on, with external TCP and without", (version) => {
  const taken = isAtLeast(version, "24.10.0");
  expect(takesLicenseKey(version)).toBe(taken);
  for (const externalTcp of [true, false]) {
    const { key, problems, text } = read(version, TOKEN, externalTcp);
    expect([key, problems]).toEqual(taken ? [TOKEN, []] : [undefined, ["licenseKey.release licenseKey"]]);
    if (!taken) expect(text).toContain(`${version} takes no license key; 24.10.0 to 26.1.0 take one`);
  }
});

test("only external TCP must have one", () => {
  expect(read("24.10.4", undefined)).toMatchObject({ key: undefined, problems: [] });
  expect(read("24.10.4", undefined, true).problems).toEqual(["licenseKey.missing licenseKey"]);
  expect(read("24.6.0", undefined, true).problems).toEqual([]);
});

test("one that is written out is warned of, one that comes with the deployment is not", () => {
  const literal = read("24.10.4", SECRET);
  expect(literal).toMatchObject({
    key: SECRET,
    problems: [],
    warnings: ["setting.secret.literal licenseKey"],
  });
  expect(literal.text).not.toContain(SECRET);
  expect(read("24.10.4", TOKEN)).toMatchObject({ problems: [], warnings: [] });
});

test.each([null, "", " \n", 5, {}, `${SECRET}\0`, [SECRET]])("%p is no key, and is not shown", (value) => {
  const { key, problems, text } = read("24.10.4", value);
  expect([key, problems]).toEqual([undefined, ["licenseKey licenseKey"]]);
  expect(text).toContain("is not a key: must be a text that is not blank and holds no NUL, or a token;");
  expect(text).not.toContain(SECRET);
});

describe("settings that ask for licensed features", () => {
  const warned = (
    settings: Readonly<Record<string, unknown>>,
    {
      version = "26.1.0",
      secure = true,
      licenseKey,
    }: { version?: string; secure?: boolean; licenseKey?: string } = {},
  ) => {
    const findings = new Findings();
    const release = resolveRelease(version, findings) as Release;
    warnOfLicensed(
      [["settings", new Map(Object.entries(settings))]],
      { release, secure, licenseKey },
      findings,
    );
    expect(findings.problems).toEqual([]);
    return findings.warnings.map(describeProblem);
  };

  const FEATURES: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ AuthenticationType: "ldaps" }, "24.10.0"],
    [{ AuthenticationType: "oauth" }, "24.10.0"],
    [{ "Authorization:DefaultPolicyType": "streampolicy" }, "24.10.0"],
    [{ "UserCertificates:Enabled": true }, "24.10.0"],
    [{ "UserCertificates:Enabled": "True" }, "24.10.0"],
    [{ EVENTSTORE__AUTO_SCAVENGE__ENABLED: true }, "24.10.0"],
    [{ "EncryptionAtRest:Enabled": true }, "24.10.0"],
    [{ "OpenTelemetry:Otlp:Endpoint": "http://otel:4317" }, "24.10.0"],
    [{ "OpenTelemetry:Logs:Enabled": true }, "25.1.0"],
    [{ "Archive:Enabled": true }, "25.0.0"],
  ];

  test.each(FEATURES)("%j without a key is a warning from %s on, and with one none", (settings, from) => {
    for (const version of RELEASES) {
      expect([version, warned(settings, { version }).length]).toEqual([
        version,
        isAtLeast(version, from) ? 1 : 0,
      ]);
      expect(warned(settings, { version, licenseKey: TOKEN })).toEqual([]);
    }
  });

  test("are told at once, with the mend", () => {
    expect(warned({ AuthenticationType: "ldaps", "Archive:Enabled": true })).toEqual([
      'licenseKey is missing, and settings.AuthenticationType, settings["Archive:Enabled"] ask for licensed features: 26.1.0 without a license key does no licensed feature, and does not start with most of them; set licenseKey, or leave these settings out',
    ]);
  });

  test("are not what is off, another way, or known at deployment only", () => {
    expect(
      warned({
        AuthenticationType: "internal",
        "Authorization:DefaultPolicyType": TOKEN,
        "UserCertificates:Enabled": false,
        "AutoScavenge:Enabled": TOKEN,
        "OpenTelemetry:Metrics:Interval": 5,
        "OpenTelemetry:Otlp:Enabled": false,
        "Archive:RetainAtLeast:Days": 5,
      }),
    ).toEqual([]);
  });

  test("are passed over by an insecure server where they are of its users", () => {
    expect(warned({ AuthenticationType: "ldaps" }, { secure: false })).toEqual([]);
    expect(warned({ "Archive:Enabled": true }, { secure: false })).toHaveLength(1);
  });
});
