/**
 * A user's text as Terraform takes it: `${` and `%{` stay what they are, tokens stay tokens.
 * Terraform would otherwise read the former as its own templates, and a `$` before a token as an escape.
 */
export function literal(text: string): string {
  if (!text.includes("{")) return text;
  return text
    .replace(/\$\{(?!TfToken\[[\w:.-]+\]\})/g, () => "$${")
    .replace(/%\{/g, () => "%%{")
    .replace(/\$+(?=\$\{TfToken\[[\w:.-]+\]\})/g, (dollars) => `\${"${dollars}"}`);
}

/** A text that is no template, as it was before; a template as it is. */
export function unescaped(text: string): string {
  const bare = text.replaceAll("$${", "").replaceAll("%%{", "");
  if (/[$%]\{/.test(bare)) return text;
  return text.replaceAll("$${", () => "${").replaceAll("%%{", "%{");
}
