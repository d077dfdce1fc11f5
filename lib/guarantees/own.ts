import type { DataMount } from "../cluster/data-mount";
import type { ClusterNode, Network, Topology } from "../network/model/topology";
import type { Report } from "./report";

/** A network of the cluster, and how it is referred to. */
export interface OwnNetwork {
  readonly network: Network;
  readonly keys: readonly string[];
  /** Whether the gate or a keeper joins it, without a fixed address. */
  readonly asked: boolean;
}

/** A node of the cluster, how it and its volumes are referred to, and where what is said of it goes. */
export interface OwnNode {
  readonly topology: ClusterNode;
  readonly report: Report;
  /** Where the construct of its container stands. */
  readonly path: string;
  readonly keys: readonly string[];
  /** Absent where the data live in memory. */
  readonly data?: { readonly mount: DataMount; readonly keys: readonly string[] };
  /** What it reads at its start, its key among it; absent where it has nothing of that in a volume. */
  readonly settings?: readonly string[];
  readonly control: readonly string[];
}

/** A container of the cluster that is no node's: the gate, a keeper, an installer, the claim. */
export interface OwnHelper {
  readonly report: Report;
  readonly keys: readonly string[];
  /** Whether it stays, which a keeper does; the others end with their work, or never run. */
  readonly stays: boolean;
  /** Whether it can write to volumes of nodes. */
  readonly writes: boolean;
}

/** What a cluster has on its engine, as others of the program could get at it. */
export interface OwnResources {
  readonly engine: string;
  readonly topology: Topology;
  /** What is said of the cluster itself. */
  readonly report: Report;
  readonly networks: readonly OwnNetwork[];
  readonly nodes: readonly OwnNode[];
  readonly helpers: readonly OwnHelper[];
  /** The Docker names of all its containers, and of the volumes that it makes. */
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
}
