import {
  TerraformStack,
  Token,
  type IResolvable,
  type IResolveContext,
  type ITerraformDependable,
  type TerraformResource,
} from "cdktf";

/**
 * What waits for a resource, from whatever stack. In another one it stands for nothing but makes that stack come after
 * the resource's own: Terraform knows no resource of another state, and `depends_on` takes no attribute of one.
 */
export function awaited(resource: TerraformResource): ITerraformDependable {
  return { fqn: Token.asString(new Awaited(resource)) };
}

class Awaited implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly resource: TerraformResource) {}

  resolve({ scope }: IResolveContext): string | undefined {
    const { resource } = this;
    const own = TerraformStack.of(resource);
    const stack = TerraformStack.of(scope);
    if (stack === own) return resource.fqn;
    stack.addDependency(own);
    return undefined;
  }

  toString(): string {
    return Token.asString(this);
  }
}
