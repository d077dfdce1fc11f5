import { readOptions } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import type { HostReachableFrom } from "../asked/host-spec";
import { Audience, CLIENT_AUDIENCES } from "../model/audience";
import type { Host } from "../model/topology";
import { readAudiences } from "./audience-reading";

const ADDRESSES: readonly (keyof HostReachableFrom)[] = ["internalAddress", "externalAddress"];
const KNOWN = [Audience.PEERS, ...CLIENT_AUDIENCES];
const EXPECTED =
  "audiences are Audience.PEERS, Audience.NETWORK, Audience.HOST or Audience.REMOTE, each on other machines";

/** Who reaches a host's addresses, by the user's word; `undefined` after a problem. */
export function readReachableFrom(
  asked: unknown,
  path: string,
  hasBoth: boolean,
  findings: Findings,
): NonNullable<Host["reachableFrom"]> | undefined {
  const fix = "use reachableFrom: { internalAddress: [Audience.HOST, Audience.NETWORK] }";
  const given = readOptions(asked, ADDRESSES, fix, findings.at(path));
  if (given === undefined) return undefined;
  const lists = new Map<keyof HostReachableFrom, readonly Audience[]>();
  let sure = true;
  for (const name of ADDRESSES) {
    if (given[name] === undefined) continue;
    const at = `${path}.${name}`;
    const before = findings.problems.length;
    const list = readAudiences(given[name], { path: at, known: KNOWN, expected: EXPECTED, name }, findings);
    if (name === "externalAddress" && !hasBoth)
      findings.problem({
        code: "hosts.reachableFrom",
        path: at,
        got: "is given",
        expected: "the host has one address for nodes and clients, and who reaches that is said once",
        fix: `say it of ${path}.internalAddress`,
      });
    sure &&= findings.problems.length === before;
    // Nodes are advertised to each other by it.
    const always = name === "internalAddress" ? [Audience.PEERS] : [];
    if (list !== undefined)
      lists.set(
        name,
        KNOWN.filter((one) => [...always, ...list].includes(one)),
      );
  }
  return sure ? Object.fromEntries(lists) : undefined;
}
