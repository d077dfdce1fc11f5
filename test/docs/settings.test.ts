import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ClusterNode } from "../../lib/network/model/topology";
import { planTopology } from "../../lib/network/plan/plan-topology";
import { describeProblem } from "../../lib/problem/describe-problem";
import { Findings } from "../../lib/problem/findings";
import { capabilitiesOf } from "../../lib/server/capabilities-of";
import { catalogueOf } from "../../lib/server/catalogue";
import { ExternalTcp } from "../../lib/server/features/external-tcp";
import { takesLicenseKey } from "../../lib/server/features/license-key";
import { isAtLeast, lineOf, RELEASES, resolveRelease, type Release } from "../../lib/server/release";
import { readsKestrelSettings } from "../../lib/server/image-layout";
import { planServer } from "../../lib/server/server-plan";
import { settingsOf } from "../../lib/server/settings/settings-of";
import { DERIVED } from "../../lib/server/user-settings";
import { specOf } from "../network/arbitrary-spec";
import { tlsOn } from "../server/settings/configured";
import { codes, plain, readTables, type Row } from "./tables";

interface NamedSetting {
  readonly name: string;
  readonly commandLine: string | null;
  readonly yaml: string | null;
  readonly environment: string | null;
  readonly default: string | null;
  readonly unit: string | null;
  readonly range: string | null;
}

const ROOT = join(__dirname, "../..");
const { settings: SETTINGS, terms: TERMS } = JSON.parse(
  readFileSync(join(ROOT, "test/fixtures/seed-settings.json"), "utf8"),
) as { readonly settings: readonly NamedSetting[]; readonly terms: readonly string[] };
const TEXT = readFileSync(join(ROOT, "docs/settings.md"), "utf8");
const TABLES = readTables(TEXT);
const [SPELLED, BY_RELEASE, TERM_ROWS, MODEL_ROWS] = [
  rowsWith("Command line"),
  rowsWith("v5"),
  rowsWith("Here"),
  rowsWith("What is sent"),
];
const NAMES = SETTINGS.map(({ name }) => name);
const NONE = "–";

/** The columns of the tables by release, by the lines that each covers. */
const COLUMNS: Readonly<Record<string, (release: string) => boolean>> = {
  v5: (release) => !isAtLeast(release, "20.6.0"),
  "20.6–23.6": (release) => isAtLeast(release, "20.6.0") && !isAtLeast(release, "23.10.0"),
  "23.10": (release) => lineOf(release) === "23.10",
  "24.2": (release) => lineOf(release) === "24.2",
  "24.6–24.10": (release) => ["24.6", "24.10"].includes(lineOf(release)),
  "25–26": (release) => isAtLeast(release, "25.0.0"),
};

const LIB = sources(join(ROOT, "lib")).join("\n");
const PROPS = readFileSync(join(ROOT, "lib/cluster/cluster-props.ts"), "utf8");
const INDEX = readFileSync(join(ROOT, "lib/index.ts"), "utf8");

describe("docs/settings.md: every setting", () => {
  test("has one row in each of the two kinds of tables, and no row is of another", () => {
    for (const rows of [SPELLED, BY_RELEASE]) expect(rows.map(nameOf).sort()).toEqual([...NAMES].sort());
  });

  test.each(SETTINGS.map((s) => [s.name, s] as const))(
    "%s has its spellings, default, unit and API",
    (name, s) => {
      const row = rowOf(SPELLED, name);
      expect(plain(row["Command line"])).toBe(s.commandLine ?? NONE);
      expect(plain(row.YAML)).toBe(s.yaml ?? NONE);
      expect(plain(row.Environment)).toBe(s.environment ?? NONE);
      expect(plain(row.Default)).toBe(s.default ?? NONE);
      if (s.unit !== null) expect(row.Unit).toBe(s.unit);
      if (s.range !== null) expect(row.Unit).toContain(s.range);
      expect(codes(row.API)).not.toEqual([]);
    },
  );

  test("has a note, and something in every release's column", () => {
    for (const row of BY_RELEASE) {
      for (const column of [...Object.keys(COLUMNS), "Note"])
        expect(`${column}: ${row[column]}`).not.toMatch(/: $/);
    }
  });
});

describe("docs/settings.md: every term", () => {
  test("has one row, and no row is of another", () => {
    expect(TERM_ROWS.map((row) => plain(row.Term))).toEqual(expect.arrayContaining([...TERMS]));
    expect(TERM_ROWS).toHaveLength(TERMS.length);
  });

  test("says what it is here, and the API or that there is none", () => {
    for (const row of TERM_ROWS) {
      expect(row.Here).toMatch(/\w/);
      expect(row.API === NONE || codes(row.API).length > 0).toBe(true);
    }
  });
});

describe("docs/settings.md: options by release", () => {
  const cells = BY_RELEASE.flatMap((row) =>
    Object.entries(COLUMNS).map(([column, covers]) => ({
      name: nameOf(row),
      column,
      releases: RELEASES.filter(covers),
      ...readCell(row[column] as string),
    })),
  );

  test("every release belongs to one column", () => {
    for (const release of RELEASES) {
      expect(Object.values(COLUMNS).filter((covers) => covers(release))).toHaveLength(1);
    }
  });

  test.each(cells.map((cell) => [cell.name, cell.column, cell] as const))(
    "%s on %s: what is sent is known there, from the release that is said, and not renamed",
    (_name, _column, { releases, sent, from, exceptions }) => {
      for (const key of sent) {
        for (const release of releases) {
          const expected = isAtLeast(release, from ?? "5.0.0") && !exceptions.includes(release);
          if (key === "kestrelsettings.json")
            expect([release, readsKestrelSettings(release)]).toEqual([release, expected]);
          else if (/^[A-Z][A-Za-z]+$/.test(key)) {
            const option = catalogueOf(release).find(key);
            expect([release, key, option !== undefined]).toEqual([release, key, expected]);
            expect(option?.replacedBy).toBeUndefined();
          }
        }
      }
    },
  );

  test("what is not sent is known all the same, and set by no node", () => {
    const notSent = cells.filter((cell) => cell.notSent.length > 0);
    expect(notSent).not.toEqual([]);
    for (const { notSent: keys, releases } of notSent) {
      for (const key of keys) {
        for (const release of releases) expect(catalogueOf(release).find(key)).toBeDefined();
        for (const release of everythingSent(releases)) expect(release.keys).not.toContain(key);
      }
    }
  });

  test.each(Object.entries(COLUMNS))(
    "on %s nodes with everything set send just what is said",
    (column, covers) => {
      // Servers do not tell upper from lower case, and older lines write some names with other letters.
      const lower = (keys: readonly string[]) => new Set(keys.map((key) => key.toLowerCase()));
      const said = lower(cells.filter((cell) => cell.column === column).flatMap(({ sent }) => sent));
      said.delete("kestrelsettings.json");
      const seen = lower(everythingSent(RELEASES.filter(covers)).flatMap(({ keys }) => keys));
      const decided = lower(MODEL_ROWS.flatMap((row) => codes(row.Setting)));
      expect([...said].filter((key) => !seen.has(key))).toEqual([]);
      expect([...seen].filter((key) => !said.has(key) && !decided.has(key))).toEqual([]);
    },
  );

  test("none of the options can be set beside the API", () => {
    const options = new Set([
      ...cells.flatMap(({ sent, notSent }) => [...sent, ...notSent]),
      ...MODEL_ROWS.flatMap((row) => codes(row.Setting)),
    ]);
    const free = [...options].filter((key) => /^[A-Z][A-Za-z]+$/.test(key) && DERIVED[key] === undefined);
    expect(free).toEqual([]);
  });
});

describe("docs/settings.md: the API", () => {
  const rows: readonly Row[] = [
    ...SPELLED,
    ...TERM_ROWS,
    ...MODEL_ROWS.map((row) => ({ ...row, API: row.Use ?? "" })),
  ];
  const paths = [...new Set(rows.flatMap((row) => codes(row.API)))];

  test.each(paths)("%s is there", (path) => {
    const [first = "", ...rest] = path.split(".");
    if (/^[a-z]/.test(first)) expect(declares(PROPS, first)).toBe(true);
    else expect(INDEX).toMatch(new RegExp(`\\b${first}\\b`));
    for (const name of rest) expect([name, declares(LIB, name)]).toEqual([name, true]);
  });
});

describe("docs/settings.md: what the documents have wrong", () => {
  const slips = rowsWith("The documents say");

  test.each([
    "ExtIp=0.0.0.0",
    "EVENTSTORE_Int_IP",
    "KEEP_ALIVE_INTERVAL",
    "ENABLE_ATOM_PUB_OVER_HTTP",
    "AdminOnExt",
    "2112",
    "non-loopback",
    "gossip endpoint",
  ])("%s", (slip) => {
    expect(slips.filter((row) => row["The documents say"]?.includes(slip))).not.toEqual([]);
  });

  test("a spelling that is no name of a variable is among them", () => {
    const wrong = SETTINGS.flatMap((s) => s.environment ?? []).filter(
      (name) => !/^EVENTSTORE(_[A-Z]+)+$/.test(name),
    );
    expect(wrong).toHaveLength(4);
    for (const name of wrong)
      expect(slips.some((row) => row["The documents say"]?.includes(name))).toBe(true);
  });
});

/** What a node of a cluster sends when everything is on and every address is translated, by release. */
function everythingSent(
  releases: readonly string[],
): readonly { release: string; keys: readonly string[] }[] {
  return releases.flatMap((version) =>
    [false, true].flatMap((secure) => {
      const findings = new Findings();
      const release = resolveRelease(version, findings) as Release;
      const capabilities = capabilitiesOf(release);
      const plainTcp = secure && catalogueOf(version).options.has("DisableExternalTcpTls");
      const spec = specOf({ externalTcp: true, secure, ...(plainTcp ? { externalTcpTls: false } : {}) });
      const { topology } = planTopology(
        spec,
        { ...capabilities, clientAddress: true, insecure: true },
        findings,
      );
      const plan = planServer(
        {
          version,
          secure,
          inMemory: false,
          nodes: {},
          atomPub: true,
          exposure: { adminUi: false, stats: false, gossip: false },
          externalTcp: ExternalTcp.enabled(plainTcp ? { tls: false } : {}),
          ...(takesLicenseKey(version) ? { licenseKey: "key" } : {}),
        },
        release,
        () => false,
        findings,
      );
      if (findings.problems.length > 0) {
        throw new Error(findings.problems.map(describeProblem).join("\n"));
      }
      // 20.6.0 has neither Insecure nor an address for clients: no cluster is planned there.
      if (!capabilities.clientAddress || !capabilities.insecure) return [];
      const node = topology.nodes[0] as ClusterNode;
      const translated: ClusterNode = {
        ...node,
        advertised: {
          replication: { host: "192.0.2.1", port: 21112 },
          nodeHttp: { host: "192.0.2.1", port: 22113 },
          http: { host: "192.0.2.2", port: 23113 },
          externalTcp: { host: "192.0.2.2", port: 21113 },
        },
      };
      const tls = secure ? tlsOn(version, "password") : undefined;
      const keys = settingsOf(plan, topology, translated, tls).map(({ key }) => key);
      return [{ release: version, keys: keys.filter((key) => key !== "Licensing:LicenseKey") }];
    }),
  );
}

function rowsWith(column: string): readonly Row[] {
  return TABLES.filter(([first]) => first?.[column] !== undefined).flat();
}

function rowOf(rows: readonly Row[], name: string): Row {
  return rows.find((row) => nameOf(row) === name) ?? {};
}

function nameOf(row: Row): string {
  return plain(row.Setting);
}

function readCell(cell: string): {
  readonly sent: readonly string[];
  readonly notSent: readonly string[];
  readonly from?: string;
  readonly exceptions: readonly string[];
} {
  const [sent = "", notSent = ""] = cell.split("not sent:");
  const from = / from (\d+\.\d+\.\d+)/.exec(sent)?.[1];
  const exceptions = [...sent.matchAll(/, not (\d+\.\d+\.\d+)/g)].map(([, release]) => release as string);
  return { sent: codes(sent), notSent: codes(notSent), exceptions, ...(from === undefined ? {} : { from }) };
}

/** Whether a source declares a property, a static method or an enumeration's member of that name. */
function declares(source: string, name: string): boolean {
  return new RegExp(`^\\s*(readonly ${name}\\??:|static ${name}\\(|${name} = ")`, "m").test(source);
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return sources(path);
    return path.endsWith(".ts") ? [readFileSync(path, "utf8")] : [];
  });
}
