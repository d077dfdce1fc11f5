/*
 * How settings and certificates reach nodes that run: one node after the other, the leader last, so that the cluster
 * never has fewer than its majority by that. A node that is not ready goes first, since it takes nothing away; and where
 * there has been no majority for a while, there is none to lose, and all go at once, which mends a setting that was wrong
 * from the beginning.
 *
 * This function uses nothing but the shell's own words and variables: it decides, and neither looks nor acts.
 */

/** How long nothing must have been moved before a node that is away counts as such, in seconds. */
const AWAY_SECONDS = 10;
/** How long a majority must be missing before there is none to lose, in seconds: longer than servers take to start. */
const LOST_SECONDS = 30;

/**
 * `roll`: what the gate moves next. Reads `size`, `calm`, for how many seconds nothing was moved, `lacked`, for how many
 * `lacks` was `yes`, `moved`, which nodes it moved and still waits for, and `generations`, a row a node:
 * `KIND KEY SHALL WANTS RUNS STATE LOOKS`
 * - SHALL, WANTS, RUNS: the generation that the apply is for, the one that the node was told, the one that it runs; `-`
 *   for none
 * - STATE, LOOKS: as for `decide`
 *
 * Leaves in `step` the word `wait`, the word `settled`, or `move` and the keys of nodes that are to have what they shall; in
 * `pending` the nodes that are not to have it yet; in `lacks` whether even those that answered as if they were ready are
 * no majority with a leader; and in `awaits` what it waits for.
 */
export const ROLL = String.raw`roll() {
  step=wait awaits='' there=0 up=0 heads=no majority=no leads=no lacks=yes
  away='' unsure='' replicas='' followers='' leader='' unsteady=''
  while read -r kind key shall wants runs state looks; do
    [ -n "$kind" ] || continue
    good=no
    case $state$looks in leader[3-9]|follower[3-9]|replica[3-9]) good=yes ;; esac
    [ "$state$good" = leaderyes ] && leads=yes
    [ "$good" = yes ] && [ "$kind" != replica ] && there=$((there + 1))
    case $kind$state in
      replica*) ;;
      *leader) up=$((up + 1)) heads=yes ;;
      *follower) up=$((up + 1)) ;;
    esac
    if [ "$shall" != "$wants" ]; then
      case $good$state in
        yesleader) leader="$leader $key" ;;
        yesfollower) followers="$followers $key" ;;
        yesreplica) replicas="$replicas $key" ;;
        # It may well be ready, and was not looked at often enough.
        noleader|nofollower|noreplica) unsure="$unsure $key" ;;
        *) away="$away $key" ;;
      esac
    elif [ "$runs" != "$shall" ] || [ "$good" = no ]; then unsteady="$unsteady $key"; fi
  done <<END
$generations
END
  pending="$away$unsure$replicas$followers$leader"
  [ "$heads" = yes ] && [ "$up" -gt $((size / 2)) ] && lacks=no
  [ "$leads" = yes ] && [ "$there" -gt $((size / 2)) ] && majority=yes
  if [ -z "$pending" ]; then
    if [ -z "$unsteady" ]; then step=settled; else awaits="waiting for$unsteady to be ready"; fi
  elif [ -z "$moved" ] && [ "$lacks" = yes ] && [ "$lacked" -ge ${LOST_SECONDS} ]; then step="move$pending"
  elif [ -n "$unsteady$unsure" ]; then awaits="waiting for$unsteady$unsure to be ready"
  elif [ -n "$away" ]; then
    # Alone it could not become ready where the others do not either.
    if [ "$lacks" = no ] && [ "$calm" -ge ${AWAY_SECONDS} ]; then first "$away"
    else awaits="waiting for$away to be ready"; fi
  elif [ -n "$replicas" ]; then first "$replicas"
  elif [ "$majority" = no ]; then awaits="waiting for a leader"
  # Two members are no majority without each other.
  elif [ "$size" -gt 2 ] && [ "$there" -le $((size / 2 + 1)) ]; then
    awaits="waiting for members: $there of $size are ready, and one more than a majority is needed"
  elif [ -n "$followers" ]; then first "$followers"
  else first "$leader"; fi
}
first() {
  some=${"${1# }"}
  step="move ${"${some%% *}"}"
}`;
