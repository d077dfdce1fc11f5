import { capabilitiesOf, isVersion5 } from "../../lib/server/capabilities-of";
import { isAtLeast, RELEASES } from "../../lib/server/release";

test.each(RELEASES)("what planning is told of %s", (version) => {
  const version5 = version.startsWith("5.");
  const capabilities = capabilitiesOf({ version, asked: version, line: "" });
  expect(isVersion5(version)).toBe(version5);
  expect(capabilities).toMatchObject({
    release: version,
    separateHttp: version5,
    addressesOnly: version5,
    clientAddress: version !== "20.6.0",
    clientAddressReleases: "20.6.1 to 26.1.0",
    insecure: version !== "20.6.0",
    externalTcpAlwaysOn: version5,
    readOnlyReplicas: isAtLeast(version, "20.6.0"),
    readOnlyReplicaReleases: "20.6.0 to 26.1.0",
  });
  expect(capabilitiesOf({ version, asked: version, line: "" })).toBe(capabilities);
  expect(Object.isFrozen(capabilities)).toBe(true);
});
