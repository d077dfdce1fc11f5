import {
  Audience,
  Binding,
  ClientAccess,
  ClusterNetwork,
  Delivery,
  ExternalTcp,
  PeerAccess,
  PortPlan,
  RemovalPolicy,
  Security,
} from "cdktf-eventstoredb";
import type { Construct } from "constructs";
import type { Plot } from "./surroundings";

/** One or more clusters that live in one stack. */
export interface Scenario {
  readonly id: string;
  /** What is special about it. */
  readonly what: string;
  readonly declare: (scope: Construct, plot: Plot) => void | Promise<void>;
}

const security = Security.insecure();
/** Where ports are published for others on purpose. */
const open = Security.insecure({ allowPublished: true });

/** The two networks of one cluster, made by it. */
const networks = (plot: Plot) => ({
  internalNetwork: { cidr: plot.range() },
  externalNetwork: { cidr: plot.range() },
});

/** Every way for clients, every family of releases, and what stands side by side. */
export const SCENARIOS: readonly Scenario[] = [
  {
    id: "five",
    what: "five members and two read-only replicas on 24.10, throughHost localhost, by conf file",
    declare: (scope, plot) => {
      plot.cluster(scope, "five", "24.10.4", {
        ...networks(plot),
        security,
        size: 5,
        readOnlyReplicas: 2,
        delivery: Delivery.CONF_FILE,
        clients: ClientAccess.throughHost({
          host: "localhost",
          ports: PortPlan.sequential({ http: plot.hostPorts().http }),
        }),
      });
    },
  },
  {
    id: "single",
    what: "one member on 24.10, throughHost localhost",
    declare: (scope, plot) => {
      plot.cluster(scope, "single", "24.10.4", {
        externalNetwork: { cidr: plot.range() },
        security,
        size: 1,
        clients: ClientAccess.throughHost({
          host: "localhost",
          ports: PortPlan.sequential({ http: plot.hostPorts().http }),
        }),
      });
    },
  },
  {
    id: "single-v5",
    what: "one member on v5, withinNetwork",
    declare: (scope, plot) => {
      plot.cluster(scope, "single-v5", "5.0.11", {
        externalNetwork: { cidr: plot.range() },
        security,
        size: 1,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    },
  },
  {
    id: "within",
    what: "three members and a read-only replica on 23.10, withinNetwork",
    declare: (scope, plot) => {
      plot.cluster(scope, "within", "23.10.8", { ...networks(plot), security, readOnlyReplicas: 1 });
    },
  },
  {
    id: "within-v5",
    what: "three members on v5, withinNetwork, internal HTTP open on purpose",
    declare: (scope, plot) => {
      plot.cluster(scope, "within-v5", "5.0.11", {
        ...networks(plot),
        security,
        bindings: { internalHttp: Binding.ALL_INTERFACES, http: Binding.NODE_ADDRESS },
      });
    },
  },
  {
    id: "localhost-v5",
    what: "three members on v5, throughHost localhost, ports of their own, external TCP",
    declare: (scope, plot) => {
      plot.cluster(scope, "localhost-v5", "5.0.11", {
        ...networks(plot),
        security,
        ports: { internalTcp: 3112, internalHttp: 4112, http: 4113, externalTcp: 3113 },
        clients: ClientAccess.throughHost({
          host: "localhost",
          ports: PortPlan.sequential(plot.hostPorts()),
        }),
      });
    },
  },
  {
    id: "address-v5",
    what: "three members on v5, throughHost with the host's address, external TCP, by command line",
    declare: (scope, plot) => {
      plot.cluster(scope, "address-v5", "5.0.11", {
        ...networks(plot),
        security: open,
        delivery: Delivery.COMMAND_LINE,
        clients: ClientAccess.throughHost({
          host: plot.hostAddress,
          ports: PortPlan.sequential(plot.hostPorts()),
        }),
      });
    },
  },
  {
    id: "address",
    what: "three members on 22.10, throughHost with the host's address, external TCP",
    declare: (scope, plot) => {
      plot.cluster(scope, "address", "22.10.5", {
        ...networks(plot),
        security: open,
        externalTcp: ExternalTcp.enabled(),
        clients: ClientAccess.throughHost({
          host: plot.hostAddress,
          ports: PortPlan.sequential(plot.hostPorts()),
        }),
      });
    },
  },
  {
    id: "everywhere",
    what: "three members on 26.1, everywhere, on the host's loopback address",
    declare: (scope, plot) => {
      plot.cluster(scope, "everywhere", "26.1.0", {
        ...networks(plot),
        security,
        clients: ClientAccess.everywhere({
          domain: "esdb.test",
          ports: PortPlan.sequential({ http: plot.hostPorts().http }),
        }),
      });
    },
  },
  {
    id: "everywhere-open",
    what: "three members on 24.10, everywhere, for other machines too",
    declare: (scope, plot) => {
      plot.cluster(scope, "everywhere-open", "24.10.4", {
        ...networks(plot),
        security: open,
        clients: ClientAccess.everywhere({
          domain: "open.test",
          ports: PortPlan.sequential({ http: plot.hostPorts().http }),
          bindIp: plot.hostAddress,
          audiences: [Audience.NETWORK, Audience.REMOTE],
        }),
      });
    },
  },
  {
    id: "per-node",
    what: "three members on 22.10, perNode for clients and for nodes, translated ports, external TCP",
    declare: (scope, plot) => {
      const first = plot.hostPorts();
      const members = [0, 1, 2];
      plot.cluster(scope, "per-node", "22.10.5", {
        ...networks(plot),
        security: open,
        externalTcp: ExternalTcp.enabled(),
        peers: PeerAccess.perNode(
          members.map((n) => ({ host: `peer-${n}.db.internal`, tcpPort: 1112, httpPort: 2113 })),
        ),
        clients: ClientAccess.perNode(
          members.map((n) => ({
            host: plot.hostAddress,
            httpPort: first.http + 10 * n,
            tcpPort: first.externalTcp + 10 * n,
          })),
          { audiences: [Audience.HOST, Audience.NETWORK, Audience.REMOTE] },
        ),
      });
    },
  },
  {
    id: "own-networks",
    what: "three members on 21.10 on two networks that the stack brings, replication on every interface",
    declare: (scope, plot) => {
      const [internal, external] = [plot.range(), plot.range()];
      plot.cluster(scope, "own-networks", "21.10.11", {
        security,
        internalNetwork: ClusterNetwork.fromNetworkName(
          plot.network(scope, "probe-own-internal", internal, true),
          { cidr: internal, internal: true, memberOffset: 21 },
        ),
        externalNetwork: ClusterNetwork.fromNetworkName(
          plot.network(scope, "probe-own-external", external, false),
          { cidr: external, memberOffset: 31 },
        ),
        bindings: { internalTcp: Binding.ALL_INTERFACES },
        ports: { internalTcp: 5112, http: 5113 },
      });
    },
  },
  {
    id: "side-by-side",
    what: "two clusters on one external network, 26.1 withinNetwork and 23.10 throughHost localhost",
    declare: (scope, plot) => {
      const cidr = plot.range();
      const shared = plot.network(scope, "probe-shared", cidr, false);
      plot.cluster(scope, "left", "26.1.0", {
        security,
        internalNetwork: { cidr: plot.range() },
        externalNetwork: ClusterNetwork.fromNetworkName(shared, { cidr, memberOffset: 11 }),
      });
      plot.cluster(scope, "right", "23.10.8", {
        security,
        internalNetwork: { cidr: plot.range() },
        externalNetwork: ClusterNetwork.fromNetworkName(shared, { cidr, memberOffset: 61 }),
        clients: ClientAccess.throughHost({
          host: "localhost",
          ports: PortPlan.sequential({ http: plot.hostPorts().http }),
        }),
      });
    },
  },
  {
    id: "secure",
    what: "three secure members on 24.10, withinNetwork, generated certificates",
    declare: (scope, plot) => plot.secure(scope, "secure", "24.10.4", "generated", networks(plot)),
  },
  {
    id: "secure-localhost",
    what: "three secure members and a read-only replica on 26.1, throughHost localhost, by conf file, generated certificates",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-localhost", "26.1.0", "generated", {
        ...networks(plot),
        readOnlyReplicas: 1,
        delivery: Delivery.CONF_FILE,
        clients: ClientAccess.throughHost({
          host: "localhost",
          ports: PortPlan.sequential({ http: plot.hostPorts().http }),
        }),
      }),
  },
  {
    id: "secure-address",
    what: "three secure members on 22.10, throughHost with the host's address, external TCP, by command line, own files",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-address", "22.10.5", "files", {
        ...networks(plot),
        delivery: Delivery.COMMAND_LINE,
        externalTcp: ExternalTcp.enabled(),
        clients: ClientAccess.throughHost({
          host: plot.hostAddress,
          ports: PortPlan.sequential(plot.hostPorts()),
        }),
      }),
  },
  {
    id: "secure-everywhere",
    what: "three secure members and a read-only replica on 25.0, everywhere, for other machines too, generated certificates",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-everywhere", "25.0.1", "generated", {
        ...networks(plot),
        readOnlyReplicas: 1,
        clients: ClientAccess.everywhere({
          domain: "secure.test",
          ports: PortPlan.sequential({ http: plot.hostPorts().http }),
          bindIp: plot.hostAddress,
          audiences: [Audience.NETWORK, Audience.REMOTE],
        }),
      }),
  },
  {
    id: "secure-v5",
    what: "three secure members on v5, throughHost localhost, secure TCP by PKCS#12",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-v5", "5.0.11", "pkcs12", {
        ...networks(plot),
        clients: ClientAccess.throughHost({
          host: "localhost",
          ports: PortPlan.sequential(plot.hostPorts()),
        }),
      }),
  },
  {
    id: "secure-pair",
    what: "two secure clusters on one external network, 25.1 withinNetwork with generated certificates, 23.10 throughHost localhost with encrypted keys and plain external TCP",
    declare: async (scope, plot) => {
      const cidr = plot.range();
      const shared = plot.network(scope, "probe-secure-shared", cidr, false);
      await plot.secure(scope, "secure-left", "25.1.0", "generated", {
        internalNetwork: { cidr: plot.range() },
        externalNetwork: ClusterNetwork.fromNetworkName(shared, { cidr, memberOffset: 11 }),
      });
      await plot.secure(scope, "secure-right", "23.10.8", "encrypted", {
        internalNetwork: { cidr: plot.range() },
        externalNetwork: ClusterNetwork.fromNetworkName(shared, { cidr, memberOffset: 61 }),
        externalTcp: ExternalTcp.enabled({ tls: false }),
        clients: ClientAccess.throughHost({
          host: "localhost",
          ports: PortPlan.sequential(plot.hostPorts()),
        }),
      });
    },
  },
];
