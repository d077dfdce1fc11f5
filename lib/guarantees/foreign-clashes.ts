import { publishedBy } from "../checks/claims/published-by";
import { Cidr } from "../network/model/cidr";
import { Interface } from "../network/model/endpoint";
import { propOfNetwork } from "../network/model/topology";
import { portClashes } from "../network/plan/published-plan";
import { quote } from "../problem/quote";
import { possibleBlocks } from "./dynamic-blocks";
import type { ForeignContainer, ForeignIndex } from "./foreign";
import type { OwnNetwork, OwnResources } from "./own";
import { judgeRoom } from "./foreign-room";
import { plainText } from "./values";

/** What others of the program take of the engine that the cluster has, as far as both are known. */
export function judgeClashes(own: OwnResources, foreign: ForeignIndex): void {
  judgeNames(own, foreign);
  judgePorts(own, foreign);
  for (const one of own.networks) {
    judgeNetworkName(one, own, foreign);
    judgeRange(one, own, foreign);
    // Whoever joins the internal network is told so already.
    if (one.network.interface !== Interface.EXTERNAL) continue;
    judgePlaces(one, own, foreign);
    judgeRoom(one, own, foreign);
  }
}

function judgeNames(own: OwnResources, foreign: ForeignIndex): void {
  const { containers, volumes, nodes, engine, report } = own;
  for (const name of containers) {
    for (const other of foreign.containersNamed(name, engine)) {
      report.problem({
        attribute: "name",
        got: `gives a container the name ${quote(name)}, which ${other.path} has too`,
        expected: "an engine knows a container's name once, and the apply fails",
        fix: "give that container another name, or set another name here",
      });
    }
  }
  for (const name of volumes) {
    for (const other of foreign.volumesNamed(name, engine)) {
      report.problem({
        attribute: "name",
        got: `gives a volume the name ${quote(name)}, which ${other.path} has too`,
        expected: "both are then one volume, which goes with whichever goes first",
        fix: "give that volume another name",
      });
    }
  }
  for (const { topology, data } of nodes) {
    if (data?.mount.kind !== "volume") continue;
    for (const other of foreign.volumesNamed(data.mount.name, engine)) {
      report.problem({
        attribute: "data",
        got: `is the volume ${quote(data.mount.name)} for ${topology.key}, which ${other.path} makes too`,
        expected:
          "both are then one volume: the database goes with that resource, and nothing orders the two",
        fix: "give that volume another name, or use ClusterData.existingVolumes with a reference to it",
      });
    }
  }
}

/** The ports of the host. */
export function judgePorts(
  { topology, engine, report }: Pick<OwnResources, "topology" | "engine" | "report">,
  foreign: ForeignIndex,
): void {
  for (const { hostIp, hostPort, prop, by } of publishedBy(topology)) {
    for (const [container, address] of foreign.publishing(hostPort, engine)) {
      const own = { hostIp, hostPort, owner: by };
      if (portClashes([own, { hostIp: address, hostPort, owner: container.path }]).length === 0) continue;
      report.problem({
        attribute: prop,
        got: `publishes ${hostIp}:${hostPort} for ${by}, and ${container.path} publishes ${address}:${hostPort}`,
        expected:
          "a port of the Docker host leads to one container only, and 0.0.0.0 stands for every address",
        fix: "use other ports",
      });
    }
  }
}

function judgeNetworkName({ network }: OwnNetwork, { engine, report }: OwnResources, foreign: ForeignIndex) {
  if (network.existing) return;
  const other = foreign.network(network.name, engine);
  if (other === undefined) return;
  report.problem({
    attribute: propOfNetwork(network),
    got: `is named ${quote(network.name)}, as ${other.path} is`,
    expected: "the cluster makes it, and an engine then has two of that name, or the apply fails",
    fix: "give that network another name, or use it: ClusterNetwork.fromNetworkName with a reference to it",
  });
}

function judgeRange({ network, keys }: OwnNetwork, { engine, report }: OwnResources, foreign: ForeignIndex) {
  const range = Cidr.parse(network.cidr);
  if (range === undefined) return;
  const itself = new Set(keys.map((key) => foreign.network(key, engine)));
  for (const other of foreign.networksOn(engine)) {
    if (itself.has(other)) continue;
    const subnets = possibleBlocks(other.attributes, "ipam_config").map(({ block }) =>
      plainText(block.subnet),
    );
    const overlapping = subnets.find((subnet) => Cidr.parse(subnet)?.overlaps(range) === true);
    if (overlapping === undefined) continue;
    report.problem({
      attribute: `${propOfNetwork(network)}.cidr`,
      got: `"${network.cidr}" overlaps ${quote(overlapping)} of ${other.path}`,
      expected: "the networks of one engine must be disjoint",
      fix: "use another range",
    });
  }
}

/** The addresses and names of nodes on a network where others may be. */
export function judgePlaces(
  { network, keys }: Pick<OwnNetwork, "network" | "keys">,
  own: Pick<OwnResources, "topology" | "engine" | "report" | "containers">,
  foreign: ForeignIndex,
): void {
  const byAddress = new Map<string, string>();
  const byName = new Map<string, string>();
  for (const { key, name, attachments } of own.topology.nodes) {
    byName.set(name.toLowerCase(), key);
    for (const { network: of, address, aliases } of attachments) {
      if (of === network.name) byAddress.set(address, key);
      // Nodes dial each other's internal names, and what is on their other network answers them too.
      for (const alias of aliases) byName.set(alias.toLowerCase(), key);
    }
  }
  const attribute = propOfNetwork(network);
  for (const [container, { address, aliases }] of foreign.joining(keys, own.engine)) {
    const taken = byAddress.get(address);
    if (taken !== undefined) {
      own.report.problem({
        attribute,
        got: `gives ${taken} the address ${address}, which ${container.path} has there too`,
        expected: "every container needs an address of its own",
        fix: "give that container another address, or none",
      });
    }
    const known = (names: readonly string[]) => names.find((one) => byName.has(one.toLowerCase()));
    const byAlias = known(namesOf(container, aliases, own));
    const name = byAlias ?? known(container.hostnames);
    if (name === undefined) continue;
    own.report.problem({
      attribute,
      got: `knows ${String(byName.get(name.toLowerCase()))} as ${quote(name)}, and ${container.path} too`,
      ...(byAlias === undefined ? BY_HOSTNAME : BY_NAME),
    });
  }
}

const BY_NAME = {
  expected: "Docker resolves a name that stands for two containers to either of them",
  fix: "give that container another name or alias",
};
const BY_HOSTNAME = {
  expected:
    "a container is by its host name what itself dials, and from Docker 25 on what others on its networks resolve",
  fix: "leave hostname and domainname out there",
};

/** What a network's DNS answers with a container for; a container's name that is told already is left out. */
function namesOf(
  { name }: ForeignContainer,
  aliases: readonly string[],
  { containers }: Pick<OwnResources, "containers">,
): readonly string[] {
  return name === undefined || containers.includes(name) ? aliases : [name, ...aliases];
}
