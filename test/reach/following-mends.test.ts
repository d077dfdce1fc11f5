import fc from "fast-check";
import { Audience } from "../../lib/network/model/audience";
import { Binding } from "../../lib/network/model/endpoint";
import { describeProblem } from "../../lib/problem/describe-problem";
import type { Capabilities } from "../../lib/network/plan/capabilities";
import type { Problem } from "../../lib/problem/problem";
import { V22, V5 } from "../network/arbitrary-spec";
import { runs, seenIn } from "../runs";
import { followed, wrongWays, type Way, type Written } from "./following";

const { NETWORK, HOST, REMOTE } = Audience;

/** What may stand for a host: right for some, wrong for others. */
const hostOf = (n: number, names: boolean, side: 0 | 1) =>
  fc.constantFrom(
    `10.240.${side}.${11 + n}`,
    `10.240.${side}.${11 + n}`,
    `10.240.${1 - side}.${11 + n}`,
    `10.240.${side}.12`,
    `10.240.${side}.99`,
    "127.0.0.1",
    "127.0.0.2",
    "192.0.2.10",
    `192.0.2.${50 + n}`,
    ...(names
      ? [
          "localhost",
          "db.test",
          `node${n}.test`,
          "node1.test",
          `node-${n}.esdb.external`,
          "node-1.esdb.internal",
          "esdb-node-1",
          "host.docker.internal",
        ]
      : []),
  );
const bindIp = fc.constantFrom(
  undefined,
  undefined,
  "127.0.0.1",
  "127.0.0.2",
  "0.0.0.0",
  "192.0.2.10",
  "192.0.2.7",
);
const audiences = fc.subarray([NETWORK, HOST, REMOTE], { minLength: 1 });
const binding = fc.constantFrom(undefined, Binding.NODE_ADDRESS, Binding.ALL_INTERFACES);

function entry(n: number, names: boolean, own: boolean) {
  return fc.record({
    host: hostOf(n, names, 1),
    httpPort: fc.constantFrom(2113, 2113, 2213 + n, 1113, 1112),
    tcpPort: fc.constantFrom(1113, 1113, 1213 + n, 2113),
    bindIp: own ? bindIp : fc.constant(undefined),
  });
}

const each = <T>(of: (n: number) => fc.Arbitrary<T>) => fc.tuple(of(0), of(1), of(2));

function way(names: boolean): fc.Arbitrary<Way> {
  return fc.oneof(
    fc.record({ kind: fc.constant("withinNetwork" as const), audiences }),
    fc.record({ kind: fc.constant("throughHost" as const), host: hostOf(0, names, 1), bindIp, audiences }),
    ...(names ? [fc.record({ kind: fc.constant("everywhere" as const), bindIp, audiences })] : []),
    fc.record({
      kind: fc.constant("perNode" as const),
      members: each((n) => entry(n, names, true)),
      bindIp,
      audiences,
    }),
    fc.record({
      kind: fc.constant("throughProxy" as const),
      members: each((n) => entry(n, names, false)),
      audiences,
    }),
  );
}

const lan = (networkName: string, cidr: string) => [
  { cidr, networkName, internal: true },
  { cidr, networkName },
];

/** Props of which several ways may be wrong at once, on a release. */
const asked: fc.Arbitrary<{ release: Capabilities; written: Written }> = fc
  .constantFrom(V22, V22, V5)
  .chain((release) => {
    const names = !release.addressesOnly;
    return fc.record({
      release: fc.constant(release),
      written: fc.record({
        clients: way(names),
        peers: fc.oneof(
          fc.constant(undefined),
          fc.record({
            members: each((n) =>
              fc.record({
                host: hostOf(n, names, 0),
                tcpPort: fc.constantFrom(1112, 1112, 1112, 2113, 3112),
                httpPort: fc.constantFrom(2113, 2113, 2113, 1112, 3113),
                ...(names ? {} : { internalHttpPort: fc.constantFrom(2112, 2112, 1112) }),
              }),
            ),
          }),
        ),
        bindings: fc.record({
          http: binding,
          internalTcp: binding,
          ...(names ? {} : { externalTcp: binding, internalHttp: binding }),
        }),
        internalNetwork: fc.constantFrom(
          { cidr: "10.240.0.0/24" },
          { cidr: "10.240.0.0/24" },
          ...lan("a", "10.240.0.0/24"),
        ),
        externalNetwork: fc.constantFrom(
          { cidr: "10.240.1.0/24" },
          { cidr: "10.240.1.0/24" },
          ...lan("b", "10.240.1.0/24"),
        ),
        externalTcp: names ? fc.boolean() : fc.constant(true),
      }),
    });
  })
  .map(({ release, written }) => ({ release, written: JSON.parse(JSON.stringify(written)) as Written }));

const RUNS_ASKED = 200;
const RUNS = runs(RUNS_ASKED);

const isAboutWays = ({ code }: Problem) => code.startsWith("reachability.");

/** A problem without the node that is named first of those that fail alike. */
const toldAs = ({ code, path, fix }: Problem) => `${code} ${path}: ${fix}`;

test("whoever does what a mend says is not told the same again", () => {
  const followedUp = new Set<string>();
  fc.assert(
    fc.property(asked, ({ release, written }) => {
      const problems = wrongWays(written, release);
      if (!problems.every(isAboutWays)) return;
      for (const problem of problems) {
        const ways = followed(written, problem, release);
        expect([toldAs(problem), ways.length > 0]).toEqual([toldAs(problem), true]);
        for (const other of ways)
          expect(wrongWays(other, release).map(toldAs)).not.toContain(toldAs(problem));
        followedUp.add(problem.fix.replace(/[\d.]+/g, "N"));
      }
    }),
    RUNS,
  );
  expect(followedUp.size).toBeGreaterThanOrEqual(seenIn(30));
});

test("whoever follows mend after mend comes to a cluster with nothing wrong", () => {
  const ends = { sound: 0 };
  fc.assert(
    fc.property(asked, ({ release, written }) => {
      let now = written;
      for (let round = 0; round < 20; round++) {
        const problems = wrongWays(now, release);
        if (problems.length === 0) ends.sound++;
        // Ports that clash are nothing of the ways, and have mends of their own.
        if (problems.length === 0 || !problems.every(isAboutWays)) return;
        now = problems.reduce((one, problem) => followed(one, problem, release)[0] ?? one, now);
      }
      expect(wrongWays(now, release).map(describeProblem)).toEqual([]);
    }),
    RUNS,
  );
  expect(ends.sound).toBeGreaterThanOrEqual(seenIn(RUNS_ASKED / 2));
});
