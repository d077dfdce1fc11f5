import type { ClusterPlan } from "../cluster/cluster-plan";
import type { NodeCertificatePlan } from "../cluster/certificates/certificate-plan";
import { isIpv4 } from "../network/model/ipv4";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import type { Attributes } from "./attributes";
import type { EventStorePolicyProps } from "./policy-props";
import { blocksOf, isExpression, isOn, plainText } from "./values";

/** One of the cluster's resources, as it will be. */
export interface PolicedResource {
  /** Where its construct stands. */
  readonly path: string;
  readonly attributes: Attributes;
}

/** A cluster as it is about to be written. */
export interface Policed {
  readonly plan: ClusterPlan;
  readonly containers: readonly PolicedResource[];
  readonly images: readonly PolicedResource[];
}

/** What a policy refuses of a cluster. */
export type Refusal = Readonly<Record<"code" | "path" | "got" | "fix", string>> & { readonly why: string };

type Rule = (policed: Policed) => readonly Refusal[];

/** What is refused unless the switch allows it. */
const RULES: Readonly<Record<keyof EventStorePolicyProps, Rule>> = {
  allowInsecure: insecure,
  allowUnpinnedImages: unpinned,
  allowDestroy: destroyed,
  allowPublishedEverywhere: publishedEverywhere,
  allowKeysInState: keysInState,
};

export const POLICY_SWITCHES = Object.keys(RULES) as readonly (keyof EventStorePolicyProps)[];

/** Reports what a policy refuses of a cluster. */
export function judgePolicy(
  { path: policy, rules }: { readonly path: string; readonly rules: EventStorePolicyProps },
  policed: Policed,
  findings: Findings,
): void {
  for (const name of POLICY_SWITCHES) {
    if (rules[name] === true) continue;
    for (const { why, ...said } of RULES[name](policed)) {
      const expected = `the policy ${quote(policy)} refuses it: ${why}`;
      findings.problem({ ...said, expected });
    }
  }
}

function insecure({ plan }: Policed): readonly Refusal[] {
  if (plan.topology.secure) return [];
  return [
    {
      code: "policy.insecure",
      path: "security",
      got: "is Security.insecure()",
      why: "whoever reaches a node may read and write",
      fix: "use Security.tls(Certificates.fromFiles({ … }))",
    },
  ];
}

/** By its digest, or as the id of one that is on the host. */
const PINNED = /(?:^|@)sha256:[0-9a-f]{64}$/;

function unpinned({ plan, images, containers }: Policed): readonly Refusal[] {
  const named = [
    ...images.map(({ path, attributes }) => ({ path: `${path}.name`, image: plainText(attributes.name) })),
    // A container names its image by reference, unless somebody changed it.
    ...containers.map(({ path, attributes }) => ({
      path: `${path}.image`,
      image: isExpression(attributes.image) ? undefined : plainText(attributes.image),
    })),
  ];
  return named.flatMap(({ path, image }) => {
    if (image === undefined || PINNED.test(image)) return [];
    const isToken = isExpression(image);
    const isProp = image === plan.image || isToken;
    const bare = isToken ? "…" : image.replace(/@.*$/, "");
    return [
      {
        code: "policy.image",
        path: isProp ? "image" : path,
        got: isToken ? "is a token, known only when Terraform runs" : `is ${quote(image)}`,
        why: "what its registry has under a tag may be another image tomorrow",
        fix: `${isProp ? "set image to" : "name"} "${bare}@sha256:…", with the digest that docker buildx imagetools inspect shows`,
      },
    ];
  });
}

function destroyed({ plan }: Policed): readonly Refusal[] {
  const why = "the data go with the cluster";
  if (plan.nodes.some(({ data }) => data === undefined)) {
    const fix = "use data: ClusterData.namedVolumes()";
    return [{ code: "policy.data", path: "data", got: "is ClusterData.inMemory()", why, fix }];
  }
  if (!plan.nodes.some(({ data }) => data?.kind === "volume" && data.owned)) return [];
  return [
    {
      code: "policy.destroy",
      path: "removalPolicy",
      got: "is RemovalPolicy.DESTROY",
      why,
      fix: "use RemovalPolicy.RETAIN_AFTER_DESTROY where the cluster is there already, else leave it out",
    },
  ];
}

const EVERY_ADDRESS = ["", "0.0.0.0", "::", "[::]"];

function publishedEverywhere({ plan, containers }: Policed): readonly Refusal[] {
  const code = "policy.published";
  const why = "whoever reaches any address of the host reaches the port";
  const planned = plan.topology.nodes.flatMap(({ key, published }) =>
    published.filter(({ hostIp }) => EVERY_ADDRESS.includes(hostIp)).map((port) => ({ ...port, key })),
  );
  const refusals: Refusal[] = [];
  if (planned.length > 0) {
    const told = planned.map(({ hostIp, hostPort, key }) => `${hostIp}:${hostPort} for ${key}`);
    const got = `publishes ${told.join(", ")}`;
    const dialled = plan.topology.nodes.map(({ advertised }) => advertised.http.host).find(isIpv4);
    const fix = `set bindIp to the address of the host that clients dial, for example "${dialled ?? "10.0.0.5"}"`;
    refusals.push({ code, path: "clients", got, why, fix });
  }
  const known = new Set(planned.map(({ hostPort }) => hostPort));
  for (const { path, attributes } of containers) {
    const fix = "leave it out, and use clients with a bindIp";
    if (isOn(attributes.publish_all_ports))
      refusals.push({ code, path: `${path}.publish_all_ports`, got: "is true", why, fix });
    for (const block of blocksOf(attributes, "ports") ?? []) {
      const [ip, port] = [plainText(block.ip), Number(plainText(block.external))];
      if (!EVERY_ADDRESS.includes(ip) || known.has(port)) continue;
      const got = `publishes ${ip === "" ? "0.0.0.0" : ip}:${port}`;
      refusals.push({ code, path: `${path}.ports`, got, why, fix: `${fix}, or set ip to one address` });
    }
  }
  return refusals;
}

function keysInState({ plan }: Policed): readonly Refusal[] {
  const { certificates, nodes } = plan;
  if (certificates === undefined) return [];
  const generated = certificates.generated !== undefined;
  if (!generated && !nodes.some(({ certificate }) => certificate !== undefined && isInState(certificate)))
    return [];
  return [
    {
      code: "policy.keysInState",
      path: "security.certificates",
      got: `is Certificates.${generated ? "generated" : "fromValues"}`,
      why: "the nodes' private keys are then in Terraform's state",
      fix: "use Certificates.fromFiles({ … }), or fromDockerHost",
    },
  ];
}

function isInState({ files }: NodeCertificatePlan): boolean {
  const key = files?.privateKey ?? files?.certificate;
  return key?.kind === "text" || key?.kind === "base64";
}
