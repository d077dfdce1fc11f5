import { TerraformVariable, Token, type TerraformStack } from "cdktf";
import {
  Audience,
  Binding,
  Certificates,
  ClientAccess,
  ClusterNetwork,
  describeProblem,
  describeTopology,
  Delivery,
  EventStoreCluster,
  InvalidClusterError,
  PortPlan,
  Security,
} from "../../lib";
import { reaches } from "../../lib/testing";
import { byName, environmentOf, propsOf, synthStack, toldTo } from "./synth";
import { asValues, makeCluster } from "./certificates/secure-cluster";
import { emptyStack } from "./never-synthesized";

const ports = PortPlan.sequential({ http: 2113 });
const generated = { security: Security.tls(Certificates.generated()) };

/** A machine's address that only Terraform knows. */
const hostIn = (stack: TerraformStack) => new TerraformVariable(stack, "machine", {}).stringValue;

/** A cluster through such a host, synthesized. */
function through(more: object, access: (host: string) => ClientAccess) {
  let cluster: EventStoreCluster | undefined;
  const stack = synthStack((scope) => {
    cluster = new EventStoreCluster(scope, "esdb", propsOf({ ...more, clients: access(hostIn(scope)) }));
  });
  return { cluster: cluster!, stack };
}

function problemsOf(more: object, access: (host: string) => ClientAccess) {
  try {
    through(more, access);
  } catch (error) {
    if (error instanceof InvalidClusterError) return error.problems;
    throw error;
  }
  return [];
}

const throughHost = (host: string) => ClientAccess.throughHost({ host, ports });

describe("a host that only Terraform knows", () => {
  test.each([
    ["by environment", Delivery.ENVIRONMENT],
    ["by generation", Delivery.GENERATION],
  ])("is told to clients %s, and stands in their string", (_, delivery) => {
    const { cluster, stack } = through({ ...generated, delivery }, throughHost);
    expect(stack.text).toContain("${var.machine}");
    expect(stack.text).not.toContain("TfToken");
    const node = byName(stack, "docker_container")["esdb-node-1"];
    if (delivery === Delivery.GENERATION)
      expect(toldTo(byName(stack, "docker_container"), "esdb-node-1")).toHaveProperty(
        "AdvertiseHostToClientAs",
        "${var.machine}",
      );
    else expect(environmentOf(node).EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS).toBe("${var.machine}");
    expect(cluster.topology.audiences).toEqual([Audience.NETWORK, Audience.HOST, Audience.REMOTE]);
    expect(cluster.connectionString(Audience.REMOTE)).toMatch(/^esdb:\/\/.*:2113,.*:2114,.*:2115\?tls=true$/);
  });

  test("is warned of once, as the prop that it is, with what is not checked", () => {
    const { cluster } = through(generated, throughHost);
    const warnings = cluster.node.metadata
      .filter(({ type }) => type.includes("warn"))
      .map(({ data }) => String(data));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^clients\.host is known only when Terraform runs.*not checked are/);
  });

  test("is in the certificate as what it turns out to be", () => {
    const { stack } = through(generated, throughHost);
    const [request] = Object.values(stack.resource.tls_cert_request!);
    const isAddress = 'can(cidrhost(join("/", [var.machine, "32"]), 0))';
    expect(request!.dns_names).toBe(`\${compact(["node-0.esdb.internal", ${isAddress} ? "" : var.machine])}`);
    expect(request!.ip_addresses).toBe(`\${compact([${isAddress} ? var.machine : ""])}`);
  });

  test("leaves a node that nobody else dials its own name, by which it is probed", () => {
    const { cluster, stack } = through({ ...generated, size: 1, internalNetwork: undefined }, throughHost);
    expect(cluster.nodes[0]!.certificateNames.map(({ kind }) => kind)).toEqual(["dns", "unknown"]);
    const node = byName(stack, "docker_container")["esdb-node-0"];
    expect(JSON.stringify(node!.healthcheck)).not.toContain("machine");
    expect(JSON.stringify(node!.healthcheck)).toContain("node-0.esdb.external");
  });

  test("is unchecked in the matrix, where all that is known leads on", () => {
    const { cluster } = through(generated, throughHost);
    const cells = cluster.reachability.cells.filter(
      ({ audience, source, expected }) =>
        audience !== Audience.PEERS && source === "gossip" && expected === "required",
    );
    expect(cells).toHaveLength(9);
    for (const { reached, steps } of cells) {
      expect(reached).toBe("unchecked");
      expect(steps[0]).toMatchObject({ what: "name", ok: "unchecked" });
      expect(steps.map(({ what }) => what)).toEqual(["name", "network", "publishedPort", "socket", "tls"]);
    }
  });

  test("leaves a certificate of one's own unchecked for it, and checked for all else", async () => {
    const own = (values: Parameters<typeof Certificates.fromValues>[0]) => ({
      security: Security.tls(Certificates.fromValues(values)),
    });
    const { cluster } = through(own(asValues(await makeCluster())), throughHost);
    const tls = cluster.reachability.cells.flatMap(({ audience, source, steps }) =>
      audience === Audience.REMOTE && source === "gossip" ? steps.filter(({ what }) => what === "tls") : [],
    );
    expect(tls.map(({ ok }) => ok)).toEqual(["unchecked", "unchecked", "unchecked"]);
    const without = asValues(await makeCluster({ dns: ["another.test"] }));
    expect(problemsOf(own(without), throughHost)[0]).toMatchObject({ code: "certificate.names" });
  });

  test("is no excuse for what is known to fail, and is shown as what it is", () => {
    const local = (host: string) => ClientAccess.throughHost({ host, ports, bindIp: "127.0.0.1" });
    const [problem, ...others] = problemsOf(generated, local);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "reachability.required", path: "clients.bindIp" });
    expect(problem!.got).toContain("(known at apply):2113");
    const isolated = { ...generated, externalNetwork: undefined };
    expect(JSON.stringify(problemsOf(isolated, local))).not.toContain("TfToken");
  });

  test("is said to be known at apply by describeTopology", () => {
    const text = describeTopology(through(generated, throughHost).cluster.topology);
    expect(text).not.toContain("${");
    expect(text).toContain(
      "esdb://(known at apply):2113,(known at apply):2114,(known at apply):2115?tls=true",
    );
  });

  test("may be a part of a name, and one of many", () => {
    const perNode = (host: string) =>
      ClientAccess.perNode(
        [0, 1, 2].map((n) => ({ host: n === 0 ? "db.test" : `Node${n}.${host}`, httpPort: 2113 + n })),
        { audiences: [Audience.HOST, Audience.NETWORK, Audience.REMOTE] },
      );
    const { cluster, stack } = through({ security: Security.insecure({ allowPublished: true }) }, perNode);
    const told = toldTo(byName(stack, "docker_container"), "esdb-node-2");
    expect(told).toHaveProperty("AdvertiseHostToClientAs", "Node2.${var.machine}");
    const verdicts = [0, 1, 2].map((n) => reaches(cluster, { from: Audience.REMOTE, to: `node-${n}` }));
    expect(verdicts).toEqual([true, "unchecked", "unchecked"]);
  });

  test("is in the certificate as a part of a name, and Terraform reads that", () => {
    const warn = jest.spyOn(console, "warn");
    const { stack } = through({ ...generated, size: 1, internalNetwork: undefined }, (host) =>
      throughHost(`db.${host}`),
    );
    const [request] = Object.values(stack.resource.tls_cert_request!);
    expect(request!.dns_names).toContain('join("", ["db.", var.machine])');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test("is refused where containers dial it as an alias", () => {
    const inside = (host: string) =>
      ClientAccess.perNode(
        [0, 1, 2].map((n) => ({ host: `node${n}.${host}`, httpPort: 2113 })),
        {
          audiences: [Audience.NETWORK],
        },
      );
    expect(problemsOf({}, inside).map(({ code, path }) => `${code} ${path}`)).toEqual(
      [0, 1, 2].map((n) => `token clients.members[${n}].host`),
    );
  });

  test("is refused there with all else that is wrong of the entry", () => {
    const inside = (host: string) =>
      ClientAccess.perNode(
        [0, 1, 2].map((n) => ({ host: n === 1 ? host : `node${n}`, httpPort: n === 1 ? 0 : 2113 })),
        { audiences: [Audience.NETWORK] },
      );
    expect(problemsOf({}, inside).map(({ path }) => path)).toEqual([
      "clients.members[1].host",
      "clients.members[1].httpPort",
    ]);
  });

  test("is refused as another type than text", () => {
    const number = () =>
      ClientAccess.throughHost({
        host: new TerraformVariable(emptyStack(), "n", {}).numberValue as never,
        ports,
      });
    expect(problemsOf(generated, number)).toMatchObject([{ code: "token", path: "clients.host" }]);
  });
});

describe("what only Terraform knows is told as such, and not by the framework's number for it", () => {
  const token = { resolve: () => "${var.x}" };
  const refused = (props: unknown) => {
    try {
      new EventStoreCluster(emptyStack(), "esdb", props as never);
      return [];
    } catch (error) {
      if (!(error instanceof InvalidClusterError)) throw error;
      return error.problems.map(describeProblem);
    }
  };

  test("in the name of a network", () => {
    const externalNetwork = ClusterNetwork.fromNetworkName(Token.asString(token), { cidr: "10.240.1.0/24" });
    const bindings = { internalTcp: Binding.ALL_INTERFACES };
    const { warnings } = new EventStoreCluster(emptyStack(), "esdb", propsOf({ externalNetwork, bindings }));
    expect(warnings.map(describeProblem).join()).toContain('on the network "<token>"');
    expect(warnings.map(describeProblem).join()).not.toContain("TfToken");
  });

  test("as a number where a text belongs, with a mend that takes it", () => {
    const labels = { number: Token.asNumber(token) };
    expect(refused(propsOf({ labels }))).toEqual([
      'labels["number"] is <token>: must be a text on one line; pass it through Token.asString',
    ]);
    const mended = synthStack((stack) => {
      new EventStoreCluster(
        stack,
        "esdb",
        propsOf({ labels: { number: Token.asString(Token.asNumber(token)) } }),
      );
    });
    expect(mended.text).toContain("${var.x}");
    const network = ClusterNetwork.fromNetworkName(Token.asNumber(token) as never, { cidr: "10.240.1.0/24" });
    expect(refused(propsOf({ externalNetwork: network })).join()).toContain("networkName is <token>");
  });

  test("as all the props, once", () => {
    expect(refused(Token.asStringMap(token))).toEqual([
      "props is a token, known only when Terraform runs: addresses, names and settings are computed from it at synth; write the value itself",
    ]);
  });
});
