import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { Capabilities } from "./capabilities";
import { isHostName } from "../model/host-name";
import { isIpv4, isLoopback, isWildcard, looksLikeIpv6, whyNotDialable } from "../model/ipv4";

/** A host name is not longer, with something around it. */
const LONGEST_SHOWN = 300;

/** `localhost`, also with the domain that hosts files and resolvers put behind it, and what is below that. */
const OWN = /(?:^|\.)localhost(?:\.localdomain)?$/;

/** Whether the host is the machine of whoever dials it. */
export function isLoopbackHost(host: string): boolean {
  return isLoopback(host) || OWN.test(host);
}

/** Names that an engine for desktops gives the machine that it runs on, there and in its containers. */
const OF_THE_ENGINE = /^(\w+\.docker|host\.(containers|lima|minikube|orb|rancher-desktop))\.internal$/;

/** Whether the host is a name for the Docker host that no other machine knows, and that not every engine gives. */
export function isEngineGivenHost(host: string): boolean {
  return OF_THE_ENGINE.test(host);
}

/** A host that others are told to dial, lower-cased and in the form the release takes, or a problem. */
export function readHost(
  value: unknown,
  path: string,
  capabilities: Capabilities,
  findings: Findings,
): string | undefined {
  const why = whyNotAHost(value);
  if (why !== undefined) {
    const bare = bareHostOf(value);
    findings.problem({
      code: "host",
      path,
      got: `is ${quote(value)}`,
      expected: bare === undefined ? why : "must be a host name or an IPv4 address alone",
      fix: bare === undefined ? "use a DNS name or an IPv4 address that can be dialled" : useBare(bare),
    });
    return undefined;
  }
  const host = (value as string).toLowerCase();
  if (!capabilities.addressesOnly || isIpv4(host)) return host;
  if (host === "localhost") return "127.0.0.1";
  findings.problem({
    code: "host.addressOnly",
    path,
    got: `is ${quote(value)}`,
    expected: `${capabilities.release} advertises IP addresses only; names came with 20.6`,
    fix: "use the IPv4 address that the name stands for",
  });
  return undefined;
}

/** A host that was found within something else. */
interface BareHost {
  readonly host: string;
  readonly hadPort: boolean;
}

/** What is left of a URL, of a host with a port, or of one with blanks, where that is a host. */
export function bareHostOf(value: unknown): BareHost | undefined {
  if (typeof value !== "string" || value.length > LONGEST_SHOWN) return undefined;
  const [, bare = "", port] =
    /^\s*(?:(?:[a-z][a-z0-9+.-]*:)?\/\/)?(?:[^\s/@?#]*@)?([^\s/:@?#]+?)\.?(:\d*)?(?:[/?#](?!\/)\S*)?\s*$/i.exec(
      value,
    ) ?? [];
  if (bare === "" || whyNotAHost(bare) !== undefined) return undefined;
  return { host: bare.toLowerCase(), hadPort: port !== undefined };
}

/** The mend for a host with something around it. */
export function useBare({ host, hadPort }: BareHost): string {
  return `use "${host}", without anything around it${hadPort ? "; ports have props of their own" : ""}`;
}

/** What the reading of a host needs to know. */
export interface HostReading {
  readonly capabilities: Capabilities;
  readonly findings: Findings;
  /** Whether a value is known only when Terraform runs. */
  readonly isToken: (value: unknown) => boolean;
}

/** The same for clients that come through the Docker host: what only Terraform knows passes, and is not checked. */
export function readClientHost(
  value: unknown,
  path: string,
  { capabilities, findings, isToken }: HostReading,
): string | undefined {
  if (!isToken(value)) return readHost(value, path, capabilities, findings);
  if (typeof value === "string") return value;
  findings.problem({
    code: "token",
    path,
    got: "is a token of another type than text",
    expected: "a host that only Terraform knows passes as text",
    fix: "use Token.asString(…) of cdktf",
  });
  return undefined;
}

/** Where ports for that host are published unless said otherwise: a loopback address where it is one. */
export function defaultBindIp(host: string): string {
  if (!isLoopbackHost(host)) return "0.0.0.0";
  return isIpv4(host) ? host : "127.0.0.1";
}

/** A published port's address on the Docker host, or a problem. */
export function readBindIp(
  value: unknown,
  otherwise: string,
  path: string,
  findings: Findings,
): string | undefined {
  if (value === undefined) return otherwise;
  if (
    typeof value === "string" &&
    isIpv4(value) &&
    (isWildcard(value) || whyNotDialable(value) === undefined)
  ) {
    return value;
  }
  findings.problem({
    code: "bindIp",
    path,
    got: `is ${quote(value)}`,
    expected: "must be an IPv4 address of the Docker host, or 0.0.0.0 for all of them",
    fix: `leave it out for ${otherwise}`,
  });
  return undefined;
}

function whyNotAHost(value: unknown): string | undefined {
  if (typeof value !== "string") return "must be a host name or an IPv4 address";
  if (isWildcard(value)) return "is a wildcard, which can be bound but never dialled";
  if (looksLikeIpv6(value)) return "IPv6 is not supported";
  if (isIpv4(value)) {
    const why = whyNotDialable(value);
    return why === undefined ? undefined : `is ${why}`;
  }
  return isHostName(value)
    ? undefined
    : "must be a host name (labels of letters, digits and hyphens) or an IPv4 address";
}
