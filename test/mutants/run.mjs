/**
 * Mutation testing, room by room: `npm run test:mutants`, or some rooms only: `npm run test:mutants -- network`.
 * Results of earlier runs are taken over where neither the code nor its tests changed.
 */
import { spawnSync } from "node:child_process";

const rooms = process.argv.length > 2 ? process.argv.slice(2) : ["network", "server", "checks", "reach"];
const failed = rooms.filter((room) => {
  console.log(`\n=== lib/${room}`);
  const env = { ...process.env, ROOM: room };
  return spawnSync("stryker", ["run"], { env, stdio: "inherit", shell: true }).status !== 0;
});
if (failed.length > 0) console.log(`\nbelow the mark: ${failed.join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;
