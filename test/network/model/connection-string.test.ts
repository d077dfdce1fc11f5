import fc from "fast-check";
import { Audience } from "../../../lib/network/model/audience";
import { ClientAccess } from "../../../lib/network/asked/client-access";
import { connectionString, isPlainPath, unpromised } from "../../../lib/network/model/connection-string";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import { planned, specOf, V20_6_0, V22, V5, type Planned } from "../arbitrary-spec";
import { everyPlanned } from "../every-planned";
import { RUNS, topologyOf } from "../planning";
import { character } from "../../character";

const PORTS = PortPlan.sequential({ http: 2113, externalTcp: 1113 });
const LOCAL = ClientAccess.throughHost({ host: "localhost", ports: PORTS });

test.each([
  [V22, {}, "esdb://localhost:2113,localhost:2114,localhost:2115?tls=false"],
  [V22, { secure: true }, "esdb://localhost:2113,localhost:2114,localhost:2115?tls=true"],
  [V22, { size: 1 }, "esdb://localhost:2113?tls=false"],
  [V22, { externalTcp: true, size: 1 }, "esdb://localhost:2113?tls=false"],
  [V20_6_0, { size: 1, secure: true }, "esdb://localhost:2113?tls=true"],
  [V5, {}, "GossipSeeds=127.0.0.1:2113,127.0.0.1:2114,127.0.0.1:2115"],
  [V5, { size: 1 }, "ConnectTo=tcp://127.0.0.1:1113"],
])("through the host (%#)", (capabilities, more, expected) => {
  const topology = topologyOf({ capabilities, spec: specOf({ clients: LOCAL, ...more }) });
  expect(connectionString(topology)).toBe(expected);
});

test.each([
  [V22, "esdb://node-0.esdb.external:2113,node-1.esdb.external:2113,node-2.esdb.external:2113?tls=false"],
  [V5, "GossipSeeds=10.240.1.11:2113,10.240.1.12:2113,10.240.1.13:2113"],
])("within the network (%#)", (capabilities, expected) => {
  expect(connectionString(topologyOf({ capabilities, spec: specOf() }))).toBe(expected);
});

test("it has every member's HTTP address as it is advertised, and no replica's", () => {
  everyPlanned((topology, input) => {
    const text = connectionString(topology);
    const members = topology.nodes.filter((n) => n.kind === "member");
    const told = members.map((n) => `${n.advertised.http.host}:${n.advertised.http.port}`);
    const tcp = members.map((n) => n.advertised.externalTcp).map((at) => `${at?.host}:${at?.port}`);
    if (topology.clientProtocol === "grpc") {
      expect(text).toBe(`esdb://${told.join(",")}?tls=${input.spec.secure}`);
    } else {
      const at = members.length > 1 ? `GossipSeeds=${told.join(",")}` : `ConnectTo=tcp://${tcp[0]}`;
      const { secure } = input.spec;
      expect(text.startsWith(secure ? `${at};UseSslConnection=true;` : at)).toBe(true);
      expect(text.includes(";")).toBe(secure);
    }
  });
});

describe("with TLS", () => {
  const secure = { clients: LOCAL, secure: true };
  const grpc = () => topologyOf({ capabilities: V22, spec: specOf(secure) });
  const tcp = () => topologyOf({ capabilities: V5, spec: specOf(secure) });
  const single = () => topologyOf({ capabilities: V5, spec: specOf({ ...secure, size: 1 }) });

  test("gRPC clients are told the authority's file, as it is written", () => {
    expect(connectionString(grpc(), { caFile: "/certs/My_CA-1.crt" })).toBe(
      "esdb://localhost:2113,localhost:2114,localhost:2115?tls=true&tlsCaFile=/certs/My_CA-1.crt",
    );
    expect(connectionString(grpc())).toMatch(/\?tls=true$/);
  });

  test("v5 clients are told which name to expect, and to verify it", () => {
    const seeds = "GossipSeeds=127.0.0.1:2113,127.0.0.1:2114,127.0.0.1:2115;UseSslConnection=true";
    const clientTls = { targetHost: "db.example.com" };
    expect(connectionString({ ...tcp(), clientTls })).toBe(
      `${seeds};TargetHost=db.example.com;ValidateServer=true`,
    );
    expect(connectionString({ ...single(), clientTls })).toBe(
      "ConnectTo=tcp://127.0.0.1:1113;UseSslConnection=true;TargetHost=db.example.com;ValidateServer=true",
    );
    expect(connectionString(single())).toContain(";TargetHost=127.0.0.1;");
  });

  test("nothing of it is said where no client reads it", () => {
    const tls = { caFile: "/ca.crt" };
    expect(connectionString(tcp(), tls)).not.toContain("/ca.crt");
    for (const capabilities of [V22, V5]) {
      const plain = topologyOf({ capabilities, spec: specOf({ clients: LOCAL }) });
      expect(connectionString(plain, tls)).toBe(connectionString(plain));
    }
  });

  test("a path is plain where no client's parser takes it for something else", () => {
    for (const path of ["/ca.crt", "certs/ca-1_2.pem", "C:/certs/ca.crt", "~/ca+x.crt"])
      expect(isPlainPath(path)).toBe(true);
    fc.assert(
      fc.property(fc.string({ unit: character }), (path) => {
        const told = `esdb://h:1?tls=true&tlsCaFile=${path}`;
        if (!isPlainPath(path)) return;
        expect(decodeURIComponent(path)).toBe(path);
        expect(told.split(/[?&]/)).toHaveLength(3);
        expect(path).not.toMatch(/[=@,;#%\s]/);
      }),
      RUNS,
    );
    for (const path of ["", "/a b", "/a&b", "/a=b", "/a?b", "/a%20b", "/a#b", "/a@b", "/a,b", "/é", "/a\n"])
      expect(isPlainPath(path)).toBe(false);
  });
});

describe("for TCP clients from 20.6 on", () => {
  const HOSTS = ["localhost:2113", "localhost:2114", "localhost:2115"];
  const seeds = (scheme: string) => `GossipSeeds=${HOSTS.map((host) => `${scheme}://${host}`).join(",")}`;

  test.each<[object, string]>([
    [{}, `${seeds("http")};UseSslConnection=false`],
    [{ secure: true }, `${seeds("https")};UseSslConnection=true;ValidateServer=true`],
    [{ secure: true, externalTcpTls: false }, `${seeds("https")};UseSslConnection=false`],
    [{ size: 1 }, "ConnectTo=tcp://localhost:1113;UseSslConnection=false"],
    [{ size: 1, secure: true }, "ConnectTo=tcp://localhost:1113;UseSslConnection=true;ValidateServer=true"],
  ])("with %p", (more, expected) => {
    const spec = specOf({ clients: LOCAL, externalTcp: true, ...more });
    const topology = topologyOf({ capabilities: V22, spec });
    expect(connectionString(topology, { protocol: "tcp", caFile: "/ca.crt" })).toBe(expected);
    expect(connectionString(topology)).toMatch(/^esdb:/);
  });

  const isForTcp = ({ capabilities, spec }: Planned) =>
    !capabilities.separateHttp && spec.externalTcp && spec.size! > 1;

  test("it names the seeds as they are advertised, replicas left out, and where there is TLS", () => {
    everyPlanned((topology, input) => {
      const text = connectionString(topology, { protocol: "tcp" });
      const options = Object.fromEntries(text.split(";").map((part) => part.split("=") as [string, string]));
      const members = topology.nodes.filter(({ kind }) => kind === "member");
      const scheme = topology.secure ? "https" : "http";
      expect(options.GossipSeeds?.split(",")).toEqual(
        members.map(({ advertised: { http } }) => `${scheme}://${http.host}:${http.port}`),
      );
      expect(options.UseSslConnection).toBe(String(topology.secure && input.spec.externalTcpTls !== false));
    }, isForTcp);
  });
});

test("what is not promised names who is promised and the access that serves it", () => {
  const within = topologyOf({ capabilities: V22, spec: specOf() });
  expect(unpromised(within, Audience.NETWORK)).toBeUndefined();
  expect(unpromised(within, Audience.HOST)).toMatch(
    /^clients promises Audience\.NETWORK; .*ClientAccess\.throughHost/,
  );
  expect(unpromised(within, Audience.REMOTE)).toMatch(/ClientAccess\.throughHost with a host that others/);
  expect(unpromised(within, Audience.PEERS)).toMatch(/gossip seeds/);
  const local = topologyOf({ capabilities: V22, spec: specOf({ clients: LOCAL }) });
  expect(unpromised(local, Audience.HOST)).toBeUndefined();
  expect(unpromised(local, Audience.NETWORK)).toMatch(
    /^clients promises Audience\.HOST; ClientAccess\.withinNetwork\(\), everywhere/,
  );
});

test("what is not promised proposes nothing that the release lacks", () => {
  const topology = topologyOf({ capabilities: V5, spec: specOf({ clients: LOCAL }) });
  expect(unpromised(topology, Audience.NETWORK)).not.toContain("everywhere");
  expect(unpromised(topologyOf({ capabilities: V5, spec: specOf() }), Audience.HOST)).not.toContain(
    "everywhere",
  );
});

test("an audience is unpromised exactly where the topology does not list it", () => {
  fc.assert(
    fc.property(planned(), fc.constantFrom(...Object.values(Audience)), (input, audience) => {
      const topology = topologyOf(input);
      expect(unpromised(topology, audience) === undefined).toBe(topology.audiences.includes(audience));
    }),
    RUNS,
  );
});

test("promising nobody is said as such", () => {
  const clients = ClientAccess.throughHost({ host: "localhost", ports: PORTS, audiences: [] });
  const topology = topologyOf({ capabilities: V22, spec: specOf({ clients }) });
  expect(unpromised(topology, Audience.HOST)).toMatch(/^clients promises nobody; /);
});
