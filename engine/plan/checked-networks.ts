import { TerraformVariable } from "cdktf";
import { ClusterNetwork, Security, type ExistingNetworkProps, type Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import { hasStatus } from "../apply/direct/create-container";
import { sweep } from "../machine/sweep";
import { POLICY_RELEASE, type PolicyBench } from "../policies/policies";
import type { Scenario } from "../scenarios/scenario";
import { synthesize } from "../scenarios/synthesize";

const CLUSTER = "checked";

const NETWORK = "probe-looked-at";
const CIDR = "10.91.8.0/24";
const OTHER = "10.91.7.0/24";
const UPPER_HALF = "10.91.8.128/25";

/** A network that is there, what a program is told of it, and what the plan must say: nothing where it is as it is told. */
interface Told {
  readonly what: string;
  /** How it was created; absent where nobody did. */
  readonly created?: {
    readonly subnet: string;
    readonly gateway?: string;
    readonly ipRange?: string;
    readonly internal?: boolean;
  };
  /** Whether later engines refuse to make such a network. */
  readonly mayBeRefused?: true;
  /** Where it is another one. */
  readonly name?: string;
  readonly props: ExistingNetworkProps;
  readonly said: readonly string[];
}

const CASES: readonly Told[] = [
  {
    what: "another range",
    created: { subnet: CIDR },
    props: { cidr: OTHER },
    said: [
      `externalNetwork.cidr is "${OTHER}", and the network "${NETWORK}" has ${CIDR}: the engine gives nodes their ` +
        "fixed addresses only in a range that the network was created with; use the range that the network was created with",
    ],
  },
  {
    what: "another range, and no way out",
    created: { subnet: CIDR, internal: true },
    props: { cidr: OTHER },
    said: [
      `externalNetwork.cidr is "${OTHER}", and the network "${NETWORK}" has ${CIDR}`,
      `externalNetwork.internal is false, and the network "${NETWORK}" was created with internal true`,
    ],
  },
  {
    what: "another ip_range",
    created: { subnet: CIDR, ipRange: "10.91.8.0/25" },
    props: { cidr: CIDR, dynamicRange: UPPER_HALF },
    said: [`externalNetwork.dynamicRange is "${UPPER_HALF}", and the network "${NETWORK}" has 10.91.8.0/25`],
  },
  {
    what: "an ip_range where there is none",
    created: { subnet: CIDR },
    props: { cidr: CIDR, dynamicRange: UPPER_HALF },
    said: [`externalNetwork.dynamicRange is "${UPPER_HALF}", and the network "${NETWORK}" has no ip_range`],
  },
  {
    what: "a node at the gateway that the engine chose",
    created: { subnet: CIDR },
    props: { cidr: CIDR, memberOffset: 1 },
    said: [
      `externalNetwork gives node-0 the address 10.91.8.1, which is the gateway of the network "${NETWORK}"`,
    ],
  },
  {
    what: "a node at the gateway that somebody chose",
    created: { subnet: CIDR, gateway: "10.91.8.11" },
    props: { cidr: CIDR },
    said: [
      `externalNetwork gives node-0 the address 10.91.8.11, which is the gateway of the network "${NETWORK}"`,
    ],
  },
  {
    what: "the network of the host",
    name: "host",
    props: { cidr: CIDR },
    said: ['externalNetwork is the network "host", whose driver is host', 'the network "host" has no range'],
  },
  { what: "no such network", props: { cidr: CIDR }, said: [`network ${NETWORK} not found`] },
  {
    what: "the network as it is",
    created: { subnet: CIDR, gateway: "10.91.8.1", ipRange: UPPER_HALF },
    props: { cidr: CIDR, dynamicRange: UPPER_HALF },
    said: [],
  },
  {
    what: "a range by an address of it",
    created: { subnet: "10.91.8.5/24", internal: true },
    mayBeRefused: true,
    props: { cidr: CIDR, internal: true },
    said: [],
  },
];

/** What plans say of existing networks with `checkedAtPlan`: each thing that went wrong, in words. */
export async function tryCheckedNetworks(bench: PolicyBench): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const told of CASES)
    for (const failure of await tryOne(bench, told)) wrong.push(`${told.what}: ${failure}`);
  return wrong;
}

/** What `tryCheckedNetworks` found, for people. */
export function describeChecked(wrong: readonly string[]): string {
  const found = wrong.length === 0 ? ["a plan refuses what is not as it is told, and nothing else"] : wrong;
  return found.map((line) => `checked-networks: ${line}`).join("\n");
}

async function tryOne(bench: PolicyBench, told: Told): Promise<readonly string[]> {
  const { docker, terraform, around, folder } = bench;
  const { stacks } = await synthesize([scenarioOf(told)], around, folder);
  const [stack] = stacks;
  const topology: Topology | undefined = stack?.clusters[0]?.topology;
  if (stack === undefined || topology === undefined) return ["it was refused at synth"];
  const clear = async () => {
    // The network is none that the cluster made.
    await sweep(docker, [{ ...topology, networks: [] }]);
    await docker
      .getNetwork(NETWORK)
      .remove()
      .catch((error: unknown) => {
        if (!hasStatus(error, 404)) throw error;
      });
  };
  await clear();
  const { created } = told;
  try {
    if (created !== undefined) await create(docker, created);
  } catch (error) {
    return told.mayBeRefused === true && hasStatus(error, 400) ? [] : [String(error)];
  }
  const deployment = terraform.deployment(stack);
  const wrong: string[] = [];
  try {
    const failure = await deployment.apply().then(
      () => undefined,
      (error: unknown) => onOneLine(String(error).replace(/^.*?\n(?=[^\n]*Error: )/s, "")),
    );
    if (told.said.length === 0) {
      if (failure !== undefined) wrong.push(`the apply fails: ${failure}`);
      else if ((await deployment.plan()) !== "nothing") wrong.push("the second plan is not empty");
    } else if (failure === undefined) wrong.push("nothing is said of it");
    else {
      for (const part of told.said) if (!failure.includes(part)) wrong.push(`"${part}" is not in ${failure}`);
      const { length } = await docker.listContainers({ all: true, filters: { name: [topology.name] } });
      if (length > 0) wrong.push(`${length} containers were made all the same`);
    }
  } catch (error) {
    wrong.push(error instanceof Error ? error.message : String(error));
  } finally {
    await deployment.destroy().catch((error: unknown) => {
      wrong.push(`destroy: ${String(error)}`);
    });
    await clear();
  }
  return wrong;
}

/** What Terraform says, without the frame and the line ends that it puts around and into a message. */
function onOneLine(text: string): string {
  return text.replace(/[│╷╵\s]+/gu, " ");
}

async function create(
  docker: Docker,
  { subnet, gateway, ipRange, internal = false }: NonNullable<Told["created"]>,
): Promise<void> {
  const Config = [
    {
      Subnet: subnet,
      ...(gateway === undefined ? {} : { Gateway: gateway }),
      ...(ipRange === undefined ? {} : { IPRange: ipRange }),
    },
  ];
  await docker.createNetwork({ Name: NETWORK, Driver: "bridge", Internal: internal, IPAM: { Config } });
}

function scenarioOf({ name = NETWORK, props }: Told): Scenario {
  return {
    id: "checked-network",
    what: "a single node on a network that exists, which is checked at plan",
    declare: (scope, plot) => {
      // As a variable, because no network of the engine's own is taken by its name.
      const { stringValue } = new TerraformVariable(scope, "network", { type: "string", default: name });
      plot.cluster(scope, CLUSTER, POLICY_RELEASE, {
        size: 1,
        externalNetwork: ClusterNetwork.fromNetworkName(stringValue, { ...props, checkedAtPlan: true }),
        security: Security.insecure(),
      });
    },
  };
}
