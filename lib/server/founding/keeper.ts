import { LOOK_SECONDS } from "../readiness";
import { CONTROL, PUT, word } from "./control-folder";

/*
 * With nodes on several hosts there is still one gate, because founding and rolling are one decision: who lets one in,
 * or moves it, must know of all others, and gates one after the other would have to come round several times. On each
 * other host a keeper has the control folders of that host's nodes, and the gate has copies: it brings the keeper what
 * it changed in them, gets them back as they are, and decides nothing while a keeper does not answer.
 *
 * What is said holds no secret, and by it a node might be let in that must wait. So both sides seal it with a key that
 * only they have. A keeper takes a message once, and only while it runs; an answer is for one message. What is decided of
 * one start of a node is nothing for the next: its mark and its `go` are taken for the start that the gate has seen.
 *
 * A message is its seal, then `SESSION NUMBER NONCE`, then lines `put KEY START FILE TEXT` or `drop KEY START FILE`. An
 * answer is its seal, then `SESSION NUMBER yes|no`, the last message that was taken and whether this one was, then the
 * folders as lines `KEY FILE TEXT`.
 */

/** The variable with the key, in the gate and in the keepers. */
export const KEEPER_KEY = "KEEPER_KEY";

/** The file that a keeper writes when it listens. */
const LISTENS_FILE = "/tmp/keeper-listens";
/** The health check of a keeper. */
export const KEEPER_CHECK = `test -f ${LISTENS_FILE}`;

/** How long somebody may take to say what he wants, in seconds. */
const PATIENCE_SECONDS = 5;
/** How many may speak at once; who comes then is hung up on. */
const MOST_AT_ONCE = 16;

/** What a gate reads in a control folder, in the order in which it would read it there. */
const READ = "said go heard ask mark waits shall wants runs start had turn others";
/** What it writes there, in the order in which it does. */
const WRITTEN = ["had", "turn", "mark", "ask", "wants", "go"];
/** What it takes away. */
const TAKEN = ["had", "turn"];

/** Who has the control folders of a host's nodes, for a gate that is not there. */
export interface Keeper {
  /** The host's name. */
  readonly host: string;
  /** The keeper's container there. */
  readonly container: string;
  /** Where it is published for the gate. */
  readonly address: string;
  readonly port: number;
}

/** What a keeper must know. */
export interface KeeperPlan {
  /** The keys of its host's nodes, whose control folders it has as a gate has them. */
  readonly nodes: readonly string[];
  /** Where it listens in its container. */
  readonly port: number;
  /** Who runs the server, and so is given the control folders. */
  readonly user: { readonly uid: number; readonly gid: number };
}

/** `seal TEXT`: what only who has the key can make of it. The shell's own printf shows it to nobody. */
const SEAL = String.raw`nl='
'
seal() {
  inner=$(printf '%s\n%s' "$${KEEPER_KEY}" "$1" | sha256sum)
  inner=$(printf '%s\n%s' "$${KEEPER_KEY}" "$inner" | sha256sum)
  printf '%s' "${"${inner%% *}"}"
}`;

/** Accepts connections, which the shell of no image can, and gives each to a shell that has it as its in- and output. */
const LISTEN = String.raw`use Socket;
my ($port, $handler) = @ARGV;
$SIG{TERM} = $SIG{INT} = sub { exit 0 };
socket(S, PF_INET, SOCK_STREAM, 0) or die "no socket: $!\n";
setsockopt(S, SOL_SOCKET, SO_REUSEADDR, 1);
bind(S, sockaddr_in($port, INADDR_ANY)) && listen(S, 16) or die "cannot listen at port $port: $!\n";
open(F, ">", "${LISTENS_FILE}") && close(F) or die "${LISTENS_FILE}: $!\n";
my %live;
while (1) {
  accept(C, S) or next;
  while ((my $ended = waitpid(-1, 1)) > 0) { delete $live{$ended} }
  my $child = keys(%live) < ${MOST_AT_ONCE} ? fork : undef;
  if (defined $child && $child == 0) {
    open(STDIN, "<&C") && open(STDOUT, ">&C") && exec("timeout", "${PATIENCE_SECONDS}", "/bin/sh", $handler);
    exit 1;
  }
  $live{$child} = 1 if defined $child;
  close(C);
}`;

/** What a keeper does with one connection; `keys` has its nodes. */
const HANDLE = String.raw`refuse() {
  printf 'HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' "$1"
  exit 0
}
# startIs START: whether the node of $control is still in the start in which the gate has seen it.
startIs() {
  start=0 spoke=0
  [ -r "$control/start" ] && read -r start < "$control/start"
  [ -r "$control/said" ] && read -r spoke _ < "$control/said"
  [ "$start $spoke" = "$1 $1" ]
}
take() {
  while read -r what key began file text; do
    case " $keys " in *" $key "*) ;; *) continue ;; esac
    case $file in ${WRITTEN.join("|")}) ;; *) continue ;; esac
    control=${CONTROL}/$key
    case $file in mark|go) startIs "$began" || continue ;; esac
    case $what in
      put) put "$file" "$text" ;;
      drop) rm -f "$control/$file" ;;
    esac
  done
}
give() {
  for key in $keys; do
    for file in ${READ}; do
      [ -r "${CONTROL}/$key/$file" ] || continue
      while read -r line; do printf '%s %s %s\n' "$key" "$file" "$line"; done < "${CONTROL}/$key/$file"
    done
  done 2>/dev/null
}
cr=$(printf '\r') length=0
read -r method _ || exit 0
while read -r line; do
  line=${'${line%"$cr"}'}
  [ -n "$line" ] || break
  case $line in [Cc]ontent-[Ll]ength:*) length=${"${line#*:}"} length=${"${length# }"} ;; esac
done
[ "$method" = POST ] || refuse "405 Method Not Allowed"
case $length in ''|*[!0-9]*|??????*) refuse "413 Content Too Large" ;; esac
text=$(head -c "$length")
given=${'${text%%"$nl"*}'} text=${'${text#*"$nl"}'}
[ "$(seal "ask$nl$text")" = "$given" ] || refuse "403 Forbidden"
exec 9> /tmp/keeper-lock
flock 9
read -r session last < /tmp/keeper-session
taken=no
head=${'${text%%"$nl"*}'}
read -r asked number _ <<END
$head
END
if [ "$asked" = "$session" ] && [ "$number" -gt "$last" ]; then
  taken=yes last=$number
  echo "$session $last" > /tmp/keeper-session
  take <<END
${'${text#"$head"}'}
END
fi
text="$session $last $taken$nl$(give)"
text="$(seal "answer $given$nl$text")$nl$text"
printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n%s\n' "$text"`;

/** The shell that a keeper runs for each connection. */
export function keeperHandler(nodes: readonly string[]): string {
  return [`me=keeper keys=${word(nodes.join(" "))}`, PUT, SEAL, HANDLE].join("\n");
}

/**
 * A shell script that has the control folders of a host's nodes and answers the gate. It runs as root, who gives the
 * folders to the server's user, for as long as the cluster has nodes there: what listens is perl, which is in every
 * image of Debian's and Ubuntu's.
 */
export function keeperScript({ nodes, port, user }: KeeperPlan): string {
  return [
    String.raw`command -v perl > /dev/null || { echo "this image has no perl, by which the gate reaches the nodes of another host" >&2; exit 1; }`,
    `[ -n "$${KEEPER_KEY}" ] || { echo "the variable ${KEEPER_KEY} is empty" >&2; exit 1; }`,
    `rm -f ${LISTENS_FILE}`,
    ...nodes.map((key) => `chown ${user.uid}:${user.gid} ${CONTROL}/${key}`),
    // A message to one that ran before is none for this one.
    `echo "$(od -An -N 16 -t x1 /dev/urandom | tr -d ' \\n') 0" > /tmp/keeper-session`,
    `cat > /tmp/keeper-handler <<'HANDLER'`,
    keeperHandler(nodes),
    "HANDLER",
    `exec perl -e '${LISTEN}' ${port} /tmp/keeper-handler`,
  ].join("\n");
}

/** A node whose control folder a gate has: mounted, or by a keeper. */
export interface KeptNode {
  readonly key: string;
  /** Absent where its control folder is mounted. */
  readonly keeper?: Keeper;
}

/** The keepers of a gate, as rows `HOST ADDRESS PORT CONTAINER KEYS`, each with the nodes that it has. */
function keeperRows(nodes: readonly KeptNode[]): readonly string[] {
  const keysOf = new Map<string, string[]>();
  for (const { key, keeper } of nodes) {
    if (keeper === undefined) continue;
    const { host, address, port, container } = keeper;
    const row = `${host} ${address} ${port} ${container}`;
    keysOf.set(row, [...(keysOf.get(row) ?? []), key]);
  }
  return [...keysOf].map(([row, keys]) => `${row} ${keys.join(" ")}`);
}

/**
 * `carry`: brings each keeper in `keepers` what was changed in the copies of its folders, and makes them what they are
 * there; `carry changed` only where something was. Says which do not answer; nothing is lost by that: what they were not
 * brought is brought the next time.
 */
export const CARRY = String.raw`${SEAL}
changes() {
  for key in $keys; do
    began=0
    [ -r "/tmp/start-$key" ] && read -r began < "/tmp/start-$key"
    for file in ${WRITTEN.join(" ")}; do
      new='' old=''
      [ -r "${CONTROL}/$key/$file" ] && read -r new < "${CONTROL}/$key/$file"
      [ -r "/tmp/kept-$key/$file" ] && read -r old < "/tmp/kept-$key/$file"
      [ -z "$new" ] || [ "$new" = "$old" ] || printf '\nput %s %s %s %s' "$key" "$began" "$file" "$new"
    done
    for file in ${TAKEN.join(" ")}; do
      [ -e "${CONTROL}/$key/$file" ] || [ ! -e "/tmp/kept-$key/$file" ] ||
        printf '\ndrop %s %s %s' "$key" "$began" "$file"
    done
  done
}
copy() {
  for key in $keys; do rm -rf "/tmp/kept-$key" && mkdir "/tmp/kept-$key"; done
  while read -r key file line; do
    # It may have nodes that are none of this size any more.
    [ ! -d "/tmp/kept-$key" ] || printf '%s\n' "$line" >> "/tmp/kept-$key/$file"
  done
  for key in $keys; do
    rm -f "${CONTROL}/$key"/*
    set -- "/tmp/kept-$key"/*
    [ ! -e "$1" ] || cp "$@" "${CONTROL}/$key/"
  done
}
exchange() {
  session=- last=0 changed=''
  [ -r "/tmp/keeper-$host" ] && read -r session last < "/tmp/keeper-$host"
  # The first message only learns what the next ones must say.
  [ "$session" = - ] || changed=$(changes)
  [ -n "$changed" ] || [ "$1" != changed ] || return 0
  text="$session $((last + 1)) $(od -An -N 8 -t x1 /dev/urandom | tr -d ' \n')$changed"
  asked=$(seal "ask$nl$text") why="does not answer"
  answer=$(printf '%s\n%s\n' "$asked" "$text" |
    curl -sf --noproxy '*' -m ${LOOK_SECONDS} -H 'Expect:' --data-binary @- "http://$address:$port/")
  [ $? -ne 22 ] || answer=refused
  [ -n "$answer" ] || return 1
  why="answers, but is not of this apply" text=${'${answer#*"$nl"}'}
  [ "$(seal "answer $asked$nl$text")" = "${'${answer%%"$nl"*}'}" ] || return 1
  head=${'${text%%"$nl"*}'}
  read -r session last taken <<END
$head
END
  echo "$session $last" > "/tmp/keeper-$host"
  why="has started anew"
  [ "$taken" = yes ] || [ -z "$changed" ] || return 1
  copy <<END
${'${text#"$head"}'}
END
}
carry() {
  while read -r host address port container keys; do
    exchange "$1" && continue
    of=''
    for key in $keys; do of="$of $key,"; done
    printf '%s' "; nothing is decided while $container on $host, which has the control folders of$of $why at $address:$port: look there with docker logs $container, and whether this port is open from the host of $cluster-ready; where it is another apply's or gone, docker rm -f $container there, and apply again"
  done <<END
$keepers
END
}`;

/** What a gate begins with that has keepers: no copy is older than itself. */
export function carryingShell(nodes: readonly KeptNode[]): readonly string[] {
  const rows = keeperRows(nodes);
  if (rows.length === 0) return [];
  const copies = nodes.flatMap(({ key, keeper }) => (keeper === undefined ? [] : `${CONTROL}/${key}`));
  return [
    `keepers='${rows.join("\n")}'`,
    CARRY,
    `rm -rf /tmp/keeper-* /tmp/kept-* ${copies.join(" ")}`,
    `mkdir -p ${copies.join(" ")}`,
  ];
}
