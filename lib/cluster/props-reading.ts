import { checkKeys, checkObject, readEach, reportWrong } from "../problem/checked";
import { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { imageOf, readArchitecture } from "../server/image";
import { isImageReference, ofAnotherRelease, otherReleaseOf } from "../server/image-reference";
import { resolveRelease, type Release } from "../server/release";
import { settingElsewhere } from "../server/user-settings";
import type { ClusterProps } from "./cluster-props";
import { PLAIN_PROPS, type PlainProps } from "./plain-props";
import type { GivenProviders, Surroundings } from "./surroundings";

/** What single nodes have of their own, by node key. */
export type Overrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a node may have of its own; everything else is the cluster's. */
const NODE_PROPS: readonly string[] = [
  "host",
  "priority",
  "internalAddress",
  "externalAddress",
  "additionalAddresses",
  "resources",
  "settings",
];

/** The other props of a cluster, each once, and what its construct has besides; the compiler holds the list against the interface. */
const OTHERS: Readonly<Record<Exclude<keyof ClusterProps | keyof GivenProviders, keyof PlainProps>, true>> = {
  version: true,
  upgradeFrom: true,
  security: true,
  externalNetwork: true,
  internalNetwork: true,
  additionalNetworks: true,
  name: true,
  size: true,
  hosts: true,
  readOnlyReplicas: true,
  ports: true,
  bindings: true,
  clients: true,
  peers: true,
  timing: true,
  exposure: true,
  externalTcp: true,
  licenseKey: true,
  atomPub: true,
  connectionLimits: true,
  settings: true,
  delivery: true,
  nodeOverrides: true,
  data: true,
  removalPolicy: true,
  resources: true,
  image: true,
  architecture: true,
  provider: true,
  tlsProvider: true,
};

/** Every prop there is. */
export const PROPS: readonly string[] = [...Object.keys(OTHERS), ...PLAIN_PROPS];

/** The props as plain data, each read once: what a program hands over may be of any kind. None where it is no props. */
export function readProps(
  given: unknown,
  findings: Findings,
): (Partial<ClusterProps> & GivenProviders) | undefined {
  const asked = checkObject(given, "pass the cluster's props", findings.at("props"));
  if (asked === undefined) return undefined;
  const props = readEach(asked, PROPS, "props.unreadable", findings.at(""));
  const release = resolveRelease(props.version, new Findings());
  checkKeys(asked, PROPS, findings.at("", "props"), (key) => settingElsewhere(key, release?.version));
  return props;
}

/** What single nodes have of their own, by node key. */
export function readOverrides(asked: unknown, { version }: Release, findings: Findings): Overrides {
  if (asked === undefined) return {};
  const fix = 'use nodeOverrides: { "node-0": { priority: 1 } }';
  const given = checkObject(asked, fix, findings.at("nodeOverrides")) ?? {};
  const overrides = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [key, value] of Object.entries(given)) {
    const path = `nodeOverrides[${quote(key)}]`;
    const own = checkObject(value, fix, findings.at(path));
    if (own === undefined) continue;
    overrides.set(key, own);
    checkKeys(own, NODE_PROPS, findings.at(path), (key) => settingElsewhere(key, version));
  }
  // Not by assignment, which would take a key "__proto__" for the object's own.
  return Object.fromEntries(overrides);
}

/** Where the tag of a user's own image names a release of servers, it is to be the cluster's. */
function compareImage(image: string, release: Release, findings: Findings): void {
  const named = otherReleaseOf(image, release);
  if (named === undefined) return;
  findings.warning({
    code: "image.release",
    path: "image",
    got: `is ${quote(image)}, and version ${quote(release.asked)}`,
    ...ofAnotherRelease(named, release),
  });
}

/** The image's reference: the user's own, or that of the release, of which is told apart. */
export function readImage(
  props: Partial<ClusterProps>,
  release: Release,
  around: Surroundings,
  findings: Findings,
  ofRelease: Findings,
): string | undefined {
  const asked: unknown = props.image;
  // Wrong is wrong, also where the image stands above it.
  const architecture = readArchitecture(props.architecture, findings);
  if (asked === undefined) return architecture && imageOf(release, architecture, ofRelease);
  if (typeof asked === "string" && (around.isToken(asked) || isImageReference(asked))) {
    if (!around.isToken(asked)) compareImage(asked, release, findings);
    return asked;
  }
  const fix = 'use a reference such as "registry.example.com/esdb:24.10.4"';
  reportWrong(asked, { what: "an image's reference", fix }, findings.at("image"));
  return undefined;
}
