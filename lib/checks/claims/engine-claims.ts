import { Cidr } from "../../network/model/cidr";
import type { HostPortClaim } from "../../network/plan/published-plan";
import { portClashes } from "../../network/plan/published-plan";
import { propOfNetwork, type Topology } from "../../network/model/topology";
import { Findings } from "../../problem/findings";
import type { Problem } from "../../problem/problem";
import { holdsToken } from "../../problem/framework-tokens";
import { quote } from "../../problem/quote";
import { overlapInTree } from "../../server/folder-path";
import type { FreeValues } from "./free-values";
import { publishedBy, type PublishedPort } from "./published-by";
import { SharedNetworks } from "./shared-networks";

/** How many ports of one kind are told one by one. */
const MOST_SHOWN = 5;

/** What one cluster claims of a Docker engine. */
export interface EngineClaim {
  /** Where the cluster is declared, for messages. */
  readonly owner: string;
  readonly topology: Topology;
  /** The volumes and host folders that hold its data. */
  readonly stores: readonly string[];
}

/** The range of a network. */
interface ClaimedRange {
  readonly range: Cidr;
  readonly owner: string;
  readonly name: string;
  /** Whether it is there without the cluster. */
  readonly existing: boolean;
}

/** Everything that the clusters of one Docker engine claim; each thing can be claimed once. */
export class EngineClaims {
  private readonly single = new Map<string, string>();
  private readonly ports = new Map<number, HostPortClaim[]>();
  private readonly ranges: ClaimedRange[] = [];
  private readonly folders: { readonly folder: string; readonly owner: string }[] = [];
  private readonly networks = new SharedNetworks();

  /** @param free what is proposed where something is claimed twice */
  constructor(private readonly free: FreeValues) {}

  /** Adds a cluster, and gives what of its claims an earlier one has. */
  add(claim: EngineClaim): readonly Problem[] {
    const findings = new Findings();
    const { topology, owner } = claim;
    const sameName = this.take(`name ${topology.name.toLowerCase()}`, owner);
    if (sameName !== undefined) {
      findings.problem({
        code: "name.twice",
        path: "name",
        got: `is ${quote(topology.name)}, as that of ${sameName}`,
        expected: "all Docker names come from it, and an engine knows each only once",
        fix: `set another name, for example "${this.free.name(topology.name)}"`,
      });
      return findings.problems;
    }
    this.addPorts(claim, findings);
    this.addRanges(claim, findings);
    this.networks.add(owner, topology, findings);
    for (const store of claim.stores) {
      const nested = this.folders.find(({ folder }) => folder !== store && overlapInTree(folder, store));
      const other = this.take(`store ${store}`, owner) ?? nested?.owner;
      if (store.startsWith("/")) this.folders.push({ folder: store, owner });
      if (other === undefined) continue;
      const whom = other === owner ? "another node" : other;
      const whose =
        nested === undefined ? `as that of ${whom}` : `and ${quote(nested.folder)} that of ${whom}`;
      findings.problem({
        code: "data.shared",
        path: "data",
        got: `is ${holdsToken(store) ? "a volume of the program" : quote(store)}, ${whose}`,
        expected: "two servers on one database destroy it",
        fix: "give every node a store of its own",
      });
    }
    return findings.problems;
  }

  /** Claims a thing of which there is one; gives the owner that has it already. */
  private take(thing: string, owner: string): string | undefined {
    const other = this.single.get(thing);
    if (other === undefined) this.single.set(thing, owner);
    return other;
  }

  private addPorts({ topology, owner }: EngineClaim, findings: Findings): void {
    const reported = new Set<string>();
    const published = publishedBy(topology);
    for (const { hostIp, hostPort, path } of published) {
      const claim = { hostIp, hostPort, owner };
      const others = this.ports.get(hostPort) ?? [];
      const [clash] = portClashes([...others.filter((o) => o.owner !== owner), claim]);
      this.ports.set(hostPort, [...others, claim]);
      if (clash === undefined || reported.has(path)) continue;
      reported.add(path);
      findings.problem({
        code: "ports.published.clash",
        path,
        got: `publishes ${hostIp}:${hostPort}, and ${clash[0].owner} publishes ${clash[0].hostIp}:${hostPort}`,
        expected:
          "a port of the Docker host leads to one container only, and 0.0.0.0 stands for every address",
        fix: `use other ports${example(this.free.portsAs(published.filter((port) => port.path === path)))}`,
      });
    }
  }

  private addRanges({ topology, owner }: EngineClaim, findings: Findings): void {
    for (const network of topology.networks) {
      const { existing, name } = network;
      const range = Cidr.parse(network.cidr);
      if (range === undefined) continue;
      // What exists was made whatever is said here, and two that exist may be of drivers that have ranges of their own.
      const other = this.ranges.find((claimed) => {
        if (!claimed.range.overlaps(range)) return false;
        const [bringsOne, bringsBoth] = [existing || claimed.existing, existing && claimed.existing];
        return !bringsBoth && !(bringsOne && (claimed.owner === owner || claimed.name === name));
      });
      if (other === undefined) {
        this.ranges.push({ range, owner, name, existing });
        continue;
      }
      // The one that exists is no longer a choice: it is told of the other cluster, whichever comes first.
      const fix = existing
        ? `give ${other.owner} another range, for example "${this.free.range(range)}"`
        : `use another range, for example "${this.free.range(range)}"`;
      findings.problem({
        code: "network.cidr.overlap",
        path: `${propOfNetwork(network)}.cidr`,
        got: `"${network.cidr}" overlaps "${other.range.toString()}" of ${other.owner}`,
        expected: "the networks of one engine must be disjoint",
        fix,
      });
    }
  }
}

/** Free ports in words, in the order of those that clash. */
function example(ports: readonly PublishedPort[] | undefined): string {
  if (ports === undefined) return "";
  const byName = new Map<string, number[]>();
  for (const { name, hostPort } of ports) byName.set(name, [...(byName.get(name) ?? []), hostPort]);
  const words = [...byName].map(([name, numbers]) => {
    const shown = numbers.length > MOST_SHOWN ? [numbers[0], "…", numbers.at(-1)] : numbers;
    return `${name} ${shown.join(", ")}`;
  });
  return `, for example ${words.join(", and ")}`;
}
