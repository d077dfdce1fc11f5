import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Audience } from "../../lib/network/model/audience";
import type { ReachabilityCell } from "../../lib/reach/cell";
import { plannedServers } from "../../lib/reach/planned-servers";
import { reachabilityOf } from "../../lib/reach/reachability";
import { specOf } from "../network/arbitrary-spec";
import { dockerHosts } from "../network/docker-hosts";
import { codesOf, plan } from "../network/planning";

const { NETWORK, HOST, REMOTE } = Audience;

const hosts = dockerHosts();

type More = Partial<Record<keyof ClusterSpec, unknown>>;

const onHosts = (more: More = {}) =>
  plan(specOf({ hosts, allowPublished: true, userlandProxy: false, ...more }));

/** One engine, and containers on a network besides the one to which published ports lead. */
const onOne = (more: More = {}) =>
  plan(
    specOf({
      allowPublished: true,
      userlandProxy: false,
      additionalNetworks: { jobs: { cidr: "10.240.2.0/24" } },
      clients: through({}),
      ...more,
    }),
  );

const through = (more: object) =>
  ClientAccess.throughHost({ host: "192.0.2.1", ports: PortPlan.sequential(2113), ...more });

const cells = ({ topology }: ReturnType<typeof plan>): readonly ReachabilityCell[] =>
  reachabilityOf({ topology: topology!, nodes: plannedServers(topology!) }).cells;

const WITHOUT = { clients: ClientAccess.throughHosts({ audiences: [HOST, REMOTE] }) };

/** Ports of their own for nodes that share a host. */
const SHARED = {
  peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
  clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113), audiences: [HOST, REMOTE] }),
};

describe("engines without userland-proxy", () => {
  test("keep a container from its own host's node on another network, and from no other", () => {
    const outcome = onHosts(WITHOUT);
    expect(outcome.problems).toEqual([]);
    const from = (host: string, network: string) =>
      cells(outcome)
        .filter(
          ({ from: place, dialled }) =>
            place.kind === "container" &&
            place.host === host &&
            place.key === undefined &&
            place.networks.includes(network) &&
            dialled.host === "192.0.2.2" &&
            dialled.port === 2113,
        )
        .map(({ reached, failed }) => [reached, failed?.what, failed?.detail]);
    const detail =
      'without userland-proxy the engine leads containers of "esdb-between-nodes" alone there, of those on its host';
    expect(from("b", "esdb-external")).toEqual([[false, "userlandProxy", detail]]);
    expect(from("b", "a network of its own")).toEqual([[false, "userlandProxy", detail]]);
    expect(from("a", "esdb-external")).toEqual([[true, undefined, undefined]]);
  });

  test("lead nodes to each other and processes to their own host's node", () => {
    const all = cells(onHosts({ ...WITHOUT, size: 5, ...SHARED }));
    const required = all.filter(({ expected }) => expected === "required");
    expect(required.length).toBeGreaterThan(40);
    expect(required.filter(({ reached }) => reached !== true)).toEqual([]);
  });

  test("do not serve containers on every host, and both mends work", () => {
    const { problems } = onHosts();
    expect(codesOf(problems)).toEqual(["reachability.audiences clients.audiences"]);
    expect(problems[0]?.fix).toBe(
      "promise audiences: [Audience.HOST, Audience.REMOTE] only, or mend userlandProxy: " +
        'take "userland-proxy": false out of daemon.json of the engines, and userlandProxy: false here',
    );
    expect(onHosts(WITHOUT).problems).toEqual([]);
    expect(onHosts({ userlandProxy: undefined }).problems).toEqual([]);
    expect(onHosts({ userlandProxy: true }).topology).toEqual(onHosts({ userlandProxy: undefined }).topology);
    expect(onHosts(WITHOUT).topology).toMatchObject({ userlandProxy: false });
  });

  test("of a promise to containers alone say the same", () => {
    const clients = ClientAccess.throughHosts({ audiences: [NETWORK] });
    expect(codesOf(onHosts({ clients }).problems)).toEqual(["reachability.required userlandProxy"]);
  });

  test("serve containers of the network to which ports lead, one engine's others are told", () => {
    const { problems } = onOne();
    expect(codesOf(problems)).toEqual(["reachability.networks clients.networks"]);
    expect(problems[0]?.fix).toBe(
      'set networks: ["external"]; or take "userland-proxy": false out of daemon.json of the engines, and userlandProxy: false here',
    );
    expect(onOne({ clients: through({ networks: ["external"] }) }).problems).toEqual([]);
    expect(onOne({ userlandProxy: true }).problems).toEqual([]);
  });

  test("say nothing where no port leads to a node", () => {
    const refused = onOne({ clients: through({ ports: PortPlan.sequential(70_000) }) });
    expect(codesOf(refused.problems).filter((code) => code.includes("reachability"))).toEqual([]);
  });

  test("lead whoever comes by a translated address as other machines", () => {
    const own = hosts.map(({ name, internalAddress }, n) => ({
      name,
      internalAddress,
      externalName: `203.0.113.${n + 1}`,
    }));
    const outcome = onHosts({ hosts: own });
    expect(outcome.problems).toEqual([]);
    const required = cells(outcome).filter(
      ({ audience, expected }) => audience === NETWORK && expected === "required",
    );
    expect(new Set(required.map(({ reached }) => reached))).toEqual(new Set(["unchecked"]));
  });
});
