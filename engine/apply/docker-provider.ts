import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { TerraformStack } from "cdktf";

/** Another release of the provider kreuzwerker/docker than the bindings were made for. */
const OTHER = process.env.DOCKER_PROVIDER ?? "";

/** Declares the provider that a stack is applied with. */
export function declareDocker(stack: TerraformStack): void {
  new DockerProvider(stack, "docker");
  if (OTHER !== "") stack.addOverride("terraform.required_providers.docker.version", OTHER);
}

/** A synthesized stack with that provider in the place of its own. */
export function withDocker(json: string): string {
  if (OTHER === "") return json;
  return json.replaceAll(/("source":"kreuzwerker\/docker","version":)"[^"]*"/g, `$1${JSON.stringify(OTHER)}`);
}
