import { imageLayoutOf } from "../../lib/server/image-layout";
import { RELEASES } from "../../lib/server/release";

test.each([
  ["5.0.0", 0, "/etc/eventstore/tls"],
  ["5.0.12", 0, "/etc/eventstore/tls"],
  ["20.6.0", 1000, "/etc/eventstore/tls"],
  ["24.10.14", 1000, "/etc/eventstore/tls"],
  ["25.0.0", 1000, "/etc/kurrentdb/tls"],
  ["25.1.4", 1000, "/etc/kurrentdb/tls"],
  ["26.0.0", 1001, "/etc/kurrentdb/tls"],
  ["26.1.0", 1001, "/etc/kurrentdb/tls"],
])("%s runs as %d and has its certificates in %s", (version, id, tlsDirectory) => {
  expect(imageLayoutOf(version)).toMatchObject({ user: { uid: id, gid: id }, tlsDirectory });
});

test("certificates are beside the conf file, and apart from the data", () => {
  for (const release of RELEASES) {
    const { tlsDirectory, configDirectory, dataPath } = imageLayoutOf(release);
    expect(tlsDirectory).toBe(`${configDirectory}/tls`);
    expect(tlsDirectory.startsWith(dataPath)).toBe(false);
  }
});
