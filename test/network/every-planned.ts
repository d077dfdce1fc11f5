import fc from "fast-check";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import type { Topology } from "../../lib/network/model/topology";
import { isCodeTheSame } from "../runs";
import { planned, type Planned } from "./arbitrary-spec";
import { RUNS, topologyOf } from "./planning";

/*
 * Most properties of what is planned are about the same inputs. This is loaded once in a worker, and so each input is
 * drawn once there and planned once, whoever asks. Where the code changes between the tests, it is so for each anew.
 */

/** Draws what another does, and what it drew of the same randomness before without drawing it again. */
class Remembering<T> extends fc.Arbitrary<T> {
  private readonly drawn = new Map<string, fc.Value<T>>();

  constructor(private readonly from: fc.Arbitrary<T>) {
    super();
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    const key = `${random.getState()?.join()} ${bias}`;
    const value = this.drawn.get(key) ?? this.from.generate(random, bias);
    if (isCodeTheSame) this.drawn.set(key, value);
    return value;
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.from.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.from.shrink(value, context);
  }
}

const inputs = new Remembering(planned());
const secured = new Remembering(
  planned().map(({ spec, capabilities }) => ({ capabilities, spec: { ...spec, secure: true } })),
);
const topologies = new WeakMap<ClusterSpec, Topology>();

/** What must hold of a topology, with what it was planned of. */
type Holds = (topology: Topology, input: Planned) => void;

/** Whether an input is one of those that a property is about. */
type IsMeant = (input: Planned) => boolean;

function every(drawn: fc.Arbitrary<Planned>, holds: Holds, isMeant: IsMeant = () => true): void {
  const check = (input: Planned) => {
    fc.pre(isMeant(input));
    const topology = topologies.get(input.spec) ?? topologyOf(input);
    if (isCodeTheSame) topologies.set(input.spec, topology);
    holds(topology, input);
  };
  fc.assert(fc.property(drawn, check), RUNS);
}

/** Holds of every topology, or of that of every input that is meant: the others are not planned. */
export function everyPlanned(holds: Holds, isMeant?: IsMeant): void {
  every(inputs, holds, isMeant);
}

/** Holds of every topology, made secure. */
export function everySecured(holds: Holds): void {
  every(secured, holds);
}
