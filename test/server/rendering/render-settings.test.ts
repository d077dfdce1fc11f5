import fc from "fast-check";
import { interpretSettings } from "../../../lib/server/interpret/interpret-settings";
import { RELEASES } from "../../../lib/server/release";
import type { DeliveryKind } from "../../../lib/server/delivery";
import { renderSettings } from "../../../lib/server/rendering/render-settings";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";
import { runs } from "../../runs";
import { releaseWithSettings } from "./arbitrary-settings";
import { readDelivery } from "./server-reading";

const KINDS: readonly DeliveryKind[] = ["environment", "generation", "commandLine"];
const interfaces = { eth0: "10.240.1.11", eth1: "10.240.0.11" };

function option(key: string, value: RenderedSetting["value"], secret = false): RenderedSetting {
  return { key, value, channel: "option", secret };
}

test("by every way a container gets the same settings, and all that were given", () => {
  fc.assert(
    fc.property(releaseWithSettings, ({ release, settings }) => {
      const reads = KINDS.map((kind) => readDelivery(release, renderSettings(release, settings, kind)));
      const given = settings.map(({ key, value, channel }) => [
        channel === "nested" ? key.toLowerCase() : key,
        String(value),
      ]);
      for (const read of reads) {
        expect(read).toMatchObject(Object.fromEntries(given));
        expect(read).toEqual(reads[0]);
      }
      const meanings = reads.map((read) =>
        interpretSettings({ release, settings: read, interfaces, secure: true }),
      );
      expect(meanings[1]).toEqual(meanings[0]);
      expect(meanings[2]).toEqual(meanings[0]);
    }),
    runs(400),
  );
});

test("no setting travels twice, and a secret by the environment alone", () => {
  fc.assert(
    fc.property(releaseWithSettings, fc.constantFrom(...KINDS), ({ release, settings }, kind) => {
      const secrets = settings.map((setting, index) => ({
        ...setting,
        value: `s3cret-${index}x`,
        secret: true,
      }));
      const { environment, files, command } = renderSettings(release, secrets, kind);
      const inCommand = command.join(" ");
      const inFiles = files.map(({ content }) => content).join("");
      expect(inCommand + inFiles).not.toContain("s3cret");
      expect(Object.values(environment).sort()).toEqual(secrets.map(({ value }) => value).sort());
    }),
  );
});

test.each(RELEASES)("%s: a conf file says again what the image's own file says", (release) => {
  const [bare] = renderSettings(release, [], "generation").files;
  const read = readDelivery(release, renderSettings(release, [], "generation"));
  expect(bare).toBeDefined();
  expect(read).toEqual(readDelivery(release, renderSettings(release, [], "environment")));
  expect(Object.values(read)).toContain("0.0.0.0");
});

test("what is given stands in place of what the image says", () => {
  const { files } = renderSettings(
    "5.0.11",
    [option("ExtIp", "10.240.1.11"), option("runProjections", "None")],
    "generation",
  );
  expect(files[0]?.content).toBe(
    [
      "AddInterfacePrefixes: false",
      "ExtHttpPrefixes:",
      "  - http://*:2113/",
      "ExtIp: 10.240.1.11",
      "IntHttpPrefixes:",
      "  - http://*:2112/",
      "IntIp: 0.0.0.0",
      "runProjections: None",
      "",
    ].join("\n"),
  );
});

test("v5: an option that the image's environment sets goes by the environment", () => {
  const { environment, files } = renderSettings("5.0.11", [option("ClusterGossipPort", 12112)], "generation");
  expect(environment).toEqual({ EVENTSTORE_CLUSTER_GOSSIP_PORT: "12112" });
  expect(files[0]?.content).not.toContain("ClusterGossipPort");
});

test("20.6.0 by generation: the conf file says what the image's own command does, which is given up", () => {
  const { command, environment, files } = renderSettings(
    "20.6.0",
    [option("IntIp", "10.240.0.11")],
    "generation",
  );
  expect([command, environment]).toEqual([[], {}]);
  expect(files[0]?.content).toBe("ExtIp: 0.0.0.0\nIntIp: 10.240.0.11\n");
});

const OF_CONTAINER = KINDS.filter((kind) => kind !== "generation");

test.each(OF_CONTAINER)(
  "20.6.0 by %s: the addresses are said in place of the image's own command",
  (kind) => {
    const { command, environment, files } = renderSettings("20.6.0", [option("IntIp", "10.240.0.11")], kind);
    expect(command).toEqual(["--ext-ip=0.0.0.0", "--int-ip=10.240.0.11"]);
    expect(environment).toEqual({});
    expect(files.map(({ content }) => content).join("")).not.toContain("10.240.0.11");
  },
);

test("a command-line value that ends in + or - goes by the environment", () => {
  const { command, environment } = renderSettings(
    "24.10.4",
    [option("ClusterDns", "a+"), option("NodeIp", "0.0.0.0")],
    "commandLine",
  );
  expect(command).toEqual(["--node-ip=0.0.0.0"]);
  expect(environment).toEqual({ EVENTSTORE_CLUSTER_DNS: "a+" });
});

test("the environment alone needs neither file nor command", () => {
  const { command, files } = renderSettings("24.10.4", [option("NodeIp", "0.0.0.0")], "environment");
  expect([command, files]).toEqual([[], []]);
});
