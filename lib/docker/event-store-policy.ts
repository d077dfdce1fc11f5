import { Construct } from "constructs";
import { POLICY_SWITCHES } from "../guarantees/policy";
import type { EventStorePolicyProps } from "../guarantees/policy-props";
import { checkBoolean, checkKeys, checkObject, readEach } from "../problem/checked";
import { Findings } from "../problem/findings";
import { InvalidClusterError } from "../problem/invalid-cluster-error";
import { quote } from "../problem/quote";
import { noted } from "./stack-problems";

/**
 * What those who run a platform refuse of clusters that would work, said once for an app, a stack or a part of one. At
 * synth it judges every cluster below its scope, whether that was made before it or after, and each refusal is a problem
 * of that cluster, as all others are. Of several policies above a cluster each counts, so that none can be relaxed from
 * below. Terraform is told nothing of it. `Testing.synth` asks no validations, and so no policy.
 */
export class EventStorePolicy extends Construct {
  /** What is allowed. */
  readonly rules: Required<EventStorePolicyProps>;

  /**
   * @param scope above all clusters that it is for: the app, a stack, or a construct in one
   * @throws InvalidClusterError with every problem of the props
   */
  constructor(scope: Construct, id: string, props: EventStorePolicyProps = {}) {
    const rules = noted(scope, () => readRules(id, props), id);
    super(scope, id);
    this.rules = rules;
  }
}

function readRules(id: string, props: unknown): Required<EventStorePolicyProps> {
  const findings = new Findings();
  const given = checkObject(props, "use { allowInsecure: true }", findings.at("props")) ?? {};
  checkKeys(given, POLICY_SWITCHES, findings.at("", "props"));
  const read = readEach(given, POLICY_SWITCHES, "props.unreadable", findings.at("", "props"));
  const entries = POLICY_SWITCHES.map((name) => {
    const asked = read[name];
    const wrong = { fix: "leave it out for false" };
    return [name, asked === undefined ? false : checkBoolean(asked, wrong, findings.at(name))];
  });
  if (findings.problems.length > 0)
    throw new InvalidClusterError(`EventStorePolicy ${quote(id)}`, findings.problems, EventStorePolicy);
  return Object.freeze(Object.fromEntries(entries) as Required<EventStorePolicyProps>);
}
