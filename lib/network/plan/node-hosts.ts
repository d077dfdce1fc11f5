import { meantOrNone } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClusterSpec } from "../asked/cluster-spec";
import { majorityOf } from "../model/majority";
import { areHostsSure, isStandInName, type AddressedHost, type HostsPlan } from "./host-plan";
import type { NodeIdentity } from "./planned-node";

/** The Docker host of a node: the one that was asked for, else they are taken in turn. */
export function hostOfNode(
  key: string,
  index: number,
  asked: ClusterSpec["addresses"],
  hosts: HostsPlan,
  findings: Findings,
): string {
  const { all, addressed } = hosts;
  const own: unknown = asked[key]?.host;
  const inTurn = all[index % all.length]?.host.name;
  if (inTurn === undefined) throw new Error("a cluster has one Docker host at least");
  if (own === undefined) return inTurn;
  const path = `nodeOverrides[${quote(key)}].host`;
  if (addressed === undefined) {
    if (areHostsSure(hosts))
      findings.problem({
        code: "hosts.place.none",
        path,
        got: `is ${quote(own)}`,
        expected: "it names one of hosts, and there are none",
        fix: "leave it out, or name the Docker hosts by hosts",
      });
    return inTurn;
  }
  if (typeof own === "string" && addressed.has(own)) return own;
  const names = [...addressed.keys()].filter((name) => !isStandInName(name));
  // A name that was refused may be the one that is meant.
  if (names.length === addressed.size)
    findings.problem({
      code: "hosts.place",
      path,
      got: `is ${quote(own)}`,
      expected: `is none of hosts, which are ${names.join(", ")}`,
      fix: typeof own === "string" ? meantOrNone(own, names) : "leave it out",
    });
  return inTurn;
}

/** Judges how the nodes are spread: hosts without any, and hosts whose loss takes the majority along. */
export function checkSpread(
  nodes: readonly NodeIdentity[],
  asked: ClusterSpec["addresses"],
  { addressed }: HostsPlan,
  isMeant: unknown,
  findings: Findings,
): void {
  if (addressed === undefined) return;
  const hosts = [...addressed.values()];
  if (nodes.length === 0 || !areHostsSure({ all: hosts })) return;
  const members = nodes.filter(({ kind }) => kind === "member");
  const on = (host: AddressedHost, of: readonly NodeIdentity[]) =>
    of.filter((n) => n.host === host.host.name);
  // Each is told once, and leaves another node where it was.
  const movable = hosts.flatMap((host) => on(host, nodes).slice(1));
  for (const host of hosts) {
    if (on(host, nodes).length > 0) continue;
    const key = movable.pop()?.key;
    findings.problem({
      code: "hosts.unused",
      path: host.path,
      got: `is ${quote(host.host.name)}, on which no node runs`,
      expected: "the nodes are put on the hosts in turn, or where nodeOverrides says",
      fix: `remove it, or ${key === undefined ? "raise size, for a node on every host" : `set nodeOverrides: { ${quote(key)}: { host: ${quote(host.host.name)} } }`}`,
    });
  }
  if (members.length === 1) return;
  const majority = majorityOf(members.length);
  for (const host of hosts) {
    const there = on(host, members);
    if (there.length < 2) continue;
    const got = `is ${quote(host.host.name)}, with ${there.map(({ key }) => key).join(", ")}`;
    // What is neither true nor false is told by itself.
    if (there.length >= majority && (isMeant === undefined || isMeant === false)) {
      findings.problem({
        code: "hosts.majority",
        path: host.path,
        got,
        expected: `where it is lost, the cluster has no majority of ${majority} of ${members.length}, and takes no writes`,
        fix: `spread ${members.length} members over ${Math.min(members.length, 3)} hosts or more, or set allowMajorityOnOneHost: true`,
      });
    } else if (isMeant !== true && there.some(({ key }) => asked[key]?.host === undefined)) {
      // Whoever put each of them there knows.
      findings.warning({
        code: "hosts.shared",
        path: host.path,
        got,
        expected: `where it is lost, ${there.length} of ${members.length} members are`,
        fix: "use a host for each member",
      });
    }
  }
}
