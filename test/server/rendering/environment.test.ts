import fc from "fast-check";
import { catalogueOf } from "../../../lib/server/catalogue";
import { RELEASES, isAtLeast } from "../../../lib/server/release";
import {
  environmentCarries,
  environmentNameOf,
  renderEnvironment,
} from "../../../lib/server/rendering/environment";
import { releaseWithSettings } from "./arbitrary-settings";
import { oldVariableName, readEnvironment } from "./server-reading";

test.each([
  ["22.10.5", "IntIp", "EVENTSTORE_INT_IP"],
  ["20.10.5", "EnableAtomPubOverHTTP", "EVENTSTORE_ENABLE_ATOM_PUB_OVER_HTTP"],
  ["22.10.5", "EnableAtomPubOverHttp", "EVENTSTORE_ENABLE_ATOM_PUB_OVER_HTTP"],
  ["20.6.1", "EnableExternalTCP", "EVENTSTORE_ENABLE_EXTERNAL_TCP"],
  ["5.0.11", "DisableHTTPCaching", "EVENTSTORE_DISABLE_HTTP_CACHING"],
  ["24.10.4", "TcpPlugin:EnableExternalTcp", "EVENTSTORE__TCP_PLUGIN__ENABLE_EXTERNAL_TCP"],
  ["24.10.4", "Archive:FileSystem:Path", "EVENTSTORE__ARCHIVE__FILE_SYSTEM__PATH"],
  ["25.0.0", "Licensing:LicenseKey", "KURRENTDB__LICENSING__LICENSE_KEY"],
  ["24.2.0", "Plugins:UserCertificates:Enabled", "EVENTSTORE__PLUGINS__USERCERTIFICATES__ENABLED"],
  ["26.1.0", "NodeIp", "KURRENTDB_NODE_IP"],
])("%s %s is %s", (release, key, name) => expect(environmentNameOf(release, key)).toBe(name));

test.each(RELEASES.filter((release) => !isAtLeast(release, "21.6.0")))(
  "%s finds every option by its exact name",
  (release) => {
    const names = [...catalogueOf(release).options.keys()];
    expect(names.length).toBeGreaterThan(90);
    expect(names.map((name) => environmentNameOf(release, name))).toEqual(names.map(oldVariableName));
  },
);

test.each(RELEASES.filter((release) => isAtLeast(release, "21.6.0")))(
  "%s finds every option when underscores and case are dropped",
  (release) => {
    const names = [...catalogueOf(release).options.keys()];
    expect(names.length).toBeGreaterThan(100);
    const prefix = isAtLeast(release, "25.0.0") ? "KURRENTDB_" : "EVENTSTORE_";
    const variables = names.map((name) => environmentNameOf(release, name));
    expect(variables.filter((v) => !v.startsWith(prefix) || v.includes("__"))).toEqual([]);
    expect(variables.map((v) => v.slice(prefix.length).replace(/_/g, ""))).toEqual(
      names.map((name) => name.toUpperCase()),
    );
  },
);

test("it carries everything but keys that no variable's name can hold, sorted by name", () => {
  fc.assert(
    fc.property(releaseWithSettings, ({ release, settings: all }) => {
      const settings = all.filter(
        ({ channel, key }) => channel !== "nested" || environmentCarries(key.split(":")),
      );
      const environment = renderEnvironment(release, settings);
      expect(Object.keys(environment)).toEqual(Object.keys(environment).sort());
      const expected = settings.map(({ key, value, channel }) => [
        channel === "nested" ? key.toLowerCase() : key,
        String(value),
      ]);
      expect(readEnvironment(release, environment)).toEqual(Object.fromEntries(expected));
    }),
  );
});

test("a plain variable keeps its name", () => {
  const key = "UNSUPPORTED_EVENTSTORE_TCP_API_ENABLED";
  const setting = { key, value: true, channel: "plainEnvironment", secret: false } as const;
  expect(renderEnvironment("24.2.0", [setting])).toEqual({ [key]: "true" });
});
