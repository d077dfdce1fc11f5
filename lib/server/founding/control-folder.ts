/*
 * What a node and the gate tell each other, as small files in the node's control folder:
 *
 * - `start`: how often the node's container started; `said`: `START KIND HELD LENGTH MEMBERS` of the last start
 * - `ask`: the gate's clock; `heard`: `START ASK` of a node that waits, so that the gate sees that it is there now
 * - `mark`: `SIZE COUNT level|elects|behind|left`, that the node was let in as one of SIZE, with those that could elect a
 *   leader by that, or that others went on without it
 * - `go`: `START MEMBERS`, that it may start; `START MEMBERS COUNT`, that it may once it has set its log aside
 * - `shall`: the generation of settings and certificate that the last apply put there; `wants`: the one that the node
 *   is to have, which the gate moves; `had`: the one that it was ready with before that, until it
 *   is with this one; `runs`: the one that its server has; `form`: see `Entering`
 * - `current`: a link to the generation of the server's certificate, which leads nowhere but in the node
 * - `others`: the other members of the last start, as they are dialled; `turn`: `FROM TO`, two sizes between which the
 *   gate moves it, with its mark
 * - `place`: the volume or folder of the data that the mark is about
 * - `waits`: what a node waits for; `steady`: the start in which the node was seen ready in three looks
 */

/** Where a node has its control folder, and the gate those of all nodes, by node key; copies of those on other hosts. */
export const CONTROL = "/control";

/** `put FILE TEXT`: writes a file of `$control` whole; `$me` says who writes, because all are process 1. */
export const PUT = String.raw`put() {
  printf '%s\n' "$2" > "$control/.$1.$me" && mv -f "$control/.$1.$me" "$control/$1"
}`;

/** `marked`: reads the mark in `$control` into `marked`, `times` and `level`; zeros where there is none. */
export const MARKED = String.raw`marked() {
  marked=0 times=0 level=behind
  [ -r "$control/mark" ] && read -r marked times level < "$control/mark"
  case $marked$times in ''|*[!0-9]*) marked=0 times=0 level=behind ;; esac
}`;

/** A text as one word of a shell command. */
export function word(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
