/**
 * Does the work for every item, so many at once, begun in the order given and told in that in which it ended; nothing
 * more is begun once the signal says so.
 */
export async function severalAtOnce<T, R>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const waiting = [...items];
  const done: R[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift())
      done.push(await work(next));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done;
}
