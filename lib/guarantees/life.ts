import { secondsOf } from "../checks/duration";
import { quote } from "../problem/quote";
import { PROBE_SECONDS } from "../server/readiness";
import { unknownBlocks } from "./dynamic-blocks";
import { differs, type ContainerView, type NodeView } from "./container-view";
import { judgeName } from "./resource-name";
import { blocksOf, isOn, numberOf, plainText, textsOf, stated } from "./values";

/** What holds for a resource of any provider. */
export function judgeInstances({ now, report }: ContainerView): void {
  if (now.count !== undefined || now.for_each !== undefined) {
    report.problem({
      attribute: now.count === undefined ? "for_each" : "count",
      got: "is set",
      expected: "the engine takes a name, an address and a port once",
      fix: "declare another cluster, or raise size",
    });
  }
  const [lifecycle] = blocksOf(now, "lifecycle") ?? [];
  if (lifecycle?.ignore_changes !== undefined) {
    const ignored = lifecycle.ignore_changes;
    report.warning({
      attribute: "lifecycle.ignore_changes",
      got: `is ${Array.isArray(ignored) ? ignored.map(String).join(", ") : plainText(ignored)}`,
      expected: "what is ignored stays as it is, whatever the cluster's props become",
      fix: "ignore only what something else sets",
    });
  }
}

/** What holds for a resource of a type whose names are on the engine once. */
export function judgeResource(view: ContainerView, type: string): void {
  judgeInstances(view);
  const { now, report } = view;
  const [lifecycle] = blocksOf(now, "lifecycle") ?? [];
  if (isOn(lifecycle?.create_before_destroy)) {
    report.problem({
      attribute: "lifecycle.create_before_destroy",
      got: "is true",
      expected: "the new one would take the old one's name while that still has it, and the apply fails",
      fix: "leave it out",
    });
  }
  judgeProvider(view);
  judgeName(view, type);
}

export function judgeProvider({ hasSameProvider, report }: ContainerView): void {
  if (hasSameProvider) return;
  report.problem({
    attribute: "provider",
    got: "is another than the cluster's",
    expected: "all of a cluster is on one engine",
    fix: "use the prop provider",
  });
}

/** A node starts, stays, stops in order and comes back. */
export function judgeLife(view: NodeView): void {
  const { now, node, plan, report } = view;
  if (isOn(now.must_run)) {
    report.problem({
      attribute: "must_run",
      got: "is true",
      expected: "provider 3.x then deletes a stopped container while it plans",
      fix: "leave it false; restart brings the server back",
    });
  }
  if (now.start === false || now.start === "false") {
    report.problem({
      attribute: "start",
      got: "is false",
      expected: `${node.key} never starts, and the others wait for it`,
      fix: "leave it out",
    });
  }
  if (isOn(now.rm)) {
    report.problem({
      attribute: "rm",
      got: "is true",
      expected: "the engine refuses it beside a restart policy",
      fix: "leave it out",
    });
  }
  if (isOn(now.attach)) {
    report.problem({
      attribute: "attach",
      got: "is true",
      expected: "the apply then lasts until the server ends",
      fix: "leave it out",
    });
  }
  if (isOn(now.wait) && plan.topology.size > 1) {
    report.warning({
      attribute: "wait",
      got: "is true",
      expected:
        "a node is healthy only with a leader, so that an apply that makes one node after the other never ends",
      fix: "leave it out, and depend on cluster.ready",
    });
  }
  if (differs(view, "restart")) {
    const stopped = now.restart === "unless-stopped";
    report[stopped ? "warning" : "problem"]({
      attribute: "restart",
      got: stated(now.restart ?? "no"),
      expected: stopped
        ? "an engine that was killed leaves the node stopped"
        : "a server ends by itself, with exit code 0, when it must truncate its log, and then stays away",
      fix: 'leave it "always"',
    });
  }
  const retries = numberOf(now.max_retry_count);
  if (retries !== undefined && retries !== 0 && now.restart !== "on-failure") {
    report.problem({
      attribute: "max_retry_count",
      got: stated(now.max_retry_count),
      expected: `the engine takes it beside the restart policy "on-failure" only, and creates no such container`,
      fix: "leave it out",
    });
  }
  const grace = numberOf(now.destroy_grace_seconds) ?? 0;
  if (differs(view, "destroy_grace_seconds") && grace < 10) {
    report.warning({
      attribute: "destroy_grace_seconds",
      got: stated(now.destroy_grace_seconds),
      expected:
        grace === 0
          ? "the provider then kills the server at once, whatever stop_timeout says"
          : "the server has little time to stop in order",
      fix: "leave it out",
    });
  }
  if (differs(view, "stop_timeout") && (numberOf(now.stop_timeout) ?? 10) < 10) {
    report.warning({
      attribute: "stop_timeout",
      got: stated(now.stop_timeout),
      expected: "the engine then kills the server before it has stopped in order",
      fix: "leave it out",
    });
  }
  if (differs(view, "stop_signal") && !/^(SIG)?(TERM|INT)$|^(2|15)$/.test(plainText(now.stop_signal))) {
    report.warning({
      attribute: "stop_signal",
      got: stated(now.stop_signal),
      expected: "the server stops in order on SIGTERM and SIGINT",
      fix: "leave it out",
    });
  }
}

/** What the provider does not apply to a container that is there, and only the library's label makes it replace. */
const UNAPPLIED = ["healthcheck", "init", "cpu_period", "cpu_quota", "tmpfs", "mounts"];

/** A label of the library's that is not as it was. */
export function lostLabel({ set, now }: ContainerView): string | undefined {
  const labels = (attributes: typeof set) =>
    new Map((blocksOf(attributes, "labels") ?? []).map((l) => [plainText(l.label), plainText(l.value)]));
  const there = labels(now);
  return [...labels(set)].find(
    ([label, value]) => label.startsWith("cdktf-eventstoredb.") && there.get(label) !== value,
  )?.[0];
}

/** Only the library's check sees that a member is level, and by that its log counts where the size changes. */
function judgeCheck({ set, now, node, plan, report }: NodeView): void {
  const [check] = blocksOf(now, "healthcheck") ?? [];
  const timeout = secondsOf(plainText(check?.timeout));
  const marked = node.kind === "member" && plan.topology.size > 1 && !plan.server.inMemory;
  // Without a timeout, or with 0, the engine waits for 30 seconds.
  if (timeout !== undefined && timeout > 0 && timeout < PROBE_SECONDS) {
    report[marked ? "problem" : "warning"]({
      attribute: "healthcheck",
      got: `has a timeout of ${quote(check?.timeout)}`,
      expected: `the check looks several times, a second apart, and takes up to ${PROBE_SECONDS} s; one that is cut off never sees that ${node.key} is ready`,
      fix: "leave the timeout out, for 10s",
    });
  }
  const testOf = (attributes: typeof set) =>
    textsOf(blocksOf(attributes, "healthcheck")?.[0] ?? {}, "test")?.join("\n");
  if (testOf(now) === testOf(set)) return;
  const removed = check === undefined || textsOf(check, "test")?.[0] === "NONE";
  report[marked ? "problem" : "warning"]({
    attribute: "healthcheck",
    got: removed ? "is removed" : "has another test",
    expected: marked
      ? `it sees that ${node.key} is level; without it the log of ${node.key} does not count when the size changes, and what it alone has is lost`
      : "the engine then says nothing of whether the node has a leader",
    fix: "leave its test as it was",
  });
}

/** What works, but less well than what the library made. */
export function judgeRest(view: NodeView): void {
  const { now, plan, report } = view;
  judgeCheck(view);
  const unapplied = UNAPPLIED.filter((name) => differs(view, name) && !report.has(name));
  if (unapplied.length > 0) {
    report.warning({
      attribute: unapplied[0] ?? "",
      got:
        unapplied.length === 1
          ? "differs from what the library set"
          : `differs, as ${unapplied.slice(1).join(", ")} does`,
      expected: "the provider changes it in new containers only, while the plan says otherwise",
      fix: "use resources where it is a limit, else replace the container: terraform apply -replace=…",
    });
  }
  if (differs(view, "image")) {
    report.warning({
      attribute: "image",
      got: stated(now.image),
      expected: `the settings are those of ${plan.server.release.version}`,
      fix: "use the props version and image",
    });
  }
  if (differs(view, "user")) {
    report.warning({
      attribute: "user",
      got: stated(now.user),
      expected:
        "another user than the image's may not write the data, nor read its settings, and the server does not start",
      fix: "leave it out, or give the data to that user",
    });
  }
  if (differs(view, "depends_on")) {
    report.warning({
      attribute: "depends_on",
      got: "differs from what the library set",
      expected: "the node waits for its settings by it",
      fix: "keep the library's entries, and add to them",
    });
  }
  const lost = lostLabel(view);
  if (lost !== undefined) {
    report.warning({
      attribute: "labels",
      got: `no longer holds ${lost} as it was`,
      expected: "by that label a container is replaced where the provider would not apply a change",
      fix: "keep the library's labels, and use the prop labels",
    });
  }
  if ((differs(view, "log_driver") || differs(view, "log_opts")) && isUnbounded(now)) {
    report.warning({
      attribute: "log_opts",
      got: "sets no bound",
      expected:
        "the log then grows until the disk is full, or takes the engine's own options and never settles",
      fix: "set max-size and max-file",
    });
  }
}

function isUnbounded(now: ContainerView["now"]): boolean {
  if (now.log_driver !== undefined && now.log_driver !== "json-file") return false;
  const options = now.log_opts;
  return typeof options !== "object" || options === null || !("max-size" in options);
}

/** Blocks by which a guarantee can be undone. */
const BLOCKS = ["networks_advanced", "ports", "volumes", "mounts", "upload", "host", "capabilities"];

/** What nobody could judge, and nothing else was said of. */
export function judgeUnknown({ now, report }: ContainerView): void {
  for (const name of new Set([...BLOCKS, ...unknownBlocks(now)])) {
    if (blocksOf(now, name) !== undefined || report.has(name)) continue;
    report.warning({
      attribute: name,
      got: "is known only when Terraform runs",
      expected: "what it undoes of the cluster cannot be told",
      fix: "write the entries themselves",
    });
  }
}
