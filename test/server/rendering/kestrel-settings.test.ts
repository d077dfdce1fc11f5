import { readsKestrelSettings } from "../../../lib/server/image-layout";
import { RELEASES } from "../../../lib/server/release";
import { kestrelSettingsPath, renderKestrelSettings } from "../../../lib/server/rendering/kestrel-settings";

test("all limits stand where the server looks for them", () => {
  const json = renderKestrelSettings({
    maxConcurrentConnections: 100,
    maxConcurrentUpgradedConnections: 50,
    initialConnectionWindowSize: 131072,
    initialStreamWindowSize: 65535,
  });
  expect(JSON.parse(json)).toEqual({
    Kestrel: {
      Limits: {
        MaxConcurrentConnections: 100,
        MaxConcurrentUpgradedConnections: 50,
        Http2: { InitialConnectionWindowSize: 131072, InitialStreamWindowSize: 65535 },
      },
    },
  });
});

test("what is not given is not there", () => {
  expect(JSON.parse(renderKestrelSettings({}))).toEqual({ Kestrel: { Limits: {} } });
  expect(JSON.parse(renderKestrelSettings({ initialStreamWindowSize: 70000 }))).toEqual({
    Kestrel: { Limits: { Http2: { InitialStreamWindowSize: 70000 } } },
  });
});

test("it is read from 20.10.4 on, but not by 21.2.0", () => {
  const without = RELEASES.filter((release) => !readsKestrelSettings(release));
  expect(without.slice(-5)).toEqual(["20.10.0", "20.10.1", "20.10.2", "20.10.3", "21.2.0"]);
  expect(without).toHaveLength(13 + 3 + 4 + 1);
});

test("it lies in the configuration directory", () => {
  expect(kestrelSettingsPath("24.10.4")).toBe("/etc/eventstore/kestrelsettings.json");
  expect(kestrelSettingsPath("25.0.0")).toBe("/etc/kurrentdb/kestrelsettings.json");
});
