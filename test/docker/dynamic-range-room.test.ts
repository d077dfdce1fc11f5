import { Container } from "@cdktf/provider-docker/lib/container";
import type { TerraformStack } from "cdktf";
import { ClusterNetwork } from "../../lib";
import { judge, type Change } from "./judge";

const RANGE = { cidr: "10.240.1.0/27", dynamicRange: "10.240.1.16/30" };
const EXISTING = ClusterNetwork.fromNetworkName("out", RANGE);

/** That many containers on the external network, the first one at an address where one is given. */
function containers(count: number, network = "esdb-external", ipv4Address?: string): Change {
  return (_, stack) => {
    for (let i = 0; i < count; i++) {
      const place = { name: network, ...(i === 0 && ipv4Address !== undefined ? { ipv4Address } : {}) };
      new Container(stack, `app-${i}`, { name: `app-${i}`, image: "app", networksAdvanced: [place] });
    }
  };
}

const told = (change: Change, externalNetwork: unknown = RANGE) =>
  judge(change, { externalNetwork }).problems;

describe("a dynamic range that", () => {
  test("has an address for every container and the gate is right", () => {
    expect(told(containers(3))).toEqual([]);
    expect(told(containers(4, "esdb-external", "10.240.1.7"))).toEqual([]);
    expect(told(containers(3, "out"), EXISTING)).toEqual([]);
  });

  test("need not hold what ends with its work", () => {
    const job = (stack: TerraformStack) =>
      new Container(stack, "job", {
        name: "job",
        image: "app",
        mustRun: false,
        networksAdvanced: [{ name: "esdb-external" }],
      });
    const change: Change = (cluster, stack) => {
      containers(3)(cluster, stack);
      job(stack);
    };
    expect(told(change)).toEqual([]);
  });

  test("has none for one of them is an error, whose mends mend it", () => {
    expect(told(containers(4))).toEqual([
      expect.stringMatching(
        /externalNetwork\.dynamicRange "10\.240\.1\.16\/30" has 4 free, and is for 4 containers of the program and the gate: .*; leave it out for 10\.240\.1\.16\/28$/,
      ),
    ]);
    expect(told(containers(4), { cidr: RANGE.cidr })).toEqual([]);
  });

  test("is not its network's half", () => {
    const full = [
      expect.stringMatching(/give containers fixed addresses outside it, or use a network with more room/),
    ];
    expect(told(containers(4, "out"), EXISTING)).toEqual(full);
    expect(told(containers(16), { cidr: RANGE.cidr })).toEqual(full);
    expect(told(containers(14), { cidr: RANGE.cidr })).toEqual([]);
  });

  test("holds what somebody else chose has no room for that", () => {
    expect(told(containers(4, "esdb-external", "10.240.1.18"))).toEqual([
      expect.stringContaining("has 3 free, and is for 3 containers"),
    ]);
  });
});
