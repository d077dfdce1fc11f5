import { isEngineGivenHost, isLoopbackHost } from "../network/plan/host-reading";
import { isKnownAtApply } from "../network/model/host-name";
import { isIpv4, isLoopback, isWildcard } from "../network/model/ipv4";
import type { EngineIndex } from "./engine-index";
import { describePlace, isOnHost, type ReachabilityPlace } from "./place";

/** What a name stands for at a place. */
export interface Resolution {
  /** Every address that may be the answer; none where nobody knows the name. */
  readonly addresses: readonly string[];
  /** Whether it is taken on trust. */
  readonly unchecked?: true;
  /** What happened, in words. */
  readonly detail: string;
}

const LOOPBACK = "127.0.0.1";

/** Resolves a dialled host as whoever dials it from there does. */
export function resolveName(index: EngineIndex, place: ReachabilityPlace, dialled: string): Resolution {
  const host = dialled.toLowerCase();
  if (isWildcard(host) || host === "") {
    return { addresses: [], detail: `"${host}" can be bound, but not dialled` };
  }
  if (isIpv4(host)) return { addresses: [host], detail: `${host} is an address` };
  if (isLoopbackHost(host)) {
    return { addresses: [LOOPBACK], detail: `"${host}" is the machine of whoever dials it` };
  }
  if (place.kind === "container" && !isOnHost(place)) {
    const found = byDockersDns(index, place.networks, host);
    if (found !== undefined) return found;
  }
  if (place.kind === "machine" && isEngineGivenHost(host)) {
    const detail = `"${host}" is a name that Docker Desktop and the like give their own machine, and other machines do not know it`;
    return { addresses: [], detail };
  }
  const name = index.hostName(host);
  const address = isOnHost(place) ? name?.onHost : name?.elsewhere;
  if (address !== undefined && isKnownAtApply(host)) {
    const detail =
      "the host is known only when Terraform runs, and is taken for a name or address of the Docker host";
    return { addresses: [address], unchecked: true, detail };
  }
  if (address !== undefined) {
    const what = isLoopback(address) ? "the host itself" : "the Docker host";
    return { addresses: [address], detail: `"${host}" is a name of ${what}` };
  }
  return { addresses: [], detail: `nobody resolves "${host}" for ${describePlace(place)}` };
}

function byDockersDns(index: EngineIndex, networks: readonly string[], host: string): Resolution | undefined {
  const found = networks.flatMap((network) => index.named(network, host));
  const first = found[0];
  if (first === undefined) return undefined;
  const addresses = [...new Set(found.map((f) => f.attachment.address))];
  if (addresses.length === 1) {
    const { container, attachment } = first;
    return {
      addresses,
      detail: `Docker's DNS knows "${host}" on "${attachment.network}" as ${container.key}`,
    };
  }
  const who = found.map((f) => `${f.container.key} on "${f.attachment.network}"`).join(" and ");
  return { addresses, detail: `Docker's DNS answers "${host}" with either of ${who}` };
}
