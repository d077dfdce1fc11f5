import { isVersion5 } from "./capabilities-of";

/*
 * Readiness is the state that a node tells about itself on /info: every release answers there, with any
 * endpoint switched off. The image's own health check proves nothing of a cluster.
 */

/** A node as it is asked for its state. */
export interface ProbeTarget {
  readonly address: string;
  readonly port: number;
  /** Where HTTP has TLS. */
  readonly tls?: {
    /** The name or address, of those in the node's certificate, that is verified. */
    readonly name: string;
    /** The folder of the trusted roots in PEM, in the container that asks. */
    readonly roots: string;
  };
}

/** Exits 0 where the node at that address is a leader, a follower or a read-only replica. */
export function readinessProbe(version: string, target: ProbeTarget): readonly string[] {
  const states = [...leaderStates(version), ...otherReadyStates(version)].join("|");
  return ["CMD-SHELL", `${info(target)} | ${state(states)} || exit 1`];
}

/** The file that the gate writes when the cluster is ready. */
export const READY_FILE = "/tmp/cluster-ready";

/**
 * A shell script that ends with 0 once one node is the leader and every node is ready, and with 1 when that
 * has not come about within `timeout` seconds. It stays a while after success, so that it is seen healthy.
 */
export function gateScript(version: string, targets: readonly ProbeTarget[], timeout: number): string {
  const leaders = leaderStates(version).join("|");
  const others = otherReadyStates(version).join("|");
  const polls = targets.map((target) =>
    [
      `  i=$(${info(target)})`,
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

function info({ address, port, tls }: ProbeTarget): string {
  if (tls === undefined) return `curl -s -m 2 http://${address}:${port}/info`;
  // Unlike cat, grep ends the last line of each file, so that several make one bundle.
  const bundle = `grep -h "" ${word(tls.roots)}/*`;
  // Dialled at its address whatever the name resolves to; the certificate is verified against the name.
  const way = word(`${tls.name}:${port}:${address}:${port}`);
  const url = word(`https://${tls.name}:${port}/info`);
  return `${bundle} | curl -s -m 2 --cacert /dev/stdin --connect-to ${way} ${url}`;
}

/** A text as one word of a shell command. */
function word(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
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
