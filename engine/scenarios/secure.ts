import { ClientAccess, Delivery, ExternalTcp, Security } from "cdktf-eventstoredb";
import { fromEverywhere, nodeByNode, throughHost } from "./clients";
import { besideOthers, networks } from "./networks";
import type { Scenario } from "./scenario";

/** Every way for clients over TLS, by certificates from every source. */
export const SECURE: readonly Scenario[] = [
  {
    id: "secure",
    what: "three secure members on 24.10, withinNetwork, generated certificates",
    declare: (scope, plot) => plot.secure(scope, "secure", "24.10.4", "generated", networks(plot)),
  },
  {
    id: "secure-localhost",
    what: "three secure members and a read-only replica on 26.1, throughHost localhost, by environment, generated certificates",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-localhost", "26.1.0", "generated", {
        ...networks(plot),
        readOnlyReplicas: 1,
        delivery: Delivery.ENVIRONMENT,
        clients: throughHost(plot, "localhost"),
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
        clients: throughHost(plot, plot.hostAddress),
      }),
  },
  {
    id: "secure-everywhere",
    what: "three secure members and a read-only replica on 25.0, everywhere, for other machines too, generated certificates",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-everywhere", "25.0.1", "generated", {
        ...networks(plot),
        readOnlyReplicas: 1,
        clients: fromEverywhere(plot, "secure.test"),
      }),
  },
  {
    id: "secure-per-node",
    what: "three secure members on 23.6, perNode for clients and for nodes, translated ports, external TCP, files of the Docker host",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-per-node", "23.6.0", "host", {
        ...networks(plot),
        ...nodeByNode(plot, "tls.internal"),
        externalTcp: ExternalTcp.enabled(),
      }),
  },
  {
    id: "secure-v5",
    what: "three secure members on v5, throughHost localhost, secure TCP by PKCS#12",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-v5", "5.0.11", "pkcs12", {
        ...networks(plot),
        clients: throughHost(plot, "localhost"),
      }),
  },
  {
    id: "secure-v5-clients",
    what: "three members on v5, throughHost localhost, secure TCP for clients only",
    declare: (scope, plot) =>
      plot.secure(
        scope,
        "secure-v5-clients",
        "5.0.11",
        "pkcs12",
        { ...networks(plot), clients: throughHost(plot, "localhost") },
        (certificates) => Security.tlsForClients(certificates),
      ),
  },
  {
    id: "secure-pair",
    what: "two secure clusters on one external network, 25.1 withinNetwork with generated certificates, 23.10 throughHost localhost with encrypted keys and plain external TCP",
    declare: async (scope, plot) => {
      const beside = besideOthers(scope, plot, "probe-secure-shared");
      await plot.secure(scope, "secure-left", "25.1.0", "generated", {
        ...beside(11),
      });
      await plot.secure(scope, "secure-right", "23.10.8", "encrypted", {
        ...beside(61),
        externalTcp: ExternalTcp.enabled({ tls: false }),
        clients: throughHost(plot, "localhost"),
      });
    },
  },
  {
    id: "secure-client-networks",
    what: "three secure members on 26.1, withinNetwork, on two networks of clients, promised on the further one, generated certificates",
    declare: (scope, plot) =>
      plot.secure(scope, "secure-meeting", "26.1.0", "generated", {
        ...networks(plot),
        additionalNetworks: { proxy: { cidr: plot.range() } },
        clients: ClientAccess.withinNetwork({ networks: ["proxy"] }),
      }),
  },
];
