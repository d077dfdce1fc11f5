import { TerraformStack, type TerraformProvider } from "cdktf";
import { aliasOf, providersOf } from "./providers";
import { tlsBindings } from "./tls-bindings";

const ID = "eventstoredb-tls";

/** Whether a provider is the library's own, which is written only where the stack has no other without an alias. */
export function isDefaultTlsProvider(provider: TerraformProvider): boolean {
  return provider.node.id === ID && provider.node.scope === TerraformStack.of(provider);
}

/**
 * Sees to it that a stack has a TLS provider without an alias: the user's, whenever they make it, else one of its own.
 * It must have no alias: Terraform removes a resource by the provider that the state names, and one with an alias is
 * gone with the last cluster that needed it, while one without configuration is always there.
 */
export function ensureTlsProvider(stack: TerraformStack): void {
  if (stack.node.tryFindChild(ID) !== undefined) return;
  const { TlsProvider } = tlsBindings();
  class DefaultTlsProvider extends TlsProvider {
    override toTerraform(): unknown {
      return this.isNeeded ? super.toTerraform() : {};
    }

    override toHclTerraform(): unknown {
      return this.isNeeded ? super.toHclTerraform() : {};
    }

    /** Terraform refuses a second one. */
    private get isNeeded(): boolean {
      const all = providersOf(TerraformStack.of(this), "tls");
      return all.every((one) => one === this || aliasOf(one) !== undefined);
    }
  }
  new DefaultTlsProvider(stack, ID);
}
