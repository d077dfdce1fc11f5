import { Delivery } from "../server/delivery";
import { catalogueOf } from "../server/catalogue";
import { readSpelling } from "../server/user-settings/spelling";
import { quote } from "../problem/quote";
import { differs, type NodeView } from "./container-view";
import { uploadPath } from "./mounts";
import { isServerVariable, judgeOption } from "./server-option";
import { blocksOf, isExpression, isOn, plainText, textsOf } from "./values";
import type { Attributes } from "./attributes";

/** How many names a message holds. */
const MOST = 4;

/** The configuration reaches the server as it was derived, by whichever way it goes. */
export function judgeConfiguration(view: NodeView): void {
  if (differs(view, "env")) judgeEnvironment(view);
  if (differs(view, "command") || differs(view, "entrypoint")) judgeCommand(view);
  judgeUploads(view);
}

function judgeEnvironment({ set, now, plan, report }: NodeView): void {
  const { version } = plan.server.release;
  const lines = textsOf(now, "env");
  if (lines === undefined) {
    report.warning({
      attribute: "env",
      got: "is known only when Terraform runs",
      expected: "whether the server gets its settings cannot be told",
      fix: "write the lines themselves",
    });
    return;
  }
  const planned = variablesOf(textsOf(set, "env") ?? []);
  const given = variablesOf(lines);
  const removed = [...planned.keys()].filter((name) => !given.has(name));
  if (removed.length > 0) {
    report.problem({
      attribute: "env",
      got: `no longer holds ${listed(removed)}`,
      expected: "the server then takes its own default, or refuses to start",
      fix: "keep the library's lines, and add others",
    });
  }
  for (const [name, values] of planned) {
    const others = (given.get(name) ?? []).filter((value) => value !== values[0]);
    if (others.length === 0) continue;
    const [was, is] = [shown(name, values[0], version), shown(name, others[0], version)];
    const both = given.get(name)?.includes(values[0] ?? "") === true;
    report.problem({
      attribute: "env",
      got: both
        ? `holds ${name} twice${is === "" ? "" : `, also as ${is}`}`
        : `holds another ${name}${is === "" ? "" : `, ${is}`}`,
      expected: `the library set ${was === "" ? "it" : was}${both ? ", and which one the server gets is chance" : ""}`,
      fix: "use the prop that it comes from, or settings",
    });
  }
  for (const name of given.keys()) {
    if (!planned.has(name) && isServerVariable(name)) judgeOption(name, plan.server, "env", report);
  }
}

/** The values of each variable. */
function variablesOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const variables = new Map<string, string[]>();
  for (const line of lines) {
    const at = line.indexOf("=");
    const name = at === -1 ? line : line.slice(0, at);
    variables.set(name, [...(variables.get(name) ?? []), at === -1 ? "" : line.slice(at + 1)]);
  }
  return variables;
}

/** A variable's value for a message; nothing where it may be a secret. */
function shown(name: string, value: string | undefined, version: string): string {
  const { plain } = readSpelling(name);
  const option = plain.length === 1 ? catalogueOf(version).find(plain[0] ?? "") : undefined;
  if (option === undefined || option.sensitive || value === undefined || isExpression(value)) return "";
  return quote(value);
}

function judgeCommand({ set, now, plan, report }: NodeView): void {
  const planned = textsOf(set, "command") ?? [];
  const given = textsOf(now, "command");
  const entrypoint = (attributes: Attributes) => (textsOf(attributes, "entrypoint") ?? []).join(" ");
  if (given === undefined) {
    report.warning({
      attribute: "command",
      got: "is known only when Terraform runs",
      expected: "whether the server gets its settings cannot be told",
      fix: "write it itself",
    });
    return;
  }
  const removed = planned.filter((argument) => !given.includes(argument));
  if (removed.length > 0) {
    report.problem({
      attribute: "command",
      got: `no longer holds ${listed(removed.map((argument) => readSpelling(argument).shown))}`,
      expected: "the server gets its settings by its command line",
      fix: "keep the library's arguments, and use settings for others",
    });
  }
  for (const argument of given) {
    if (!planned.includes(argument) && argument.startsWith("-"))
      judgeOption(argument, plan.server, "command", report);
  }
  if (entrypoint(set) === entrypoint(now)) return;
  report.problem({
    attribute: "entrypoint",
    got: "differs from what the library set",
    expected: "by it a node that is empty or behind waits until others cannot lose their data to it",
    fix: "leave it as it was; the prop image may bring another server at the same place",
  });
}

function judgeUploads(view: NodeView): void {
  const { set, now, plan, report } = view;
  const files = blocksOf(now, "upload") ?? [];
  if (isOn(now.read_only) && files.length > 0) {
    report.problem({
      attribute: "read_only",
      got: "is true while files are uploaded",
      expected:
        "the engine refuses to copy into a read-only container, and the apply fails with a tainted one",
      fix: "leave it out, or use Delivery.GENERATION, which uploads nothing into the node",
    });
  }
  if (isOn(now.read_only) && plan.server.delivery === Delivery.GENERATION && plan.server.connectionLimits) {
    report.problem({
      attribute: "read_only",
      got: "is true while connectionLimits are set",
      expected: "the server looks for them in its image's own folder, where they are linked when it starts",
      fix: "leave it out, or use no connectionLimits",
    });
  }
  if (!differs(view, "upload")) return;
  for (const planned of blocksOf(set, "upload") ?? []) {
    const own = files.filter(({ file }) => uploadPath(file) === uploadPath(planned.file));
    if (own.length === 1 && own[0]?.content === planned.content) continue;
    report.problem({
      attribute: "upload",
      got:
        own.length === 0
          ? `no longer holds ${quote(plainText(planned.file))}`
          : own.length === 1
            ? `has another content for ${quote(plainText(planned.file))}`
            : `holds ${quote(plainText(planned.file))} ${own.length} times`,
      expected: "the library delivers the server's configuration there",
      fix: "keep that entry; other options go by settings",
    });
  }
  for (const [i, file] of files.entries()) {
    if (
      plainText(file.content) !== "" ||
      plainText(file.content_base64) !== "" ||
      plainText(file.source) !== ""
    )
      continue;
    report.problem({
      attribute: `upload[${i}]`,
      got: `has no content for ${quote(plainText(file.file))}`,
      expected: "the provider fails on an empty file, and leaves a tainted container",
      fix: "give it a content, a line break at least",
    });
  }
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, MOST).join(", ");
  return names.length > MOST ? `${first} and ${names.length - MOST} more` : first;
}
