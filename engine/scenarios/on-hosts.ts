import { ClientAccess, ExternalTcp, PeerAccess, PortPlan, Security } from "cdktf-eventstoredb";
import { networks } from "./networks";
import type { Scenario } from "./scenario";

const security = Security.insecure({ allowPublished: true });
const HOSTS = 3;

/** What is tried where none is named. */
export const USUAL_ON_HOSTS: ReadonlySet<string> = new Set(["hosts-secure"]);

/** Nodes that are spread over several Docker hosts, and meet by what is published there. */
export const ON_HOSTS: readonly Scenario[] = [
  {
    id: "hosts-v5",
    what: "three members on v5 on three hosts, four ports, each translated",
    onHosts: true,
    declare: (scope, plot) => {
      plot.cluster(scope, "hosts-v5", "5.0.11", {
        ...networks(plot),
        hosts: plot.hosts(scope, HOSTS),
        security,
        peers: PeerAccess.throughHosts({
          internalTcp: PortPlan.same(11112),
          internalHttp: PortPlan.same(12112),
        }),
        clients: ClientAccess.throughHosts({ ports: PortPlan.same({ http: 12113, externalTcp: 11113 }) }),
      });
    },
  },
  {
    id: "hosts-tcp",
    what: "three members on 22.10 on three hosts, external TCP, translated ports",
    onHosts: true,
    declare: (scope, plot) => {
      plot.cluster(scope, "hosts-tcp", "22.10.5", {
        ...networks(plot),
        hosts: plot.hosts(scope, HOSTS),
        security,
        externalTcp: ExternalTcp.enabled(),
        peers: PeerAccess.throughHosts({ internalTcp: PortPlan.same(21112) }),
        clients: ClientAccess.throughHosts({ ports: PortPlan.same({ http: 22113, externalTcp: 21113 }) }),
      });
    },
  },
  {
    id: "hosts-secure",
    what: "three secure members on 24.10 on three hosts, generated certificates",
    onHosts: true,
    declare: (scope, plot) =>
      plot.secure(scope, "hosts-secure", "24.10.4", "generated", {
        ...networks(plot),
        hosts: plot.hosts(scope, HOSTS),
      }),
  },
  {
    id: "hosts-replica",
    what: "three members and a read-only replica on 26.1 on three hosts",
    onHosts: true,
    declare: (scope, plot) => {
      plot.cluster(scope, "hosts-replica", "26.1.0", {
        ...networks(plot),
        hosts: plot.hosts(scope, HOSTS),
        security,
        readOnlyReplicas: 1,
        peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(31112) }),
        clients: ClientAccess.throughHosts({ ports: PortPlan.sequential({ http: 32113 }) }),
      });
    },
  },
  {
    id: "hosts-beside",
    what: "two clusters on three hosts, 24.10 and 23.10",
    onHosts: true,
    declare: (scope, plot) => {
      plot.cluster(scope, "hosts-left", "24.10.4", {
        ...networks(plot),
        hosts: plot.hosts(scope, HOSTS),
        security,
        peers: PeerAccess.throughHosts({ internalTcp: PortPlan.same(51112) }),
        clients: ClientAccess.throughHosts({ ports: PortPlan.same({ http: 52113 }) }),
      });
      plot.cluster(scope, "hosts-right", "23.10.8", {
        ...networks(plot),
        hosts: plot.hosts(scope, HOSTS),
        security,
        peers: PeerAccess.throughHosts({ internalTcp: PortPlan.same(41112) }),
        clients: ClientAccess.throughHosts({ ports: PortPlan.same({ http: 42113 }) }),
      });
    },
  },
];
