import { CONTROL } from "../founding/control-folder";
import { SETTINGS } from "./layout";

/** Where the installer's container gets the files before it puts them into the volume. */
export const STAGING = "/staging";

/** How long it waits for a node to be ready with what was staged, in seconds: longer than a gate takes. */
const SWEEP_SECONDS = 1500;

/** `pointers`: reads what the node is told and has. */
const POINTERS = String.raw`pointers() {
  wants='' runs='' had=''
  [ ! -r "$control/wants" ] || read -r wants < "$control/wants"
  [ ! -r "$control/runs" ] || read -r runs < "$control/runs"
  [ ! -r "$control/had" ] || read -r had < "$control/had"
}`;

/**
 * `sweep FOLDER...`: removes these, and what no pointer names; first its name, because what is half removed would be taken
 * for whole by whoever stages the same again.
 */
const SWEEP = String.raw`sweep() {
  for old in "$settings"/*-* "$settings"/.old "$@"; do
    [ -e "$old" ] || continue
    case ${"${old##*/}"} in
      "$gen"|"$wants"|"$runs"|"$had") continue ;;
      .old) ;;
      *) mv "$old" "$settings/.old" ;;
    esac
    rm -rf "$settings/.old"
  done
}`;

/** What the installer writes when all is in place. */
const STAGED = "/tmp/staged";

/** The command that succeeds when all is in place. */
export const STAGED_CHECK = `test -f ${STAGED}`;

/** One file of a generation. */
export interface StagedFile {
  /** Below the generation's folder. */
  readonly place: string;
  /** Whether only the server's user may read it. */
  readonly secret: boolean;
  /** Whether a server that runs reads it anew. */
  readonly anew: boolean;
}

/**
 * Puts a generation beside those that are there, whole or not at all, and says that the node shall have it. A server
 * that runs is left alone: it is the gate that moves it. What no node has or is to have is removed first, so that a disk
 * that is nearly full holds one less. The name comes of what the files hold, whatever is known of them when it is planned.
 */
export function stagingScript(
  files: readonly StagedFile[],
  user: { readonly uid: number; readonly gid: number },
): string {
  const owner = `${user.uid}:${user.gid}`;
  const folders = [...new Set(files.flatMap(({ place }) => foldersOf(place)))];
  const into = (place: string) => `"$into/${place}"`;
  const placesOf = (anew: boolean) => files.filter((file) => file.anew === anew).map(({ place }) => place);
  return [
    "umask 077",
    `settings=${SETTINGS} control=${CONTROL} staging=${STAGING}`,
    // Names are in logs, and nobody is to guess a secret by one.
    'if ! [ -s "$settings/.salt" ]; then',
    '  head -c 32 /dev/urandom | sha256sum > "$settings/.salt.new"',
    '  mv -f "$settings/.salt.new" "$settings/.salt"',
    "fi",
    `hash() { { cat "$settings/.salt"; [ $# -eq 0 ] || (cd "$staging" && sha256sum "$@"); } | sha256sum | cut -c 1-12; }`,
    `put() { cp "$staging/$1" "$into/$1"; chmod "$2" "$into/$1"; chown ${owner} "$into/$1"; }`,
    `start=$(hash ${placesOf(false).join(" ")})`,
    `reload=$(hash ${placesOf(true).join(" ")})`,
    'gen="$start-$reload"',
    // Without a sum there is no name.
    'case $gen in -*|*-) echo "cannot tell what the files hold" >&2; exit 1 ;; esac',
    `chown ${owner} "$control"`,
    'chmod 0755 "$settings"',
    POINTERS,
    SWEEP,
    "pointers",
    'sweep "$settings"/.new',
    `trap 'rm -rf "$settings/.new"' EXIT`,
    'if ! [ -d "$settings/$gen" ]; then',
    '  into="$settings/.new"',
    '  mkdir "$into"',
    ...folders.map((folder) => `  mkdir "$into/${folder}"`),
    ...files.map(({ place, secret }) => `  put ${place} ${secret ? "0400" : "0444"}`),
    ...["", ...folders].map((folder) => `  chmod 0500 "$into/${folder}"; chown ${owner} "$into/${folder}"`),
    // These alone: another one's disk, or the whole host's, may take minutes.
    `  sync ${[...files.map(({ place }) => place), ...folders, ""].map(into).join(" ")}`,
    '  mv "$into" "$settings/$gen"',
    '  sync "$settings"',
    // A release of another user may read the very same.
    `else chown -R ${owner} "$settings/$gen"`,
    "fi",
    'echo "$gen" > "$control/.shall"; chmod 0444 "$control/.shall"; sync "$control/.shall"; mv -f "$control/.shall" "$control/shall"',
    'rm -rf "$staging"',
  ].join("\n");
}

/** What an installer runs: these parts, one after the other; it is seen to be done, and does the last one at leisure. */
export function installerScript(parts: readonly string[], atLeisure: readonly string[] = []): string {
  // Long enough to be seen healthy, on a busy machine by its last sleep.
  return ["set -eu", ...parts, `touch ${STAGED}`, "sleep 10", ...atLeisure, "sleep 50"].join("\n");
}

/**
 * Removes what a node had before, a private key among it, once it is ready with what it shall have: the gate, which sees
 * to that, is given no keys, and the node writes nothing there.
 */
export const SWEEPING_SCRIPT = [
  "seconds=0",
  `while [ "$seconds" -lt ${SWEEP_SECONDS} ]; do`,
  "  pointers",
  // Nobody could go back then.
  '  if [ "$wants $runs $had" = "$gen $gen " ]; then sweep; break; fi',
  "  sleep 2",
  "  seconds=$((seconds + 2))",
  "done",
].join("\n");

/** The folders of a place, the outermost first. */
function foldersOf(place: string): readonly string[] {
  const parts = place.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}
