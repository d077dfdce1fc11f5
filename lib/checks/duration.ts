const SECOND = 1_000_000_000n;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};
const SHAPE = /^[+-]?(?:\d+(?:\.\d*)?(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/;
const PART = /(\d+)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g;
/** The longest duration that the provider and the engine hold. */
const LONGEST = 2n ** 63n - 1n;

/**
 * A duration in the one form in which the provider reads it back: `"1m0s"` for `"60s"`. `undefined` for what is
 * no duration.
 */
export function canonicalDuration(text: string): string | undefined {
  const total = totalOf(text);
  return total === undefined ? undefined : `${total < 0n ? "-" : ""}${written(total < 0n ? -total : total)}`;
}

/** A duration in seconds; `undefined` for what is no duration. */
export function secondsOf(text: string): number | undefined {
  const total = totalOf(text);
  return total === undefined ? undefined : Number(total) / Number(SECOND);
}

/** A duration in nanoseconds. */
function totalOf(text: string): bigint | undefined {
  if (text.length > 64) return undefined;
  if (/^[+-]?0$/.test(text)) return 0n;
  if (!SHAPE.test(text)) return undefined;
  let total = 0n;
  for (const [, whole = "0", fraction = "", unit = "s"] of text.matchAll(PART)) {
    const size = UNITS[unit] ?? 1n;
    total +=
      BigInt(whole) * size + (BigInt(fraction === "" ? 0 : fraction) * size) / 10n ** BigInt(fraction.length);
  }
  if (total > LONGEST) return undefined;
  return text.startsWith("-") ? -total : total;
}

function written(total: bigint): string {
  if (total === 0n) return "0s";
  if (total < 1_000n) return `${total}ns`;
  if (total < 1_000_000n) return `${decimal(total, 1_000n)}µs`;
  if (total < SECOND) return `${decimal(total, 1_000_000n)}ms`;
  const minutes = total / (60n * SECOND);
  const seconds = `${decimal(total % (60n * SECOND), SECOND)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** `value / unit` without trailing zeros. */
function decimal(value: bigint, unit: bigint): string {
  const rest = value % unit;
  if (rest === 0n) return `${value / unit}`;
  const digits = `${rest}`.padStart(`${unit}`.length - 1, "0").replace(/0+$/, "");
  return `${value / unit}.${digits}`;
}
