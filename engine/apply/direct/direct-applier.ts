import type Docker from "dockerode";
import type { Synthesized } from "../../scenarios/synthesize";
import type { Applier, Deployment } from "../deployment";
import { containerAttributes } from "./container-request";
import { createContainer, hasStatus, removeContainer } from "./create-container";
import { readOutputs, readResources, resolved, staleIn, type Resource } from "./resources";

/** What a resource has become on the engine. */
type Made = Readonly<Record<string, string>>;

interface NetworkAttributes {
  readonly name: string;
  readonly driver?: string;
  readonly internal?: boolean;
  readonly ipam_config?: readonly {
    readonly subnet: string;
    readonly gateway?: string;
    readonly ip_range?: string;
  }[];
  readonly labels?: readonly { readonly label: string; readonly value: string }[];
}

/** Brings a stack's JSON to the engine without Terraform; it knows no state and no plans. */
export class DirectApplier implements Applier {
  readonly name = "the test's own applier, from the synthesized JSON alone";

  constructor(
    private readonly docker: Docker,
    private readonly signal: AbortSignal,
  ) {}

  deployment(stack: Synthesized): Deployment {
    let { json } = stack;
    let resources = readResources(json);
    const made = new Map<string, Made>();
    const isContainer = ({ type }: Resource) => type === "docker_container";
    return {
      init: () => Promise.resolve(),
      apply: () => this.create(resources, made),
      plan: () => Promise.resolve(undefined),
      outputs: () =>
        Promise.resolve(resolved(readOutputs(json), attributesIn(made)) as Record<string, string>),
      update: async (next) => {
        const before = resources;
        ({ json } = next);
        resources = readResources(json);
        const stale = staleIn(resources, before);
        await this.remove(
          before.filter(({ address }) => stale.has(address)),
          made,
        );
        await this.create(resources, made);
      },
      renew: () => Promise.reject(new Error("nothing is generated without Terraform")),
      replaceContainers: async () => {
        await this.remove(resources.filter(isContainer), made);
        await this.create(resources, made);
      },
      destroy: () => this.remove(resources, made),
    };
  }

  /** Creates what is not there yet, each as soon as what it needs is there. */
  private async create(resources: readonly Resource[], made: Map<string, Made>): Promise<void> {
    const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
    const started = new Map<string, Promise<void>>();
    const start = (address: string): Promise<void> => {
      const resource = byAddress.get(address);
      if (resource === undefined) return Promise.reject(new Error(`there is no ${address}`));
      const running =
        started.get(address) ??
        Promise.all(resource.needs.map(start)).then(async () => {
          if (!made.has(address)) made.set(address, await this.make(resource, made));
        });
      started.set(address, running);
      return running;
    };
    // All are waited for, so that nothing is still being created when what failed is removed.
    const results = await Promise.allSettled(resources.map(({ address }) => start(address)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** Removes what is there, each after what needs it. */
  private async remove(resources: readonly Resource[], made: Map<string, Made>): Promise<void> {
    const rank = ({ type }: Resource) => (type === "docker_container" ? 0 : 1);
    for (const stage of [0, 1]) {
      await Promise.all(
        resources
          .filter((resource) => rank(resource) === stage && made.has(resource.address))
          .map(async (resource) => {
            await this.unmake(resource, made.get(resource.address) ?? {});
            made.delete(resource.address);
          }),
      );
    }
  }

  private async make(resource: Resource, made: ReadonlyMap<string, Made>): Promise<Made> {
    this.signal.throwIfAborted();
    const attributes = resolved(resource.attributes, attributesIn(made));
    switch (resource.type) {
      case "docker_image":
        return { image_id: (await this.docker.getImage(String(attributes.name)).inspect()).Id };
      case "docker_volume": {
        const name = String(attributes.name);
        await this.docker.createVolume({ Name: name });
        return { name, id: name };
      }
      case "docker_network":
        return this.makeNetwork(attributes as unknown as NetworkAttributes);
      case "docker_container": {
        const container = containerAttributes(resource.address, attributes);
        const id = await createContainer(this.docker, container, this.signal);
        return { id, name: container.name, grace: String(container.destroy_grace_seconds ?? 0) };
      }
      default:
        throw new Error(`${resource.address} is of a type that is not known here`);
    }
  }

  private async makeNetwork({
    name,
    driver,
    internal,
    ipam_config,
    labels,
  }: NetworkAttributes): Promise<Made> {
    const { id } = await this.docker.createNetwork({
      Name: name,
      Driver: driver ?? "bridge",
      Internal: internal ?? false,
      CheckDuplicate: true,
      IPAM: {
        Driver: "default",
        Config: (ipam_config ?? []).map(({ subnet, gateway, ip_range }) => ({
          Subnet: subnet,
          ...(gateway === undefined ? {} : { Gateway: gateway }),
          ...(ip_range === undefined ? {} : { IPRange: ip_range }),
        })),
      },
      Labels: Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value])),
    });
    return { name, id };
  }

  private async unmake({ type }: Resource, made: Made): Promise<void> {
    const id = made.id ?? "";
    try {
      if (type === "docker_container") await removeContainer(this.docker, id, Number(made.grace));
      else if (type === "docker_network") await this.docker.getNetwork(id).remove();
      else if (type === "docker_volume") await this.docker.getVolume(id).remove();
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
    }
  }
}

/** What references stand for. */
function attributesIn(made: ReadonlyMap<string, Made>): (address: string, attribute: string) => string {
  return (address, attribute) => {
    const value = made.get(address)?.[attribute];
    if (value === undefined) throw new Error(`${address} has no ${attribute}`);
    return value;
  };
}
