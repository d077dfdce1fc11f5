/*
 * How settings, certificates and another size reach nodes that run: one node after the other, the leader last, so that
 * the cluster never has fewer than its majority by that. A node that is not ready goes first, since it takes nothing
 * away; and where there has been no majority for a while, there is none to lose, and all go at once, which mends a
 * setting that was wrong from the beginning.
 *
 * While sizes differ, each server counts a majority of its own. Of the members that are in, any majority of the one kind
 * shares a member with any of the other, as long as nobody comes or goes: so those that are new wait until all are of the
 * new size; and where members went, what was acknowledged may be with one alone of those that stay, so that all of them
 * must be ready, and those that went have ended, before the first one may count fewer.
 *
 * This function uses nothing but the shell's own words and variables: it decides, and neither looks nor acts.
 */

/** How long nothing must have been moved before a node that is away counts as such, in seconds. */
const AWAY_SECONDS = 10;
/** How long a majority must be missing before there is none to lose, in seconds: longer than servers take to start. */
const LOST_SECONDS = 30;
/** How long those that went must have been silent: an end in order takes a while, and copies go on meanwhile. */
const GONE_SECONDS = 10;

/**
 * `roll`: what the gate moves next. Reads `size`, `calm`, for how many seconds nothing was moved, `lacked`, for how many
 * `lacks` was `yes`, `moved`, which nodes it moved and still waits for, `gone`, for how many seconds none of those that are
 * no members any more answered, and `generations`, a row a node: `KIND KEY SHALL WANTS RUNS STATE LOOKS IN OWN LEVEL`
 * - SHALL, WANTS, RUNS: the generation that the apply is for, the one that the node was told, the one that it runs; `-`
 *   for none
 * - STATE, LOOKS, LEVEL: as for `decide`
 * - IN: whether it was let in, or says at least nothing else: yes, no; who is not in takes no part
 * - OWN: how many members the node counts
 *
 * Leaves in `step` the word `wait`, the word `settled`, or `move` and the keys of nodes that are to have what they shall; in
 * `pending` the nodes that are not to have it yet; in `lacks` whether even those that answered as if they were ready are
 * no majority with a leader; in `resizing` the members that count another size, in `voters` how many are in or to be in
 * before the next one is moved, and in `shrinks`
 * whether they are still to begin to count fewer; in `awaits` what it waits for; and in `refused` why what is asked for
 * cannot be.
 */
export const ROLL = String.raw`roll() {
  step=wait awaits='' refused='' there=0 up=0 heads=no majority=no leads=no lacks=yes
  away='' unsure='' replicas='' followers='' leader='' unsteady='' resizing='' voters=0 outside=0 most=0 begun=no odd=''
  while read -r kind key shall wants runs state looks in own level; do
    [ -n "$kind" ] || continue
    if [ "$kind" != replica ]; then
      [ "$in" = no ] || voters=$((voters + 1))
      if [ "$own" != "$size" ]; then
        resizing="$resizing $key"
        [ "$in" = yes ] || outside=$((outside + 1))
        [ "$level" = level ] || odd="$odd $key"
        [ "$own" -le "$most" ] || most=$own
      elif [ "$in" = yes ]; then begun=yes; fi
    fi
    [ "$in" = yes ] || continue
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
  all=$size
  [ -z "$resizing" ] || all=$voters
  [ "$heads" = yes ] && [ "$up" -gt $((all / 2)) ] && lacks=no
  [ "$leads" = yes ] && [ "$there" -gt $((all / 2)) ] && majority=yes
  # While there is a majority, it has also those back first that wait to come back to it.
  [ "$lacks" = yes ] || voters=$((voters + outside))
  # Who counts more than there are to be has not begun to count fewer.
  shrinks=no
  [ "$most" -le "$size" ] || [ "$begun" = yes ] || shrinks=yes
  if [ "$shrinks" = yes ] && [ "$most" -gt 2 ] && [ "$size" -le $((most / 2)) ]; then
    refused="of $most members $((most - size)) went at once, and what only they had would be lost"
  # Of two, each has all that was acknowledged, once it was level.
  elif [ "$shrinks" = yes ] && [ "$most" -eq 2 ] && [ -n "$odd" ]; then
    refused="$odd had not all yet that the other one has"
    refused=${"${refused# }"}
  elif [ -z "$pending" ]; then
    if [ -z "$unsteady" ]; then step=settled; else awaits="waiting for$unsteady to be ready"; fi
  elif [ "$shrinks" = yes ] && [ "$gone" -lt ${GONE_SECONDS} ]; then
    awaits="waiting for those to end that are no members any more"
  elif [ "$shrinks" = yes ] && [ "$most" -eq 2 ]; then step="move$pending"
  elif [ "$shrinks" = yes ] && [ "$there" -lt "$size" ]; then
    awaits="waiting for members: $there of the $size that stay are ready, and each may have what was acknowledged by $most"
  elif [ -z "$moved" ] && [ "$lacks" = yes ] && [ "$lacked" -ge ${LOST_SECONDS} ]; then step="move$pending"
  elif [ -n "$unsteady$unsure" ]; then awaits="waiting for$unsteady$unsure to be ready"
  elif [ -n "$away" ]; then
    # Alone it could not become ready where the others do not either.
    if [ "$lacks" = no ] && [ "$calm" -ge ${AWAY_SECONDS} ]; then first "$away"
    else awaits="waiting for$away to be ready"; fi
  elif [ -n "$replicas" ]; then first "$replicas"
  elif [ "$majority" = no ]; then awaits="waiting for a leader"
  elif [ -n "$resizing" ] && [ "$there" -lt "$voters" ]; then
    awaits="waiting for members: $there of $voters are ready, and all must be before the next one counts $size"
  # Two members are no majority without each other.
  elif [ -z "$resizing" ] && [ "$size" -gt 2 ] && [ "$there" -le $((size / 2 + 1)) ]; then
    awaits="waiting for members: $there of $size are ready, and one more than a majority is needed"
  elif [ -n "$followers" ]; then first "$followers"
  else first "$leader"; fi
}
first() {
  some=${"${1# }"}
  step="move ${"${some%% *}"}"
}`;
