import fc from "fast-check";
import { checkEngineRanges } from "../../lib/checks/engine-ranges";
import { Cidr } from "../../lib/network/model/cidr";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import { addressOf, boundsOf, planned, specOf, V22 } from "../network/arbitrary-spec";
import { codesOf, RUNS, plannedTopology } from "../network/planning";

function check(spec: ClusterSpec) {
  const findings = new Findings();
  checkEngineRanges(plannedTopology({ capabilities: V22, spec }), findings);
  return findings;
}

const external = (cidr: string) => specOf({ externalNetwork: { cidr } });

test.each([
  "172.17.0.0/24",
  "172.18.5.0/24",
  "172.19.0.0/16",
  "172.20.0.0/24",
  "172.31.255.0/24",
  "172.16.0.0/12",
  "192.168.0.0/24",
  "192.168.240.0/20",
])("%s is warned of, with a free range", (cidr) => {
  const { problems, warnings } = check(external(cidr));
  expect(codesOf(problems)).toEqual([]);
  expect(codesOf(warnings)).toEqual(["network.cidr.pool externalNetwork.cidr"]);
  expect(warnings[0]?.fix).toContain('"10.240.1.0/24"');
});

test("what a range meets is said, with what comes of it and what to do", () => {
  const said = (cidr: string) => {
    const { problems, warnings } = check(external(cidr));
    return [...problems, ...warnings].map(describeProblem);
  };
  const disjoint =
    'ranges on one engine must be disjoint, and the apply fails where another network has it first; use a range that the engine gives to nobody by itself, for example "10.240.1.0/24"';
  expect(said("172.17.9.0/24")).toEqual([expect.stringContaining("the engine has its own bridge")]);
  expect(said("172.18.9.0/24")).toEqual([
    `externalNetwork.cidr "172.18.9.0/24" overlaps 172.18.0.0/15, which the engine gives to networks that ask for no range: ${disjoint}`,
  ]);
  expect(said("127.0.0.0/24")).toEqual([
    'externalNetwork.cidr "127.0.0.0/24" overlaps 127.0.0.0/8: no container starts on a network of loopback or multicast addresses; use a private range, for example "10.240.1.0/24"',
  ]);
});

test.each(["172.16.0.0/16", "100.64.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "240.0.0.0/24", "10.0.0.0/16"])(
  "%s lies beside the pools",
  (cidr) => {
    expect(codesOf([...check(external(cidr)).warnings, ...check(external(cidr)).problems])).toEqual([]);
  },
);

test.each(["172.32.0.0/24", "192.169.0.0/24", "192.167.255.0/24", "8.8.8.0/24", "172.0.0.0/8", "0.0.0.0/8"])(
  "of %s other machines are told, with a private range",
  (cidr) => {
    const { problems, warnings } = check(external(cidr));
    expect(codesOf([...problems, ...warnings])).toEqual(["network.cidr.public externalNetwork.cidr"]);
    expect(warnings[0]?.fix).toContain('"10.240.1.0/24"');
  },
);

test.each(["127.0.0.0/24", "127.255.0.0/16", "224.0.0.0/24", "239.255.255.0/24"])(
  "no container starts on %s",
  (cidr) => {
    const { problems, warnings } = check(specOf({ internalNetwork: { cidr } }));
    expect(codesOf(problems)).toEqual(["network.cidr.impossible internalNetwork.cidr"]);
    expect(codesOf(warnings)).toEqual([]);
  },
);

test("the range of an existing network is not warned of", () => {
  const externalNetwork = { networkName: "apps", cidr: "172.20.0.0/24" };
  expect(check(specOf({ externalNetwork })).warnings).toEqual([]);
});

test("a range is warned of exactly where it meets 172.17 to 172.31 or 192.168, or is others'", () => {
  const first = fc.constantFrom("172.16.0.0", "172.24.0.0", "192.160.0.0", "10.0.0.0");
  const range = fc.tuple(first, fc.nat(2 ** 20), fc.integer({ min: 12, max: 26 }));
  fc.assert(
    fc.property(range, ([from, offset, prefix]) => {
      const [start] = boundsOf(`${from}/32`);
      const cidr = Cidr.parse(`${addressOf(start + offset)}/${prefix}`)?.toString() ?? "";
      fc.pre(Cidr.parse("10.240.0.0/24")?.overlaps(Cidr.parse(cidr) as Cidr) === false);
      const [low, high] = boundsOf(cidr);
      const meets = (a: string, b: string) => low <= boundsOf(`${b}/32`)[0] && high >= boundsOf(`${a}/32`)[0];
      const meetsPool = meets("172.17.0.0", "172.31.255.255") || meets("192.168.0.0", "192.168.255.255");
      const within = (a: string, b: string) =>
        low >= boundsOf(`${a}/32`)[0] && high <= boundsOf(`${b}/32`)[0];
      const isPrivate =
        within("10.0.0.0", "10.255.255.255") ||
        within("172.16.0.0", "172.31.255.255") ||
        within("192.168.0.0", "192.168.255.255");
      const code = isPrivate ? (meetsPool ? ["network.cidr.pool"] : []) : ["network.cidr.public"];
      expect(check(external(cidr)).warnings.map((one) => one.code)).toEqual(code);
    }),
    RUNS,
  );
});

test("no plan is hindered by ranges that containers can have", () => {
  fc.assert(
    fc.property(planned(), (one) => {
      const findings = new Findings();
      checkEngineRanges(plannedTopology(one), findings);
      expect(findings.problems).toEqual([]);
    }),
    RUNS,
  );
});

test("two networks in the pools are each proposed a range of their own", () => {
  const { warnings } = check(
    specOf({ internalNetwork: { cidr: "172.18.0.0/24" }, externalNetwork: { cidr: "192.168.0.0/24" } }),
  );
  const free = warnings.map(({ fix }) => /"([^"]+)"/.exec(fix)?.[1]);
  expect(free).toEqual(["10.240.0.0/24", "10.240.1.0/24"]);
});
