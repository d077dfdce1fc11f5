import { spawnSync } from "node:child_process";
import { gateScript, READY_FILE, readinessProbe } from "../../lib/server/readiness";
import { isAtLeast, RELEASES } from "../../lib/server/release";

/** What a node in some state answers at /info, in the servers' own ways of writing it. */
const answer = (state: string, loose = false) =>
  loose ? `{ "esVersion": "x",\n  "state" : "${state}" }` : `{"state":"${state}"}`;

const LEADER = (release: string) => (isAtLeast(release, "20.6.0") ? "leader" : "Master");
const OTHERS = (release: string) =>
  isAtLeast(release, "20.6.0") ? ["Follower", "ReadOnlyReplica"] : ["slave"];
const NOT_READY = [
  "Unknown",
  "PreLeader",
  "CatchingUp",
  "Manager",
  "ReadOnlyLeaderless",
  "Clone",
  "ShuttingDown",
];

/** Runs a script with a curl that answers by the address that it dials, and a clock that moves by sleeping. */
function run(script: string, answers: Readonly<Record<string, string>>) {
  const cases = Object.entries(answers).map(([url, text]) => `*" ${url}") printf %s '${text}';;`);
  const stand = [
    "now=1000",
    'date() { echo "$now"; }',
    'sleep() { now=$((now+$1)); echo "sleep $1"; }',
    'touch() { echo "touch $1"; }',
    `curl() { case "$* " in *"-m 2"*) ;; *) exit 9;; esac; case "$*" in ${cases.join(" ")} *) return 7;; esac; }`,
  ];
  const { status, stdout, stderr } = spawnSync("sh", ["-c", [...stand, script].join("\n")], {
    encoding: "utf8",
  });
  return { status, stdout: stdout.trim().split("\n"), stderr };
}

describe.each(["5.0.11", "20.6.1", "26.1.0"])("on %s", (release) => {
  const url = (n: number) => `http://10.0.0.${n}:2113/info`;
  const targets = [1, 2, 3].map((n) => ({ address: `10.0.0.${n}`, port: 2113 }));
  const gate = gateScript(release, targets, 3);
  const [other = ""] = OTHERS(release);

  test("a node is ready as a leader, a follower or a replica, and as nothing else", () => {
    const [kind, probe = ""] = readinessProbe(release, { address: "127.0.0.1", port: 2114 });
    expect(kind).toBe("CMD-SHELL");
    const ready = (text: string) => run(probe, { "http://127.0.0.1:2114/info": text }).status;
    for (const state of [LEADER(release), ...OTHERS(release)]) {
      expect([state, ready(answer(state)), ready(answer(state, true))]).toEqual([state, 0, 0]);
    }
    for (const state of NOT_READY) expect([state, ready(answer(state))]).toEqual([state, 1]);
    expect(ready("")).toBe(1);
    expect(ready(`{"${other}":"state"}`)).toBe(1);
    expect(run(probe, {}).status).toBe(1);
  });

  test("the gate opens for one leader and all others ready", () => {
    const { status, stdout } = run(gate, {
      [url(1)]: answer(other),
      [url(2)]: answer(LEADER(release), true),
      [url(3)]: answer(other, true),
    });
    expect([status, stdout]).toEqual([0, [`touch ${READY_FILE}`, "sleep 10"]]);
  });

  test.each([
    ["there is no leader", [other, other, other]],
    ["there are two", [LEADER(release), LEADER(release), other]],
    ["a node is not ready", [LEADER(release), other, "CatchingUp"]],
    ["a node does not answer", [LEADER(release), other]],
  ])("the gate stays closed to the end where %s", (_, states) => {
    const answers = Object.fromEntries(states.map((state, i) => [url(i + 1), answer(state)]));
    const { status, stdout, stderr } = run(gate, answers);
    expect(status).toBe(1);
    // It asks every second until the time is over, and never says that the cluster is ready.
    expect(stdout).toEqual(Array.from({ length: 3 }, () => "sleep 1"));
    expect(stderr.trim()).toBe("no leader, or not every node ready, within 3 s");
  });
});

test("a cluster of one is its own leader", () => {
  for (const release of RELEASES.filter((r) => r.endsWith(".0"))) {
    const script = gateScript(release, [{ address: "10.0.0.1", port: 2113 }], 10);
    expect(run(script, { "http://10.0.0.1:2113/info": answer(LEADER(release)) }).status).toBe(0);
  }
});
