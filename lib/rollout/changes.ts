import { LABEL_PREFIX } from "../cluster/labels";
import { DATA_PATHS } from "../server/image-layout";
import { at, items, text, texts } from "./json";

/** What a plan does to one resource. */
export interface Change {
  readonly address: string;
  readonly type: string;
  readonly deed: Deed;
  /** The attributes for which it is replaced, by name; never their values. */
  readonly because: readonly string[];
  /** Whether it was removed by somebody else since the last apply. */
  readonly lost: boolean;
  /** The Docker name and id, as they are now. */
  readonly identity: readonly string[];
  /** Of a container. */
  readonly before: ContainerFacts;
  readonly after: ContainerFacts;
}

/** In words of Terraform's: "replace" destroys first, or afterwards. */
export type Deed = "create" | "update" | "replace" | "delete" | "other";

/** What of a container decides whether it can be replaced while others run. */
export interface ContainerFacts {
  /** The library's labels. */
  readonly cluster?: string;
  readonly node?: string;
  readonly security?: string;
  /** What it publishes on the host. */
  readonly ports: readonly HostSocket[];
  readonly addresses: readonly string[];
  /** The volume or folder of the host that holds its data. */
  readonly stores: readonly string[];
  /** The networks that it is on, by name or id. */
  readonly networks: readonly string[];
  /** By what it is asked whether it is ready. */
  readonly probe: string;
}

/** A published port. */
export interface HostSocket {
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
}

const DEEDS: Readonly<Record<string, Deed>> = {
  create: "create",
  update: "update",
  delete: "delete",
  "delete create": "replace",
  "create delete": "replace",
};

/** What a plan changes, read from `terraform show -json`; no value that may be a secret. */
export function changesOf(plan: unknown): readonly Change[] {
  const lost = new Set(
    items(at(plan, "resource_drift")).flatMap((drift) =>
      texts(at(drift, "change", "actions")).includes("delete") ? [text(at(drift, "address"))] : [],
    ),
  );
  return items(at(plan, "resource_changes")).flatMap((resource) => {
    const address = text(at(resource, "address"));
    const actions = texts(at(resource, "change", "actions")).join(" ");
    if (address === undefined || actions === "no-op" || actions === "read") return [];
    const [before, after] = [at(resource, "change", "before"), at(resource, "change", "after")];
    const because = items(at(resource, "change", "replace_paths")).flatMap((path) =>
      texts(items(path).slice(0, 1)),
    );
    return [
      {
        address,
        type: text(at(resource, "type")) ?? "",
        deed: DEEDS[actions] ?? "other",
        because: [...new Set(because)].sort(),
        lost: lost.has(address),
        identity: texts([at(before, "id"), at(before, "name")]),
        before: factsOf(before),
        after: factsOf(after),
      },
    ];
  });
}

function factsOf(container: unknown): ContainerFacts {
  const labels = new Map(
    items(at(container, "labels")).map((label) => [text(at(label, "label")), text(at(label, "value"))]),
  );
  const own = (name: string) => {
    const value = labels.get(`${LABEL_PREFIX}.${name}`);
    return value === undefined ? {} : { [name]: value };
  };
  const joins = items(at(container, "networks_advanced"));
  const filled = (values: readonly unknown[]) => texts(values).filter((value) => value !== "");
  return {
    ...own("cluster"),
    ...own("node"),
    ...own("security"),
    ports: items(at(container, "ports")).map((port) => ({
      ip: text(at(port, "ip")) ?? "0.0.0.0",
      port: Number(at(port, "external")),
      protocol: text(at(port, "protocol")) ?? "tcp",
    })),
    stores: items(at(container, "volumes")).flatMap((mount) =>
      DATA_PATHS.includes(text(at(mount, "container_path")) ?? "")
        ? filled([at(mount, "volume_name"), at(mount, "host_path")])
        : [],
    ),
    addresses: filled(joins.map((join) => at(join, "ipv4_address"))),
    networks: filled(joins.map((join) => at(join, "name"))),
    probe: JSON.stringify(items(at(container, "healthcheck")).map((check) => at(check, "test"))),
  };
}
