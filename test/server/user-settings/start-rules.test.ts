import { Findings } from "../../../lib/problem/findings";
import { describeProblem } from "../../../lib/problem/describe-problem";
import { catalogueOf } from "../../../lib/server/catalogue";
import { RELEASES, type Release } from "../../../lib/server/release";
import { checkUserSettings } from "../../../lib/server/user-settings";

const TOKEN = "${TfToken[TOKEN.0]}";

/** The problems of settings on a release that is secure. */
function check(version: string, settings: object, shared?: ReadonlyMap<string, unknown>) {
  const findings = new Findings();
  const release: Release = { version, asked: version, line: "" };
  checkUserSettings(
    settings,
    {
      release,
      path: "settings",
      delivery: "environment",
      secure: true,
      isToken: (value) => value === TOKEN,
      ...(shared === undefined ? {} : { shared }),
    },
    findings,
  );
  return findings.problems;
}

/** The releases on which a setting of 0 is refused for its range. */
const refusing = (option: string) =>
  RELEASES.filter((version) => {
    if (!catalogueOf(version).options.has(option)) return false;
    const problems = check(version, { [option]: 0 }).filter((p) => p.code === "setting.range");
    for (const problem of problems) expect(describeProblem(problem)).toContain(`else ${version} refuses`);
    return problems.length > 0;
  });

describe("a count of threads or readers", () => {
  test("is one at least, where the release does not choose by itself", () => {
    expect(refusing("InitializationThreads")).toEqual(RELEASES);
    for (const option of ["WorkerThreads", "ReaderThreadsCount"]) {
      const versions = refusing(option);
      expect(versions).toContain("5.0.12");
      expect(versions).toContain("20.10.2");
      expect(versions).toContain("21.2.0");
      for (const version of ["20.10.3", "21.6.0", "22.10.5", "26.1.0"])
        expect(versions).not.toContain(version);
    }
    expect(refusing("ChunkInitialReaderCount")).toContain("24.2.0");
    expect(refusing("ChunkInitialReaderCount")).not.toContain("24.6.0");
  });

  test("may be one, or a token", () => {
    expect(check("22.10.5", { InitializationThreads: 1 })).toEqual([]);
    expect(check("22.10.5", { InitializationThreads: TOKEN })).toEqual([]);
    expect(check("22.10.5", { InitializationThreads: -1 })).toHaveLength(1);
  });
});

describe("a default password", () => {
  const codes = (...args: Parameters<typeof check>) =>
    check(...args).map(({ code, path }) => `${code} ${path}`);

  test.each(["23.6.0", "24.10.4", "26.1.0"])(
    "goes with the server's own authentication only: %s",
    (version) => {
      const both = {
        AuthenticationType: "ldaps",
        DefaultAdminPassword: "hunter2",
        DefaultOpsPassword: TOKEN,
      };
      expect(codes(version, both)).toEqual([
        "setting.authentication settings.DefaultAdminPassword",
        "setting.authentication settings.DefaultOpsPassword",
      ]);
      for (const problem of check(version, both)) {
        expect(describeProblem(problem)).toContain(`${version} refuses to start`);
        expect(describeProblem(problem)).not.toContain("hunter2");
      }
      expect(codes(version, { DefaultAdminPassword: "hunter2" })).toEqual([]);
      expect(codes(version, { AuthenticationType: "internal", DefaultAdminPassword: "hunter2" })).toEqual([]);
      expect(codes(version, { AuthenticationType: "ldaps" })).toEqual([]);
      expect(codes(version, { AuthenticationType: TOKEN, DefaultAdminPassword: "hunter2" })).toEqual([]);
    },
  );

  test("is held against the settings of all nodes", () => {
    const shared = new Map([["DefaultAdminPassword", "hunter2"]]);
    expect(codes("24.10.4", { AuthenticationType: "ldaps" }, shared)).toEqual([
      "setting.authentication settings.AuthenticationType",
    ]);
    const ldaps = new Map([["AuthenticationType", "ldaps"]]);
    expect(codes("24.10.4", { DefaultAdminPassword: "hunter2" }, ldaps)).toHaveLength(1);
    expect(codes("24.10.4", {}, new Map([...shared, ...ldaps]))).toEqual([]);
  });
});

test("an index in the data path is refused with the release's name", () => {
  for (const version of RELEASES) {
    const { default: data } = catalogueOf(version).options.get("Db") ?? { default: "" };
    const [problem, ...more] = check(version, { Index: `${String(data)}/.` });
    expect(more).toEqual([]);
    expect(problem?.code).toBe("setting.indexPath");
    expect(problem?.expected).toContain(`${version} refuses to start`);
  }
});

test.each<readonly [string, object, readonly string[]]>([
  ["24.10.4", { MaxAppendSize: 1 }, []],
  ["24.10.4", { MaxAppendSize: 16767216 }, []],
  [
    "24.10.4",
    { MaxAppendSize: 16767217 },
    [
      "MaxAppendSize is 16767217: must be 1 to 16767216 (bytes), else 24.10.4 refuses to start; change the value",
    ],
  ],
  ["25.1.0", { MaxAppendSize: 268435456 }, []],
  [
    "25.1.0",
    { MaxAppendSize: 268435457, MaxAppendEventSize: 16777217 },
    [
      "MaxAppendSize is 268435457: must be 1 to 268435456 (bytes), else 25.1.0 refuses to start; change the value",
      "MaxAppendEventSize is 16777217: must be 1 to 16777216 (bytes), else 25.1.0 refuses to start; change the value",
    ],
  ],
  ["25.1.0", { MaxAppendSize: 500, MaxAppendEventSize: 500 }, []],
  ["25.1.0", { MaxAppendSize: 500, MaxAppendEventSize: TOKEN }, []],
  ["25.1.0", { MaxAppendSize: TOKEN, MaxAppendEventSize: 500 }, []],
  [
    "25.1.0",
    { MaxAppendSize: 500, MaxAppendEventSize: 501 },
    [
      "MaxAppendEventSize leaves MaxAppendEventSize 501 above MaxAppendSize 500: 25.1.0 refuses to start so; set MaxAppendEventSize to at most 500 too",
    ],
  ],
  [
    "25.1.0",
    { MaxAppendSize: 500 },
    [
      "MaxAppendSize leaves MaxAppendEventSize 16777216 above MaxAppendSize 500: 25.1.0 refuses to start so; set MaxAppendEventSize to at most 500 too",
    ],
  ],
  [
    "22.10.5",
    { InitializationThreads: 0 },
    ["InitializationThreads is 0: must be 1 or more, else 22.10.5 refuses to start; leave it out for 1"],
  ],
  [
    "22.10.5",
    { Index: "/var/lib//eventstore/./" },
    [
      'Index is "/var/lib//eventstore/./": that is the data path, and 22.10.5 refuses to start when both are one folder; leave it out for "/var/lib/eventstore/index"',
    ],
  ],
  [
    "24.10.4",
    { AuthenticationType: "ldaps", DefaultAdminPassword: "hunter2" },
    [
      'DefaultAdminPassword is set, while AuthenticationType is "ldaps": 24.10.4 refuses to start with a default password and another authentication than "internal"; leave DefaultAdminPassword out',
    ],
  ],
])("on %s %j is answered in full", (version, settings, said) => {
  expect(check(version, settings).map(describeProblem)).toEqual(said.map((text) => `settings.${text}`));
});

test("a password of all nodes and one node's authentication are told together", () => {
  const shared = new Map([["DefaultOpsPassword", "hunter2"]]);
  expect(check("24.10.4", { AuthenticationType: "ldaps" }, shared).map(describeProblem)).toEqual([
    'settings.AuthenticationType comes together with DefaultOpsPassword, while AuthenticationType is "ldaps": 24.10.4 refuses to start with a default password and another authentication than "internal"; leave DefaultOpsPassword out',
  ]);
});
