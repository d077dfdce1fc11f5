import { LOOK_SECONDS, type ProbeTarget } from "../readiness";
import { PUBLIC_KEY } from "./layout";

/*
 * Beside the server, and gone with it, runs a watcher: it sees that the node is to have another generation, has the
 * server end, so that the engine starts it again, or has it read its certificates anew, and says what it runs then.
 *
 * The entry becomes the server, so that `$$` is the server's process, whether it is the container's first or an init's
 * child. TERM is safe at any time, but a server that is the first process and has just been started does not hear it:
 * it is sent again. HUP before the server is ready is lost, or ends it.
 */

/** How long a stop may take before it is asked for again, in seconds. */
const STOP_SECONDS = 20;
/** How long a reload may take, in seconds, and after how many it is asked for again. */
const RELOAD_SECONDS = 20;
const AGAIN_SECONDS = 4;

/** How long a server may be other than ready with what it has before it is started again with what it shall have. */
const UNREADY_SECONDS = 20;

/**
 * Whether a certificate was taken is seen by dialling: the server answers that it has read its files also where it
 * refused them. It is pinned by its key, and one that has the key of the one before is told from that by its dates.
 */
const RELOAD = String.raw`# dial GENERATION OPTION...: as who trusts the roots of that generation.
dial() {
  roots="$settings/$1/roots"
  shift
  grep -h "" "$roots"/* | curl -s --noproxy '*' -m ${LOOK_SECONDS} --cacert /dev/stdin \
    --connect-to "$ownName:$ownPort:$ownAddress:$ownPort" "$@" "https://$ownName:$ownPort/info"
}
dates() { dial "$1" -v -o /dev/null 2>&1 | grep -E '(start|expire) date:'; }
# Whether a file of the generation is as in that which the server runs.
hasSame() { [ "$(cat "$settings/$1/$2")" = "$(cat "$settings/$runs/$2")" ]; }
serves() { said=$(dial "$1" --pinnedpubkey "$settings/$1/${PUBLIC_KEY}"); }
isReady() {
  state=unserved
  serves "$1" || return 1
  stateIn
  case $state in leader|follower|replica) ;; *) return 1 ;; esac
}
reload() {
  while [ "$ready" -lt 3 ]; do
    if ! isReady "$runs"; then
      ready=0 unready=$((unready + 1))
      [ "$unready" -lt ${UNREADY_SECONDS} ] || stop "it is not ready with what it has, and shall have $1"
      return 0
    fi
    ready=$((ready + 1)) unready=0
    sleep 1
  done
  before=''
  if hasSame "$1" ${PUBLIC_KEY} && ! hasSame "$1" node.crt; then
    before=$(dates "$runs")
    [ -n "$before" ] || { stop "nobody can see whether it reads the certificate of $1 anew"; return 0; }
  fi
  ln -sfn "$settings/$1" "$control/current"
  linked=$1 served=no seconds=0
  while [ "$seconds" -lt ${RELOAD_SECONDS} ]; do
    [ "$served" = yes ] || [ $((seconds % ${AGAIN_SECONDS})) -ne 0 ] || kill -HUP $$
    sleep 1
    seconds=$((seconds + 1)) now=$1
    [ -r "$control/wants" ] && read -r now < "$control/wants"
    [ "$now" = "$1" ] || return 0
    if isReady "$1" && { [ -z "$before" ] || [ "$(dates "$1")" != "$before" ]; }; then
      runs=$1
      put runs "$runs"
      echo "the server has read its certificates anew: $runs"
      return 0
    fi
    [ "$state" = unserved ] || [ -n "$before" ] || served=yes
  done
  if [ "$served" = yes ]; then
    stop "it serves the certificate of $1, and is not ready with it"
  else
    echo "the server does not serve the certificate of $1; what it wrote above may say why"
  fi
}`;

const WATCH = String.raw`stop() {
  echo "stopping the server, to be started again: $1"
  kill -TERM $$
  sleep ${STOP_SECONDS}
}
watch() {
  me=watch ready=0 unready=0 told=''
  while sleep 1; do
    wants=$runs
    [ -r "$control/wants" ] && read -r wants < "$control/wants"
    if [ "$wants" = "$runs" ] && [ "$linked" = "$runs" ]; then unready=0
    elif ! [ -d "$settings/$wants" ]; then
      [ "$told" = "$wants" ] || echo "the settings $wants are not in the volume at $settings"
      told=$wants
    elif [ "$reloads" = yes ] && [ "${"${wants%-*}"}" = "${"${runs%-*}"}" ]; then reload "$wants"
    else stop "it shall have the settings $wants"; fi
  done
}
# Its parent does nothing but start it again.
keepWatch() {
  runs=$gen linked=$gen
  while :; do
    watch &
    wait $!
    echo "what watches for other settings ended, and is started again"
    sleep 1
    [ -w "$control" ] && read -r runs < "$control/runs" && linked=$(readlink "$control/current")
    linked=${"${linked##*/}"}
  done
}`;

/** The function `keepWatch`, for a server that is dialled like that; for one that reads nothing anew without it. */
export function watchShell(server: ProbeTarget | undefined): readonly string[] {
  if (server?.tls === undefined) return ["reloads=no", "reload() { :; }", WATCH];
  const { address, port, tls } = server;
  return [`reloads=yes ownAddress=${address} ownPort=${port} ownName=${tls.name}`, RELOAD, WATCH];
}
