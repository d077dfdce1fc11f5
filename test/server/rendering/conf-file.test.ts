import fc from "fast-check";
import { parse } from "yaml";
import { RELEASES, isAtLeast } from "../../../lib/server/release";
import { confFileCarries, confFilePath, renderConfFile } from "../../../lib/server/rendering/conf-file";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";
import { releaseWithSettings } from "./arbitrary-settings";
import { readConfFile } from "./server-reading";

function option(key: string, value: RenderedSetting["value"], secret = false): RenderedSetting {
  return { key, value, channel: "option", secret };
}

function nested(key: string, value: RenderedSetting["value"], secret = false): RenderedSetting {
  return { key, value, channel: "nested", secret };
}

test("it lies where the release's image has its own", () => {
  for (const release of RELEASES) {
    const path = isAtLeast(release, "25.0.0")
      ? "/etc/kurrentdb/kurrentdb.conf"
      : "/etc/eventstore/eventstore.conf";
    expect(confFilePath(release)).toBe(path);
    expect(renderConfFile(release, []).path).toBe(path);
  }
});

test("it holds all that it can carry, for every reader of YAML", () => {
  fc.assert(
    fc.property(releaseWithSettings, ({ release, settings }) => {
      const carried = settings.filter((setting) => confFileCarries(release, setting));
      const expected = carried.map(({ key, value, channel }) => [
        channel === "nested" ? key.toLowerCase() : key,
        String(value),
      ]);
      const { content } = renderConfFile(release, settings);
      expect(readConfFile(release, content)).toEqual(Object.fromEntries(expected));
      expect(parse(content, { version: "1.1" })).toEqual(parse(content));
    }),
  );
});

test("values have their types, lists are sequences, what YAML would read as something else is quoted", () => {
  const { content } = renderConfFile("22.10.5", [
    option("NodePriority", 3),
    option("GossipSeed", "n1.internal:2113,n2.internal:2113"),
    option("Insecure", true),
    option("ExtIp", "0.0.0.0"),
    option("ClusterDns", "on"),
    option("Db", "1e3"),
    option("Index", "null"),
  ]);
  expect(content).toBe(
    [
      'ClusterDns: "on"',
      'Db: "1e3"',
      "ExtIp: 0.0.0.0",
      "GossipSeed:",
      "  - n1.internal:2113",
      "  - n2.internal:2113",
      'Index: "null"',
      "Insecure: true",
      "NodePriority: 3",
      "",
    ].join("\n"),
  );
});

test("v5 prefixes are a sequence, a string with commas is not", () => {
  const { content } = renderConfFile("5.0.11", [
    option("ExtHttpPrefixes", "http://*:2113/,http://localhost:2113/"),
    option("Db", "/data/a,b"),
  ]);
  expect(parse(content)).toEqual({
    Db: "/data/a,b",
    ExtHttpPrefixes: ["http://*:2113/", "http://localhost:2113/"],
  });
});

test("an expression that is resolved later is not taken apart", () => {
  const value = '${join(",", var.seeds)}';
  expect(parse(renderConfFile("24.10.4", [option("GossipSeed", value)]).content)).toEqual({
    GossipSeed: value,
  });
});

test("sections are nested maps from 24.10, and not there before", () => {
  const settings = [nested("TcpPlugin:EnableExternalTcp", true), nested("TcpPlugin:NodeTcpPort", 11113)];
  expect(parse(renderConfFile("24.6.0", settings).content)).toEqual({});
  expect(parse(renderConfFile("24.10.0", settings).content)).toEqual({
    TcpPlugin: { EnableExternalTcp: true, NodeTcpPort: 11113 },
  });
});

test("a section below a value keeps both", () => {
  const settings = [nested("A:B", "x"), nested("A:B:C", "y"), nested("__proto__:D", "z")];
  const { content } = renderConfFile("26.1.0", settings);
  expect(readConfFile("26.1.0", content)).toEqual({ "a:b": "x", "a:b:c": "y", "__proto__:d": "z" });
});

test("secrets and what only the environment may hold are not in it", () => {
  const settings: RenderedSetting[] = [
    nested("Licensing:LicenseKey", "k", true),
    option("CertificatePassword", "p", true),
    option("DefaultAdminPassword", "q"),
    {
      key: "UNSUPPORTED_EVENTSTORE_TCP_API_ENABLED",
      value: true,
      channel: "plainEnvironment",
      secret: false,
    },
  ];
  expect(parse(renderConfFile("24.10.4", settings).content)).toEqual({});
});
