import fc from "fast-check";
import { commonPrefix, Log, type LogRecord } from "../../engine/stand-in/log";
import { runs } from "../runs";

/** Histories of leaders: each begins an epoch of its own and adds some events. */
const history = fc.array(fc.nat(4), { maxLength: 4 });

function write(leaders: readonly number[], who: string): readonly LogRecord[] {
  return leaders.flatMap((events, i): readonly LogRecord[] => [
    { epoch: i + 1, id: `${who}${i}`, begins: true },
    ...Array.from({ length: events }, (_, n) => ({ epoch: i + 1, id: `${who}${i}-${n}` })),
  ]);
}

function logOf(records: readonly LogRecord[]): Log {
  const log = new Log();
  log.append(records);
  return log;
}

test("what two logs share is told by their outlines alone", () => {
  fc.assert(
    fc.property(history, history, history, fc.nat(), fc.nat(), (shared, left, right, cutLeft, cutRight) => {
      const [a, b] = [
        [...write(shared, "s"), ...write(left, "l")],
        [...write(shared, "s"), ...write(right, "r")],
      ].map((records, i) => records.slice(0, [cutLeft, cutRight][i]! % (records.length + 1)));
      let same = 0;
      while (same < a!.length && a![same]?.id === b![same]?.id) same++;
      expect(commonPrefix(logOf(a!), logOf(b!))).toBe(same);
    }),
    runs(300),
  );
});

test("a log is read as it was written, without a line that was not finished", () => {
  fc.assert(
    fc.property(history, fc.nat(40), (leaders, torn) => {
      const log = new Log();
      const text = log.append(write(leaders, "s"));
      expect(log.bytes).toBe(Buffer.byteLength(text));
      const again = Log.read(text.slice(0, Math.max(0, text.length - torn)));
      expect(again.bytes).toBeLessThanOrEqual(Math.max(0, text.length - torn));
      expect(log.after(0, again.count)).toEqual(again.after(0, log.count));
    }),
    runs(200),
  );
});
