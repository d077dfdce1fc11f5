import { checkBoolean, checkKeys, checkObject, checkWholeNumber, reportWrong } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { imageOf } from "../server/image";
import type { Release } from "../server/release";
import type { ClusterProps } from "./cluster-props";
import type { GivenProviders, Surroundings } from "./surroundings";

/** What single nodes have of their own, by node key. */
export type Overrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A reference as the engine takes it: host, lower-case path, tag and digest, or an image's id. */
const IMAGE =
  /^(sha256:[0-9a-f]{64}|([\w.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?)$/;

/** What a node may have of its own; everything else is the cluster's. */
const NODE_PROPS: readonly string[] = [
  "priority",
  "internalAddress",
  "externalAddress",
  "resources",
  "settings",
];

/** The props of a cluster, each once, and what its construct has besides; the compiler holds the list against the interface. */
const PROPS: Readonly<Record<keyof ClusterProps | keyof GivenProviders, true>> = {
  version: true,
  security: true,
  externalNetwork: true,
  internalNetwork: true,
  name: true,
  size: true,
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
  waitForReady: true,
  readyTimeout: true,
  image: true,
  architecture: true,
  engineVersion: true,
  engineName: true,
  labels: true,
  provider: true,
  tlsProvider: true,
};

/** The props as plain data, each read once: what a program hands over may be of any kind. None where it is no props. */
export function readProps(
  given: unknown,
  findings: Findings,
): (Partial<ClusterProps> & GivenProviders) | undefined {
  const asked = checkObject(given, "props", "pass the cluster's props", findings);
  if (asked === undefined) return undefined;
  checkKeys(asked, Object.keys(PROPS), "", findings);
  const props: Record<string, unknown> = {};
  for (const key of Object.keys(PROPS)) {
    try {
      props[key] = asked[key];
    } catch {
      findings.problem({
        code: "props.unreadable",
        path: key,
        got: "cannot be read",
        expected: "reading it throws",
        fix: "pass plain values",
      });
    }
  }
  return props;
}

/** What single nodes have of their own, by node key. */
export function readOverrides(asked: unknown, findings: Findings): Overrides {
  if (asked === undefined) return {};
  const fix = 'use nodeOverrides: { "node-0": { priority: 1 } }';
  const given = checkObject(asked, "nodeOverrides", fix, findings) ?? {};
  const overrides = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [key, value] of Object.entries(given)) {
    const path = `nodeOverrides[${quote(key)}]`;
    const own = checkObject(value, path, fix, findings);
    if (own === undefined) continue;
    overrides.set(key, own);
    checkKeys(own, NODE_PROPS, path, findings);
  }
  // Not by assignment, which would take a key "__proto__" for the object's own.
  return Object.fromEntries(overrides);
}

/** A switch that is on unless it is turned off. */
export function readBoolean(asked: unknown, path: string, findings: Findings): boolean {
  if (asked === undefined) return true;
  return checkBoolean(asked, { code: path, path, fix: "leave it out for true" }, findings) ?? true;
}

/** How long an apply waits for the cluster, in seconds. */
export function readTimeout(asked: unknown, findings: Findings): number {
  // The provider gives up on creating a container after 20 minutes, whatever it was told.
  const range = {
    code: "readyTimeout",
    path: "readyTimeout",
    min: 10,
    max: 1140,
    what: "whole seconds",
    fix: "leave it out for 300",
  };
  return asked === undefined ? 300 : (checkWholeNumber(asked, range, findings) ?? 300);
}

/** The version of the Docker engine, where it is said. */
export function readEngineVersion(asked: unknown, findings: Findings): string | undefined {
  if (asked === undefined || (typeof asked === "string" && /^\d{1,3}\.\d{1,3}(\.\d{1,3})?$/.test(asked)))
    return asked;
  const wrong = {
    code: "engineVersion",
    path: "engineVersion",
    what: "the version of a Docker engine",
    fix: 'use for example "28.5.2", as docker version shows it, or leave it out',
  };
  reportWrong(asked, wrong, findings);
  return undefined;
}

/** What tells the engine from others of which providers are told the same, where it is said. */
export function readEngineName(asked: unknown, findings: Findings): string | undefined {
  if (asked === undefined || (typeof asked === "string" && /^[^\p{Cc}]{1,64}$/u.test(asked))) return asked;
  const wrong = {
    code: "engineName",
    path: "engineName",
    what: "a text of 1 to 64 characters that tells one engine from the others",
    fix: 'use for example "production", or leave it out',
  };
  reportWrong(asked, wrong, findings);
  return undefined;
}

/** The image's reference: the user's own, or that of the release. */
export function readImage(
  props: Partial<ClusterProps>,
  release: Release,
  around: Surroundings,
  findings: Findings,
): string | undefined {
  const asked: unknown = props.image;
  if (asked === undefined)
    return imageOf(release, props.architecture === undefined ? "amd64" : props.architecture, findings);
  if (typeof asked === "string" && (around.isToken(asked) || (asked.length < 512 && IMAGE.test(asked))))
    return asked;
  const fix = 'use a reference such as "registry.example.com/esdb:24.10.4"';
  reportWrong(asked, { code: "image", path: "image", what: "an image's reference", fix }, findings);
  return undefined;
}
