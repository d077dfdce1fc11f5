import type { TerraformStack } from "cdktf";
import type { Attributes, Change } from "../guarantees/attributes";
import { possibleBlocks, type PossibleBlock } from "../guarantees/dynamic-blocks";
import {
  VOLUMES,
  type ForeignContainer,
  type ForeignJoin,
  type ForeignMount,
  type Namespace,
} from "../guarantees/foreign";
import { mountsOf } from "../guarantees/mounts";
import { blocksOf, isExpression, isOn, numberOf, plainText, textsOf } from "../guarantees/values";
import { plainPath } from "../server/folder-path";
import { keysIn } from "./references";

const VOLUME = new RegExp(`^${VOLUMES}/([^/]+)(?:/_data(?:/.*)?)?$`, "s");

/** The same key for every spelling of a folder, and that of a volume, too, for the folder where the engine has it. */
export function storeKeys(key: string): readonly string[] {
  if (!key.startsWith("/")) return [key];
  const path = plainPath(key);
  return [path, ...(VOLUME.exec(path)?.slice(1) ?? [])];
}

/** What a container uses of the engine. */
export type Uses = Omit<ForeignContainer, "path" | "engine" | "name">;

export function containerOf(attributes: Attributes, stack: TerraformStack): Uses {
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
        ...folderOf(one.block[source]),
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
  const [hostname, domain] = [plainText(attributes.hostname), plainText(attributes.domainname)];
  return {
    hostnames: hostname === "" ? [] : [hostname, ...(domain === "" ? [] : [`${hostname}.${domain}`])],
    stays: plainText(attributes.must_run) !== "false",
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

/** The folder of the host that a source is, where it is no expression. */
function folderOf(source: unknown): { readonly folder?: string } {
  const path = plainText(source);
  return path.startsWith("/") && !isExpression(path) ? { folder: plainPath(path) } : {};
}

/** What a container of a cluster mounts beside what the library had it mount, in a place of its own. */
export function mountsBeside({ set, now }: Change, stack: TerraformStack): Uses {
  const places = new Set((mountsOf(set) ?? []).map(({ path }) => path));
  const beside = (name: string, place: string) =>
    possibleBlocks(now, name)
      .map(({ block }) => block)
      .filter((block) => !places.has(plainPath(plainText(block[place]))));
  const volumes = beside("volumes", "container_path");
  return containerOf({ volumes, mounts: beside("mounts", "target") }, stack);
}
