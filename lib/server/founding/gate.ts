import { COUNT_LOOKS, LOOK_SECONDS, STATE_OF, targetRow, type ProbeTarget } from "../readiness";
import { CONTROL, MARKED, PUT, word } from "./control-folder";
import { DECIDE, WAITS } from "./decision";
import { carryingShell, type KeptNode } from "./keeper";
import type { EntryKind } from "./membership";
import { ROLL } from "./roll";

/** The file that the gate writes when it ends, with a line for each look at it from then on. */
const OVER_FILE = "/tmp/gate-over";
/** The file in which the gate says what it waits for. */
const SAYS_FILE = "/tmp/gate-says";

/** A node as the gate sees it. */
export interface GateNode extends KeptNode {
  readonly kind: EntryKind;
  /** With nodes on several hosts as the other members dial it, because hosts have several nodes at one address. */
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
  /** How long it waits for one node whose settings or certificate it changed, in seconds. */
  readonly timeout: number;
  /** Whether somebody waits for it; if nobody does, what failed is not tried again by itself. */
  readonly awaited: boolean;
  /** Whether nodes learn of another size by their generation, so that those that run are moved to it. */
  readonly movesMembers: boolean;
  /** Who runs the server, and so is given the control folders. */
  readonly user: { readonly uid: number; readonly gid: number };
}

/**
 * How long the gate tries in all, in seconds: long enough for nodes that take a third of what each may, and for one
 * that fails and goes back. The provider gives up on creating a container after 20 minutes.
 */
export function gateSeconds(timeout: number, nodes: number): number {
  return Math.min(LONGEST_SECONDS, Math.round((timeout * (nodes + 5)) / 3));
}
const LONGEST_SECONDS = 1140;

/** What is put in only where a node is on another host: the gate of one host stays what it is. */
type Elsewhere = (shell: string) => string;

/** Looks at one node: its rows for `decide` and for `roll`, and a line for people. */
const look = (elsewhere: Elsewhere) => String.raw`numberOf() {
  number=1 rest=$1
  while :; do
    case $rest in *,*) rest=${"${rest#*,}"} number=$((number + 1)) ;; *) return ;; esac
  done
}
look() {
  control=${CONTROL}/$key
  start=0 held=data length=0 list='' ask=0 given='' goes=''
  [ -r "$control/said" ] && read -r start _ held length list < "$control/said"
  [ -r "$control/go" ] && read -r given goes _ < "$control/go"
  [ -r "$control/heard" ] && read -r heard ask < "$control/heard" && [ "$heard" = "$start" ] || ask=0
  echo "$start" > "/tmp/start-$key"
  marked
  # Of how many it is one; by its container, that is as many as there are to be.
  own=$size
  if [ "$staged" = yes ] && [ -n "$list" ]; then numberOf "$list"; own=$number; fi
  # Who was one of several does not start as the only one.
  [ "$kind$staged" != singleyes ] || [ "$marked" -lt 2 ] || own=$marked
  trusts=$roots
  stateOf "$address" "$port" "$name" "$roots"
  countLooks
  [ -e "/tmp/first-$key" ] || echo "$start" > "/tmp/first-$key"
  read -r first < "/tmp/first-$key"
  in=no fresh=no
  if [ "$state" != none ] || [ "$kind" != member ]; then in=yes
  elif [ "$start" -gt 0 ]; then
    if [ "$given $goes" = "$start $members" ]; then in=yes
    elif [ ! -e "$control/waits" ]; then waits "$kind" "$own" "$held" "$marked" || in=yes; fi
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
  # What was started for another number of members is another apply's, where that takes another container.
  [ "$staged" = yes ] || [ -z "$list" ] || [ "$list" = "$members" ] || { looks=0; foreign=" for other members"; }
  table="$table
$kind $key $fresh $in $held $length $marked $times $level $state $looks"
  shall=- wants=- runs=-
  [ -r "$control/shall" ] && read -r shall < "$control/shall"
  [ -r "$control/wants" ] && read -r wants < "$control/wants"
  [ -r "$control/runs" ] && read -r runs < "$control/runs"
  # Whoever does not say that it waits to be let in may start at any time, and is one of those that are moved.
  takes=$in text=''
  [ "$start" -eq 0 ] || takes=yes
  [ "$in" = yes ] || { [ -r "$control/waits" ] && read -r text < "$control/waits"; }
  case $text in *" to let this node in as one of "*) takes=no ;; esac
  # By what it was before, it has not all that those have whose size it counts; it may just be starting as one of so many
  # as there are to be.
  [ "$marked" = "$own" ] || [ "$marked" = "$size" ] || level=behind
  generations="$generations
$kind $key $shall $wants $runs $state $looks $takes $own $level"
  [ "$takes" = no ] || [ "$own" -le "$size" ] || larger=$key
  case $state in none) text="does not answer" ;; *) text="is $said" ;; esac
  if [ "$in" = no ]; then
    if [ "$start" -eq 0 ]; then text="has not started"
    elif [ "$fresh" = no ]; then text="does not run"
    else text="waits, $held data, $length bytes"; fi
  fi
${elsewhere(String.raw`  case "$state$unkept" in none*" $key,"*) text="is not seen" ;; esac
`)}  restarts=$((start - first))
  [ "$restarts" -lt 2 ] || text="$text, started $restarts times meanwhile"
  saw="$saw; $key $text$foreign"
  foreign=
}`;

/** Tells nodes what they shall have, and takes it back. */
const move = (
  elsewhere: Elsewhere,
) => String.raw`# Whether somebody answers of those that a member still counts and that are no members any more.
leavers() {
  answering='' dialled=0
  while read -r address port name _; do
    case "$nodes " in *" $address ${elsewhere("$port ")}"*) continue ;; esac
    [ -n "$address" ] || continue
    dialled=$((dialled + 1))
    [ "$name" = - ] || [ "$trusts" != - ] || continue
    stateOf "$address" "$port" "$name" "$trusts"
    [ "$state" = none ] || answering="$answering $address"
  done < "${CONTROL}/$1/others"
}
# Who waits has nothing to lose, and is to wait with the others; unless the last may be with it that those had who went,
# or others of its size lead, to whom it comes back.
tellWaiting() {
  while read -r _ key shall wants _ _ _ in own _; do
    [ "$in" = no ] && [ "$wants" != - ] && [ "$wants" != "$shall" ] || continue
    [ "$own" = "$size" ] || [ "$lacks" = yes ] || continue
    control=${CONTROL}/$key
    put wants "$shall" && rm -f "$control/had"
  done <<END
$generations
END
}
unturn() {
  while read -r _ key _; do rm -f "${CONTROL}/$key/turn"; done <<END
$nodes
END
}
# Refuses what nobody can bring back, and leaves it open whose log counts: those that went may come back with theirs.
refuse() {
${elsewhere(String.raw`  # One that has started again meanwhile does not take it.
  for round in 1 2; do
  lookAll
`)}  while read -r kind key _ _ _ _ _ _ own _; do
    control=${CONTROL}/$key
    case $kind in ''|replica) continue ;; esac
    [ "$own" -gt "$size" ] || continue
    marked
    # What others went on without stays so.
    [ "$level" != left ] || continue
    [ "$marked" = 0 ] || times=0
    put mark "$marked $times behind"
  done <<END
$generations
END
${elsewhere(String.raw`  unkept=$(carry)
  done
`)}  way='' at=$most
  while [ "$at" -gt "$size" ]; do
    if [ "$at" -gt 2 ]; then at=$((at / 2 + 1)); else at=1; fi
    [ "$at" -ge "$size" ] || at=$size
    way="$way, size: $at"
  done
  echo "$1. No node was touched: apply with size: $most again, so that they come back with their data, then one after the other${"${way#,}"}" >&2
  exit $failed
}
begin() {
  moved='' calm=0
  for one in $1; do
    while read -r kind key shall wants _ _ _ _ own _; do
      [ "$key" = "$one" ] || continue
      control=${CONTROL}/$key began=0
      [ -r "$control/start" ] && read -r began < "$control/start"
      echo "$began" > "/tmp/began-$key"
      # What it had last, and was ready with.
      [ -e "$control/had" ] || put had "$wants"
      case $wants in "${"${shall%-*}"}"-*) what="certificate" ;; *) what="settings" ;; esac
      if [ "$own" != "$size" ] && [ "$kind" != replica ]; then
        put turn "$own $size"
        what="$what, as one of $size"
      fi
      echo "$key shall have its new $what: $wants -> $shall"
      put wants "$shall"
      # What the server said that ends now is no look at the next one.
      rm -f "/tmp/looks-$key"
      moved="$moved $key"
    done <<END
$generations
END
  done
  until=$((now + timeout))
  [ "$until" -lt "$limit" ] || until=$limit
}
# A server that ends again and again has what it refuses; at births and in rolls one may end once or twice.
loops() {
  for one in $moved; do
    read -r began < "/tmp/began-$one"
    while read -r _ key _ _ _ state _; do
      [ "$key" = "$one" ] && [ "$state" = none ] || continue
      start=0
      [ -r "${CONTROL}/$key/start" ] && read -r start < "${CONTROL}/$key/start"
      [ $((start - began)) -lt 5 ] || return 0
    done <<END
$generations
END
  done
  return 1
}
lookAll() {
${elsewhere(String.raw`  unkept=$(carry)
`)}  table='' generations='' saw='' larger=''
  while read -r kind key address port name roots; do look; done <<END
$nodes
END
${elsewhere(String.raw`  # What it asks now is answered until it looks again.
  [ -n "$unkept" ] || unkept=$(carry)
`)}}
# Whether those that were moved, or taken back, are ready with what they were told.
haveIt() {
  for one in $moved; do
    while read -r _ key _ wants runs _ looks _; do
      [ "$key" = "$one" ] || continue
      [ "$runs" = "$wants" ] && [ "$looks" -ge 3 ] || return 1
    done <<END
$generations
END
  done
}
# What a gate that ended in the middle has left.
resume() {
  while read -r _ key shall wants _; do
    control=${CONTROL}/$key
    [ -e "$control/had" ] && [ "$wants" = "$shall" ] || continue
    began=0
    [ -r "$control/start" ] && read -r began < "$control/start"
    echo "$began" > "/tmp/began-$key"
    moved="$moved $key"
  done <<END
$generations
END
  until=$((now + timeout))
}
kept() {
  for one in $moved; do rm -f "${CONTROL}/$one/had"; done
  moved=''
}
back() {
  echo "$1"
  for one in $moved; do
    control=${CONTROL}/$one
    had=-
    [ -r "$control/had" ] && read -r had < "$control/had"
    [ "$had" = - ] || put wants "$had"
    rm -f "$control/had" "/tmp/looks-$one"
  done
  until=$(($(date +%s) + timeout)) is="and went back, but is not ready again"
  while now=$(date +%s) && [ "$now" -lt "$until" ] && [ "$now" -lt "$limit" ]; do
    lookAll
    if haveIt; then
      is="and is back on what it had"
      break
    fi
    sleep 1
  done
  logs=''
  for one in $moved; do logs="$logs; docker logs $cluster-$one"; done
  echo "$1:$moved was not ready with it, $is; no other node was touched after that. See why: ${"${logs#; }"}; then mend it, and apply again" >&2
  exit $failed
}`;

/**
 * Ends with the code that it ended with, once that was seen: the provider looks each second whether the health check
 * succeeds, which it does for a running container only, and then waits for the code. On a busy machine a look takes seconds.
 */
const OVER = String.raw`code=0 look=0
trap '
  code=$?
  : > ${OVER_FILE}
  while [ "$(wc -l < ${OVER_FILE})" -lt 4 ] && [ "$look" -lt 300 ]; do
    sleep 0.2
    look=$((look + 1))
  done
  exit "$code"
' EXIT`;

/**
 * A shell script that lets the members in, brings settings and certificates to those that run, and ends with 0 once one
 * node is the leader and every node is ready with what it shall have, in three looks, a second apart; with 1 when that
 * has not come about in time, saying why and what it saw of each node. Either way it stays until its health check saw it.
 */
export function gateScript(gate: Gate): string {
  const { cluster, size, members, nodes, timeout, awaited, movesMembers, user } = gate;
  const rows = nodes.map(({ kind, key, target }) => `${kind} ${key} ${targetRow(target)}`);
  const seconds = gateSeconds(timeout, nodes.length);
  const carrying = carryingShell(nodes);
  const elsewhere = (shell: string) => (carrying.length === 0 ? "" : shell);
  // Each is spoken to a few times in a turn.
  const spoken = new Set(nodes.flatMap(({ keeper }) => keeper?.host ?? [])).size * 3;
  return [
    `cluster=${word(cluster)} size=${size} members=${word(members.join(","))} me=gate foreign=''`,
    `timeout=${timeout} failed=${awaited ? 1 : 0} staged=${movesMembers ? "yes" : "no"} moved='' until=0`,
    `nodes='${rows.join("\n")}'`,
    PUT,
    MARKED,
    WAITS,
    STATE_OF,
    COUNT_LOOKS,
    DECIDE,
    ROLL,
    look(elsewhere),
    move(elsewhere),
    `rm -f /tmp/looks-* /tmp/first-* /tmp/start-* ${OVER_FILE}`,
    OVER,
    ...carrying,
    ...nodes.flatMap(({ key, keeper }) =>
      keeper === undefined ? [`chown ${user.uid}:${user.gid} ${CONTROL}/${key}`] : [],
    ),
    String.raw`limit=$(($(date +%s) + ${seconds}))
before=$(date +%s) calm=0 lacked=0 turns=0 gone=0 dialled=0
while now=$(date +%s) && [ "$now" -lt "$limit" ]; do
  took=$((now - before)) before=$now
  [ "$took" -ge 0 ] && [ "$took" -le $((${LOOK_SECONDS} * (${nodes.length + spoken} + dialled) + 1)) ] || took=0
  ready=no
  lookAll
${elsewhere(String.raw`  if [ -n "$unkept" ]; then
    waits=${"${unkept#; }"}
    echo "$waits$saw" > ${SAYS_FILE}
    [ -z "$moved" ] || [ "$now" -lt "$until" ] || back "not within $timeout s: $waits$saw"
    sleep 1
    continue
  fi
`)}  [ "$until" -ne 0 ] || resume
  # By turns, because the clock may be set.
  calm=$((calm + took)) lacked=$((lacked + took)) gone=$((gone + took)) dialled=0
  if [ -n "$larger" ] && [ -r "${CONTROL}/$larger/others" ]; then
    leavers "$larger"
    [ -z "$answering" ] || gone=0
  fi
  roll
  [ -z "$refused" ] || refuse "$refused"
  [ "$staged$shrinks" != yesno ] || tellWaiting
  [ "$lacks" = yes ] || lacked=0
  decide
  waits=$reason
  [ -z "$pending" ] || waits="settings or certificates are still to be changed on$pending"
  [ -z "$awaits" ] || waits="$awaits"
  # Who is new waits until all others count the same.
  if [ -n "$resizing" ]; then orders=''
  elif [ -n "$reason" ]; then waits="$reason"; fi
  echo "$waits$saw" > ${SAYS_FILE}
  pause=0.3
  case $table in *"leader "[1-3]*|*"follower "[1-3]*|*"replica "[1-3]*) pause=1 ;; esac
  # Where those that are in are no majority of the new size, they get ready only with those that are new.
  [ -z "$moved" ] || [ -n "$resizing$pending" ] || [ "$voters" -gt $((size / 2)) ] || kept
  if [ -n "$moved" ]; then
    if [ "$step" != wait ]; then
      echo "$moved has it"
      kept
      calm=0
      turns=$((turns + 1))
    elif loops; then back "the server of$moved ended five times"
    # Whoever else is not ready is not so by them, and they are not to be away besides.
    elif [ "$now" -ge "$until" ] && haveIt; then
      kept
      calm=0
    elif [ "$now" -ge "$until" ]; then back "not within $timeout s: $waits$saw"
    fi
  fi
  case $orders$step in
    readymove*|move*)
      # One that was begun may take its time, and go back, before the apply gives up.
      if [ "$turns" -gt 0 ] && [ $((now + timeout)) -gt "$limit" ]; then
${elsewhere(String.raw`        unkept=$(carry)
`)}        echo "no time is left for$pending: apply again to go on with them" >&2
        exit 1
      fi
      begin "${"${step#move }"}" ;;
  esac
  [ -z "$orders" ] || unturn
  while read -r what key times flag; do
    control=${CONTROL}/$key
    case $what in
      let)
        read -r looked < "/tmp/start-$key"
        # It was decided of what the node said then.
        [ -r "$control/said" ] && read -r start _ < "$control/said" && [ "$start" = "$looked" ] || ${elsewhere("break") || "continue"}
        if [ "$flag" = aside ]; then
          # The mark is the node's to write, when it has no log any more.
          echo "letting in $key, which sets aside what it has of a history that was left"
          put go "$start $members $times"
        else
          echo "letting in $key"
          put mark "$size $times $flag" && put go "$start $members"
        fi${elsewhere(String.raw`
        # The next one is let in only when this one has it: none takes the place of one that was chosen.
        if [ -d "/tmp/kept-$key" ]; then
          given='' unkept=$(carry)
          [ -r "$control/go" ] && read -r given _ < "$control/go"
          [ -z "$unkept" ] && [ "$given" = "$start" ] || break
        fi`)} ;;
      join)
        echo "taking $key in with those that are let in"
        put mark "$size $times $flag" ;;
      leave)
        echo "leaving the data of $key out, which others went on without"
        marked
        put mark "0 $times left" ;;
      ready) [ "$step" != settled ] || ready=yes ;;
    esac
  done <<END
$orders
END
  if [ "$ready" = yes ]; then
    while read -r kind key _; do
      control=${CONTROL}/$key
      [ "$kind" = member ] || continue
      marked
      [ "$marked" = "$size" ] && [ "$times" -gt 0 ] || times=$count
      [ "$marked $level" = "$size level" ] || put mark "$size $times level"
    done <<END
$nodes
END
${elsewhere(String.raw`    unkept=$(carry)
`)}    exit 0
  fi
${elsewhere(String.raw`  # What there is else is looked at in the next turn.
  unkept=$(carry changed)
`)}  sleep "$pause"
done
echo "not ready within ${seconds} s: $waits$saw" >&2
exit 1`,
  ].join("\n");
}

/** The health check of the gate: healthy when it is over, well or not, else it says what it waits for. */
export const GATE_CHECK = `if [ -e ${OVER_FILE} ]; then echo >> ${OVER_FILE}; else cat ${SAYS_FILE}; exit 1; fi`;
