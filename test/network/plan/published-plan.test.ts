import fc from "fast-check";
import { portClashes, type HostPortClaim } from "../../../lib/network/plan/published-plan";
import { RUNS } from "../planning";

const claim = fc
  .record({
    hostIp: fc.constantFrom("0.0.0.0", "127.0.0.1", "192.0.2.10"),
    hostPort: fc.integer({ min: 2113, max: 2118 }),
    owner: fc.constantFrom("node-0 http", "node-1 http"),
  })
  .map((drawn): HostPortClaim => drawn);

function meet(one: HostPortClaim, other: HostPortClaim): boolean {
  const everywhere = one.hostIp === "0.0.0.0" || other.hostIp === "0.0.0.0";
  return one.hostPort === other.hostPort && (everywhere || one.hostIp === other.hostIp);
}

test("a clash is found exactly where two claims meet, and it is such a pair", () => {
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 6 }), (claims) => {
      const some = claims.some((one, i) => claims.slice(i + 1).some((other) => meet(one, other)));
      const [clash] = portClashes(claims);
      expect(clash !== undefined).toBe(some);
      if (clash === undefined) return;
      expect(meet(...clash)).toBe(true);
      expect(claims.indexOf(clash[0])).toBeLessThan(claims.lastIndexOf(clash[1]));
    }),
    RUNS,
  );
});

test.each([
  ["0.0.0.0", "127.0.0.1", true],
  ["127.0.0.1", "0.0.0.0", true],
  ["0.0.0.0", "0.0.0.0", true],
  ["127.0.0.1", "127.0.0.1", true],
  ["127.0.0.1", "192.0.2.10", false],
])("one port on %s and on %s clashes: %p", (one, other, clashes) => {
  const claims = [one, other].map((hostIp, n) => ({ hostIp, hostPort: 2113, owner: `node-${n} http` }));
  expect(portClashes(claims)).toEqual(clashes ? [claims] : []);
  expect(portClashes([claims[0]!, { ...claims[1]!, hostPort: 2114 }])).toEqual([]);
});
