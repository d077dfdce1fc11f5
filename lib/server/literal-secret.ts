import type { Findings } from "../problem/findings";

/** Warns of a secret that is written out, where it could come from a variable. The secret itself is not shown. */
export function warnOfLiteralSecret(path: string, findings: Findings): void {
  findings.warning({
    code: "setting.secret.literal",
    path,
    got: "is written out",
    expected: "it stands in clear in the program and in what is synthesized from it",
    fix: "pass a sensitive TerraformVariable",
  });
}
