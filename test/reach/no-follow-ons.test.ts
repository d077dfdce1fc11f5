import { Audience } from "../../lib/network/model/audience";
import { Binding } from "../../lib/network/model/endpoint";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { specOf, V5, V22 } from "../network/arbitrary-spec";
import { three } from "../network/client-requests";
import { codesOf, plan } from "../network/planning";

const REFUSED = { "node-1": { internalAddress: "10.9.9.9", externalAddress: "10.9.9.8" } };
const OUTSIDE = [
  'address.outside nodeOverrides["node-1"].externalAddress',
  'address.outside nodeOverrides["node-1"].internalAddress',
];

describe("what only follows from a refused value is not told", () => {
  test.each([V5, V22])("of addresses of $release, by whoever they are told", (release) => {
    const own = (n: number, net: number) => (n === 1 ? `10.9.9.${9 - net}` : `10.240.${net}.${11 + n}`);
    const peers = PeerAccess.perNode(
      three((n) => ({ host: own(n, 0), tcpPort: 1112, httpPort: 2113 })) as never,
    );
    const clients = ClientAccess.perNode(
      three((n) => ({ host: own(n, 1), httpPort: 2113, tcpPort: 1113 })) as never,
      { audiences: [Audience.NETWORK] },
    );
    const bindings = release === V5 ? { http: Binding.NODE_ADDRESS } : {};
    const { problems } = plan(specOf({ addresses: REFUSED, peers, clients, bindings }), release);
    expect(codesOf(problems)).toEqual(OUTSIDE);
  });

  test("of a network, by names", () => {
    const peers = PeerAccess.perNode(
      three((n) => ({ host: `n${n}.test`, tcpPort: 1112, httpPort: 2113 })) as never,
    );
    const { problems } = plan(specOf({ internalNetwork: { cidr: "10.240.0.1/24" }, peers }));
    expect(codesOf(problems)).toEqual(["network.cidr.hostBits internalNetwork.cidr"]);
  });

  test("of sockets on a refused address: they clash with nothing", () => {
    const { problems } = plan(
      specOf({
        addresses: REFUSED,
        ports: { internalHttp: 2113 },
        bindings: { http: Binding.NODE_ADDRESS },
      }),
      V5,
    );
    expect(codesOf(problems)).toEqual(OUTSIDE);
  });

  test("of ports: the default in their place is nobody's", () => {
    const peers = PeerAccess.perNode(
      three((n) => ({ host: `n${n}.test`, tcpPort: 3112, httpPort: 2113 })) as never,
    );
    const ports = { internalTcp: 0, http: 1112 };
    const { problems } = plan(specOf({ peers, ports }));
    expect(codesOf(problems)).toEqual([
      "port ports.internalTcp",
      "reachability.required peers.members[0].httpPort",
      "reachability.required peers.members[1].httpPort",
      "reachability.required peers.members[2].httpPort",
    ]);
  });
});
