import { interpretSettings } from "../../../lib/server/interpret/interpret-settings";
import { catalogueOf } from "../../../lib/server/catalogue";
import observed from "../../fixtures/observed-addresses.json";

interface Row {
  readonly release: string;
  readonly secure: boolean;
  readonly interfaces: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly listening: readonly string[];
  readonly gossips: Readonly<Record<string, string | number>>;
}

const rows = observed as unknown as readonly Row[];

/** The settings of a row by the catalogue's names, with what all observed nodes had in common. */
function settingsOf(row: Row): Record<string, string | number | boolean> {
  const names = new Map(
    [...catalogueOf(row.release).options.keys()].map((name) => [name.toUpperCase(), name]),
  );
  const settings = Object.entries(row.settings).map(([key, value]) => {
    const name = names.get(key.replace(/_/g, ""));
    if (name === undefined) throw new Error(`${key} is not in the catalogue of ${row.release}`);
    return [name, value] as const;
  });
  return { ...Object.fromEntries<string | number>(settings), ClusterSize: 3, DiscoverViaDns: false };
}

/** The host fields in which a node tells one of its interfaces because it binds them all and knows no name. */
function hostsLeftToTheNode(row: Row): ReadonlySet<string> {
  if (row.release.startsWith("5.")) return new Set();
  const isLeft = (ips: string[], hosts: string[]) =>
    ips.some((ip) => row.settings[ip] === "0.0.0.0") &&
    hosts.every((host) => row.settings[host] === undefined);
  const fields = new Set<string>();
  if (isLeft(["INT_IP", "REPLICATION_IP"], ["INT_HOST_ADVERTISE_AS", "REPLICATION_HOST_ADVERTISE_AS"])) {
    fields.add("internalTcpIp");
  }
  if (isLeft(["EXT_IP", "NODE_IP"], ["EXT_HOST_ADVERTISE_AS", "NODE_HOST_ADVERTISE_AS"])) {
    fields.add("internalHttpEndPointIp");
    if (row.settings.ADVERTISE_HOST_TO_CLIENT_AS === undefined) {
      fields.add("externalTcpIp").add("httpEndPointIp");
    }
  }
  return fields;
}

function interpret(row: Row, more: Record<string, boolean> = {}) {
  const { release, secure, interfaces } = row;
  return interpretSettings({ release, secure, interfaces, settings: { ...settingsOf(row), ...more } });
}

function expectAgreement(row: Row, { listening, gossip }: ReturnType<typeof interpretSettings>): void {
  expect(listening).toEqual([...row.listening].sort());
  const left = hostsLeftToTheNode(row);
  const interfaces = Object.values(row.interfaces);
  const expected = Object.entries(row.gossips).map(([field, value]) => {
    if (!left.has(field)) return [field, value];
    expect(interfaces).toContain(value);
    return [field, interfaces[0]];
  });
  expect(gossip).toEqual(Object.fromEntries(expected));
}

test("the fixture holds all observations", () => {
  expect(rows).toHaveLength(170);
  expect([...new Set(rows.map((row) => row.release))]).toHaveLength(5);
});

test.each(rows.map((row, index) => [index, row.release, row.secure ? "with TLS" : "insecure", row] as const))(
  "observation %i, %s %s",
  (_index, _release, _tls, row) => expectAgreement(row, interpret(row)),
);

test("the v5 observations agree with the image's AddInterfacePrefixes said aloud", () => {
  const v5 = rows.filter((row) => row.release.startsWith("5."));
  expect(v5).toHaveLength(30);
  for (const row of v5) expectAgreement(row, interpret(row, { AddInterfacePrefixes: false }));
});
