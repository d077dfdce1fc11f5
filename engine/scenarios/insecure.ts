import {
  Binding,
  ClientAccess,
  ClusterNetwork,
  Delivery,
  ExternalTcp,
  PortPlan,
  RemovalPolicy,
  Security,
} from "cdktf-eventstoredb";
import { fromEverywhere, nodeByNode, throughHost } from "./clients";
import { besideOthers, networks } from "./networks";
import type { Scenario } from "./scenario";

const security = Security.insecure();
/** Where ports are published for others on purpose. */
const open = Security.insecure({ allowPublished: true });

/** Every way for clients, every family of releases, and what stands side by side. */
export const INSECURE: readonly Scenario[] = [
  {
    id: "five",
    what: "five members and two read-only replicas on 24.10, throughHost localhost, by environment",
    declare: (scope, plot) => {
      plot.cluster(scope, "five", "24.10.4", {
        ...networks(plot),
        security,
        size: 5,
        readOnlyReplicas: 2,
        delivery: Delivery.ENVIRONMENT,
        clients: throughHost(plot, "localhost"),
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
        clients: throughHost(plot, "localhost"),
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
        clients: throughHost(plot, "localhost"),
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
        clients: throughHost(plot, plot.hostAddress),
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
        clients: throughHost(plot, plot.hostAddress),
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
        clients: fromEverywhere(plot, "open.test"),
      });
    },
  },
  {
    id: "per-node",
    what: "three members on 22.10, perNode for clients and for nodes, translated ports, external TCP",
    declare: (scope, plot) => {
      plot.cluster(scope, "per-node", "22.10.5", {
        ...networks(plot),
        ...nodeByNode(plot, "db.internal"),
        security: open,
        externalTcp: ExternalTcp.enabled(),
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
      const beside = besideOthers(scope, plot, "probe-shared");
      plot.cluster(scope, "left", "26.1.0", {
        security,
        ...beside(11),
      });
      plot.cluster(scope, "right", "23.10.8", {
        security,
        ...beside(61),
        clients: throughHost(plot, "localhost"),
      });
    },
  },
  {
    id: "client-networks",
    what: "three members on 24.10, withinNetwork, on three networks of clients, one of them existing and without a way out",
    declare: (scope, plot) => {
      const cidr = plot.range();
      const inner = plot.network(scope, "probe-inner-clients", cidr, true);
      plot.cluster(scope, "meeting", "24.10.7", {
        security,
        ...networks(plot),
        additionalNetworks: {
          proxy: { cidr: plot.range() },
          inner: ClusterNetwork.fromNetworkName(inner, { cidr, internal: true, memberOffset: 31 }),
        },
      });
    },
  },
  {
    id: "client-networks-v5",
    what: "three members on v5, throughHost with the host's address, external TCP, on two networks of clients",
    declare: (scope, plot) => {
      const cidr = plot.range();
      // Published ports arrive there: it comes before the external network by name.
      const first = plot.network(scope, "probe-a-clients", cidr, false);
      plot.cluster(scope, "meeting-v5", "5.0.11", {
        security: open,
        ...networks(plot),
        additionalNetworks: { first: ClusterNetwork.fromNetworkName(first, { cidr }) },
        clients: throughHost(plot, plot.hostAddress),
      });
    },
  },
];
