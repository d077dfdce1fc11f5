import { Findings } from "../../../lib/problem/findings";
import { describeProblem } from "../../../lib/problem/describe-problem";
import { ExternalTcp, readExternalTcp } from "../../../lib/server/features/external-tcp";
import { isAtLeast, RELEASES, resolveRelease, type Release } from "../../../lib/server/release";
import { planServer } from "../../../lib/server/server-plan";

const SECRET = "correct-horse-battery-staple";

function read(version: string, asked: unknown, secure = true) {
  const findings = new Findings();
  const release = resolveRelease(version, findings) as Release;
  const plan = readExternalTcp(asked, { release, secure }, findings);
  return {
    plan,
    codes: findings.problems.map(({ code, path }) => `${code} ${path}`),
    text: [...findings.problems, ...findings.warnings].map(describeProblem).join("\n"),
  };
}

describe("TLS", () => {
  test.each([true, false])("follows the cluster, secure %s, where nothing is asked", (secure) => {
    for (const asked of [
      undefined,
      ExternalTcp.enabled(),
      ExternalTcp.enabled({ tls: undefined as never }),
    ]) {
      expect(read("22.10.5", asked, secure)).toMatchObject({ plan: { tls: secure }, codes: [] });
    }
  });

  test.each(RELEASES)("can be turned off where the server can: %s", (version) => {
    const { plan, codes, text } = read(version, ExternalTcp.enabled({ tls: false }));
    const can = isAtLeast(version, "20.6.0") && !isAtLeast(version, "24.2.0");
    expect([plan.tls, codes]).toEqual(
      can ? [false, []] : [true, ["externalTcp.tls.release externalTcp.tls"]],
    );
    if (!can) {
      expect(text).toContain("externalTcp.tls is false: ");
      expect(text).toContain("20.6.0 to 23.10.8 only can turn it off for external TCP alone");
    }
  });

  test("of an insecure cluster cannot be turned off, nor on, for it alone", () => {
    for (const [tls, mend] of [
      [false, "; leave it out"],
      [true, "; use Security.tls(…), or leave it out"],
    ] as const) {
      const { plan, codes, text } = read("22.10.5", ExternalTcp.enabled({ tls }), false);
      expect([plan.tls, codes]).toEqual([false, ["externalTcp.tls.insecure externalTcp.tls"]]);
      expect(text.endsWith(mend)).toBe(true);
    }
  });

  test.each([null, 0, "false", {}, Symbol("x"), NaN])("must be true or false, not %p", (tls) => {
    const { plan, codes } = read("22.10.5", ExternalTcp.enabled({ tls: tls as never }));
    expect([plan.tls, codes]).toEqual([true, ["externalTcp.tls externalTcp.tls"]]);
  });
});

test.each(RELEASES)("what is to be used in place of another value is all that %s needs", (version) => {
  const release = resolveRelease(version, new Findings()) as Release;
  const { text } = read(version, true);
  expect(text).toContain("; use ExternalTcp.enabled()");
  const findings = new Findings();
  const licenseKey = text.includes("with licenseKey beside it") ? { licenseKey: "x" } : {};
  const spec = { version, secure: true, inMemory: false, nodes: {}, externalTcp: ExternalTcp.enabled() };
  planServer({ ...spec, ...licenseKey }, release, () => false, findings);
  expect(findings.problems).toEqual([]);
});

test("an option that does not exist is not passed over", () => {
  const { codes } = read("22.10.5", ExternalTcp.enabled({ tsl: false } as never));
  expect(codes).toEqual(['value.key externalTcp["tsl"]']);
});

test("a license key that stands here is told where it belongs, and is not shown", () => {
  for (const asked of [SECRET, ExternalTcp.enabled({ licenseKey: SECRET } as never)]) {
    const { codes, text } = read("24.10.4", asked);
    expect(codes).toHaveLength(1);
    expect(text).not.toContain(SECRET);
  }
  expect(read("24.10.4", ExternalTcp.enabled({ licenseKey: SECRET } as never))).toMatchObject({
    codes: ["externalTcp.licenseKey externalTcp.licenseKey"],
    text: expect.stringContaining("write licenseKey beside externalTcp") as string,
  });
});
