import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type HostSite, SITES, socketOf } from "../machine/docker-hosts";

/** Another release of the provider kreuzwerker/docker than the bindings were made for. */
const OTHER = process.env.DOCKER_PROVIDER ?? "";

/** Declares the provider that a stack is applied with. */
export function declareDocker(stack: TerraformStack): void {
  new DockerProvider(stack, "docker");
  if (OTHER !== "") stack.addOverride("terraform.required_providers.docker.version", OTHER);
}

/** A Docker host with the provider of its engine. */
export interface ProvidedHost extends HostSite {
  readonly provider: DockerProvider;
}

/** Declares the providers of the first Docker hosts of several, once in a scope. */
export function declareHosts(scope: Construct, count: number): readonly ProvidedHost[] {
  return SITES.slice(0, count).map((site) => {
    const { name } = site;
    const id = `docker-${name}`;
    const host = `unix://${socketOf(name)}`;
    const known = scope.node.tryFindChild(id) as DockerProvider | undefined;
    return { ...site, provider: known ?? new DockerProvider(scope, id, { alias: name, host }) };
  });
}

/** A synthesized stack with that provider in the place of its own. */
export function withDocker(json: string): string {
  if (OTHER === "") return json;
  return json.replaceAll(/("source":"kreuzwerker\/docker","version":)"[^"]*"/g, `$1${JSON.stringify(OTHER)}`);
}
