import { createHash } from "node:crypto";
import { ALL_OPTION_NAMES, catalogueOf, releasesWith, undescribedKey } from "../../lib/server/catalogue";
import { ENUMS, isEnum, valuesOf } from "../../lib/server/catalogue";
import { OPTIONS } from "../../lib/server/catalogue/options.data";
import { compareReleases, RELEASES } from "../../lib/server/release";

// How many options a release's own source has, and the SHA-256 of their list, taken apart from the catalogue.
const READ: readonly [release: string, count: number, hash: string][] = [
  ["5.0.11", 104, "e4a0cf86229e3d7fb24e3fc7f5015476e40b66b1d0a7a86a5e92a107bc72bea2"],
  ["20.6.1", 105, "587ec606cf230b0d4840ba2aa06f1a00f2982cb1acd16127d391139908ead9d6"],
  ["20.10.5", 113, "7a9c7f853cc56d7e524bb7828d6399afae056b37455ee7444d22aaffc043cd68"],
  ["21.2.0", 108, "8ddfe4454b382a604b8968c750271abab13b33a3441b996f603e5a3c4ba7777f"],
  ["21.6.0", 113, "161bfec45c438e5c34fbfb522edad4e0434e9b0595706af4c8068fd88561337e"],
  ["21.10.11", 124, "d271b249eab43ee44134083c7379195dfa8b5249fc9383c56134308bd2096a22"],
  ["22.6.0", 125, "3fa110521870df5ed79c3ae94413850e86edcbd739c9f234064b567de426c33f"],
  ["22.10.5", 131, "583f3c58eec44f4de90f196e4e2afd099c635dd75637a7a10acbc667df13ecec"],
  ["23.6.0", 136, "8e153ca59be5ac3b5852d1e73f3f7d92f3a94fab109e66a93169e00686ab2ba9"],
  ["23.10.7", 153, "ed3ad865c4704ef698bbc09d1032ebaefb7fb5d2bd0868a6be42ece43148d568"],
  ["24.2.0", 140, "f0af5c77f036709c7a2e7718ce7182629a867216bba708da5d6873787ea0b8cf"],
  ["24.6.0", 141, "1bec49afb6c3553a58d71df15c935b5dd4bbdebba966838eb58d23300db293fb"],
  ["24.10.6", 144, "9df507e6b52065b16702abf6852b0f1574bdc29cf71de48134b76fea3bd6ff82"],
  ["25.0.1", 130, "f50b0d248f8bf43c92158fa3bea245ae402e0dc24fe2339727a627886accadbd"],
  ["25.1.0", 129, "bab06b102babfad8edf39c418cfd0fd81f5feedce3fe819c851f6ce86fe23e4f"],
  ["26.0.3", 130, "9731d2f2eba9f11f61675eb8be8dc39f12c56deaa3b7f4e1a48cb554df1cb51c"],
  ["26.1.0", 131, "8d63717e0869fc9dfd86a02cadb16691715761c10c3461fbda66072b4a2c1879"],
];

const has = (release: string, name: string) => catalogueOf(release).options.has(name);
const defaultOf = (release: string, name: string) => catalogueOf(release).options.get(name)?.default;

describe("the catalogue", () => {
  it.each(READ)("of %s is its source's", (release, count, hash) => {
    const lines = [...catalogueOf(release).options.values()].map((option) =>
      [
        option.name,
        option.type,
        JSON.stringify(option.default),
        option.deprecated,
        option.replacedBy ?? "",
        option.environmentOnly,
        option.sensitive,
      ].join("|"),
    );
    expect(lines).toHaveLength(count);
    expect(createHash("sha256").update(lines.join("\n")).digest("hex")).toBe(hash);
  });

  it.each([
    ["DisableFirstLevelHttpAuthorization", "5.0.1", "5.0.2"],
    ["ConnectionQueueSizeThreshold", "5.0.2", "5.0.3"],
    ["LogFailedAuthenticationAttempts", "5.0.3", "5.0.4"],
    ["WriteStatsToDb", "5.0.3", "5.0.4"],
    ["StreamInfoCacheCapacity", "5.0.9", "5.0.10"],
    ["ScavengeBackendCacheSize", "5.0.11", "5.0.12"],
    ["ScavengeBackendPageSize", "5.0.11", "5.0.12"],
    ["ScavengeHashUsersCacheCapacity", "5.0.11", "5.0.12"],
    ["AdvertiseHostToClientAs", "20.6.0", "20.6.1"],
    ["AdvertiseHttpPortToClientAs", "20.6.0", "20.6.1"],
    ["AdvertiseTcpPortToClientAs", "20.6.0", "20.6.1"],
    ["CertificateReservedNodeCommonName", "20.6.0", "20.6.1"],
    ["Insecure", "20.6.0", "20.6.1"],
    ["LogLevel", "20.6.0", "20.6.1"],
    ["Dev", "20.6.1", "20.6.0"],
    ["KeepAliveInterval", "20.10.1", "20.10.2"],
    ["KeepAliveTimeout", "20.10.1", "20.10.2"],
    ["StreamInfoCacheCapacity", "20.10.2", "20.10.3"],
    ["LogConfig", "20.10.3", "20.10.4"],
    ["LogConfig", "21.2.0", "21.6.0"],
    ["DisableLogFile", "20.10.4", "20.10.5"],
    ["LeaderElectionTimeoutMs", "20.10.4", "20.10.5"],
    ["LogConsoleFormat", "20.10.4", "20.10.5"],
    ["LogFileRetentionCount", "20.10.4", "20.10.5"],
    ["AllowUnknownOptions", "21.10.8", "21.10.9"],
    ["Dev", "21.10.8", "21.10.9"],
    ["RemoveDevCerts", "21.10.8", "21.10.9"],
    ["RemoveDevCerts", "22.6.0", "22.10.0"],
    ["TcpReadTimeoutMs", "23.10.6", "23.10.7"],
    ["MaxAppendEventSize", "24.10.3", "24.10.4"],
    ["MaxProjectionStateSize", "24.10.3", "24.10.4"],
    ["DisableClientAuthEkuValidation", "24.10.11", "24.10.12"],
    ["DisableClientAuthEkuValidation", "26.0.1", "26.0.2"],
    ["DisableClientAuthEkuValidation", "25.1.4", "26.1.0"],
  ])("has %s not in %s, but in %s", (name, without, within) => {
    expect([has(without, name), has(within, name)]).toEqual([false, true]);
  });

  it.each([
    ["ClusterGossipPort", "20.6.0", 30777, "20.6.1", 2113],
    ["ReaderThreadsCount", "20.10.2", 4, "20.10.3", 0],
    ["WorkerThreads", "20.10.2", 5, "20.10.3", 0],
    ["WorkerThreads", "21.2.0", 5, "21.6.0", 0],
    ["MaxAppendSize", "25.0.1", 1048576, "25.1.0", 268435456],
  ])("has another default of %s from %s (%p) to %s (%p)", (name, before, old, after, now) => {
    expect([defaultOf(before, name), defaultOf(after, name)]).toEqual([old, now]);
  });

  it("names no replacement that the release lacks", () => {
    for (const release of RELEASES) {
      for (const { replacedBy } of catalogueOf(release).options.values()) {
        if (replacedBy !== undefined) expect([release, replacedBy, has(release, replacedBy)][2]).toBe(true);
      }
    }
  });

  it("tells the life of an option in order, and nothing twice", () => {
    expect([...ALL_OPTION_NAMES].sort()).toEqual(ALL_OPTION_NAMES);
    for (const events of Object.values(OPTIONS)) {
      const froms = events.map(({ from }) => from);
      expect([...froms].sort(compareReleases)).toEqual(froms);
      expect(new Set(froms).size).toBe(froms.length);
      for (const from of froms) expect(RELEASES).toContain(from);
    }
  });

  it("takes each default for one of the option's own values", () => {
    for (const release of RELEASES) {
      for (const option of catalogueOf(release).options.values()) {
        if (isEnum(option.type)) expect(valuesOf(option.type, release)).toContain(option.default);
        if (option.type === "boolean") expect([true, false, null]).toContain(option.default);
      }
    }
    expect(valuesOf("LogLevel", "24.10.14")).toEqual(ENUMS.LogLevel);
    expect(valuesOf("LogLevel", "25.0.0")).toContain("Trace");
  });

  it("finds a name whatever its case, and is the same each time", () => {
    const catalogue = catalogueOf("22.10.5");
    expect(catalogue.find("intip")?.name).toBe("IntIp");
    expect(catalogue.find("EnableExternalTCP")?.name).toBe("EnableExternalTcp");
    expect(catalogue.find("constructor")).toBeUndefined();
    expect(catalogueOf("22.10.5")).toBe(catalogue);
    expect(Object.isFrozen(catalogue.find("IntIp"))).toBe(true);
    expect(() => catalogueOf("22.8.0")).toThrow(RangeError);
  });
});

describe("releasesWith", () => {
  it.each([
    ["AdminOnExt", "5.0.0 to 5.0.12 only"],
    ["enableExternalTcp", "20.6.0 to 23.10.8 only"],
    ["KeepAliveInterval", "20.10.2 to 26.1.0"],
    ["LogConfig", "20.10.4 to 20.10.6 and 21.6.0 to 26.1.0"],
    ["Nonsense", "no release"],
  ])("says where %s exists: %s", (name, text) => expect(releasesWith(name)).toBe(text));
});

describe("undescribedKey", () => {
  it("tells the keys that a release lets pass", () => {
    expect(undescribedKey("chunksize", "21.2.0")).toBeUndefined();
    expect(undescribedKey("chunksize", "21.6.0")).toEqual({ name: "ChunkSize", read: false });
    expect(undescribedKey("ChunkSize", "24.6.0")).toEqual({ name: "ChunkSize", read: true });
    expect(undescribedKey("QuorumSize", "26.1.0")).toEqual({ name: "QuorumSize", read: false });
    expect(undescribedKey("PrepareAckCount", "23.6.0")).toBeUndefined();
    for (const release of RELEASES) {
      for (const name of ["ChunkSize", "CommitAckCount", "PrepareAckCount", "QuorumSize", "StatsStorage"]) {
        expect(has(release, name)).toBe(false);
      }
    }
  });
});
