import { word } from "../founding/control-folder";

/** Whose the data of a node must be. */
export interface Owning {
  /** The folder of the database. */
  readonly dataPath: string;
  /** Who runs the server. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** The node's container. */
  readonly node: string;
}

/** How long a server that ends again and again may have its data, in seconds. */
const HELD_SECONDS = 5;

/**
 * Whether nothing is there, or a database; a folder of the host that holds other things is not the library's to give
 * away. What a file system's check keeps is nobody's.
 */
const OWN = String.raw`entries() { ls -A -I lost+found "$data"; }
isOwn() {
  [ -n "$(entries)" ] || return 0
  [ ! -e "$data/writer.chk" ] || return 0
  for chunk in "$data"/chunk-*; do [ ! -e "$chunk" ] || return 0; done
  return 1
}
# Whether anything is another user's.
strays() {
  { ls -dln "$data"; ls -AlnR -I lost+found "$data"; } | {
    while read -r mode _ uid gid _; do
      case $mode in [-bcdlps][r-]*) [ "$uid:$gid" = "$owner" ] || exit 0 ;; esac
    done
    exit 1
  }
}
own() {
  strays || return 0
  if ! isOwn; then
    echo "$data is not $owner's, and holds other things than a database: nothing was changed"
    return 0
  fi
  exec 9< "$data"
  if ! flock -w ${HELD_SECONDS} 9; then
    echo "$data is not $owner's altogether, and a server has it: nothing was changed; docker stop $node, and replace this container"
    return 0
  fi
  for one in "$data"/* "$data"/.[!.]*; do
    case $one in */lost+found) continue ;; esac
    if [ -e "$one" ] || [ -L "$one" ]; then chown -hR "$owner" "$one" || return 1; fi
  done
  # Last, so that a server sees by its folder whether all was done.
  chown "$owner" "$data" || return 1
  echo "gave $data to $owner"
}`;

/**
 * Gives a node's data to the user of the release's server, both ways between releases that run as others. It never does so
 * under a server, whose next chunk would fail: every node locks its data folder. Where it cannot, the server says so.
 */
export function owningScript({ dataPath, user, node }: Owning): string {
  return [
    `data=${word(dataPath)} owner=${user.uid}:${user.gid} node=${word(node)}`,
    OWN,
    `own || echo "cannot give $data to $owner" >&2`,
    "exec 9<&-",
  ].join("\n");
}
