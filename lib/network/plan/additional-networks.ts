import { checkObject } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClusterSpec } from "../asked/cluster-spec";
import { Interface } from "../model/endpoint";
import { LONGEST_LABEL } from "../model/host-name";
import { EXTERNAL_KEY, isNamePart } from "../model/names";
import { propOfNetwork } from "../model/topology";
import type { AskedNetwork } from "./planned-network";
import { standInRange } from "./stand-in";

/** More networks than this has no node; the bound keeps a slip of the pen from becoming a plan. */
const MOST = 50;

/** The networks for further clients, as they were asked for; one whose key was refused is none. */
export function askAdditional(spec: ClusterSpec, findings: Findings): readonly AskedNetwork[] {
  const asked: unknown = spec.additionalNetworks;
  if (asked === undefined) return [];
  const path = "additionalNetworks";
  const fix = 'use additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } }';
  // By their keys, so that the order in which they are written moves nothing.
  const entries = Object.entries(checkObject(asked, fix, findings.at(path)) ?? {}).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  if (entries.length > MOST) {
    findings.problem({
      code: "network.additional.many",
      path,
      got: `has ${entries.length} networks`,
      expected: `a node is on ${MOST} of them at most`,
      fix: `remove ${entries.length - MOST}`,
    });
    return [];
  }
  const side = Interface.EXTERNAL;
  return entries.flatMap(([key, value], n) => {
    if (!checkKey(key, findings)) return [];
    return {
      side,
      key,
      path: propOfNetwork({ interface: side, key }),
      value,
      // After the external network's name, because published ports lead to the first network by name that has a way out.
      name: `${spec.name}-external.${key}`,
      isolated: false,
      why: "further clients reach the nodes on it",
      standIns: standInRange(3 + n),
    };
  });
}

/** A key stands in the network's name, in the nodes' names on it, and in the addresses of resources in Terraform. */
function checkKey(key: string, findings: Findings): boolean {
  const isOurs = key === EXTERNAL_KEY || key === "internal";
  if (!isOurs && isNamePart(key, LONGEST_LABEL)) return true;
  findings.problem({
    code: "network.additional.key",
    path: `additionalNetworks[${quote(key)}]`,
    got: isOurs ? `is named as the ${key} network is` : "has a key that makes no name",
    expected: `a key is a small letter, then small letters, digits and hyphens, not ending in a hyphen, of at most ${LONGEST_LABEL} characters, and neither "external" nor "internal"`,
    fix: 'name it for whom it is, such as "proxy"',
  });
  return false;
}
