import {
  checkInstance,
  checkKeys,
  checkObject,
  checkWholeNumber,
  type Elsewhere,
} from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { catalogueOf, releasesWith } from "../catalogue";
import type { Release } from "../release";
import { settingElsewhere } from "../user-settings";

/**
 * Heartbeats and keep-alive of every node, in whole milliseconds. A heartbeat is sent only where nothing was
 * heard for an interval. Too short gives false positives, too long finds a dead node late; if in doubt,
 * choose higher.
 */
export interface TimingOptions {
  /**
   * How often a node checks that another node is there. 100 to 2147483647 ms.
   * Server option `IntTcpHeartbeatInterval`, from 23.10 `ReplicationHeartbeatInterval`.
   * Through 23.10 a follower's own connection uses `externalHeartbeatInterval` instead.
   * @default 700
   */
  readonly internalHeartbeatInterval?: number;
  /**
   * How long a node waits for another node's answer. 100 to 2147483647 ms.
   * Server option `IntTcpHeartbeatTimeout`, from 23.10 `ReplicationHeartbeatTimeout`.
   * @default 700
   */
  readonly internalHeartbeatTimeout?: number;
  /**
   * How often a node checks that a TCP client is there. 100 to 2147483647 ms.
   * Server option `ExtTcpHeartbeatInterval`, on 23.10 `NodeHeartbeatInterval`, on 24.2
   * `UNSUPPORTED_EVENTSTORE_TCP_HEARTBEAT_INTERVAL`, from 24.6 `TcpPlugin:NodeHeartbeatInterval`.
   * @default 2000
   */
  readonly externalHeartbeatInterval?: number;
  /**
   * How long a node waits for a TCP client's answer. 100 to 2147483647 ms.
   * Server option `ExtTcpHeartbeatTimeout`, on 23.10 `NodeHeartbeatTimeout`, on 24.2
   * `UNSUPPORTED_EVENTSTORE_TCP_HEARTBEAT_TIMEOUT`, from 24.6 `TcpPlugin:NodeHeartbeatTimeout`.
   * @default 1000
   */
  readonly externalHeartbeatTimeout?: number;
  /**
   * After how long without activity the server pings a gRPC client. At least 1000 ms, below which the server
   * refuses to start; below 10000 ms (gRPC's own minimum) is a warning. A load balancer's idle timeout must
   * be longer. Server option `KeepAliveInterval`, from 20.10.2.
   * @default 10000
   */
  readonly keepAliveInterval?: number;
  /**
   * How long the server waits for activity after a ping before it closes the connection. At least 1000 ms.
   * Server option `KeepAliveTimeout`, from 20.10.2.
   * @default 10000
   */
  readonly keepAliveTimeout?: number;
}

/** The timing of every node alike. */
export class Timing {
  /** The server's own defaults, right for a local network: heartbeats 700/700 and 2000/1000 ms. */
  static lan(): Timing {
    return new Timing({});
  }

  /** For environments with frequent elections: interval 5000 ms, timeout 1000 ms, between nodes and to clients. */
  static tolerant(): Timing {
    return new Timing({
      internalHeartbeatInterval: 5000,
      internalHeartbeatTimeout: 1000,
      externalHeartbeatInterval: 5000,
      externalHeartbeatTimeout: 1000,
    });
  }

  /** Each value by itself; what is left out is as in `Timing.lan()`. */
  static custom(options: TimingOptions): Timing {
    return new Timing(options, true);
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /** @internal */
    readonly options: TimingOptions,
    /**
     * Whether each value was chosen by itself, not as one of a profile.
     * @internal
     */
    readonly custom: boolean = false,
  ) {}
}

/** The server's defaults. */
export const LAN_TIMING: Required<TimingOptions> = Object.freeze({
  internalHeartbeatInterval: 700,
  internalHeartbeatTimeout: 700,
  externalHeartbeatInterval: 2000,
  externalHeartbeatTimeout: 1000,
  keepAliveInterval: 10000,
  keepAliveTimeout: 10000,
});

const LONGEST = 2147483647;

/** What a key is that is no timing, unless the timing is what stands for it. */
function elsewhereOf(key: string, version: string): Elsewhere | undefined {
  const elsewhere = settingElsewhere(key, version);
  return elsewhere?.fix === "use timing" ? undefined : elsewhere;
}

/** The timing asked for, with the defaults; out of range values are problems, doubtful ones warnings. */
export function readTiming(asked: unknown, release: Release, findings: Findings): Required<TimingOptions> {
  if (asked === undefined) return LAN_TIMING;
  const fix = "use Timing.lan(), tolerant() or custom({ … })";
  const timing = checkInstance(asked, Timing, { what: "a Timing", fix }, findings.at("timing"));
  if (timing === undefined) return LAN_TIMING;
  const given = checkObject(
    timing.options,
    "use Timing.custom({ keepAliveInterval: 10000 })",
    findings.at("timing"),
  );
  if (given === undefined) return LAN_TIMING;
  checkKeys(given, Object.keys(LAN_TIMING), findings.at("timing"), (key) =>
    elsewhereOf(key, release.version),
  );
  const millisecondsOf = (key: keyof TimingOptions) => readOne(given[key], key, release, findings);
  return {
    internalHeartbeatInterval: millisecondsOf("internalHeartbeatInterval"),
    internalHeartbeatTimeout: millisecondsOf("internalHeartbeatTimeout"),
    externalHeartbeatInterval: millisecondsOf("externalHeartbeatInterval"),
    externalHeartbeatTimeout: millisecondsOf("externalHeartbeatTimeout"),
    keepAliveInterval: millisecondsOf("keepAliveInterval"),
    keepAliveTimeout: millisecondsOf("keepAliveTimeout"),
  };
}

function readOne(value: unknown, key: keyof TimingOptions, release: Release, findings: Findings): number {
  const otherwise = LAN_TIMING[key];
  if (value === undefined) return otherwise;
  const path = `timing.${key}`;
  const keepAlive = key === "keepAliveInterval" || key === "keepAliveTimeout";
  const range = {
    code: keepAlive ? "timing.keepAlive" : "timing.heartbeat",
    min: keepAlive ? 1000 : 100,
    max: LONGEST,
    what: "whole milliseconds",
    fix: keepAlive
      ? `leave it out for ${otherwise}; below 1000 ${release.version} refuses to start`
      : `leave it out for ${otherwise}`,
  };
  const read = checkWholeNumber(value, range, findings.at(path));
  if (read === undefined) return otherwise;
  if (keepAlive && !catalogueOf(release.version).options.has("KeepAliveInterval")) {
    const expected = `${release.version} has no keep-alive settings; ${releasesWith("KeepAliveInterval")} have them`;
    findings.problem({
      code: "timing.keepAlive.release",
      path,
      got: `is ${read}`,
      expected,
      fix: "leave it out, or use such a release",
    });
  } else if (read < otherwise) {
    const why = keepAlive
      ? "gRPC suggests 10000 ms as the minimum: shorter pings are needless traffic, and clients may be cut off"
      : `shorter than the server's default of ${otherwise} ms gives false positives, and elections`;
    findings.warning({
      code: `${range.code}.short`,
      path,
      got: `is ${read}`,
      expected: why,
      fix: `use ${otherwise} or more`,
    });
  }
  return read;
}
