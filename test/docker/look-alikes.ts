import type { ClusterProps } from "cdktf-eventstoredb";
import { ClientAccess, Security } from "cdktf-eventstoredb";

/**
 * What is no value of ours, though nothing of it can be told from the shipped types. Checked against `lib/`, and with
 * the examples against what is shipped.
 */
export const LOOK_ALIKES: { readonly [path: string]: Partial<ClusterProps> } = {
  // @ts-expect-error A ClientAccess comes from its factories.
  clients: { clients: {} },
  // @ts-expect-error A PeerAccess comes from its factories.
  peers: { peers: {} },
  // @ts-expect-error A Timing comes from its factories.
  timing: { timing: {} },
  // @ts-expect-error An ExternalTcp comes from its factory.
  externalTcp: { externalTcp: {} },
  // @ts-expect-error A ClusterData comes from its factories.
  data: { data: {} },
  // @ts-expect-error A Security comes from its factories.
  security: { security: {} },
  // @ts-expect-error A Certificates comes from its factories.
  "security.certificates": { security: Security.tls({}) },
  // @ts-expect-error A PortPlan comes from its factories.
  "clients.ports": { clients: ClientAccess.throughHost({ host: "localhost", ports: {} }) },
};
