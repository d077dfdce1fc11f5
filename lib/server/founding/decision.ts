/*
 * Who may start, in shell, because that is what every release's image has. Empty members that form a majority elect
 * a leader, and a member with data then truncates its log to theirs; so do members that are merely behind. So members
 * that are not level can at no moment be a majority by themselves: whoever is empty, unmarked or of another size
 * waits, the longest logs that count go first, and the others follow one at a time. A log of a history that was left
 * while others went on may win an election all the same, by its length or by a later epoch: it is set aside first.
 *
 * These functions use nothing but the shell's own words and variables: they decide, and neither look nor act.
 */

/**
 * `waits KIND SIZE HELD MARKED`: whether a node must be let in. HELD is what its data folder holds, MARKED the size for
 * which it was let in before. Only members of several ever wait, and of those none that has data of this very size, so
 * that restarts, reboots and lost gates change nothing for them.
 */
export const WAITS = String.raw`waits() {
  [ "$1" = member ] && { [ "$3" != data ] || [ "$4" != "$2" ]; }
}`;

/**
 * `decide`: what the gate does next. Reads `cluster`, `size` and `table`, a row a node:
 * `KIND KEY FRESH IN HELD LENGTH MARKED COUNT LEVEL STATE LOOKS`
 * - FRESH: whether it spoke in its present start, or answers: yes, no
 * - IN: whether it was let in, or never waits: yes, no
 * - HELD, LENGTH: what its data folder held at its start (data, empty, memory), and how long the log was
 * - MARKED, COUNT, LEVEL: its mark: for which size, the number of that time, and whether it was level since (level),
 *   or let in when those that were let in could elect a leader (elects), or neither (behind), or holds a history that was
 *   left (left)
 * - STATE, LOOKS: leader, follower, replica, other or none, and for how many looks one of the first three
 *
 * Leaves in `orders` lines `leave KEY`, lines `join KEY COUNT level|elects|behind`, lines `let KEY COUNT
 * level|elects|behind|aside`, or the line `ready`; and in `reason` why it is not ready yet.
 */
export const DECIDE = String.raw`decide() {
  orders='' reason='' runs=0 leaders=0 data=0 kept=0 count=0 highest=0 top=0 elected=0 emptied=0
  silent='' mute='' behind='' waiting='' lost='' odd='' late=
  while read -r kind key fresh in held length marked times level state looks; do
    case $kind in
      '') continue ;;
      replica)
        [ "$fresh" = yes ] || mute="$mute $key"
        [ "$held" = data ] && odd=$key
        [ "$state" = replica ] && [ "$looks" -ge 3 ] || late="$late $key"
        continue ;;
    esac
    [ "$fresh" = yes ] || silent="$silent $key"
    [ "$held" = data ] && data=$((data + 1))
    [ "$held" = data ] && [ "$level" != left ] && kept=$((kept + 1))
    [ "$times" -gt "$highest" ] && highest=$times
    case $level$held in
      level[!d]*)
        lost="$lost $key"
        [ "$times" -le "$emptied" ] || emptied=$times ;;
      leveldata) [ "$times" -le "$top" ] || top=$times ;;
      electsdata) [ "$times" -le "$elected" ] || elected=$times ;;
    esac
    if [ "$in" = yes ]; then
      runs=$((runs + 1))
      [ "$marked" = "$size" ] && [ "$times" -gt "$count" ] && count=$times
      [ "$state" = leader ] && leaders=$((leaders + 1))
      case $state$looks in leader[3-9]|follower[3-9]) ;; *) behind="$behind $key" ;; esac
    else
      waiting="$waiting $key"
    fi
  done <<END
$table
END
  [ "$count" -gt 0 ] || count=$((highest + 1))
  # Where one of that time lost its data, who let itself in to it may be the only one that has all.
  [ "$elected" -le "$top" ] || [ "$elected" -le "$emptied" ] || top=$elected
  if [ "$leaders" -gt 0 ]; then
    if [ -n "$behind" ]; then reason="waiting for$behind to be level with the leader"
    elif [ -n "$waiting" ]; then
      join "$count" level
      [ -n "$orders" ] || choose 1
      [ -n "$orders" ] || reason="waiting for$waiting to start"
    elif [ "$leaders" -gt 1 ]; then reason="$leaders nodes say that they are the leader"
    elif [ -n "$late" ]; then reason="waiting for$late to be ready"
    else orders=ready; fi
  elif [ -n "$silent" ]; then
    reason="nobody is let in before$silent starts, whose data may be the longest: mend it or, where its data are lost for good, remove its container, its installer and its data volume, and apply"
  elif [ "$data" -gt 0 ]; then
    # Whoever follows a majority is let in to its leader, by whom its log is truncated; it is left only without one.
    if [ "$runs" -le $((size / 2)) ]; then
      leave
      [ -n "$orders" ] || join 0 behind
      [ -n "$orders" ] || choose $((size / 2 + 1 - runs))
    fi
    [ -n "$orders" ] || reason="waiting for a leader"
  elif [ -n "$mute" ]; then
    reason="nothing is founded before$mute starts, which may hold data"
  elif [ -n "$lost" ] && [ -n "$waiting" ]; then
    reason="every member is empty, but$lost held data before: look whether a disk is not mounted; to found anew on purpose, remove the nodes, their installers, $cluster-ready and"
    for key in $lost; do reason="$reason $cluster-$key-control"; done
    reason="$reason, and apply"
  elif [ -n "$odd" ] && [ -n "$waiting" ]; then
    reason="every member is empty, but $odd holds data, which founding anew would erase: restore a copy of them into the members or, to found anew on purpose, remove its container, its installer and its data volume, and apply"
  else
    [ -z "$waiting" ] || join 0 elects
    for key in $waiting; do add "let $key $count elects"; done
    [ -n "$orders" ] || reason="waiting for a leader"
  fi
}
add() {
  if [ -z "$orders" ]; then orders=$1; else orders="$orders
$1"; fi
}
# leave: what has data, but of an earlier time than the last one in which a leader may have been elected, was left by the history that counts.
leave() {
  while read -r kind key fresh in held length marked times level state looks; do
    [ "$kind" = member ] && [ "$in" = no ] && [ "$held" = data ] || continue
    [ "$level" = left ] || [ "$times" -ge "$top" ] || add "leave $key"
  done <<END
$table
END
}
# join MOST LEVEL: whoever is in with a time of MOST at most has from now on that of those who are let in to it.
join() {
  while read -r kind key fresh in held length marked times level state looks; do
    [ "$kind$in$marked" = "memberyes$size" ] && [ "$times" -lt "$count" ] && [ "$times" -le "$1" ] || continue
    add "join $key $count $2"
  done <<END
$table
END
}
# choose MOST: lets in that many at most of those that wait: first those whose logs count, the longest before others;
# then empty ones, which win no election. Where there is no leader, they can elect one with the last of them only: by
# that their time counts, and until then the time before does, so that whoever proves that one comes last.
choose() {
  chosen=' ' left=$1 last='' proves=-1
  while [ "$left" -gt 0 ]; do
    best='' rank=-1 most=-1
    while read -r kind key fresh in held length marked times level state looks; do
      [ "$kind" = member ] && [ "$in" = no ] && [ "$fresh" = yes ] || continue
      case $chosen in *" $key "*) continue ;; esac
      # The only data there are stay where they are, whatever was left.
      if [ "$held" != data ]; then counts=1 flag=elects
      elif [ "$level" = left ] && [ $((kept + leaders)) -gt 0 ]; then counts=0 flag=aside
      elif [ "$times" -ge "$top" ]; then counts=2 flag=$level
      else counts=0 flag=behind; fi
      if [ "$counts" -gt "$rank" ] || { [ "$counts" -eq "$rank" ] && [ "$length" -gt "$most" ]; }; then
        best=$key rank=$counts most=$length how=$flag
      fi
    done <<END
$table
END
    [ -n "$best" ] || break
    chosen="$chosen$best " left=$((left - 1))
    if [ "$rank" -lt 2 ] || [ "$leaders" -gt 0 ]; then
      [ "$how" = aside ] || how=elects
      add "let $best $count $how"
    else
      proof=1
      case $how in level|elects) ;; *) proof=0 how=elects ;; esac
      if [ "$proof" -gt "$proves" ]; then
        [ -z "$last" ] || add "let ${"${last% *}"} behind"
        last="$best $count $how" proves=$proof
      else add "let $best $count behind"; fi
    fi
  done
  [ -z "$last" ] || add "let $last"
}`;
