import { Cidr, proposeFreeRange } from "../network/model/cidr";
import { propOfNetwork, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";

function ranges(...texts: readonly string[]): readonly Cidr[] {
  return texts.flatMap((text) => Cidr.parse(text) ?? []);
}

/** The engine makes such a network, and then no container on it starts. */
const IMPOSSIBLE = ranges("127.0.0.0/8", "224.0.0.0/4");

/** Where the engine's own bridge is, unless the engine was told another place (`bip`). */
const OWN_BRIDGE = ranges("172.17.0.0/16");

/**
 * Where an engine takes the range of a network that is created without one, unless it was told others
 * (`default-address-pools`): each /16 from 172.17 to 172.31, and 192.168.0.0/16 in steps of /20.
 */
const POOLS = ranges("172.17.0.0/16", "172.18.0.0/15", "172.20.0.0/14", "172.24.0.0/13", "192.168.0.0/16");

/** Where addresses are nobody's in particular: private, shared, for documents and tests, or never given away. */
const NOBODYS = ranges(
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "192.0.2.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "240.0.0.0/4",
);

/**
 * Whether containers start on the ranges; on the way, those that the engine may have given to another network, and those
 * that other machines have.
 */
export function checkEngineRanges(topology: Topology, findings: Findings): boolean {
  let joinable = true;
  const taken = [...ranges(...topology.networks.map(({ cidr }) => cidr))];
  // Each network gets another one.
  const freeRange = () => {
    const free = proposeFreeRange(taken);
    taken.push(...ranges(free));
    return free;
  };
  for (const network of topology.networks) {
    const range = Cidr.parse(network.cidr);
    if (range === undefined) continue;
    const path = `${propOfNetwork(network)}.cidr`;
    const within = (pools: readonly Cidr[]) => pools.find((pool) => pool.overlaps(range));
    const impossible = within(IMPOSSIBLE);
    if (impossible !== undefined) {
      joinable = false;
      findings.problem({
        code: "network.cidr.impossible",
        path,
        got: `"${network.cidr}" overlaps ${impossible.toString()}`,
        expected: "no container starts on a network of loopback or multicast addresses",
        fix: `use a private range, for example "${freeRange()}"`,
      });
      continue;
    }
    // The range of an existing network is no longer a choice.
    if (network.existing) continue;
    if (!NOBODYS.some((one) => one.covers(range))) {
      findings.warning({
        code: "network.cidr.public",
        path,
        got: `"${network.cidr}" is no private range`,
        expected:
          "the Docker host and its containers then reach none of the machines that have these addresses",
        fix: `use a private range, for example "${freeRange()}"`,
      });
      continue;
    }
    const pool = within(POOLS);
    if (pool === undefined) continue;
    const bridge = within(OWN_BRIDGE) !== undefined;
    findings.warning({
      code: "network.cidr.pool",
      path,
      got: `"${network.cidr}" overlaps ${bridge ? "172.17.0.0/16, where the engine has its own bridge by default" : `${pool.toString()}, which the engine gives to networks that ask for no range`}`,
      expected:
        "ranges on one engine must be disjoint, and the apply fails where another network has it first",
      fix: `use a range that the engine gives to nobody by itself, for example "${freeRange()}"`,
    });
  }
  return joinable;
}
