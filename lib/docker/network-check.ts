import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { propOfNetwork, type Network, type Topology } from "../network/model/topology";
import { UNNAMED_HOST } from "../network/model/names";
import { quote } from "../problem/quote";
import { fixAddress } from "../terraform/address";
import { DataDockerNetwork } from "../terraform/bindings";
import { literal } from "../terraform/literal";
import { networkCheckId } from "../terraform/references";

/** What must be true of a network as the engine has it, and what is said where it is not. */
interface Condition {
  readonly holds: string;
  /** The prop of it that is wrong; absent where it is the network itself. */
  readonly prop?: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/** The engine's ranges, as Terraform reads them; a network without any may have `null` for them. */
const RANGES = "try([for c in self.ipam_config : c.subnet], [])";
/** The same without what engines keep of an address that somebody wrote in the place of a range. */
const BARE_RANGES = `[for r in ${RANGES} : try(cidrsubnet(r, 0, 0), r)]`;
const IP_RANGES = "compact(try([for c in self.ipam_config : c.ip_range], []))";
const BARE_IP_RANGES = `[for r in ${IP_RANGES} : try(cidrsubnet(r, 0, 0), r)]`;
/** A network that was created without a gateway has the first address of its range for it, and does not say so. */
const GATEWAYS = 'try([for c in self.ipam_config : try(coalesce(c.gateway, cidrhost(c.subnet, 1)), "")], [])';

/**
 * Declares what looks at an existing network at every plan, and fails where it is another one than was planned with: the
 * engine would refuse the nodes' addresses then, in the middle of an apply, or nobody would reach them.
 */
export function declareNetworkCheck(
  scope: Construct,
  topology: Topology,
  network: Network,
  provider: { readonly provider?: TerraformProvider },
): void {
  const id = networkCheckId(network);
  const name = literal(network.name);
  const check = new DataDockerNetwork(scope, id, {
    name,
    lifecycle: {
      postcondition: conditionsOf(topology, network).map(({ holds, ...told }) => ({
        condition: `\${${holds}}`,
        errorMessage: messageOf(network, told),
      })),
    },
    ...provider,
  });
  fixAddress(check, topology.name, id);
}

function conditionsOf({ nodes }: Topology, network: Network): readonly Condition[] {
  const { cidr, dynamicRange, isolated } = network;
  const places = nodes
    .filter((node) => node.host === network.host)
    .flatMap(({ key, attachments }) =>
      attachments.filter((one) => one.network === network.name).map(({ address }) => ({ key, address })),
    );
  const byAddress = `{ ${places.map(({ key, address }) => `"${address}" = "${key}"`).join(", ")} }`;
  const atGateway = `[for g in ${GATEWAYS} : g if contains(keys(${byAddress}), g)]`;
  return [
    {
      holds: `contains(${BARE_RANGES}, "${cidr}")`,
      prop: "cidr",
      got: `is "${cidr}", and NETWORK has \${length(${RANGES}) == 0 ? "no range" : join(", ", ${RANGES})}`,
      expected:
        "the engine gives nodes their fixed addresses only in a range that the network was created with",
      fix: "use the range that the network was created with, or create it with this one",
    },
    ...(dynamicRange === undefined
      ? []
      : [
          {
            holds: `contains(${BARE_IP_RANGES}, "${dynamicRange}")`,
            prop: "dynamicRange",
            got: `is "${dynamicRange}", and NETWORK has \${length(${IP_RANGES}) == 0 ? "no ip_range" : join(", ", ${IP_RANGES})}`,
            expected: "where the engine puts other containers, no node has its address",
            fix: "use the ip_range that the network was created with, or create it with this one; leave dynamicRange out where it has none",
          },
        ]),
    {
      holds: `self.internal == ${isolated}`,
      prop: "internal",
      got: `is ${isolated}, and NETWORK was created with internal \${self.internal}`,
      expected: isolated
        ? "it has a way out and in then, and is not for those only who are on it"
        : "an internal network has no way out, and no port of a container on it is published",
      fix: `set internal: ${!isolated} here, or create the network with internal: ${isolated}`,
    },
    {
      holds: `self.driver == "bridge"`,
      got: `is NETWORK, whose driver is \${self.driver}`,
      expected: "who reaches what is judged for a bridge",
      fix: "use a bridge, or leave checkedAtPlan out and try the routes",
    },
    {
      holds: `length(${atGateway}) == 0`,
      got: `gives \${join(", ", [for a in ${atGateway} : "\${${byAddress}[a]} the address \${a}"])}, which is the gateway of NETWORK`,
      expected: "the engine gives that address to no container",
      fix: "set memberOffset or replicaOffset, or create the network with another gateway",
    },
  ];
}

/** As the problems of synth are told; what Terraform puts in is what the engine has. */
function messageOf(network: Network, { prop, got, expected, fix }: Omit<Condition, "holds">): string {
  const host = network.host === UNNAMED_HOST ? "" : ` of host ${quote(network.host)}`;
  const named = `the network "${literal(network.name)}"${host}`;
  const path = literal(propOfNetwork(network)) + (prop === undefined ? "" : `.${prop}`);
  return `${path} ${got.replace("NETWORK", () => named)}: ${expected}; ${fix}.`;
}
