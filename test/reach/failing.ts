import type { ReachabilityCell } from "../../lib/reach/cell";
import type { ReachabilityStepKind } from "../../lib/reach/step";
import type { Audience } from "../../lib/network/model/audience";
import type { EndpointKind } from "../../lib/network/model/endpoint";
import type { HostPort } from "../../lib/network/model/topology";
import { ON_HOST } from "./one-host";

/** A needed way to node 0 that fails. */
export function failing(
  audience: Audience,
  endpoint: EndpointKind,
  dialled: HostPort | undefined,
  what: ReachabilityStepKind,
  source: ReachabilityCell["source"] = "gossip",
): ReachabilityCell {
  const failed = { what, ok: false, detail: "" };
  return {
    audience,
    from: ON_HOST,
    node: "node-0",
    endpoint,
    dialled: dialled!,
    source,
    expected: "required",
    reached: false,
    steps: [failed],
    failed,
  };
}
