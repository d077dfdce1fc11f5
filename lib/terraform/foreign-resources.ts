import { plainPath } from "../server/folder-path";
import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Attributes } from "../guarantees/attributes";
import { possibleBlocks, type PossibleBlock } from "../guarantees/dynamic-blocks";
import {
  ForeignIndex,
  type Foreign,
  type ForeignContainer,
  type ForeignJoin,
  type ForeignMount,
  type Namespace,
} from "../guarantees/foreign";
import { blocksOf, isExpression, isOn, numberOf, plainText, textsOf } from "../guarantees/values";
import { addressIn } from "./address";
import { Engines, type EngineName } from "./engine-of";
import { keyOfResource, keysIn } from "./references";
import { attributesOf } from "./watched-resource";

/** What one stack has beside its clusters. */
interface ForeignStack extends Foreign {
  readonly engines: Engines;
  /** All its resources, outputs and variables, the clusters' too, by their addresses in Terraform. */
  readonly byAddress: ReadonlyMap<string, readonly TerraformElement[]>;
}

/**
 * The resources of a program that are no part of a cluster, found once in every synth, and for each stack anew
 * when its own Aspects have run.
 */
export class ForeignResources {
  private asked = new Set<IConstruct>();
  private readonly byStack = new Map<TerraformStack, ForeignStack>();
  private readonly fresh = new Set<TerraformStack>();
  private found = new ForeignIndex({ containers: [], networks: [], volumes: [] });

  constructor(
    private readonly root: IConstruct,
    private readonly isOwn: (resource: TerraformResource) => boolean,
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
    });
  }

  private read(stack: TerraformStack): ForeignStack {
    const containers: ForeignContainer[] = [];
    const networks: Foreign["networks"][number][] = [];
    const volumes: Foreign["volumes"][number][] = [];
    const byAddress = new Map<string, TerraformElement[]>();
    const engines = new Engines(this.engineNames());
    const add = (element: TerraformElement) => {
      const address = addressIn(element);
      if (address !== undefined) byAddress.set(address, [...(byAddress.get(address) ?? []), element]);
    };
    const addResource = (resource: TerraformResource) => {
      if (this.isOwn(resource)) return;
      const type = resource.terraformResourceType;
      if (type !== "docker_container" && type !== "docker_network" && type !== "docker_volume") return;
      const attributes = attributesOf(resource);
      const name = plainText(attributes.name);
      const base = {
        path: resource.node.path,
        engine: engines.ofResource(resource),
        ...(name === "" || isExpression(name) ? {} : { name }),
      };
      if (type === "docker_container") containers.push({ ...base, ...containerOf(attributes, stack) });
      else if (type === "docker_network")
        networks.push({ ...base, key: keyOfResource(resource), attributes });
      else volumes.push(base);
    };
    const visit = (construct: IConstruct) => {
      if (construct !== stack && TerraformStack.isStack(construct)) return;
      if (TerraformElement.isTerraformElement(construct)) add(construct);
      if (TerraformResource.isTerraformResource(construct)) addResource(construct);
      for (const child of construct.node.children) visit(child);
    };
    visit(stack);
    return { containers, networks, volumes, byAddress, engines };
  }
}

/** Where an engine has its volumes by default. */
const VOLUME = /^\/var\/lib\/docker\/volumes\/([^/]+)(?:\/_data(?:\/.*)?)?$/s;

/** The same key for every spelling of a folder, and that of a volume, too, for the folder where the engine has it. */
function storeKeys(key: string): readonly string[] {
  if (!key.startsWith("/")) return [key];
  const path = plainPath(key);
  return [path, ...(VOLUME.exec(path)?.slice(1) ?? [])];
}

type Uses = Omit<ForeignContainer, "path" | "engine" | "name">;

function containerOf(attributes: Attributes, stack: TerraformStack): Uses {
  const keys = (value: unknown) => keysIn(value, stack);
  // Of a list that only Terraform knows there is what its text speaks of.
  const unknown = (name: string): readonly string[] =>
    blocksOf({ [name]: attributes[name] }, name) === undefined ? keys([attributes[name]]) : [];
  const blocks = (name: string) => possibleBlocks(attributes, name);
  const referred = ({ block, over }: PossibleBlock, name: string): readonly string[] => [
    ...keys(block[name]),
    ...(isExpression(block[name]) ? keys(over) : []),
  ];
  const mounted = (name: string, ...sources: readonly string[]): readonly ForeignMount[] => [
    ...blocks(name).flatMap((one) =>
      sources.map((source) => ({
        keys: referred(one, source).flatMap(storeKeys),
        readOnly: isOn(one.block.read_only),
      })),
    ),
    { keys: unknown(name), readOnly: false },
  ];
  const shared = (mode: Namespace) => /^container:(.*)$/s.exec(plainText(attributes[mode]))?.[1];
  const shares = (mode: Namespace) => keys(shared(mode) ?? "");
  const joins: ForeignJoin[] = blocks("networks_advanced").map((one) => ({
    keys: referred(one, "name"),
    address: plainText(one.block.ipv4_address),
    aliases: textsOf(one.block, "aliases") ?? [],
  }));
  const ownMode = shared("network_mode") === undefined ? keys(plainText(attributes.network_mode)) : [];
  const others = [...unknown("networks_advanced"), ...ownMode];
  return {
    joins: [...joins, { keys: others, address: "", aliases: [] }],
    mounts: [...mounted("volumes", "volume_name", "host_path"), ...mounted("mounts", "source")],
    shares: {
      network_mode: shares("network_mode"),
      pid_mode: shares("pid_mode"),
      ipc_mode: shares("ipc_mode"),
    },
    sharesVolumesOf: blocks("volumes").flatMap((one) => referred(one, "from_container")),
    published: blocks("ports").flatMap(({ block }) => {
      const hostPort = numberOf(block.external);
      const protocol = plainText(block.protocol) || "tcp";
      if (hostPort === undefined || protocol !== "tcp") return [];
      return [{ hostIp: plainText(block.ip) || "0.0.0.0", hostPort }];
    }),
  };
}
