import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import { ALL_OPTION_NAMES, catalogueOf } from "../../lib/server/catalogue";
import { isAtLeast, RELEASES, resolveRelease } from "../../lib/server/release";
import { checkUserSettings, DERIVED, type SettingsContext } from "../../lib/server/user-settings";
import { counterpartOf } from "../../lib/server/user-settings/renamed";
import { complete } from "../problem/complete";
import { runs } from "../runs";
import { character } from "../character";

const TOKEN = "${TfToken[TOKEN.0]}";
const SECRET = "correct horse battery staple";

function check(version: string, settings: unknown, other: Partial<SettingsContext> = {}) {
  const release = resolveRelease(version, new Findings());
  if (release === undefined) throw new Error(`no release ${version}`);
  const findings = new Findings();
  const context: SettingsContext = {
    release,
    path: "settings",
    delivery: "environment",
    secure: true,
    isToken: (value) => value === TOKEN,
    ...other,
  };
  const accepted = checkUserSettings(settings, context, findings);
  complete([...findings.problems, ...findings.warnings]);
  return {
    accepted: [...accepted],
    problems: findings.problems.map(describeProblem),
    codes: findings.problems.map(({ code }) => code),
    warnings: findings.warnings.map(describeProblem),
  };
}

describe("a setting that the release knows", () => {
  it("is taken as it was given, in the order of names", () => {
    const settings = {
      WorkerThreads: 4,
      ChunksCacheSize: 2 ** 33,
      RunProjections: "All",
      MinFlushDelayMs: 0.5,
    };
    expect(check("22.10.5", { ...settings, LogHttpRequests: false })).toEqual({
      accepted: [
        ["ChunksCacheSize", 2 ** 33],
        ["LogHttpRequests", false],
        ["MinFlushDelayMs", 0.5],
        ["RunProjections", "All"],
        ["WorkerThreads", 4],
      ],
      problems: [],
      codes: [],
      warnings: [],
    });
    expect(check("5.0.11", { Defines: ["A", "B"] }).accepted).toEqual([["Defines", ["A", "B"]]]);
    expect(check("26.1.0", undefined)).toMatchObject({ accepted: [], problems: [] });
  });

  it.each(["DefaultAdminPassword", "LogHttpRequests", "LdapsAuth:BindPassword"])(
    "is refused without a value, as %s from a variable that is not there",
    (key) => {
      const { codes, problems } = check("24.10.4", { [key]: undefined });
      expect(codes).toEqual(["setting.undefined"]);
      expect(problems[0]).toMatch(/is undefined: .*; give it a value, or leave the key out$/);
    },
  );

  it("that it does not know is told as that, also without a value", () => {
    expect(check("24.10.4", { ClusterSize: undefined, NoSuch: undefined }).codes).toEqual([
      "setting.derived",
      "setting.unknown",
    ]);
  });

  it("is the cluster's own prop where it is the licence key, however it is spelled", () => {
    for (const key of ["LicenseKey", "license_key", "Licensing:LicenseKey"])
      expect(check("24.10.4", { [key]: "x" }).problems).toEqual([expect.stringContaining("use licenseKey")]);
  });

  it("is accepted with its own default, unless the model derives it, on every release", () => {
    for (const release of RELEASES) {
      const free = [...catalogueOf(release).options.values()].filter(({ name }) => !(name in DERIVED));
      const given = free.filter(
        ({ default: value }) => value !== null && value !== "" && !Array.isArray(value),
      );
      const settings = Object.fromEntries(given.map(({ name, default: value }) => [name, value]));
      expect(check(release, settings)).toMatchObject({
        accepted: given.map(({ name, default: value }) => [name, value]),
        problems: [],
      });
    }
  });

  it.each<[string, unknown, string]>([
    ["LogHttpRequests", "true", "must be true or false; write true without quotes"],
    ["LogHttpRequests", 1, "must be true or false"],
    ["WorkerThreads", "5", "write 5 without quotes"],
    ["WorkerThreads", 2.5, "must be a whole number"],
    ["WorkerThreads", 2147483648, "-2147483648 to 2147483647"],
    ["WorkerThreads", NaN, "must be a whole number"],
    ["ChunksCacheSize", 2 ** 53, "must be a whole number (bytes)"],
    ["MinFlushDelayMs", Infinity, "must be a number (ms)"],
    ["MinFlushDelayMs", "2", "must be a number (ms)"],
    ["RunProjections", "all", 'must be one of "None", "System", "All"'],
    ["LogLevel", "Trace", '"Fatal"'],
    ["Log", 7, "must be a string"],
    ["Log", ["/log"], "must be a string"],
    ["Log", "", "is empty"],
    ["Log", "/lo\0g", "NUL"],
    ["Log", null, "must be a string"],
    ["Log", {}, "must be a string"],
  ])("is refused where its value does not fit: %s = %p", (name, value, text) => {
    const { accepted, problems } = check("22.10.5", { [name]: value });
    expect(accepted).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(`settings.${name} `);
    expect(problems[0]).toContain(text);
  });

  it("may be a token, whatever its type", () => {
    const settings = {
      Log: TOKEN,
      LogLevel: TOKEN,
      LogHttpRequests: TOKEN,
      WorkerThreads: TOKEN,
      Index: TOKEN,
    };
    expect(check("22.10.5", settings).problems).toEqual([]);
  });

  it("is warned of where it is deprecated", () => {
    const { accepted, problems, warnings } = check("26.1.0", { WorkerThreads: 5 });
    expect([accepted, problems]).toEqual([[["WorkerThreads", 5]], []]);
    expect(warnings).toEqual([expect.stringContaining("settings.WorkerThreads is deprecated in 26.1.0")]);
    expect(check("25.1.4", { WorkerThreads: 5 }).warnings).toEqual([]);
    expect(check("22.10.1", { OptimizeIndexMerge: true }).warnings).toEqual([]);
    expect(check("22.10.2", { OptimizeIndexMerge: true }).warnings).toHaveLength(1);
  });
});

describe("a setting in another spelling", () => {
  it.each([
    ["EVENTSTORE_MAX_APPEND_SIZE", "stands for MaxAppendSize"],
    ["EVENTSTORE_Max_Append_SIZE", "stands for MaxAppendSize"],
    ["KURRENTDB_MAX_APPEND_SIZE", "stands for MaxAppendSize"],
    ["MAX_APPEND_SIZE", "stands for MaxAppendSize"],
    ["--max-append-size", "stands for MaxAppendSize"],
    ["maxappendsize", "stands for MaxAppendSize"],
    ["MaxAppendSize=5", "has more than the name in its key"],
    ["MaxAppendSize: 5", "has more than the name in its key"],
  ])("is answered with the option's own name: %s", (key, got) => {
    const { accepted, problems } = check("22.10.5", { [key]: 4194304 });
    expect(accepted).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(`${got}: `)]);
    expect(problems).toEqual([expect.stringContaining("; write MaxAppendSize")]);
  });

  it.each([
    ["EVENTSTORE_INT_IP", "IntIp", "internalNetwork"],
    ["EVENTSTORE_Int_IP", "IntIp", "internalNetwork"],
    ["INT_IP", "IntIp", "internalNetwork"],
    ["--int-ip", "IntIp", "internalNetwork"],
    ["KEEP_ALIVE_INTERVAL", "KeepAliveInterval", "timing"],
    ["ENABLE_ATOM_PUB_OVER_HTTP", "EnableAtomPubOverHttp", "atomPub"],
    ["EnableExternalTCP", "EnableExternalTcp", "externalTcp"],
  ])("of a derived one, %s, is answered with it and the API", (key, name, api) => {
    const { accepted, problems } = check("22.10.5", { [key]: 1 });
    expect(accepted).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(`stands for ${name}: .*use .*${api}`)]);
  });
});

describe("a setting that the release does not know", () => {
  it.each([
    ["22.10.5", "MaxApendSize", "did you mean MaxAppendSize?"],
    ["22.10.5", "WorkerThread", "did you mean WorkerThreads?"],
    ["22.10.5", "EVENTSTORE_MAX_APPENDSIZES", "did you mean MaxAppendSize?"],
    ["22.10.5", "IntIpp", "did you mean IntIp? Of that: use internalNetwork"],
    ["22.10.5", "CompletelyDifferent", "leave it out"],
    ["22.10.5", "DefaultAdminPassword", "exists in 23.6.0 to 26.1.0: 22.10.5 has no such setting"],
    ["26.1.0", "OptimizeIndexMerge", "exists in 5.0.0 to 24.10.14 only: 26.1.0 has no such setting"],
    ["22.10.5", "ChunkSize", "is accepted by 22.10.5 without effect"],
    ["24.6.0", "ChunkSize", "describes no such setting"],
    ["21.2.0", "QuorumSize", "is no setting of 21.2.0"],
  ])("on %s, %s: %s", (version, key, text) => {
    const { accepted, problems } = check(version, { [key]: 1 });
    expect(accepted).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(text)]);
  });
});

describe("a setting that the model derives", () => {
  it.each([
    [
      "22.10.5",
      "AdminOnExt",
      "settings.AdminOnExt exists in 5.0.0 to 5.0.12 only: 22.10.5 has DisableAdminUi (inverted); use exposure.adminUi",
    ],
    ["5.0.11", "DisableStatsOnHttp", "5.0.11 has StatsOnExt (inverted); use exposure.stats"],
    ["5.0.11", "AddInterfacePrefixes", "use bindings"],
    ["23.10.8", "ExtIp", "was renamed to NodeIp"],
    ["26.1.0", "ExtIp", "exists in 5.0.0 to 24.10.14 only: 26.1.0 has NodeIp; use internalNetwork"],
    ["22.10.5", "NodePort", "22.10.5 has HttpPort; use ports"],
    ["22.10.5", "DiscoverViaDns", "phantom members in gossip; use peers"],
    ["22.10.5", "AdvertiseHostToClientAs", "use clients"],
    ["5.0.11", "ExtIpAdvertiseAs", "use clients"],
    ["22.10.5", "ExtHostAdvertiseAs", "use peers"],
    ["22.10.5", "GossipOnSingleNode", "leave it out"],
    ["22.10.5", "NodePriority", 'use nodeOverrides["node-0"].priority'],
    ["20.6.0", "DisableInternalTcpTls", "leave it out; Security.insecure() is the way to do without TLS"],
    [
      "20.6.1",
      "DisableInternalTcpTls",
      "has no effect: no release from 20.6.1 on reads it, and nodes of a secure cluster never meet in plain; leave it out; Security.insecure()",
    ],
    ["24.10.4", "EVENTSTORE_DISABLE_INTERNAL_TCP_TLS", "has no effect"],
    ["5.0.11", "DisableInternalTcpTls", "5.0.11 has no such setting; leave it out; Security.insecure()"],
    ["26.1.0", "DisableInternalTcpTls", "26.1.0 has no such setting; leave it out; Security.insecure()"],
    ["22.10.5", "DisableExternalTcpTls", "use externalTcp: ExternalTcp.enabled({ tls: false })"],
    ["22.10.5", "Insecure", "use Security.tls(…) or Security.insecure()"],
    ["22.10.5", "TrustedRootCertificatesPath", "use Security.tls(…) or Security.insecure()"],
    ["5.0.11", "DisableInsecureTCP", "use Security.tls(…) or Security.insecure()"],
    ["26.1.0", "DisableClientAuthEkuValidation", "use Security.tls(…) or Security.insecure()"],
    ["22.10.5", "Db", "use data"],
    ["22.10.5", "Config", "use delivery"],
    ["24.10.4", "Archiver", "archivers are not supported yet"],
    ["22.10.5", "WhatIf", "the server ends without serving"],
    ["24.2.0", "UNSUPPORTED_EVENTSTORE_TCP_API_ENABLED", "use externalTcp"],
    ["24.6.0", "TcpPlugin:EnableExternalTcp", "use externalTcp"],
    ["24.6.0", "EVENTSTORE__TCP_PLUGIN__ENABLE_EXTERNAL_TCP", "use externalTcp"],
    ["24.10.4", "EVENTSTORE_TCP_PLUGIN__ENABLE_EXTERNAL_TCP", "use externalTcp"],
    ["26.1.0", "KurrentDB:Licensing:LicenseKey", "use licenseKey"],
    ["24.10.4", "EVENTSTORE__LICENSING__LICENSE_KEY", "use licenseKey"],
    ["24.10.4", "Plugins:Licensing:LicenseKey", "use licenseKey"],
    [
      "24.6.0",
      "Licensing:LicenseKey",
      "24.6.0 takes no license key; 24.10.0 to 26.1.0 take one; leave it out",
    ],
    ["22.10.5", "Kestrel:Limits:MaxConcurrentConnections", "use connectionLimits"],
    ["22.10.5", "KestrelInitialStreamWindowSize", "use connectionLimits"],
  ])("on %s, %s: %s", (version, key, text) => {
    const { accepted, problems, codes } = check(version, { [key]: 1 });
    expect(accepted).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(text)]);
    expect(codes).toEqual(["setting.derived"]);
  });

  it("is refused in every spelling on every release, with a mend", () => {
    for (const [i, release] of RELEASES.entries()) {
      const prefix = ["", "EVENTSTORE_", "KURRENTDB_", "--"][i % 4] ?? "";
      const keys = Object.keys(DERIVED).map((name) => `${prefix}${name}`);
      const { accepted, codes } = check(release, Object.fromEntries(keys.map((key) => [key, SECRET])));
      expect(accepted).toEqual([]);
      expect(codes).toEqual(keys.map(() => "setting.derived"));
    }
  });

  it("is every address, port, advertised value, certificate and heartbeat of every release", () => {
    const pattern =
      /Port|AdvertiseAs|ToClientAs|Ip$|Ssl|Tls|TCP$|Tcp|Certificate|Heartbeat|KeepAlive|OnExt|Prefixes/;
    const free = ALL_OPTION_NAMES.filter((name) => pattern.test(name) && !(name in DERIVED));
    expect(free).toEqual([]);
    for (const release of RELEASES) {
      for (const { name, type, replacedBy } of catalogueOf(release).options.values()) {
        if (type === "address" || type === "endpoints" || replacedBy !== undefined) {
          expect(Object.keys(DERIVED)).toContain(name);
        }
      }
    }
  });

  it("has the replacement that its server names as its counterpart", () => {
    for (const release of RELEASES) {
      for (const { name, replacedBy } of catalogueOf(release).options.values()) {
        if (replacedBy === undefined || replacedBy === "Insecure") continue;
        expect(counterpartOf(name, catalogueOf(release))).toBe(replacedBy);
      }
    }
  });
});

describe("the way and the place", () => {
  it("takes environment-only settings under every delivery, as they travel by environment anyway", () => {
    for (const delivery of ["environment", "generation", "commandLine"] as const) {
      const settings = { DefaultAdminPassword: "two\nlines-", TelemetryOptout: true };
      const { accepted, problems } = check("24.10.4", settings, { delivery });
      expect([accepted, problems]).toEqual([Object.entries(settings), []]);
    }
  });

  it("warns of a secret that is written out, and not of one that comes with the deployment", () => {
    const settings = { DefaultAdminPassword: SECRET, DefaultOpsPassword: TOKEN, Log: "/log" };
    const { warnings, problems } = check("24.10.4", settings);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      "settings.DefaultAdminPassword is written out: it stands in clear in the program and in what is synthesized from it; pass a sensitive TerraformVariable",
    ]);
  });

  it("refuses default passwords without TLS", () => {
    const settings = { DefaultAdminPassword: SECRET, DefaultOpsPassword: TOKEN };
    expect(check("24.10.4", settings).problems).toEqual([]);
    const { problems } = check("24.10.4", settings, { secure: false });
    expect(problems).toHaveLength(2);
    for (const problem of problems) expect(problem).toContain("use Security.tls(…), or leave it out");
    expect(problems.join()).not.toContain(SECRET);
    for (const version of RELEASES.filter((r) => !isAtLeast(r, "23.6.0"))) {
      expect(check(version, settings).codes).toEqual(["setting.otherRelease", "setting.otherRelease"]);
    }
  });

  it("never shows a secret", () => {
    const spoilt = [`${SECRET}\0`, [SECRET], { [SECRET]: 1 }, `${SECRET}\n`];
    const keys = [
      "DefaultAdminPassword",
      "CertificatePassword",
      "DEFAULT_ADMIN_PASSWORD",
      "DefaultAdminPasswrd",
    ];
    const written = [`DefaultAdminPassword=${SECRET}`, `DefaultAdminPassword: ${SECRET}`];
    for (const delivery of ["environment", "generation", "commandLine"] as const) {
      for (const value of spoilt) {
        const settings = Object.fromEntries([...keys, ...written, "Some:Secret"].map((key) => [key, value]));
        const { problems, warnings } = check("24.10.4", settings, { delivery });
        expect(problems.length).toBeGreaterThanOrEqual(5);
        expect([...problems, ...warnings].join()).not.toContain(SECRET);
      }
    }
  });

  it("refuses what the command line would break", () => {
    for (const [value, text] of [
      ["a\nb", "line break"],
      ["a\rb", "line break"],
      ["a+", 'ends in "+" or "-"'],
      ["a-", 'ends in "+" or "-"'],
    ] as const) {
      const { problems } = check("22.10.5", { Log: value }, { delivery: "commandLine" });
      expect(problems).toEqual([expect.stringContaining(text)]);
      expect(check("22.10.5", { Log: value }).problems).toEqual([]);
    }
    expect(check("21.2.0", { Log: "a-" }, { delivery: "commandLine" }).problems).toEqual([]);
  });
});

describe("the server's own start-up rules", () => {
  it.each([
    ["20.6.1", 16767216],
    ["24.10.4", 16767216],
    ["25.0.1", 16767216],
    ["25.1.0", 268435456],
    ["26.1.0", 268435456],
  ])("%s takes a MaxAppendSize of at most %d", (version, most) => {
    expect(check(version, { MaxAppendSize: most }).problems).toEqual([]);
    for (const value of [most + 1, 0, -1]) {
      expect(check(version, { MaxAppendSize: value }).codes).toEqual(["setting.range"]);
    }
  });

  it("hold an event to the size of a record and of an append, from 25.1", () => {
    expect(check("25.1.0", { MaxAppendEventSize: 16777216 }).problems).toEqual([]);
    expect(check("25.1.0", { MaxAppendEventSize: 16777217 }).codes).toEqual(["setting.range"]);
    expect(check("25.0.1", { MaxAppendEventSize: 16777217 }).problems).toEqual([]);
    expect(check("24.10.4", { MaxAppendSize: 4194304 }).problems).toEqual([]);
    const { problems } = check("26.1.0", { MaxAppendSize: 4194304 });
    expect(problems).toEqual([expect.stringContaining("set MaxAppendEventSize to at most 4194304")]);
    expect(check("26.1.0", { MaxAppendSize: 4194304, MaxAppendEventSize: 4194304 }).problems).toEqual([]);
  });

  it("count a node's settings together with those of all nodes", () => {
    const path = 'nodeOverrides["node-0"].settings';
    const shared = new Map([["MaxAppendEventSize", 1000]]);
    expect(check("26.1.0", { MaxAppendSize: 1000 }, { shared, path }).problems).toEqual([]);
    expect(check("26.1.0", { MaxAppendSize: 999 }, { shared, path }).problems).toEqual([
      expect.stringContaining(`${path}.MaxAppendSize leaves`),
    ]);
    expect(check("26.1.0", {}, { shared: new Map([["MaxAppendSize", 1]]), path }).problems).toEqual([]);
  });

  it.each([
    ["22.10.5", "/var/lib/eventstore"],
    ["22.10.5", "/var//lib/./eventstore/"],
    ["26.1.0", "/var/lib/kurrentdb"],
  ])("keep the index out of the data path: %s, %s", (version, path) => {
    expect(check(version, { Index: path }).codes).toEqual(["setting.indexPath"]);
    expect(check(version, { Index: `${path}/index` }).problems).toEqual([]);
  });
});

describe("nested settings", () => {
  it("are taken unchecked from 24.6, with one warning that names them", () => {
    const settings = { "B:Two": 2, "A:One": "x", "A:Section:Three": true, "A:Token": TOKEN };
    const { accepted, problems, warnings } = check("24.6.0", settings);
    expect(problems).toEqual([]);
    expect(accepted.map(([key]) => key)).toEqual(["A:One", "A:Section:Three", "A:Token", "B:Two"]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('settings has "A:One", "A:Section:Three", "A:Token", "B:Two"');
  });

  it.each<[string, string, unknown, string]>([
    ["23.10.8", "A:B", 1, "23.10.8 reads no nested settings; 24.2.0 and later do"],
    ["24.6.0", "A:B:", 1, "letters, digits"],
    ["24.6.0", "A:B C:D", 1, "letters, digits"],
    ["24.6.0", "A:B: C", 1, "stands for A:B"],
    ["24.6.0", "A:B:Foo=1", 1, "stands for A:B:Foo"],
    ["24.6.0", "A:B:Cn=", 1, "stands for A:B:Cn"],
    ["24.6.0", "A:B:Cn=x,y", 1, "stands for A:B:Cn"],
    ["24.6.0", "EventStore:A:B:CN=x", 1, 'write "A:B:CN=x"'],
    ["24.6.0", "A:B C", 1, "letters, digits"],
    ["24.6.0", "A:", 1, "letters, digits"],
    ["24.6.0", "A::B", 1, "letters, digits"],
    ["24.6.0", "A:B", "", "is empty"],
    ["24.6.0", "A:B", "\0", "NUL"],
    ["24.6.0", "A:B", {}, "must be a string"],
    ["24.6.0", "A:B", NaN, "finite"],
    ["24.6.0", "A:B=1", 1, 'write "A:B"'],
    ["24.6.0", "EVENTSTORE__AUTO_SCAVENGE__ENABLED", true, 'write "AutoScavenge:Enabled"'],
  ])("are refused on %s: %s = %p", (version, key, value, text) => {
    const { accepted, problems } = check(version, { [key]: value });
    expect(accepted).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(text)]);
  });

  it("are taken with keys of the user's own in a map, as a directory's names, whatever the case", () => {
    const keys = [
      "A:B:CN=admins,OU=x",
      "A:B:2.5.4.3=admins, DC=local",
      "A:B:cn=Smith\\, John+uid=7,o=é",
      "A:B:Domain Users",
      "A:B:employeeType=it,OU=x",
      "A:B:c.d/e-f",
      'A:B:CN="Smith, John",OU=x',
      'A:B:CN= "a=\\"b\\", c" , OU=5" pipes',
      "A:B:CN=a\\",
    ];
    for (const version of ["24.2.0", "24.6.0", "24.10.4", "26.1.0"]) {
      const { accepted, problems } = check(version, Object.fromEntries(keys.map((key) => [key, "$admins"])));
      expect(problems).toEqual([]);
      expect(accepted.map(([key]) => key).sort()).toEqual([...keys].sort());
    }
    expect(check("24.10.4", { "A:B:CN=x,OU=y": 1, "a:b:cn=X,ou=Y": 2 }).codes).toEqual(["setting.twice"]);
    expect(check("24.10.4", { "A:B:CN=a-b": 1, "A:B:CN=ab": 2 }).codes).toEqual([]);
  });

  it.each([
    "CN=a:b,OU=x",
    'CN="a:b",OU=x',
    "CN=a\nb,OU=x",
    'CN="a,OU=x',
    'CN="a"b,OU=x',
    "CN=a,,OU=x",
    "CN=,OU=x",
  ])("are not mended without the distinguished name, where it is none that a key can hold: %j", (name) => {
    const { accepted, problems } = check("24.10.4", { [`LdapsAuth:LdapGroupRoles:${name}`]: "$ops" });
    expect([accepted, problems.length]).toEqual([[], 1]);
    const [, example] = /write the distinguished name in full, as "([^"]+)"/.exec(problems[0]!)!;
    expect(example).toBe("LdapsAuth:LdapGroupRoles:CN=admins,OU=x");
    expect(problems[0]).toContain("without a colon, at which servers part keys in files, too");
    expect(check("24.10.4", { [example!]: "$ops" }).problems).toEqual([]);
  });

  it("that are secrets are warned of where they are written out, and never shown", () => {
    const { problems, warnings } = check("24.10.4", {
      "LdapsAuth:BindPassword": SECRET,
      "OAuth:ClientSecret": TOKEN,
    });
    expect(problems).toEqual([]);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('settings["LdapsAuth:BindPassword"] is written out');
    expect(warnings.join()).not.toContain(SECRET);
  });

  it("cannot be secrets, nor tokens, under a key that no variable's name can hold", () => {
    for (const [key, value] of [
      ["A:B:my token", SECRET],
      ["A:Passwords:CN=x,OU=y", SECRET],
      ["A:B:c.d", `https://user:${SECRET}@host`],
      ["A:B:c.d", TOKEN],
    ]) {
      const { accepted, codes, problems } = check("24.10.4", { [String(key)]: value });
      expect([accepted, codes]).toEqual([[], ["setting.nested.file"]]);
      expect(problems.join()).not.toContain(SECRET);
    }
  });

  it("hide a value that was written into the key", () => {
    for (const key of [
      "LdapsAuth:BindPassword=",
      "A:B:Password=",
      "A:B:Password=x,CN=",
      "EVENTSTORE__LDAPS_AUTH__BIND_PASSWORD=",
    ]) {
      const { accepted, problems, warnings } = check("24.10.4", { [`${key}${SECRET}`]: true });
      expect([accepted, problems.length]).toEqual([[], 1]);
      expect([...problems, ...warnings].join()).not.toContain(SECRET);
    }
  });

  it("may end as a command line must not: none travels by it", () => {
    expect(
      check("24.10.4", { "A:B": "c+", "A:C": "two\nlines" }, { delivery: "commandLine" }).problems,
    ).toEqual([]);
  });

  it("are refused where the server cannot tell two apart", () => {
    const { accepted, codes } = check("24.10.4", { "A:B_C": 1, "a:bc": 2 });
    expect(accepted).toEqual([["A:B_C", 1]]);
    expect(codes).toEqual(["setting.twice"]);
  });
});

describe("anything at all", () => {
  const keys = fc.oneof(
    fc.constantFrom(
      ...ALL_OPTION_NAMES,
      "__proto__",
      "constructor",
      "toString",
      "Kestrel:X",
      "A:B",
      "=",
      ":",
    ),
    fc.string({ unit: character, maxLength: 40 }),
    fc.constant("x".repeat(100_000)),
  );
  const inputs = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
    fc.dictionary(keys, fc.anything({ withBigInt: true })),
    fc.constantFrom(() => 1, Symbol("s"), new Map([["Log", "x"]]), new Date(0), class {}),
  );

  it("gives an answer, and the same whatever the order of keys", () => {
    const deliveries = fc.constantFrom("environment", "generation", "commandLine" as const);
    fc.assert(
      fc.property(
        fc.constantFrom(...RELEASES),
        inputs,
        deliveries,
        fc.boolean(),
        (version, input, delivery, secure) => {
          const answer = check(version, input, { delivery, secure });
          const { accepted, problems, warnings } = answer;
          for (const text of [...problems, ...warnings]) {
            expect(text).toMatch(/^settings.* .*: .*; ./);
            expect(text).not.toMatch(/[\0\r\n]/);
          }
          for (const [key] of accepted) expect(key in DERIVED).toBe(false);
          if (typeof input === "object" && input !== null && !Array.isArray(input)) {
            const turned = Object.fromEntries(Object.entries(input).reverse());
            if (Object.getPrototypeOf(input) === Object.prototype) {
              expect(check(version, turned, { delivery, secure })).toEqual(answer);
            }
          }
        },
      ),
      runs(500),
    );
  });

  it.each([null, 5, "Log", [], () => 1, new Map()])("must be an object of settings, not %p", (input) => {
    expect(check("22.10.5", input).codes).toEqual(["setting.settings"]);
  });
});

describe("what an option takes", () => {
  const free = (release: string, type: string) =>
    [...catalogueOf(release).options.values()].find(
      (option) =>
        option.type === type && !(option.name in DERIVED) && !option.sensitive && !option.environmentOnly,
    )?.name as string;
  const codes = (release: string, name: string, value: unknown) => check(release, { [name]: value }).codes;

  it.each([["Defines", "5.0.11"]])("%s of %s takes a text or a list of texts", (name, release) => {
    for (const value of ["A", ["A"], ["A", "B"]]) expect(codes(release, name, value)).toEqual([]);
    for (const value of [[], [1], ["A", 1], 1, null, {}]) {
      expect([value, codes(release, name, value)]).toEqual([value, ["setting.value"]]);
    }
    expect(check(release, { [name]: 1 }).problems[0]).toContain(
      "must be a string or a list of strings; change the value",
    );
  });

  it.each(["integer", "long"])(
    "a whole number of type %s may be as small and as large as it can be",
    (type) => {
      const name = free("22.10.5", type);
      const [min, max] =
        type === "integer" ? [-2147483648, 2147483647] : [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
      for (const value of [min, max]) expect(codes("22.10.5", name, value)).toEqual([]);
      for (const value of [min - 1, max + 1, 0.5, "5", true])
        expect(codes("22.10.5", name, value)).toEqual(["setting.value"]);
      const { problems } = check("22.10.5", { [name]: "5" });
      expect(problems[0]).toContain("; write 5 without quotes");
      expect(check("22.10.5", { [name]: "-55" }).problems[0]).toContain("; write -55 without quotes");
      expect(check("22.10.5", { [name]: "x5" }).problems[0]).not.toContain("without quotes");
      expect(check("22.10.5", { [name]: "5x" }).problems[0]).not.toContain("without quotes");
    },
  );

  it("every value of a list of named ones, and no other", () => {
    const levels = ["Default", "Verbose", "Debug", "Information", "Warning", "Error", "Fatal"];
    const added = ["Trace", "Critical", "None"];
    for (const value of levels) expect(codes("22.10.5", "LogLevel", value)).toEqual([]);
    for (const value of [...levels, ...added]) expect(codes("25.0.0", "LogLevel", value)).toEqual([]);
    for (const value of [...added, "debug", "", 1])
      expect(codes("22.10.5", "LogLevel", value)).toEqual(["setting.value"]);
    for (const value of ["Infinite", "Year", "Month", "Day", "Hour", "Minute"]) {
      expect(codes("25.0.0", "LogFileInterval", value)).toEqual([]);
    }
    for (const value of ["Plain", "Json"]) expect(codes("22.10.5", "LogConsoleFormat", value)).toEqual([]);
    for (const value of ["None", "System", "All"])
      expect(codes("22.10.5", "RunProjections", value)).toEqual([]);
    expect(codes("25.0.0", "RunProjections", "Trace")).toEqual(["setting.value"]);
  });

  it("the mend names the server's own value where there is one", () => {
    expect(check("22.10.5", { RunProjections: "all" }).problems[0]).toMatch(
      /; write "All", or leave it out for "None"$/,
    );
    // The conf file of v5's image says All, which is not the server's own default.
    for (const value of ["all", "none of these"])
      expect(check("5.0.11", { RunProjections: value }).problems[0]).toMatch(/; leave it out for "All"$/);
    expect(check("5.0.11", { RunProjections: "NONE" }).problems[0]).toMatch(/write "None", or leave it out/);
    expect(check("22.10.5", { LogLevel: "x" }).problems[0]).toMatch(/; leave it out for "Default"$/);
    expect(check("22.10.5", { WorkerThreads: null }).problems[0]).toMatch(/; leave it out for \d+$/);
    expect(check("5.0.11", { Defines: 1 }).problems[0]).toMatch(/; change the value$/);
  });

  it("a text for the command line is spoilt by its last character only", () => {
    const on = (value: string, release = "22.10.5") =>
      check(release, { Log: value }, { delivery: "commandLine" }).codes;
    expect(on("a-b+c")).toEqual([]);
    expect(on("abc-")).toEqual(["setting.text"]);
    expect(on("abc-", "20.10.5")).toEqual([]);
  });
});
