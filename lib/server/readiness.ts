import { CONTROL, MARKED, PUT, word } from "./founding/control-folder";

/*
 * Readiness is the state that a node tells about itself on /info: every release answers there, with any
 * endpoint switched off. The image's own health check proves nothing of a cluster. A server that is about to die,
 * because a port is in use, says that it follows for a moment: so a state counts when it holds for three looks.
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

/** How long a node is waited for in one look. */
export const LOOK_SECONDS = 2;

/** In how many looks, a second apart, a node is seen ready before it counts as that. */
const LOOKS = 3;

/** How long a probe may take that sees a node get ready. */
export const PROBE_SECONDS = LOOKS * LOOK_SECONDS + (LOOKS - 1);

/**
 * `stateOf ADDRESS PORT NAME ROOTS`: leaves in `state` what a node says of itself: leader, follower, replica, other, or
 * none where it does not answer, and in `said` its own word. v5 calls them master and slave. `stateIn` makes the same of
 * an answer in `said`.
 */
export const STATE_OF = String.raw`stateOf() {
  # Dialled at its address whatever the name resolves to; the certificate is verified against the name.
  # An image or a user may name a proxy for what leaves the host.
  # Unlike cat, grep ends the last line of each file, so that several make one bundle.
  if [ "$3" = - ]; then said=$(curl -s --noproxy '*' -m ${LOOK_SECONDS} "http://$1:$2/info")
  else said=$(grep -h "" "$4"/* | curl -s --noproxy '*' -m ${LOOK_SECONDS} --cacert /dev/stdin --connect-to "$3:$2:$1:$2" "https://$3:$2/info"); fi
  stateIn
}
stateIn() {
  said=$(printf %s "$said" | grep -Eio '"state" *: *"[a-z]*"')
  said=${'${said%\\"}'} said=${'${said##*\\"}'}
  case $said in
    [Ll]eader|[Mm]aster) state=leader ;;
    [Ff]ollower|[Ss]lave) state=follower ;;
    [Rr]ead[Oo]nly[Rr]eplica) state=replica ;;
    '') state=none ;;
    *) state=other ;;
  esac
}`;

/**
 * `countLooks`: after `stateOf`, leaves in `looks` in how many looks in a row the node `$key` was ready; no more are
 * counted than it takes.
 */
export const COUNT_LOOKS = String.raw`countLooks() {
  looks=0
  [ -r "/tmp/looks-$key" ] && read -r looks < "/tmp/looks-$key"
  case $state in leader|follower|replica) looks=$((looks + 1)) ;; *) looks=0 ;; esac
  [ "$looks" -le ${LOOKS} ] || looks=${LOOKS}
  echo "$looks" > "/tmp/looks-$key"
}`;

/** The arguments of `stateOf` for a node. */
function targetFields({ address, port, tls }: ProbeTarget): readonly string[] {
  return [address, String(port), tls?.name ?? "-", tls?.roots ?? "-"];
}

/** The same as a line to be read: host names, addresses and the library's own folders hold no space. */
export function targetRow(target: ProbeTarget): string {
  return targetFields(target).join(" ");
}

/**
 * Exits 0 where the node is a leader, a follower or a read-only replica, in three looks where it was not yet in this
 * start; else it says what the node waits for. Once it is, its mark says so, and by that its log counts.
 */
export function readinessProbe(target: ProbeTarget): readonly string[] {
  const script = [
    `control=${CONTROL} me=probe`,
    PUT,
    MARKED,
    STATE_OF,
    String.raw`start='' steady='' looks=0
[ -r "$control/start" ] && read -r start < "$control/start"
[ -r "$control/steady" ] && read -r steady < "$control/steady"
while :; do
  stateOf ${targetFields(target).map(word).join(" ")}
  case $state in
    leader|follower|replica) looks=$((looks + 1)) ;;
    none) cat "$control/waits" 2>/dev/null || echo "does not answer"; exit 1 ;;
    *) echo "is $said"; exit 1 ;;
  esac
  [ -n "$start" ] && [ "$start" = "$steady" ] && exit 0
  [ "$looks" -lt ${LOOKS} ] || break
  sleep 1
done
[ -w "$control" ] && [ -n "$start" ] || exit 0
put steady "$start"
marked
# Who runs was let in by its mark, whatever the size; a replica has none.
[ "$marked" != 0 ] && [ "$level" != level ] && [ "$state" != replica ] && put mark "$marked $times level"
exit 0`,
  ].join("\n");
  return ["CMD-SHELL", script];
}
