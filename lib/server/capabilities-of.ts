import type { Capabilities } from "../network/plan/capabilities";
import { catalogueOf, releasesWith } from "./catalogue";
import { isAtLeast, type Release } from "./release";

/** Whether the release is of the v5 family: internal and external HTTP apart, addresses only, HTTP always plain. */
export function isVersion5(version: string): boolean {
  return !isAtLeast(version, "20.6.0");
}

const known = new Map<string, Capabilities>();

/** What planning must know of a release. */
export function capabilitiesOf(release: Release): Capabilities {
  const capabilities = known.get(release.version) ?? Object.freeze(readCapabilities(release));
  known.set(release.version, capabilities);
  return capabilities;
}

function readCapabilities(release: Release): Capabilities {
  const version5 = isVersion5(release.version);
  const { options } = catalogueOf(release.version);
  return {
    release: release.version,
    separateHttp: version5,
    addressesOnly: version5,
    clientAddress: version5 || options.has("AdvertiseHostToClientAs"),
    clientAddressReleases: releasesWith("AdvertiseHostToClientAs"),
    insecure: version5 || options.has("Insecure"),
    externalTcpAlwaysOn: version5,
    readOnlyReplicas: options.has("ReadOnlyReplica"),
    readOnlyReplicaReleases: releasesWith("ReadOnlyReplica"),
  };
}
