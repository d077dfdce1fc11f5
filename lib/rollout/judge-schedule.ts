import { majorityOf } from "../network/model/majority";
import { volumeName } from "../cluster/volume-names";
import type { Problem } from "../problem/problem";
import type { Change, HostSocket } from "./changes";
import type { ChangingNode, ClusterSchedule } from "./cluster-schedule";
import type { Rollout } from "./rollout";
import { sizesDown } from "./sizes";

/** What a plain apply does instead. */
const ALL_AT_ONCE = "run terraform apply, which stops all nodes at once for as long as they need to start";

/** Why an edit cannot be made node by node. */
export function problemsOf(schedule: ClusterSchedule, changes: readonly Change[]): readonly Problem[] {
  const { rollout, changing } = schedule;
  const tooMany = removedTooMany(schedule);
  // What else such a size brings follows from it, and goes with it.
  if (tooMany.length > 0) return [...strange(changing), ...tooMany];
  return [
    ...strange(changing),
    ...resized(schedule),
    ...replacedNetworks(schedule, changes),
    ...replacedAuthority(rollout.authority, changes),
    ...switchedSecurity(changing),
    ...held(changing),
    ...deletedData(schedule, changes),
  ];
}

/** What is done all the same, and costs. */
export function warningsOf(schedule: ClusterSchedule): readonly Problem[] {
  const { rollout, changing, lost, members, removedMembers } = schedule;
  if (changing.length + lost.length === 0 || members > 2) return [];
  const costs =
    members === 1
      ? { code: "rollout.single", got: "has one member", expected: "nobody leads while it starts anew" }
      : {
          code: "rollout.two",
          got: `has ${members} members`,
          expected:
            "this is no rollout: one of them alone is no majority, and nobody leads while the other starts anew",
        };
  const isGrowing = sizeOf(schedule) > 2;
  return [
    {
      ...costs,
      path: rollout.cluster,
      fix: `do it when clients can wait${isGrowing || removedMembers > 0 ? "" : ", or have three members"}`,
    },
  ];
}

/** Clusters that are gone as a whole, or have another name now, by which they are others. */
export function goneClusters(rollouts: readonly Rollout[], changes: readonly Change[]): readonly Problem[] {
  const there = new Set(rollouts.map(({ cluster }) => cluster));
  const gone = changes.flatMap(({ deed, before: { cluster, node } }) =>
    deed === "delete" && node !== undefined && cluster !== undefined && !there.has(cluster) ? cluster : [],
  );
  return [...new Set(gone)].map((cluster) => ({
    code: "rollout.gone",
    path: cluster,
    got: "goes as a whole: the stack has no cluster of that name",
    expected: "that is nothing to do node by node, and a cluster under another name starts with no data",
    fix: "name it as before; or, where that is meant, run terraform apply",
  }));
}

/** Nodes that the file has and the stack has not: one of the two is older. */
function strange(changing: readonly ChangingNode[]): readonly Problem[] {
  return changing
    .filter(({ change: { deed } }) => deed === "delete" || deed === "other")
    .map(({ node, change }) => ({
      code: "rollout.strange",
      path: change.address,
      got: `is a node of the rollout (${node.key}), and the plan takes it away`,
      expected: "rollout.json and the stack are synthesized together",
      fix: "synthesize again",
    }));
}

function removedTooMany({
  rollout,
  members,
  removedMembers,
  newMembers,
}: ClusterSchedule): readonly Problem[] {
  // The first apply takes nothing away.
  if (removedMembers === 0) return [];
  const staying = members - removedMembers;
  // Of two, each has all that was acknowledged.
  if (staying >= (members === 2 ? 1 : majorityOf(members))) return [];
  const problem = {
    code: "rollout.removed",
    expected: "the rest is no majority, and may lack what was acknowledged",
  };
  // A member on another host is another one to Terraform.
  if (newMembers > 0)
    return [
      {
        ...problem,
        path: `${rollout.cluster} hosts`,
        got: `takes ${removedMembers} of ${members} members away, and brings ${newMembers} that are empty`,
        fix:
          members === 1
            ? "when clients can wait, stop it, copy its data to the other host, and run terraform apply"
            : "move one member, run terraform apply, and wait until it follows; then the next one",
      },
    ];
  const way = sizesDown(members, staying).map((size) => `size: ${size}`);
  return [
    {
      ...problem,
      path: `${rollout.cluster} size`,
      got: `takes ${removedMembers} of ${members} members away`,
      fix: `set ${way.join(", then ")}, and run terraform apply for each when the one before is done`,
    },
  ];
}

/** How many members the program has. */
function sizeOf({ members, removedMembers, newMembers }: ClusterSchedule): number {
  return members - removedMembers + newMembers;
}

/** A member alone has neither seeds nor a network between nodes, so that its container is another one with the size. */
function isOneOf(schedule: ClusterSchedule): boolean {
  return schedule.members === 1 || sizeOf(schedule) === 1;
}

/** Members are counted in what each of them starts with, and the cluster's own gate lets them in as that many. */
function resized(schedule: ClusterSchedule): readonly Problem[] {
  const { rollout, changing, members, removedMembers, newMembers } = schedule;
  if (changing.length === 0 || removedMembers + newMembers === 0) return [];
  const problem = { code: "rollout.size", path: `${rollout.cluster} size` };
  const expected = "only the whole cluster lets its members in as another number";
  const size = sizeOf(schedule);
  if (isOneOf(schedule))
    return [
      {
        ...problem,
        got: `goes from ${members} to ${size}, which replaces the member that stays, too`,
        expected:
          size > members ? `${expected}, and clients wait until those that come have its data` : expected,
        fix: "when clients can wait, run terraform apply for it; other edits, if any, go before or after it",
      },
    ];
  if (removedMembers > 0 && newMembers > 0)
    return [
      {
        code: "rollout.moved",
        path: `${rollout.cluster} hosts`,
        got: `takes ${removedMembers} of ${members} members to other hosts, and containers of others change with it`,
        expected: "only the whole cluster lets them in there",
        fix: "run terraform apply for it; other edits go before or after it",
      },
    ];
  return [
    {
      ...problem,
      got: `goes from ${members} to ${size}, and containers of others change with it`,
      expected,
      fix: "run terraform apply for it; other edits go before or after it",
    },
  ];
}

/** Data volumes that Terraform owned and the program has no more, of nodes that go on with them. */
function deletedData(
  { rollout, changing, staying }: ClusterSchedule,
  changes: readonly Change[],
): readonly Problem[] {
  const { cluster } = rollout;
  const used = new Set([
    ...staying.map(({ key }) => volumeName(cluster, key, "data")),
    ...changing.flatMap(({ change: { after } }) => after.stores),
  ]);
  return changes.flatMap(({ address, type, deed, identity }) => {
    const name = identity.find((one) => used.has(one));
    if (type !== "docker_volume" || (deed !== "delete" && deed !== "replace") || name === undefined)
      return [];
    return {
      code: "rollout.data",
      path: address,
      got: `is removed, and it is ${name}, which holds the data of a node that stays`,
      expected: "with its volume a node loses its data",
      fix: "use removalPolicy: RemovalPolicy.RETAIN_AFTER_DESTROY, by which Terraform leaves it",
    };
  });
}

function replacedNetworks(schedule: ClusterSchedule, changes: readonly Change[]): readonly Problem[] {
  const joined = new Set(schedule.changing.flatMap(({ change: { before } }) => before.networks));
  const goes = isOneOf(schedule) && sizeOf(schedule) !== schedule.members;
  return changes
    .filter(
      ({ type, deed, identity }) =>
        type === "docker_network" &&
        (deed === "replace" || (deed === "delete" && !goes)) &&
        identity.some((one) => joined.has(one)),
    )
    .map(({ address, deed, because }) => ({
      code: "rollout.network",
      path: address,
      got: `${deed === "delete" ? "goes" : "is another network"}${because.length === 0 ? "" : ` (${because.join(", ")})`}, and nodes are on it`,
      expected: `Docker ${deed === "delete" ? "removes" : "replaces"} a network only when no container is left on it`,
      fix: `undo that part of the edit, or ${ALL_AT_ONCE}`,
    }));
}

function replacedAuthority(authority: string | undefined, changes: readonly Change[]): readonly Problem[] {
  return changes
    .filter(({ address, deed }) => address === authority && deed === "replace")
    .map(({ address }) => ({
      code: "rollout.authority",
      path: address,
      got: "is another authority",
      expected:
        "a node with a certificate of the new one and those with certificates of the old one refuse each other",
      fix: `undo that part of the edit, or ${ALL_AT_ONCE}`,
    }));
}

function switchedSecurity(changing: readonly ChangingNode[]): readonly Problem[] {
  const [first] = changing.filter(
    ({ change: { before, after } }) => before.security !== after.security && after.security !== undefined,
  );
  if (first === undefined) return [];
  const { address, before, after } = first.change;
  return [
    {
      code: "rollout.security",
      path: address,
      got: `goes from ${before.security ?? "unknown"} to ${after.security ?? "unknown"}`,
      expected: "nodes with TLS and nodes without do not speak with each other",
      fix: `undo that part of the edit, or ${ALL_AT_ONCE}`,
    },
  ];
}

/** Ports and addresses that one node shall have and another one still has. */
function held(changing: readonly ChangingNode[]): readonly Problem[] {
  return changing.flatMap((one) =>
    changing
      .filter((other) => other !== one)
      .flatMap((other) => {
        const ports = one.change.after.ports
          .filter((port) => other.change.before.ports.some((taken) => clash(port, taken)))
          .map(({ port }) => `port ${port}`);
        const addresses = one.change.after.addresses
          .filter((address) => other.change.before.addresses.includes(address))
          .map((address) => `address ${address}`);
        const stores = one.change.after.stores
          .filter((store) => other.change.before.stores.includes(store))
          .map((store) => `volume or folder ${store}`);
        return [...ports, ...addresses, ...stores].map((what) => ({
          code: "rollout.held",
          path: one.change.address,
          got: `takes the ${what}, which ${other.node.key} has until it is replaced itself`,
          expected: stores.includes(what) ? "a database has one server" : "an engine gives each once",
          fix: `choose what no node has now, or ${ALL_AT_ONCE}`,
        }));
      }),
  );
}

function clash(one: HostSocket, other: HostSocket): boolean {
  const any = (ip: string) => ip === "0.0.0.0" || ip === "::" || ip === "";
  return (
    one.port === other.port &&
    one.protocol === other.protocol &&
    (one.ip === other.ip || any(one.ip) || any(other.ip))
  );
}
