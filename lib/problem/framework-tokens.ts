/*
 * CDKTF stands in for what is known only when Terraform runs: by a text with a number that says nothing to a reader, or by
 * a number that nobody wrote.
 */

const TEXT = /[$#&]\{TfToken\[TOKEN\.\d+\]\}/g;

/** The first bits of such a number. */
const NUMBER = 0xfdff;

/** A text for readers, with a word in the place of each token. */
export function withoutTokens(text: string): string {
  return text.replace(TEXT, "<token>");
}

/** Whether a text is, or holds, what is known only when Terraform runs. */
export function holdsToken(text: string): boolean {
  return withoutTokens(text) !== text;
}

/** Whether a number stands for one that is known only when Terraform runs. */
export function isNumberToken(value: unknown): boolean {
  if (typeof value !== "number") return false;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getUint16(0) === NUMBER;
}
