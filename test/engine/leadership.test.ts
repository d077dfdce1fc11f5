import { Database } from "../../engine/stand-in/database";
import { Leadership } from "../../engine/stand-in/leadership";

const EPOCH = 1;

/** What a leader that counts three members answers whoever has all of its log, or nothing. */
async function ask(leadership: Leadership, database: Database, name: string, has = true, replica = false) {
  const { count, epochs } = database.log;
  const asking = { name, replica, leads: EPOCH, count: has ? count : 0, epochs: has ? epochs : [] };
  return (await leadership.copy(asking)).surplus === true;
}

test("a leader sends away what has all and is more than the members that it counts", async () => {
  const database = Database.open(undefined);
  const leadership = new Leadership(EPOCH, database, 3);
  expect(await ask(leadership, database, "one")).toBe(false);
  expect(await ask(leadership, database, "two")).toBe(false);
  // Who copies still, and who only reads, takes nobody's place.
  expect(await ask(leadership, database, "three", false)).toBe(false);
  expect(await ask(leadership, database, "replica", true, true)).toBe(false);
  expect(await ask(leadership, database, "three")).toBe(true);
  expect(await ask(leadership, database, "one")).toBe(false);
});
