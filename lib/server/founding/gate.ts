import { LOOK_SECONDS, STATE_OF, targetRow, type ProbeTarget } from "../readiness";
import { CONTROL, MARKED, PUT, word } from "./control-folder";
import { DECIDE, WAITS } from "./decision";
import type { EntryKind } from "./node-entry";

/** The file that the gate writes when the cluster is ready. */
export const READY_FILE = "/tmp/cluster-ready";
/** The file in which the gate says what it waits for. */
const SAYS_FILE = "/tmp/gate-says";

/** A node as the gate sees it. */
export interface GateNode {
  readonly kind: EntryKind;
  readonly key: string;
  readonly target: ProbeTarget;
}

/** What the gate must know. */
export interface Gate {
  /** The cluster's name, which all of its resources' names begin with. */
  readonly cluster: string;
  readonly size: number;
  /** The container names of all members, in their order. */
  readonly members: readonly string[];
  readonly nodes: readonly GateNode[];
  /** How long it tries, in seconds. */
  readonly timeout: number;
  /** Who runs the server, and so is given the control folders. */
  readonly user: { readonly uid: number; readonly gid: number };
}

/** Looks at one node: its row for `decide`, and a line for people. */
const LOOK = String.raw`look() {
  control=${CONTROL}/$key
  start=0 held=data length=0 list='' ask=0 given='' goes=''
  [ -r "$control/said" ] && read -r start _ held length list < "$control/said"
  [ -r "$control/go" ] && read -r given goes _ < "$control/go"
  [ -r "$control/heard" ] && read -r heard ask < "$control/heard" && [ "$heard" = "$start" ] || ask=0
  echo "$start" > "/tmp/start-$key"
  marked
  stateOf "$address" "$port" "$name" "$roots"
  looks=0
  [ -r "/tmp/looks-$key" ] && read -r looks < "/tmp/looks-$key"
  case $state in leader|follower|replica) looks=$((looks + 1)) ;; *) looks=0 ;; esac
  [ "$looks" -le 3 ] || looks=3
  echo "$looks" > "/tmp/looks-$key"
  [ -e "/tmp/first-$key" ] || echo "$start" > "/tmp/first-$key"
  read -r first < "/tmp/first-$key"
  in=no fresh=no
  if [ "$state" != none ] || [ "$kind" != member ]; then in=yes
  elif [ "$start" -gt 0 ]; then
    if [ "$given $goes" = "$start $members" ]; then in=yes
    elif [ ! -e "$control/waits" ]; then waits "$kind" "$size" "$held" "$marked" || in=yes; fi
  fi
  if [ "$kind" = replica ]; then [ "$start" -eq 0 ] || fresh=yes
  elif [ "$in" = yes ]; then [ "$state" = none ] || fresh=yes
  elif [ "$list" = "$members" ] && [ "$held" != unreadable ]; then
    # A node answers at the next turn, and one turn may last as long as the nodes that do not answer make it.
    [ $((now - ask)) -gt $((4 + took)) ] || fresh=yes
    put ask "$now"
  fi
  [ "$held" = unreadable ] && held=data
  # It said what it had when it started; whoever was level since has all.
  [ "$in$level" = yeslevel ] && held=data
  # What was started for another number of members is another apply's.
  [ -z "$list" ] || [ "$list" = "$members" ] || { looks=0; foreign=" for other members"; }
  table="$table
$kind $key $fresh $in $held $length $marked $times $level $state $looks"
  case $state in none) text="does not answer" ;; *) text="is $said" ;; esac
  if [ "$in" = no ]; then
    if [ "$start" -eq 0 ]; then text="has not started"
    elif [ "$fresh" = no ]; then text="does not run"
    else text="waits, $held data, $length bytes"; fi
  fi
  restarts=$((start - first))
  [ "$restarts" -lt 2 ] || text="$text, started $restarts times meanwhile"
  saw="$saw; $key $text$foreign"
  foreign=
}`;

/**
 * A shell script that lets the members in, and ends with 0 once one node is the leader and every node is ready, in
 * three looks, a second apart; with 1 when that has not come about in time, saying why and what it saw of each node.
 * It stays a while after success, so that it is seen healthy.
 */
export function gateScript({ cluster, size, members, nodes, timeout, user }: Gate): string {
  const rows = nodes.map(({ kind, key, target }) => `${kind} ${key} ${targetRow(target)}`);
  return [
    `cluster=${word(cluster)} size=${size} members=${word(members.join(","))} me=gate foreign=''`,
    `nodes='${rows.join("\n")}'`,
    PUT,
    MARKED,
    WAITS,
    STATE_OF,
    DECIDE,
    LOOK,
    "rm -f /tmp/looks-* /tmp/first-* /tmp/start-*",
    ...nodes.map(({ key }) => `chown ${user.uid}:${user.gid} ${CONTROL}/${key}`),
    String.raw`end=$(($(date +%s) + ${timeout}))
before=$(date +%s)
while now=$(date +%s) && [ "$now" -lt "$end" ]; do
  took=$((now - before)) before=$now
  [ "$took" -ge 0 ] && [ "$took" -le ${LOOK_SECONDS * nodes.length + 1} ] || took=0
  table='' saw='' ready=no
  while read -r kind key address port name roots; do look; done <<END
$nodes
END
  decide
  echo "$reason$saw" > ${SAYS_FILE}
  pause=0.3
  case $table in *"leader "[1-3]*|*"follower "[1-3]*|*"replica "[1-3]*) pause=1 ;; esac
  while read -r what key times flag; do
    control=${CONTROL}/$key
    case $what in
      let)
        read -r looked < "/tmp/start-$key"
        # It was decided of what the node said then.
        [ -r "$control/said" ] && read -r start _ < "$control/said" && [ "$start" = "$looked" ] || continue
        if [ "$flag" = aside ]; then
          # The mark is the node's to write, when it has no log any more.
          echo "letting in $key, which sets aside what it has of a history that was left"
          put go "$start $members $times"
        else
          echo "letting in $key"
          put mark "$size $times $flag" && put go "$start $members"
        fi ;;
      leave)
        echo "leaving the data of $key out, which others went on without"
        marked
        put mark "0 $times left" ;;
      ready) ready=yes ;;
    esac
  done <<END
$orders
END
  if [ "$ready" = yes ]; then
    while read -r kind key _; do
      control=${CONTROL}/$key
      [ "$kind" = member ] || continue
      marked
      [ "$marked" = "$size" ] || times=$count
      [ "$marked $level" = "$size level" ] || put mark "$size $times level"
    done <<END
$nodes
END
    touch ${READY_FILE}
    sleep 10
    exit 0
  fi
  sleep "$pause"
done
echo "not ready within ${timeout} s: $reason$saw" >&2
exit 1`,
  ].join("\n");
}

/** The health check of the gate: healthy when the cluster is ready, else it says what it waits for. */
export const GATE_CHECK = `test -f ${READY_FILE} || { cat ${SAYS_FILE}; exit 1; }`;
