import { enteringShell, type Entering } from "../generation/entering";
import { SETTINGS } from "../generation/layout";
import { STATE_OF } from "../readiness";
import { CONTROL, MARKED, PUT, word } from "./control-folder";
import { WAITS } from "./decision";
import { BELONG, MEMBERSHIP, membershipVariables, type Membership } from "./membership";

/** A node as it starts. */
export interface NodeEntry {
  /** Absent where its generation has it. */
  readonly membership?: Membership;
  /** The folder of the database. */
  readonly dataPath: string;
  /** The volume or the host's folder that is mounted there. */
  readonly place: string;
  /** The program that the image itself starts. */
  readonly program: string;
  /** The container that lets nodes in. */
  readonly gate: string;
  /** Absent where nothing of what it reads is in a volume. */
  readonly entering?: Entering;
}

/** Looks into the data folder: `writer.chk` holds the length of the log in eight bytes, in every release. */
const MEASURE = String.raw`measure() {
  held=empty length=0
  if [ "$kind" = memory ]; then held=memory
  elif [ -e "$data/writer.chk" ]; then
    read -r length <<END
$(od -An -t u8 -N 8 "$data/writer.chk" 2>/dev/null)
END
    if [ ! -r "$data/writer.chk" ]; then held=unreadable length=0
    else
      case $length in
        '') length=0 ;;
        # An exabyte is no log's, and more than a shell counts.
        *[!0-9]*|???????????????????*) held=unreadable length=0 ;;
        *) [ "$length" -eq 0 ] || held=data ;;
      esac
    fi
  elif ls "$data" >/dev/null 2>&1; then
    for chunk in "$data"/chunk-*; do [ ! -e "$chunk" ] || held=data; done
  else held=unreadable; fi
}`;

/** A mark is about the data that it was made for: it says nothing of another volume in their place. */
const PLACED = String.raw`placed() {
  was=''
  [ -r "$control/place" ] && read -r was < "$control/place"
  [ "$was" != "$place" ] && [ -w "$control" ] || return 0
  [ -z "$was" ] || rm -f "$control/mark"
  put place "$place"
}`;

/** What the gate moves from one size to another keeps its mark: no other log can have got what it has not. */
const TURN = String.raw`turn() {
  from='' to=''
  [ "$held" = data ] && [ -r "$control/turn" ] && read -r from to < "$control/turn" || return 0
  case "$from $to" in
    "$marked $size"|"$size $marked") put mark "$size $times $level" && marked=$size ;;
  esac
}`;

/**
 * Whoever was one of several has not, by itself, all that they had; of two it has, once it was level. The gate refuses it,
 * and the size of before brings the others back.
 */
const ALONE = String.raw`alone() {
  [ "$kind$held" = singledata ] && [ "$marked" -ge 2 ] && [ "$marked$level" != 2level ] || return 0
  while ! moved; do
    tell "waiting: by its data it is one of $marked members, and has not alone what they had; apply with size: $marked again"
    pause
  done
  exit 0
}`;

/** Says what was measured, under a new start number, which no earlier `go` is for. */
const SPEAK = String.raw`speak() {
  [ -w "$control" ] || return 1
  start=0
  [ -r "$control/start" ] && read -r start < "$control/start"
  case $start in ''|*[!0-9]*) start=0 ;; esac
  start=$((start + 1))
  put start "$start" || return 1
  placed
  # What it said before stands until it is said anew: the gate takes one that starts again for what it was.
  rm -f "$control/go" "$control/heard" "$control/waits"
  if [ "$kind" = single ] && { [ "$marked" != 1 ] || [ "$level" != level ]; }; then
    put mark "1 $((times + 1)) level"
  # A mark of another size is none when that size comes back: meanwhile others may have gone on.
  elif [ "$marked" != "$size" ] && [ "$times" -gt 0 ]; then
    put mark "0 $times $level"
  fi
  put said "$start $kind $held $length $members"
}`;

/** Before the first gate the folder is nobody's, and what needs not wait starts all the same. */
const SPEAK_LATER = String.raw`speakLater() { (until speak 2>/dev/null; do sleep 1; done) & }`;

/**
 * Moves a log of a history that was left into a folder beside it; what says that there is a log goes last, so that
 * one that is interrupted is taken up again.
 */
const SET_ASIDE = String.raw`setAside() {
  into="$data/left-$start"
  mkdir -p "$into" || return 1
  for one in "$data"/* "$data"/.[!.]*; do
    case ${"${one##*/}"} in left-*|lost+found|writer.chk) continue ;; esac
    [ ! -e "$one" ] || mv "$one" "$into/" || return 1
  done
  [ ! -e "$data/writer.chk" ] || mv "$data/writer.chk" "$into/" || return 1
  measure
  put said "$start $kind $held $length $members"
  echo "set aside in $into what this node had of a history that was left"
}`;

/**
 * Locks the data folder for as long as the server runs, whose open file the lock is: no two servers have one folder, and no
 * owner changes under a server. What this user cannot write nobody could use here, and is not held against who mends it.
 */
const HOLD = String.raw`hold() {
  [ "$holds" = no ] && [ -r "$data" ] && [ -w "$data" ] || return 0
  exec 9< "$data"
  told=''
  # Any other failure than that somebody has it is that of a file system without locks.
  while flock -n 9 2>/dev/null; [ $? -eq 1 ]; do
    ! moved || exit 0
    tell "waiting for whoever has the data in $data: another server, or what changes their owner"
    pause
  done
  holds=yes
  [ -z "$told" ] || rm -f "$control/waits" 2>/dev/null
}`;

const TELL = String.raw`tell() {
  [ "$1" = "$told" ] || echo "$1"
  told=$1
  [ ! -w "$control" ] || put waits "$1"
}
pause() { sleep 0.3 & wait $!; }`;

const WAIT = String.raw`everybody() {
  while read -r address port name roots; do
    stateOf "$address" "$port" "$name" "$roots"
    case $state in leader|follower) ;; *) return 1 ;; esac
  done <<END
$others
END
}
# Whether all others lead or follow, three times in a row: the last one missing needs no gate.
othersReady() {
  now=$(date +%s)
  [ "$now" -gt "$looked" ] || return 1
  looked=$now
  everybody &
  if wait $!; then whole=$((whole + 1)); else whole=0; fi
  [ "$whole" -ge 3 ]
}
# Whoever was let in with others of this size before needs no gate to come back to them. That of one who is new would
# not be known: those who are ready may still count without it.
mayReturn() { [ "$staged" = no ] || [ "$mine" = "$size" ]; }
await() {
  told='' looked=0 whole=0
  until speak 2>/dev/null; do
    ! moved || exit 0
    tell "waiting for $gate to give this node its control folder"
    if mayReturn && othersReady; then speakLater; return; fi
    pause
  done
  while :; do
    # It starts anew with what it shall have by now.
    ! moved || exit 0
    case $held in
      unreadable) why="its data cannot be read" ;;
      empty) why="its data folder is empty" ;;
      *) why="it has data, but was not let in with them as one of that many" ;;
    esac
    tell "waiting for $gate to let this node in as one of $size members: $why"
    [ -r "$control/ask" ] && read -r ask < "$control/ask" && put heard "$start $ask"
    given='' list='' aside=''
    [ -r "$control/go" ] && read -r given list aside < "$control/go"
    before="$held $length"
    measure
    if [ "$held $length" != "$before" ]; then
      # What was decided of other data, and the mark that came of it, say nothing of these.
      marked
      [ "$marked" != "$size" ] || put mark "0 $times $level"
      marked
      until speak 2>/dev/null; do pause; done
    elif [ "$given $list" = "$start $members" ]; then
      [ -n "$aside" ] || break
      if setAside; then
        put mark "$size $aside elects"
        break
      fi
      tell "cannot set aside in $into what this node has of a history that was left"
      pause
    elif mayReturn && othersReady; then
      # The gate may have left its data out meanwhile.
      marked
      if [ "$level" = left ]; then
        setAside || { pause; continue; }
        put mark "0 $times behind"
      fi
      [ "$marked" != "$size" ] || put mark "$size $times behind"
      put go "$start $members"
      break
    else
      pause
    fi
  done
  rm -f "$control/waits"
}`;

/**
 * What a node's container runs, as a shell script whose arguments are the server's: it says what the node has, waits
 * where it must be let in, and becomes the server. While it waits, it ends at once when it is stopped.
 */
export function entryScript(entry: NodeEntry): string {
  const { membership, dataPath, place, program, gate, entering } = entry;
  const waits = membership === undefined || membership.kind === "member";
  const stores = membership?.kind !== "memory";
  const generation = entering === undefined ? undefined : enteringShell(entering);
  return [
    `data=${word(dataPath)} control=${CONTROL} me=entry gate=${word(gate)} holds=no place=${word(place)}`,
    ...(membership === undefined
      ? ["staged=yes", BELONG, TURN, ALONE]
      : ["staged=no", ...membershipVariables(membership)]),
    PUT,
    MARKED,
    WAITS,
    MEASURE,
    PLACED,
    SPEAK,
    SPEAK_LATER,
    ...(stores || generation !== undefined ? [TELL, STATE_OF, "trap 'exit 0' TERM INT"] : []),
    // Where it has no generation, the gate is told of none.
    ...(generation?.functions ?? [
      "moved() { false; }",
      'rm -f "$control/shall" "$control/wants" "$control/runs" "$control/had" 2>/dev/null',
    ]),
    ...(stores ? [HOLD] : []),
    ...(waits ? [SET_ASIDE, WAIT] : []),
    ...(generation?.adopt ?? []),
    ...(membership === undefined ? [`belong "${SETTINGS}/$gen/${MEMBERSHIP}"`] : []),
    ...(stores ? ["hold"] : []),
    "measure",
    "placed 2>/dev/null",
    "marked",
    ...(membership === undefined ? ["turn", "alone"] : []),
    ...(waits ? ["mine=$marked"] : []),
    ...(waits ? ['if waits "$kind" "$size" "$held" "$marked"; then await; else'] : []),
    "speak 2>/dev/null || speakLater",
    ...(waits ? ["fi"] : []),
    ...(stores ? ["hold"] : []),
    ...(generation?.prepare ?? []),
    ...(stores || generation !== undefined ? ["trap - TERM INT"] : []),
    `exec ${program} "$@"`,
  ].join("\n");
}
