import fc from "fast-check";
import { RELEASES } from "../../../lib/server/release";
import { commandLineCarries, renderCommandLine } from "../../../lib/server/rendering/command-line";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";
import { releaseWithSettings } from "./arbitrary-settings";
import { readCommandLine } from "./server-reading";

function option(key: string, value: RenderedSetting["value"], secret = false): RenderedSetting {
  return { key, value, channel: "option", secret };
}

test("each argument is one key with one value", () => {
  const settings = [
    option("IntIp", "10.240.0.11"),
    option("ClusterSize", 3),
    option("EnableExternalTCP", true),
  ];
  expect(renderCommandLine("20.10.5", settings)).toEqual([
    "--cluster-size=3",
    "--enable-external-tcp=true",
    "--int-ip=10.240.0.11",
  ]);
});

test("it holds all that it can carry", () => {
  fc.assert(
    fc.property(releaseWithSettings, ({ release, settings }) => {
      const carried = settings.filter((setting) => commandLineCarries(release, setting));
      const expected = Object.fromEntries(carried.map(({ key, value }) => [key, String(value)]));
      expect(readCommandLine(release, renderCommandLine(release, settings))).toEqual(expected);
    }),
  );
});

test.each(RELEASES)("%s: a value that ends like a switch is not in it", (release) => {
  const values = ["a+", "a-", "+", "a+b", "-a"];
  const settings = values.map((value) => option("ClusterDns", value));
  expect(renderCommandLine(release, settings)).toEqual(["--cluster-dns=-a", "--cluster-dns=a+b"].reverse());
});

test("sections, secrets and what only the environment may hold are not in it", () => {
  const settings: RenderedSetting[] = [
    { key: "TcpPlugin:EnableExternalTcp", value: true, channel: "nested", secret: false },
    {
      key: "UNSUPPORTED_EVENTSTORE_TCP_API_ENABLED",
      value: true,
      channel: "plainEnvironment",
      secret: false,
    },
    option("CertificatePassword", "p", true),
    option("DefaultAdminPassword", "q"),
  ];
  expect(renderCommandLine("24.10.4", settings)).toEqual([]);
});
