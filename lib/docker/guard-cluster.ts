import { TerraformElement, TerraformOutput, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { Findings } from "../problem/findings";
import type { Problem } from "../problem/problem";
import { Network, Volume } from "../terraform/bindings";
import { missingProvider, mistakenProviders, removedProviders } from "../terraform/check-providers";
import type { Engines } from "../terraform/engine-of";
import { checkRoutes } from "../cluster/cluster-checks";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { Program } from "./program";
import { ConstructReports } from "./construct-reports";
import { StackProblems, type ProblemOf } from "./stack-problems";
import type { EventStoreNode } from "./event-store-node";
import { refusedByPolicies } from "./policies-above";
import { partOnHost } from "../network/model/names";
import { finalStateOf } from "../terraform/final-state";
import { judgeNetwork } from "../guarantees/cluster-networks";
import type { ContainerView, NodeView } from "../guarantees/container-view";
import { judgeData } from "../guarantees/data-volume";
import { keyOf, keysOfNetwork, networkId } from "../terraform/references";
import { judgeAdmitted, type Admitted } from "./client-container";
import { judgeBeside } from "./guard-beside";
import { judgeLife, judgeResource, judgeRest, judgeUnknown } from "../guarantees/life";
import { judgeForms } from "../guarantees/limits";
import { judgeIsolation } from "../guarantees/isolation";
import { judgeAttachments } from "../guarantees/network-attachments";
import { judgeHostPorts, judgePorts } from "../guarantees/published-ports";
import { judgeImage } from "../guarantees/image";
import { judgeIndexPlace } from "../guarantees/index-place";
import { judgeKeeper } from "../guarantees/keeper";
import { judgeGate } from "../guarantees/ready-gate";
import { judgeRolloutGate } from "../guarantees/rollout-gate";
import { judgeClaim, judgeClaimed } from "../guarantees/name-claim";
import { judgeNodeRemoved, judgeRemoved } from "../guarantees/removed";
import type { Report } from "../guarantees/report";
import { judgeConfiguration } from "../guarantees/server-configuration";
import { judgeServerFiles } from "../guarantees/server-files";
import { judgeTls } from "../guarantees/tls-resources";
import { judgeInstaller } from "../guarantees/installer";
import { attributesOf, removedPart, WatchedResource } from "../terraform/watched-resource";

/*
 * Everything that a cluster guarantees can be undone by the framework's own means: overrides, setters, Aspects,
 * other resources. So the final resources are looked at once more, just before they are written: validations run
 * after all Aspects of a stack, and an annotation that they add is still read.
 */

/** The id of the construct that waits for the cluster. */
const GATE = "ready";
/** The id of the construct that waits for nodes in a rollout. */
const ROLLOUT = "rollout";
/** The id of the construct by which the gate gets at the nodes of another Docker host. */
const KEEPER = "keeper";
/** The id of the construct that claims the cluster's name. */
const CLAIM = "claim";
/** The id of the construct that puts a node's settings and certificate in place. */
const INSTALLER = "installer";

/**
 * Holds a cluster to what it guarantees: at synth, what was changed of its resources since this call is an error
 * where an apply would fail, never settle, lose data or open what is for nodes only, and a warning where it is
 * merely worse.
 */
export function guardCluster(
  cluster: IConstruct,
  plan: ClusterPlan,
  nodes: readonly EventStoreNode[],
  admitted: readonly Admitted[],
  givesProvider: boolean,
): void {
  const guard = new ClusterGuard(cluster, plan, nodes, admitted, givesProvider, Program.of(cluster));
  StackProblems.of(cluster).validate(cluster, () => guard.judge());
}

class ClusterGuard {
  private readonly nodes: readonly { readonly node: EventStoreNode; readonly watched: WatchedResource }[];
  private readonly others: readonly WatchedResource[];
  /** All that Terraform is told of by the library. */
  private readonly parts: readonly IConstruct[];
  /** Whether anything was changed since. */
  private touched = false;

  constructor(
    private readonly cluster: IConstruct,
    private readonly plan: ClusterPlan,
    nodes: readonly EventStoreNode[],
    private readonly admitted: readonly Admitted[],
    private readonly givesProvider: boolean,
    private readonly program: Program,
  ) {
    this.nodes = nodes.map((node) => ({ node, watched: new WatchedResource(node.container) }));
    const ofNodes = new Map<TerraformResource, WatchedResource>(
      this.nodes.map(({ watched }) => [watched.resource, watched]),
    );
    const others: WatchedResource[] = [];
    const parts: IConstruct[] = [];
    for (const construct of cluster.node.findAll()) {
      // Nothing refers to an output.
      if (TerraformElement.isTerraformElement(construct) && !TerraformOutput.isTerraformOutput(construct))
        parts.push(construct);
      if (!TerraformResource.isTerraformResource(construct)) continue;
      const ofNode = ofNodes.get(construct);
      const watched = ofNode ?? new WatchedResource(construct);
      program.keep(watched);
      if (ofNode === undefined) others.push(watched);
    }
    this.parts = parts;
    this.others = others;
  }

  /** Everything that was undone; of what is merely worse it is warned. */
  judge(): readonly ProblemOf[] {
    const reports = new ConstructReports();
    const reportOf = reports.of;
    this.judgeParts(reportOf);
    this.judgeNodes(reportOf);
    for (const watched of this.others) this.judgeOther(watched, reportOf);
    judgeBeside(
      {
        cluster: this.cluster,
        plan: this.plan,
        program: this.program,
        nodes: this.nodes.map(({ node }) => node),
        resources: this.resources,
        elements: [...this.resources, ...this.outputsAndVariables],
        admitted: this.admitted,
      },
      reportOf,
    );
    judgeAdmitted(this.admitted, this.cluster.node.path, reportOf);
    const missing = this.givesProvider ? [] : missingProvider(this.engines.providersOf(this.stack));
    const mistaken = mistakenProviders(this.engines.allProvidersOf(this.stack));
    const problems = reports.tell(this.cluster);
    const routes = problems.length > 0 || !this.touched ? [] : this.judgeRoutes();
    const ofAll = [
      ...routes,
      ...missing,
      ...mistaken,
      ...removedProviders(this.resources),
      ...this.judgePolicies(),
    ];
    return [...problems, ...ofAll.map((problem) => ({ construct: this.cluster, problem }))];
  }

  private get resources(): readonly TerraformResource[] {
    return [...this.nodes.map(({ watched }) => watched), ...this.others].map(({ resource }) => resource);
  }

  /** Those that there are now: the attributes are given away at any time. */
  private get outputsAndVariables(): readonly TerraformElement[] {
    return this.cluster.node
      .findAll()
      .filter((one) => TerraformElement.isTerraformElement(one))
      .filter((one) => !TerraformResource.isTerraformResource(one));
  }

  private get stack(): TerraformStack {
    return TerraformStack.of(this.cluster);
  }

  private get engines(): Engines {
    return this.program.foreign.enginesOf(this.stack);
  }

  /** Whether every route still leads where it did, where what was changed is harmless by itself. */
  private judgeRoutes(): readonly Problem[] {
    const { cluster, plan } = this;
    const nodes = this.nodes.map(({ node }) => node);
    const findings = new Findings();
    const { servers, engines } = finalStateOf(cluster, plan, nodes);
    checkRoutes({ topology: plan.topology, nodes: servers, engines }, findings);
    return findings.problems;
  }

  /** What those who run the platform refuse, however it came about. */
  private judgePolicies(): readonly Problem[] {
    const findings = new Findings();
    const finals = (type: string) =>
      this.resources
        .filter((one) => one.terraformResourceType === type && removedPart(one, this.cluster) === undefined)
        .map((one) => ({ path: one.node.path, attributes: attributesOf(one) }));
    const look = () => ({
      plan: this.plan,
      containers: finals("docker_container"),
      images: finals("docker_image"),
    });
    refusedByPolicies(this.cluster, look, findings);
    return findings.problems;
  }

  /** Whether all that the library made is there; what went with something else is not told apart. */
  private judgeParts(reportOf: (construct: IConstruct) => Report): void {
    const { cluster, nodes } = this;
    const said = new Set<IConstruct>();
    for (const part of this.parts) {
      const removed = removedPart(part, cluster);
      if (removed === undefined || said.has(removed)) continue;
      said.add(removed);
      const of = nodes.find(({ node }) => node === removed || node.container === removed)?.node;
      if (of === undefined) judgeRemoved(removed.node.id, reportOf(removed));
      else judgeNodeRemoved(of.topology.key, reportOf(of.container));
    }
  }

  private judgeNodes(reportOf: (construct: IConstruct) => Report): void {
    const { plan } = this;
    const views: NodeView[] = [];
    for (const { node, watched } of this.nodes) {
      if (removedPart(node.container, this.cluster) !== undefined) continue;
      const { change } = watched;
      if (change === undefined) continue;
      this.touched = true;
      const report = reportOf(watched.resource);
      const networkOf = (reference: string) => this.networkOf(reference);
      const view: NodeView = { ...change, ...node.plan, plan, report, networkOf };
      views.push(view);
      judgeResource(view, node.container.terraformResourceType);
      judgeAttachments(view);
      judgeIsolation(view);
      judgeData(view);
      judgePorts(view);
      judgeConfiguration(view);
      judgeServerFiles(view);
      judgeForms(view);
      judgeLife(view);
      judgeRest(view);
      judgeUnknown(view);
    }
    judgeIndexPlace(
      this.nodes.map(({ node }) => ({ plan: node.plan, now: () => attributesOf(node.container) })),
      reportOf(this.cluster),
    );
    judgeHostPorts(
      views,
      this.nodes.map(({ node }) => node.topology),
    );
  }

  private judgeOther(watched: WatchedResource, reportOf: (construct: IConstruct) => Report): void {
    const { resource } = watched;
    const network = this.plannedNetwork(resource);
    if (removedPart(resource, this.cluster) !== undefined) return;
    const { change } = watched;
    if (change === undefined) return;
    this.touched = true;
    const view: ContainerView = { ...change, plan: this.plan, report: reportOf(resource) };
    const type = resource.terraformResourceType;
    if (!type.startsWith("docker_")) {
      judgeTls(view);
      return;
    }
    if (this.isOwn(resource, ROLLOUT)) {
      judgeRolloutGate(view);
      judgeUnknown(view);
      return;
    }
    if (type === "docker_image") judgeImage(view);
    else judgeResource(view, type);
    if (network !== undefined) judgeNetwork(network, view);
    if (resource instanceof Volume) judgeClaimed(view);
    if (type === "docker_container") {
      if (this.isOwn(resource, CLAIM)) judgeClaim(view);
      if (this.isOwn(resource, GATE)) judgeGate(view);
      if (this.isOwn(resource, KEEPER)) judgeKeeper(view);
      if (resource.node.id === INSTALLER) judgeInstaller(view);
      judgeForms(view);
    }
    judgeUnknown(view);
  }

  /** Whether a resource is the cluster's own of that id, and no node's. */
  private isOwn(resource: TerraformResource, id: string): boolean {
    const ids = this.plan.topology.hosts.map(({ name }) => partOnHost(id, name));
    return resource.node.scope === this.cluster && [id, ...ids].includes(resource.node.id);
  }

  private plannedNetwork(resource: TerraformResource) {
    if (!(resource instanceof Network)) return undefined;
    return this.plan.topology.networks.find((n) => !n.existing && resource.node.id === networkId(n));
  }

  /** The cluster's network that a reference stands for. */
  private networkOf(reference: string): string | undefined {
    const { cluster, plan } = this;
    const key = keyOf(reference, TerraformStack.of(cluster));
    return plan.topology.networks.find((network) => keysOfNetwork(cluster, network).includes(key))?.name;
  }
}
