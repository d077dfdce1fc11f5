import fc from "fast-check";
import { catalogueOf, type ServerOption } from "../../../lib/server/catalogue";
import { RELEASES, isAtLeast } from "../../../lib/server/release";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";

/** Texts that some format reads as something else. */
const TRICKY = [
  "on", "no", "null", "~", "1e3", "0x10", "1:30", "007", "1_000", "true", "- a", "a: b", "a # b", "'", '"', "{}", "=",
  "a=b", "--x", "a-", "c+", "%{x}", "!t", "&a", "*", "`", "0.0.0.0", "${TfToken[TOKEN.7]}", "a\\nb", "|", "é",
]; // prettier-ignore

const text = fc.oneof(
  fc.constantFrom(...TRICKY),
  fc
    .string({ minLength: 1, maxLength: 40 })
    .filter((value) => value.trim() === value && !value.includes("\u0000")),
);
const address = fc.constantFrom("0.0.0.0", "127.0.0.1", "10.240.0.11", "10.240.1.11");
const port = fc.integer({ min: 1, max: 65535 });
const list = fc
  .array(
    fc.constantFrom("http://*:2113/", "10.240.0.12:2113", "node1.internal:2113", "${TfToken[TOKEN.3]}:2113"),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((elements) => elements.join(","));

function valueOf(option: ServerOption): fc.Arbitrary<string | number | boolean> {
  if (option.type === "boolean") return fc.oneof(fc.boolean(), fc.constantFrom("true", "false"));
  if (option.type === "integer") return fc.oneof(port, port.map(String));
  if (option.type === "long") return fc.integer();
  if (option.type === "number") return fc.double({ min: -1e6, max: 1e6, noNaN: true });
  if (option.type === "address") return address;
  if (option.type === "endpoints" || option.type === "strings") return list;
  return text;
}

function optionSetting(option: ServerOption): fc.Arbitrary<RenderedSetting> {
  return fc.record({
    key: fc.constant(option.name),
    value: valueOf(option),
    channel: fc.constant("option" as const),
    secret: option.sensitive ? fc.constant(true) : fc.constant(false),
  });
}

const SECTION_KEYS = [
  "TcpPlugin:EnableExternalTcp",
  "TcpPlugin:NodeTcpPort",
  "TcpPlugin:NodeTcpPortAdvertiseAs",
  "Licensing:LicenseKey",
  "Archive:FileSystem:Path",
];

/** Which the environment cannot hold. */
const FREE_KEYS = ["LdapsAuth:LdapGroupRoles:CN=admins,OU=a.b-c", "LdapsAuth:LdapGroupRoles:Domain Users"];

function sectionSetting(key: string): fc.Arbitrary<RenderedSetting> {
  const value = key.includes("Port") ? port : key.includes("Enable") ? fc.boolean() : text;
  return fc.record({
    key: fc.constant(key),
    value,
    channel: fc.constant("nested" as const),
    secret: fc.constant(key === "Licensing:LicenseKey"),
  });
}

const variableSettings: fc.Arbitrary<RenderedSetting[]> = fc.constantFrom(
  [],
  [
    {
      key: "UNSUPPORTED_EVENTSTORE_TCP_API_ENABLED",
      value: true,
      channel: "plainEnvironment",
      secret: false,
    },
    { key: "UNSUPPORTED_EVENTSTORE_TCP_API_PORT", value: 1113, channel: "plainEnvironment", secret: false },
  ],
);

/** A release with settings that it has, each key once. */
export const releaseWithSettings: fc.Arbitrary<{ release: string; settings: RenderedSetting[] }> = fc
  .constantFrom(...RELEASES)
  .chain((release) => {
    const options = [...catalogueOf(release).options.values()];
    // The ones that decide addresses are what the interpretation sees: they come up more often.
    const ofAddresses = options.filter(({ name }) =>
      /^(Int|Ext|Node|Replication|Http|Advertise|Cluster)/.test(name),
    );
    const some = (from: readonly ServerOption[]) =>
      fc.subarray([...from], { maxLength: 12 }).chain((chosen) => fc.tuple(...chosen.map(optionSetting)));
    const nested = fc
      .subarray(
        isAtLeast(release, "24.6.0")
          ? [...SECTION_KEYS, ...FREE_KEYS]
          : isAtLeast(release, "24.2.0")
            ? ["Plugins:UserCertificates:Enabled", ...FREE_KEYS]
            : [],
      )
      .chain((keys) => fc.tuple(...keys.map(sectionSetting)));
    const variables = release.startsWith("24.2.") ? variableSettings : fc.constant([]);
    return fc.tuple(some(options), some(ofAddresses), nested, variables).map((parts) => ({
      release,
      settings: [...new Map(parts.flat().map((setting) => [setting.key, setting] as const)).values()],
    }));
  });
