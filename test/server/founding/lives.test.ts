import { DecidingShell } from "./deciding-shell";
import { live } from "./lives";

describe("lives of clusters, decided by the shell that nodes and gates run", () => {
  let shell: DecidingShell;
  beforeAll(() => {
    shell = new DecidingShell();
  });
  afterAll(() => {
    shell.end();
  });

  const count = Number(process.env.LIVES ?? 250);
  const seeds = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

  test("no leader lacks an acknowledged event", async () => {
    const { lost, acknowledged } = await live(shell, seeds(count));
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(count * 10);
  }, 600_000);

  test("nor while sizes differ", async () => {
    const { lost, acknowledged } = await live(shell, seeds(count), { rolls: true });
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(count * 10);
  }, 600_000);

  test.each([
    ["hold", 400],
    ["gone", 400],
    ["refusal", 400],
  ] as const)(
    "without %s the model finds a loss while sizes differ",
    async (without, most) => {
      let found = 0;
      for (let from = 1; from <= most * 4 && found === 0; from += 20)
        found += (
          await live(
            shell,
            seeds(20).map((n) => n + from),
            { without, rolls: true },
          )
        ).lost.length;
      expect(found).toBeGreaterThan(0);
    },
    600_000,
  );

  test.each([
    ["order", 10],
    ["level", 60],
    ["marks", 400],
    ["aside", 400],
  ] as const)(
    "without %s the model finds a loss",
    async (without, most) => {
      let found = 0;
      for (let from = 1; from <= most * 4 && found === 0; from += 20)
        found += (
          await live(
            shell,
            seeds(20).map((n) => n + from),
            { without },
          )
        ).lost.length;
      expect(found).toBeGreaterThan(0);
    },
    600_000,
  );
});
