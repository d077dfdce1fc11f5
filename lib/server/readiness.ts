import { isVersion5 } from "./capabilities-of";

/*
 * Readiness is the state that a node tells about itself on /info: every release answers there, with any
 * endpoint switched off. The image's own health check proves nothing of a cluster.
 */

/** Exits 0 where the node at that address is a leader, a follower or a read-only replica. */
export function readinessProbe(version: string, address: string, port: number): readonly string[] {
  const states = [...leaderStates(version), ...otherReadyStates(version)].join("|");
  return ["CMD-SHELL", `${info(address, port)} | ${state(states)} || exit 1`];
}

/** A node as the readiness gate dials it. */
export interface GateTarget {
  readonly address: string;
  readonly port: number;
}

/** The file that the gate writes when the cluster is ready. */
export const READY_FILE = "/tmp/cluster-ready";

/**
 * A shell script that ends with 0 once one node is the leader and every node is ready, and with 1 when that
 * has not come about within `timeout` seconds. It stays a while after success, so that it is seen healthy.
 */
export function gateScript(version: string, targets: readonly GateTarget[], timeout: number): string {
  const leaders = leaderStates(version).join("|");
  const others = otherReadyStates(version).join("|");
  const polls = targets.map(({ address, port }) =>
    [
      `  i=$(${info(address, port)})`,
      `  if printf %s "$i" | ${state(leaders)}; then leaders=$((leaders+1)); ready=$((ready+1))`,
      `  elif printf %s "$i" | ${state(others)}; then ready=$((ready+1)); fi`,
    ].join("\n"),
  );
  return [
    `end=$(($(date +%s)+${timeout}))`,
    'while [ "$(date +%s)" -lt "$end" ]; do',
    "  leaders=0; ready=0",
    ...polls,
    `  if [ "$leaders" -eq 1 ] && [ "$ready" -eq ${targets.length} ]; then touch ${READY_FILE}; sleep 10; exit 0; fi`,
    "  sleep 1",
    "done",
    `echo "no leader, or not every node ready, within ${timeout} s" >&2`,
    "exit 1",
  ].join("\n");
}

function info(address: string, port: number): string {
  return `curl -s -m 2 http://${address}:${port}/info`;
}

function state(states: string): string {
  return `grep -Eiq '"state" *: *"(${states})"'`;
}

function leaderStates(version: string): readonly string[] {
  return [isVersion5(version) ? "master" : "leader"];
}

function otherReadyStates(version: string): readonly string[] {
  return isVersion5(version) ? ["slave"] : ["follower", "readonlyreplica"];
}
