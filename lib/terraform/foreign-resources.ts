import { TerraformDataSource, TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Change } from "../guarantees/attributes";
import { ForeignIndex, type Foreign, type ForeignContainer } from "../guarantees/foreign";
import { isExpression, plainText } from "../guarantees/values";
import { addressIn } from "./address";
import { literalName, mountedBy } from "./declared-names";
import { Engines, type EngineName } from "./engine-of";
import { containerOf, mountsBeside, storeKeys } from "./foreign-container";
import { serviceOf } from "./foreign-service";
import { keyOfResource } from "./references";
import { attributesOf, type WatchedResource } from "./watched-resource";

/** The types of what is looked at. */
const READ = ["docker_container", "docker_service", "docker_network", "docker_volume"];

/** What one stack has beside its clusters. */
interface ForeignStack extends Foreign {
  readonly engines: Engines;
  /** All its resources, outputs and variables, the clusters' too, by their addresses in Terraform. */
  readonly byAddress: ReadonlyMap<string, readonly TerraformElement[]>;
}

/**
 * The resources of a program that are no part of a cluster, and what was added to those that are, found once in every synth, and for each stack anew
 * when its own Aspects have run.
 */
export class ForeignResources {
  private asked = new Set<IConstruct>();
  private readonly byStack = new Map<TerraformStack, ForeignStack>();
  private readonly fresh = new Set<TerraformStack>();
  private found = new ForeignIndex({
    containers: [],
    networks: [],
    volumes: [],
    lookedUp: new Map(),
  });

  constructor(
    private readonly root: IConstruct,
    private readonly ownOf: (resource: TerraformResource) => WatchedResource | undefined,
    private readonly engineNames: () => readonly EngineName[],
  ) {}

  /** What Docker knows of. */
  get index(): ForeignIndex {
    return this.found;
  }

  /** The address of an element, and another one that Terraform takes for it. */
  atAddressOf(
    own: TerraformElement,
  ): { readonly address: string; readonly other: TerraformElement } | undefined {
    const address = addressIn(own);
    const all = this.byStack.get(TerraformStack.of(own))?.byAddress;
    const other = address && all?.get(address)?.find((one) => one !== own);
    return address && other ? { address, other } : undefined;
  }

  /** The engines of a stack, as they were when it was looked at. */
  enginesOf(stack: TerraformStack): Engines {
    return this.byStack.get(stack)?.engines ?? new Engines(this.engineNames());
  }

  /** Looks again where that is due. To be called once for each cluster in every synth. */
  refresh(cluster: IConstruct): void {
    if (this.asked.has(cluster)) {
      this.asked = new Set();
      this.byStack.clear();
      this.fresh.clear();
    }
    this.asked.add(cluster);
    const stack = TerraformStack.of(cluster);
    if (this.fresh.has(stack)) return;
    if (this.byStack.size === 0) {
      for (const other of this.root.node.findAll())
        if (TerraformStack.isStack(other)) this.byStack.set(other, this.read(other));
    } else {
      this.byStack.set(stack, this.read(stack));
    }
    this.fresh.add(stack);
    const all = [...this.byStack.values()];
    this.found = new ForeignIndex({
      containers: all.flatMap(({ containers }) => containers),
      networks: all.flatMap(({ networks }) => networks),
      volumes: all.flatMap(({ volumes }) => volumes),
      lookedUp: new Map(all.flatMap(({ lookedUp }) => [...lookedUp])),
    });
  }

  private read(stack: TerraformStack): ForeignStack {
    const containers: ForeignContainer[] = [];
    const networks: Foreign["networks"][number][] = [];
    const volumes: Foreign["volumes"][number][] = [];
    const addOwn = (resource: TerraformResource, change: Change | undefined) => {
      if (change === undefined) return;
      const { path } = resource.node;
      containers.push({ path, engine: engines.ofResource(resource), ...mountsBeside(change, stack) });
    };
    const byAddress = new Map<string, TerraformElement[]>();
    const lookedUp = new Map<string, string>();
    const engines = new Engines(this.engineNames());
    const add = (element: TerraformElement) => {
      const address = addressIn(element);
      if (address !== undefined) byAddress.set(address, [...(byAddress.get(address) ?? []), element]);
    };
    const addResource = (resource: TerraformResource) => {
      const own = this.ownOf(resource);
      if (own !== undefined) {
        if (resource.terraformResourceType === "docker_container") addOwn(resource, own.change);
        return;
      }
      const type = resource.terraformResourceType;
      if (!READ.includes(type)) return;
      const attributes = attributesOf(resource);
      const name = plainText(attributes.name);
      const base = {
        path: resource.node.path,
        engine: engines.ofResource(resource),
        ...(name === "" || isExpression(name) ? {} : { name }),
      };
      if (type === "docker_container") containers.push({ ...base, ...containerOf(attributes, stack) });
      else if (type === "docker_service")
        for (const uses of serviceOf(attributes, stack))
          containers.push({ path: base.path, engine: base.engine, ...uses });
      else if (type === "docker_network")
        networks.push({ ...base, key: keyOfResource(resource), attributes });
      else
        volumes.push({
          ...base,
          key: keyOfResource(resource),
          mounted: mountedBy(attributes).flatMap(storeKeys),
        });
    };
    const visit = (construct: IConstruct) => {
      if (construct !== stack && TerraformStack.isStack(construct)) return;
      if (TerraformElement.isTerraformElement(construct)) add(construct);
      if (TerraformResource.isTerraformResource(construct)) addResource(construct);
      if (TerraformDataSource.isTerraformDataSource(construct)) {
        const name =
          construct.terraformResourceType === "docker_network" && literalName(attributesOf(construct));
        if (name) lookedUp.set(keyOfResource(construct), name);
      }
      for (const child of construct.node.children) visit(child);
    };
    visit(stack);
    return { containers, networks, volumes, lookedUp, byAddress, engines };
  }
}
