import { DecidingShell } from "./deciding-shell";
import { live } from "./lives";

type Options = Parameters<typeof live>[2];

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

  /** Sees that so many lives lose nothing. */
  async function holds(options?: Options): Promise<void> {
    const { lost, acknowledged } = await live(shell, seeds(count), options);
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(count * 10);
  }

  /** Sees that one of the lives loses something, of four times as many at the most. */
  async function finds(most: number, options: Options): Promise<void> {
    let found = 0;
    for (let from = 1; from <= most * 4 && found === 0; from += 20) {
      const lives = seeds(20).map((n) => n + from);
      found += (await live(shell, lives, options)).lost.length;
    }
    expect(found).toBeGreaterThan(0);
  }

  test("no leader lacks an acknowledged event", () => holds(), 600_000);

  test("nor while sizes differ", () => holds({ rolls: true }), 600_000);

  test("nor on several hosts", () => holds({ hosts: 3 }), 600_000);

  test("nor on several hosts while sizes differ", () => holds({ hosts: 3, rolls: true }), 600_000);

  test(
    "on several hosts the model finds a loss where one is let in before another that goes first has heard it",
    () => finds(200, { hosts: 3, without: "turn" }),
    600_000,
  );

  test.each([
    ["hold", 400],
    ["gone", 400],
    ["refusal", 400],
  ] as const)(
    "without %s the model finds a loss while sizes differ",
    (without, most) => finds(most, { without, rolls: true }),
    600_000,
  );

  test.each([
    ["order", 10],
    ["level", 60],
    ["marks", 400],
    ["aside", 400],
  ] as const)("without %s the model finds a loss", (without, most) => finds(most, { without }), 600_000);
});
