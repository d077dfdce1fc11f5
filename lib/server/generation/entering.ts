import { word } from "../founding/control-folder";
import type { ProbeTarget } from "../readiness";
import { CONF, ENVIRONMENT, IMAGE_FILES, MONO, SETTINGS } from "./layout";
import { watchShell } from "./watch";

/** How a node starts with a generation. */
export interface Entering {
  /** The image's configuration folder. */
  readonly configDirectory: string;
  /** The container that puts generations into the volume. */
  readonly installer: string;
  /** Files below that folder that some generations have. */
  readonly imageFiles: readonly string[];
  /** v5: where Mono looks for what it trusts. */
  readonly monoStore?: string;
  /**
   * Tells containers apart that no generation fits alike. One of another form starts with what was staged with it;
   * of the same form, with what the gate last told it.
   */
  readonly form: string;
  /** The node's own server as it is dialled to see what it serves; absent where it reads nothing anew. */
  readonly server?: ProbeTarget;
}

/** Sets `gen` to the generation that this start is for, and waits where it is not there. */
const ADOPT = String.raw`moved() {
  now=$gen
  [ -r "$control/wants" ] && read -r now < "$control/wants"
  [ "$now" != "$gen" ]
}
adopt() {
  was='' gen='' told=''
  rm -f "$control/runs" 2>/dev/null
  [ -r "$control/form" ] && read -r was < "$control/form"
  [ "$was" = "$form" ] && [ -r "$control/wants" ] && read -r gen < "$control/wants"
  if [ -z "$gen" ]; then
    until [ -r "$control/shall" ] && read -r gen < "$control/shall"; do
      tell "waiting for settings: none were put into the volume at $settings: docker rm -f $installer, and run terraform apply"
      pause
    done
    [ ! -w "$control" ] || { rm -f "$control/had" "$control/said" && put wants "$gen" && put form "$form"; }
  fi
  while ! [ -d "$settings/$gen" ]; do
    # What else fits this container: the last that was put there, or what it had before.
    [ "$was" != "$form" ] || for other in shall had; do
      if [ -r "$control/$other" ] && read -r other < "$control/$other" && [ -d "$settings/$other" ]; then
        echo "the settings $gen are gone from the volume at $settings: starting with $other"
        gen=$other
        [ ! -w "$control" ] || put wants "$gen"
        break 2
      fi
    done
    tell "waiting for the settings $gen, which are gone from the volume at $settings: docker rm -f $installer, and run terraform apply"
    moved && exit 0
    pause
  done
  rm -f "$control/waits" 2>/dev/null
  # The only way to its certificates, for this server and for whoever looks at it here.
  [ ! -w "$control" ] || ln -sfn "$settings/$gen" "$control/current"
}`;

/** Links what is looked up elsewhere, exports what is environment, and says what the server is started with. */
const PREPARE = String.raw`prepare() {
  for file in $files; do
    if [ -e "$settings/$gen/${IMAGE_FILES}/$file" ]; then
      mkdir -p "$(dirname "$image/$file")" && ln -sf "$settings/$gen/${IMAGE_FILES}/$file" "$image/$file" || exit 1
    elif [ -L "$image/$file" ]; then rm -f "$image/$file"; fi
  done
  if [ -n "$store" ] && [ -e "$settings/$gen/${MONO}" ]; then
    mkdir -p "$(dirname "$store")" && rm -rf "$store" && ln -sfn "$settings/$gen/${MONO}" "$store" || exit 1
  fi
  [ ! -w "$control" ] || put runs "$gen"
  # The lock on the data is the server's alone, and ends with it. The shell keeps what a redirection of a function closes.
  (exec 9<&-; keepWatch) &
  for variable in "$settings/$gen/${ENVIRONMENT}"/*; do
    [ -e "$variable" ] || continue
    # The shell takes all line breaks from the end, and one is the file's.
    value=$(cat "$variable" && echo .)
    export "${"${variable##*/}"}=${'${value%"$end"}'}"
  done
}`;

/** The server's arguments, in the place of the entry's. */
const ARGUMENTS = `[ ! -e "$settings/$gen/${CONF}" ] || set -- "--config=$settings/$gen/${CONF}" "$@"`;

/** By what a node's entry starts its server with a generation: functions first, then what it does last. */
export interface EnteringShell {
  readonly functions: readonly string[];
  /** After the data were measured and before the node waits to be let in. */
  readonly adopt: readonly string[];
  /** Right before it becomes the server. */
  readonly prepare: readonly string[];
}

/** The shell of a node's entry that concerns generations. */
export function enteringShell(entering: Entering): EnteringShell {
  const { configDirectory, installer, imageFiles, monoStore, form, server } = entering;
  const functions = [
    "end='\n.'",
    `settings=${SETTINGS} image=${word(configDirectory)} files=${word(imageFiles.join(" "))}`,
    `store=${word(monoStore ?? "")} form=${word(form)} installer=${word(installer)}`,
    ADOPT,
    PREPARE,
    ...watchShell(server),
  ];
  return { functions, adopt: ["adopt"], prepare: ["prepare", ARGUMENTS] };
}
