/** Longer than any name that Docker or DNS takes. */
const LONGEST = 255;

/** What no reader sees, or what turns what he sees around. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

/** A name on one line, of a length that a report has room for, with nothing in it that cannot be seen. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  return cut.replace(UNSEEN, "\u{fffd}");
}
