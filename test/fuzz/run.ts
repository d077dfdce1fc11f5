import { fork } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { inspect, parseArgs } from "node:util";
import { BATCH, drawn, judgeDrawn, judged, type Tally } from "./batch";
import { readSchemas } from "./provider-schemas";

/*
 * npm run fuzz -- [--runs 100000] [--seed n] [--workers n] [--schemas file]
 * npm run fuzz -- --seed n --only <batch>.<number>
 *
 * The file is what `terraform providers schema -json` writes for the providers docker and tls: then what is synthesized is
 * held to it.
 */

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100000" },
    seed: { type: "string" },
    workers: { type: "string" },
    only: { type: "string" },
    schemas: { type: "string" },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
/** The batches of one process: CDKTF keeps every token that was ever made, and with it every cluster. */
const SHARE = 20;
// Warnings are judged, not read by anybody.
process.env.CDKTF_LOG_LEVEL ??= "error";
const schemas = readSchemas(values.schemas);
const batches = Math.ceil(Number(values.runs) / BATCH);

if (process.send !== undefined) work();
else if (values.only !== undefined) showOne(values.only);
else void lead(Math.min(Number(values.workers ?? availableParallelism()), batches));

/** Judges the batches that it is told, one by one. */
function work(): void {
  // Every construct notes where it was made, which takes long; `--only` shows the stack of a fault.
  Error.prepareStackTrace = () => "";
  process.on("disconnect", () => process.exit());
  process.on("message", (batch: number) =>
    process.send?.({ batch, tally: judged(seed, batch, BATCH, schemas) }),
  );
}

function showOne(at: string): void {
  const [batch = 0, number = 0] = at.split(".").map(Number);
  const input = drawn(seed, batch)[number];
  if (input === undefined) throw new Error(`no input ${at}`);
  const shown =
    input.kind === "program"
      ? input.steps.map(({ name }) => name)
      : { kind: input.kind, ...input.make(), asked: input.asked };
  console.log(inspect(shown, { depth: 12, maxStringLength: 200 }));
  const { faults, outcome, codes } = judgeDrawn(input, schemas);
  console.log(inspect({ outcome, codes, faults }, { maxStringLength: null }));
}

async function lead(workers: number): Promise<void> {
  console.log(`seed ${seed}: ${batches * BATCH} inputs, ${workers} workers`);
  const start = performance.now();
  const tallies: Tally[] = [];
  let next = 0;
  let done = 0;
  let told = start;
  /** Has a new process judge batches, until none is left or it has judged its share. */
  const employ = (): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      const worker = fork(__filename, [
        "--seed",
        String(seed),
        ...(values.schemas === undefined ? [] : ["--schemas", values.schemas]),
      ]);
      let left = SHARE;
      const give = (): void => {
        if (next < batches && left-- > 0) worker.send(next++);
        else worker.disconnect();
      };
      worker.on("message", ({ batch, tally }: { batch: number; tally: Tally }) => {
        tallies[batch] = tally;
        done++;
        for (const { at, fault } of tally.faults) console.log(`${at}: ${fault}`);
        if (performance.now() - told > 30_000) {
          told = performance.now();
          console.log(`${done * BATCH} after ${((told - start) / 1000).toFixed(0)} s`);
        }
        give();
      });
      worker.on("error", reject);
      worker.on("exit", (code, signal) =>
        code === 0 ? resolve() : reject(new Error(`a worker ended with ${code ?? signal}`)),
      );
      give();
    });
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (next < batches) await employ();
    }),
  );
  report(tallies, (performance.now() - start) / 1000);
}

function report(tallies: readonly Tally[], seconds: number): void {
  const outcomes = sumOf(tallies.map((t) => t.outcomes));
  const codes = sumOf(tallies.map((t) => t.codes));
  const all = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const clusters = Object.entries(outcomes).reduce(
    (sum, [outcome, count]) => sum + (outcome.endsWith(": cluster") ? count : 0),
    0,
  );
  const digest = createHash("sha256").update(tallies.map((t) => t.digest).join());
  const faults = tallies.flatMap((t) => t.faults);
  console.log(`\n${all} inputs in ${seconds.toFixed(0)} s, seed ${seed}`);
  for (const [outcome, count] of Object.entries(outcomes).sort()) console.log(`  ${outcome}: ${count}`);
  console.log(`clusters: ${clusters} (${((100 * clusters) / all).toFixed(1)} %)`);
  console.log(`codes of problems told: ${Object.keys(codes).length}`);
  console.log(`digest of everything given: ${digest.digest("hex")}`);
  console.log(`faults: ${faults.length}`);
  if (faults.length > 0) console.log(`  look at one: npm run fuzz -- --seed ${seed} --only ${faults[0]?.at}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const one of counts) {
    for (const [key, count] of Object.entries(one)) sum[key] = (sum[key] ?? 0) + count;
  }
  return sum;
}
