/** How many of so many members elect a leader, and must have what is acknowledged. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}
