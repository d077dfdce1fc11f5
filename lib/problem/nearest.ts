/** How many letters may be wrong in a name of that length that is still meant. */
function slackFor(length: number): number {
  return Math.min(3, Math.floor(length / 3));
}

/** The name that was probably meant by a text, whatever their case; the first of those that are equally near. */
export function nearestOf<T extends string>(text: string, names: readonly T[]): T | undefined {
  const plain = text.toLowerCase();
  let nearest: T | undefined;
  let least = slackFor(plain.length) + 1;
  for (const name of names) {
    if (Math.abs(name.length - plain.length) >= least) continue;
    const distance = editDistance(plain, name.toLowerCase());
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** How many letters must be added, dropped or changed to make one text of the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    let left = i + 1;
    const next = [left];
    for (let j = 0; j < b.length; j++) {
      const [diagonal = 0, above = 0] = [row[j], row[j + 1]];
      left = Math.min(diagonal + (a[i] === b[j] ? 0 : 1), above + 1, left + 1);
      next.push(left);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
