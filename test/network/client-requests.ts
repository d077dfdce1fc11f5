import type { Audience } from "../../lib/network/model/audience";
import { ClientAccess, type NodeClientAddress } from "../../lib/network/asked/client-access";
import type { Capabilities } from "../../lib/network/plan/capabilities";
import { PortPlan } from "../../lib/network/asked/port-plan";
import type { Problem } from "../../lib/problem/problem";
import { specOf, V22 } from "./arbitrary-spec";
import { plan } from "./planning";

/** Ports for HTTP and for external TCP. */
export const PORTS = PortPlan.sequential({ http: 2113, externalTcp: 1213 });

/** What is wrong with clients that come this way to three nodes; published insecurely where need be. */
export function wrong(
  clients: unknown,
  more: object = {},
  capabilities: Capabilities = V22,
): readonly Problem[] {
  return plan(specOf({ clients, allowPublished: true, ...more }), capabilities).problems;
}

/** Clients through `localhost`, but for what is said otherwise. */
export function throughHost(more: object): ClientAccess {
  return ClientAccess.throughHost({ host: "localhost", ports: PORTS, ...more });
}

/** The members' addresses one by one, of any shape. */
export function perNode(
  members: readonly object[],
  audiences: readonly Audience[],
  more: object = {},
): ClientAccess {
  return ClientAccess.perNode(members as readonly NodeClientAddress[], { audiences, ...more });
}

/** Three entries that differ in one thing. */
export function three(of: (n: number) => object): readonly object[] {
  return [0, 1, 2].map(of);
}
