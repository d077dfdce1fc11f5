import { canonicalDuration } from "../checks/duration";
import { quote } from "../problem/quote";
import type { ContainerView } from "./container-view";
import { blocksOf, isExpression, numberOf, plainText, textsOf } from "./values";

const DURATIONS = ["interval", "timeout", "start_period", "start_interval"];

/** Forms that the provider takes, and then crashes on, or reads back otherwise on every apply. */
export function judgeForms(view: ContainerView): void {
  judgeMemory(view);
  judgeDurations(view);
  judgeCapabilities(view);
  const { now, report } = view;
  if (now.cpus !== undefined) {
    report.problem({
      attribute: "cpus",
      got: `is ${quote(now.cpus)}`,
      expected:
        "provider 3.6.2 crashes on it, and leaves networks outside the state; later ones replace the container where it is not in their own spelling",
      fix: "use resources: { cpus }, or cpu_period and cpu_quota",
    });
  }
}

function judgeMemory({ now, report }: ContainerView): void {
  const [memory, swap] = [numberOf(now.memory), numberOf(now.memory_swap)];
  if (memory === undefined || memory === 0) {
    if (now.memory === undefined && swap !== undefined && swap > 0) {
      report.problem({
        attribute: "memory_swap",
        got: `is ${swap} without memory`,
        expected: "the engine refuses a limit of swap without one of memory",
        fix: "set memory too",
      });
    }
  } else if (swap === undefined) {
    if (now.memory_swap !== undefined && now.memory_swap !== null) return;
    report.problem({
      attribute: "memory",
      got: `is ${memory} without memory_swap`,
      expected: "the engine adds a limit of swap of its own, and the plan never settles",
      fix: `use resources: { memory: ${memory} }, or set memory_swap: ${memory} too`,
    });
  } else if (swap > 0 && swap < memory) {
    report.problem({
      attribute: "memory_swap",
      got: `is ${swap}, below memory ${memory}`,
      expected: "it is memory and swap together, and the engine refuses less than memory",
      fix: `use resources: { memory: ${memory} }, or set memory_swap: ${memory}`,
    });
  }
}

function judgeDurations({ now, report }: ContainerView): void {
  for (const check of blocksOf(now, "healthcheck") ?? []) {
    for (const name of DURATIONS) {
      const value = plainText(check[name]);
      if (value === "" || isExpression(value)) continue;
      const canonical = canonicalDuration(value);
      if (canonical === value) continue;
      report.problem({
        attribute: `healthcheck.${name}`,
        got: `is ${quote(value)}`,
        expected:
          canonical === undefined
            ? "it is no duration, and the apply fails"
            : "the provider reads it back in another form, and the plan never settles",
        fix: `write ${quote(canonical ?? "5s")}`,
      });
    }
  }
}

/** Capabilities by which root in a container gets at the rest of its host. */
const NEAR_ROOT_BY = ["ALL", "CAP_SYS_ADMIN", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_DAC_READ_SEARCH"];
export const NEAR_ROOT = "by it root in the container is as good as root on the Docker host";

/** Whether a capability, in the engine's form, is one of those. */
export function isNearRoot(name: string): boolean {
  return NEAR_ROOT_BY.includes(name);
}

function judgeCapabilities({ now, report }: ContainerView): void {
  for (const block of blocksOf(now, "capabilities") ?? []) {
    for (const list of ["add", "drop"]) {
      for (const name of textsOf(block, list) ?? []) {
        if (name === "ALL" || /^CAP_[A-Z_]+$/.test(name) || isExpression(name)) continue;
        const upper = name.toUpperCase();
        const form = upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
        report.problem({
          attribute: `capabilities.${list}`,
          got: `holds ${quote(name)}`,
          expected: "the engine gives it back in another form, and the container is replaced on every apply",
          fix: list === "add" && isNearRoot(form) ? `leave it out: ${NEAR_ROOT}` : `write ${quote(form)}`,
        });
      }
    }
  }
}
