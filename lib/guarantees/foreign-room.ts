import { Cidr } from "../network/model/cidr";
import { propOfNetwork } from "../network/model/topology";
import { quote } from "../problem/quote";
import type { ForeignIndex } from "./foreign";
import type { OwnNetwork, OwnResources } from "./own";

/** Containers without a fixed address share what the engine has for them, and the gate comes when all others are there. */
export function judgeRoom(
  { network, keys, asked }: OwnNetwork,
  { engine, report }: OwnResources,
  foreign: ForeignIndex,
): void {
  const range = Cidr.parse(network.cidr);
  const dynamic = Cidr.parse(network.dynamicRange ?? "");
  if (range === undefined || dynamic === undefined) return;
  const joins = foreign.joining(keys, engine);
  const taken = new Set(joins.map(([, { address }]) => address).concat(network.gateway ?? []));
  const room = (of: Cidr) => {
    const own = [range.first, range.first + range.size - 1].filter((one) => of.holds(one)).length;
    return of.size - own - [...taken].filter((address) => of.contains(address)).length;
  };
  const others = new Set(
    joins.flatMap(([{ path, stays }, { address }]) => (stays && address === "" ? path : [])),
  ).size;
  const needed = others + (asked ? 1 : 0);
  const free = room(dynamic);
  if (needed <= free) return;
  const all = range.upperHalf();
  report.problem({
    attribute: `${propOfNetwork(network)}.dynamicRange`,
    got: `${quote(dynamic.toString())} has ${free} free, and is for ${others} containers of the program${asked ? " and the gate" : ""}`,
    expected:
      "an engine gives containers without a fixed address theirs there, and starts none that gets none",
    fix:
      !network.existing && room(all) >= needed
        ? `leave it out for ${all.toString()}`
        : "give containers fixed addresses outside it, or use a network with more room there",
  });
}
