import { COUNT_LOOKS, STATE_OF, targetRow, type ProbeTarget } from "../readiness";

/** The first word of what it is told where it shall only say what it sees. */
export const LOOK = "look";
/** How long it looks for all to be ready before it says that they are not: longer than an election takes. */
const PATIENCE_SECONDS = 30;

/** What the gate of a rollout must know. */
export interface RolloutGate {
  readonly nodes: readonly { readonly key: string; readonly target: ProbeTarget }[];
  /** How long it waits, in seconds. */
  readonly timeout: number;
}

/**
 * A shell script that is run after each node that was replaced. `AWAITED` has the keys of the nodes that must be ready,
 * separated by commas. It ends with 0 once they are, in three looks, a second apart, and there is one leader; with 1 when
 * that has not come about in time. After the word `look` it ends with 0 in any case, and soon. Its last lines say what it
 * saw of each node and what it missed.
 */
export function rolloutGateScript({ nodes, timeout }: RolloutGate): string {
  const rows = nodes.map(({ key, target }) => `${key} ${targetRow(target)}`);
  return [
    `nodes='${rows.join("\n")}'`,
    STATE_OF,
    COUNT_LOOKS,
    String.raw`only=no seconds=${timeout} before=
case $AWAITED in ${LOOK},*) only=yes seconds=${PATIENCE_SECONDS} ;; esac
rm -f /tmp/looks-*
end=$(($(date +%s) + seconds))
while :; do
  saw='' why='' leaders=0
  while read -r key address port name roots; do
    stateOf "$address" "$port" "$name" "$roots"
    countLooks
    [ "$state" != leader ] || leaders=$((leaders + 1))
    case $state in none) text="does not answer" ;; *) text="is $said" ;; esac
    if [ "$looks" -lt 3 ]; then
      [ "$state" = none ] || state=other
      case ,$AWAITED, in *",$key,"*) why="$why; $key $text" ;; esac
    fi
    saw="$saw $key=$state"
  done <<END
$nodes
END
  [ "$leaders" = 1 ] || why="$why; $leaders nodes lead"
  [ "$saw" = "$before" ] || echo "saw$saw"
  before=$saw
  [ -n "$why" ] || exit 0
  [ "$(date +%s)" -lt "$end" ] || break
  sleep 1
done
echo "not ready within $seconds s: ${"${why#; }"}"
[ "$only" = yes ]`,
  ].join("\n");
}
