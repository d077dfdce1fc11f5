import type { ContainerConfig } from "../terraform/bindings";
import { fingerprint, toLabels } from "./labels";
import { literal } from "../terraform/literal";

/** What a container does that runs once. */
export interface Work {
  /** Ends with 0 once `check` succeeds and it has stayed a while to be seen, with 1 where it gives up. */
  readonly script: string;
  /** The command that succeeds when all is done. */
  readonly check: string;
  /** How long it may take, in seconds. */
  readonly seconds: number;
  /** How much longer the apply waits for it, in seconds. */
  readonly margin: number;
  /** The library's labels for it. */
  readonly labels: Readonly<Record<string, string>>;
  /** The user's labels. */
  readonly userLabels: Readonly<Record<string, string>>;
}

/** The attributes that `oneShot` sets. */
type OneShot = Pick<
  ContainerConfig,
  | "entrypoint"
  | "command"
  | "healthcheck"
  | "labels"
  | "mustRun"
  | "restart"
  | "wait"
  | "waitTimeout"
  | "stopTimeout"
  | "destroyGraceSeconds"
  | "logDriver"
  | "logOpts"
>;

/**
 * A container that runs once, and that the apply waits for. One that failed is tainted, so that the next apply tries
 * again; one that succeeded has exited and is left alone. The provider's `attach` would let a failure pass.
 */
export function oneShot({ script, check, seconds, margin, labels, userLabels }: Work): OneShot {
  const healthcheck = {
    test: ["CMD-SHELL", literal(check)],
    interval: "1s",
    // It looks for a file, but a busy machine takes seconds to begin that; what comes too late is no success.
    timeout: "30s",
    retries: seconds,
  };
  return {
    entrypoint: ["/bin/sh", "-c"],
    command: [literal(script)],
    healthcheck,
    labels: toLabels({ ...labels, unapplied: fingerprint(healthcheck) }, userLabels),
    mustRun: false,
    restart: "no",
    wait: true,
    waitTimeout: seconds + margin,
    stopTimeout: 1,
    destroyGraceSeconds: 1,
    logDriver: "json-file",
    logOpts: { "max-file": "1", "max-size": "1m" },
  };
}
