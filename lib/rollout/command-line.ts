import type { RolloutApply } from "./rollout";

/** What `terraform plan` and `terraform apply` are told for it. */
export function flagsOf({ targets, variables }: RolloutApply): readonly string[] {
  return [
    ...targets.map((target) => `-target=${target}`),
    ...Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`),
  ];
}

/** The same as a command for a shell. */
export function commandOf(tool: string, apply: RolloutApply): string {
  return [tool, "apply", ...flagsOf(apply)].map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
