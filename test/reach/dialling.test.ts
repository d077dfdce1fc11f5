import type { EngineContainer, EngineProxied, EngineState } from "../../lib/reach/engine-state";
import { describePlace, OTHER_MACHINE, type ReachabilityPlace } from "../../lib/reach/place";
import { FOREIGN_CONTAINER, HOST, ON_HOST, onNetworks } from "./one-host";
import { DEPENDS } from "../../lib/reach/step";
import { Dialler } from "../../lib/reach/walk";
import { EndpointKind } from "../../lib/network/model/endpoint";

const ONE: EngineContainer = {
  key: "one",
  name: "esdb-One",
  attachments: [
    { network: "in", address: "10.0.0.11", aliases: ["one.in"] },
    { network: "out", address: "10.0.1.11", aliases: ["One.Out", "one.test"] },
  ],
  published: [
    { hostIp: "127.0.0.1", hostPort: 21, containerPort: 2113 },
    { hostIp: "192.0.2.10", hostPort: 22, containerPort: 2113 },
    { hostIp: "0.0.0.0", hostPort: 23, containerPort: 2113 },
  ],
  sockets: [
    { address: "0.0.0.0", port: 2113, tls: true, serves: EndpointKind.HTTP },
    { address: "10.0.0.11", port: 1112, tls: false, serves: EndpointKind.INTERNAL_TCP },
    { address: "127.0.0.1", port: 9000, tls: false },
  ],
  certificateNames: ["one.test", "x.test", "host.test", "lo.test", "localhost", "192.0.2.10", "one.in"],
};

const STATE: EngineState = {
  networks: [
    { name: "in", cidr: "10.0.0.0/24", internal: true, gateway: "10.0.0.1" },
    { name: "out", cidr: "10.0.1.0/24", internal: false, gateway: "10.0.1.1" },
    { name: "lan", cidr: "10.0.2.0/24", internal: false },
  ],
  containers: [ONE],
  host: {
    name: HOST,
    addresses: ["192.0.2.10"],
    names: [
      { name: "Host.Test", onHost: "*", elsewhere: "*" },
      { name: "lo.test", onHost: "127.0.0.1" },
      { name: "one.test", onHost: "192.0.2.10", elsewhere: "192.0.2.10" },
    ],
  },
};

const SELF: ReachabilityPlace = { kind: "container", host: HOST, networks: ["in", "out"], key: "one" };

function dial(from: ReachabilityPlace, at: string, state: EngineState = STATE) {
  const [host = "", port = ""] = at.split(":");
  return new Dialler([state]).dial(from, { host, port: Number(port) });
}

/** `true`, or the step that fails. */
function outcome(from: ReachabilityPlace, at: string, state: EngineState = STATE): unknown {
  const { reached, failed } = dial(from, at, state);
  return reached === false ? failed?.what : reached;
}

/** All that is said of the way. */
function told(from: ReachabilityPlace, at: string, state: EngineState = STATE): string {
  return dial(from, at, state)
    .steps.map(({ detail }) => detail)
    .join("; ");
}

/** From where, to what, what comes of it, and all that is said of the way. */
type Case = readonly [from: ReachabilityPlace, at: string, outcome: unknown, said: string];

const CASES: readonly Case[] = [
  // Names, in letters of any case, are a network's own.
  [
    onNetworks("out"),
    "ONE.test:2113",
    true,
    'Docker\'s DNS knows "one.test" on "out" as one; both are on "out"; one listens on 0.0.0.0:2113; the certificate of one carries ONE.test',
  ],
  [
    onNetworks("out"),
    "one.out:2113",
    "tls",
    'Docker\'s DNS knows "one.out" on "out" as one; both are on "out"; one listens on 0.0.0.0:2113; the certificate of one carries one.test, x.test, host.test, lo.test, localhost, 192.0.2.10, one.in, and not one.out',
  ],
  [onNetworks("out"), "one.in:2113", "name", 'nobody resolves "one.in" for a container on "out"'],
  [
    onNetworks("in"),
    "one.in:1112",
    true,
    'Docker\'s DNS knows "one.in" on "in" as one; both are on "in"; one listens on 10.0.0.11:1112',
  ],
  [onNetworks("in"), "one.out:1112", "name", 'nobody resolves "one.out" for a container on "in"'],
  [onNetworks("lan"), "one.out:2113", "name", 'nobody resolves "one.out" for a container on "lan"'],
  [
    onNetworks("out"),
    "ESDB-one:2113",
    "tls",
    'Docker\'s DNS knows "esdb-one" on "out" as one; both are on "out"; one listens on 0.0.0.0:2113; the certificate of one carries one.test, x.test, host.test, lo.test, localhost, 192.0.2.10, one.in, and not ESDB-one',
  ],
  [ON_HOST, "one.out:2113", "name", 'nobody resolves "one.out" for the Docker host'],
  [OTHER_MACHINE, "one.in:2113", "name", 'nobody resolves "one.in" for another machine'],
  // A name that the network knows never leaves for the host, where the host's ports would be.
  [
    onNetworks("out"),
    "one.test:22",
    "socket",
    'Docker\'s DNS knows "one.test" on "out" as one; both are on "out"; nothing listens on port 22 of one',
  ],
  [
    onNetworks("lan"),
    "one.test:22",
    true,
    '"one.test" is a name of the Docker host; 192.0.2.10 is an address of the Docker host; 192.0.2.10:22 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries one.test',
  ],
  [
    ON_HOST,
    "one.test:22",
    true,
    '"one.test" is a name of the Docker host; 192.0.2.10 is an address of the Docker host; 192.0.2.10:22 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries one.test',
  ],
  [
    ON_HOST,
    "one.test:21",
    "publishedPort",
    '"one.test" is a name of the Docker host; 192.0.2.10 is an address of the Docker host; port 21 of the host is published on 127.0.0.1 only',
  ],
  // The host's names.
  [
    ON_HOST,
    "host.test:23",
    true,
    '"host.test" is a name of the Docker host; the dialled name is an address of the Docker host; 0.0.0.0:23 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries host.test',
  ],
  [
    OTHER_MACHINE,
    "HOST.TEST:23",
    true,
    '"host.test" is a name of the Docker host; the dialled name is an address of the Docker host; 0.0.0.0:23 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries HOST.TEST',
  ],
  [
    FOREIGN_CONTAINER,
    "host.test:23",
    true,
    '"host.test" is a name of the Docker host; the dialled name is an address of the Docker host; 0.0.0.0:23 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries host.test',
  ],
  [
    onNetworks("in"),
    "host.test:23",
    "network",
    '"host.test" is a name of the Docker host; there is no way out of "in"',
  ],
  [
    ON_HOST,
    "host.test:22",
    "publishedPort",
    '"host.test" is a name of the Docker host; the dialled name is an address of the Docker host; port 22 of the host is published on 192.0.2.10 only',
  ],
  [
    ON_HOST,
    "lo.test:21",
    true,
    '"lo.test" is a name of the host itself; 127.0.0.1 is the host itself; 127.0.0.1:21 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries lo.test',
  ],
  [OTHER_MACHINE, "lo.test:21", "name", 'nobody resolves "lo.test" for another machine'],
  // Loopback is everybody's own.
  [
    ON_HOST,
    "localhost:21",
    true,
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; 127.0.0.1:21 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries localhost',
  ],
  [
    onNetworks("host"),
    "localhost:21",
    true,
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; 127.0.0.1:21 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries localhost',
  ],
  [
    ON_HOST,
    "LOCALHOST:23",
    true,
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; 0.0.0.0:23 leads to one, port 2113; one listens on 0.0.0.0:2113; the certificate of one carries LOCALHOST',
  ],
  [
    ON_HOST,
    "localhost:22",
    "publishedPort",
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; port 22 of the host is published on 192.0.2.10 only',
  ],
  [
    OTHER_MACHINE,
    "localhost:21",
    "network",
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is the dialling machine itself',
  ],
  [
    onNetworks("out"),
    "localhost:23",
    "network",
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is the dialling machine itself',
  ],
  [
    SELF,
    "localhost:2113",
    true,
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is one itself; one listens on 0.0.0.0:2113; the certificate of one carries localhost',
  ],
  [
    SELF,
    "localhost:9000",
    true,
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is one itself; one listens on 127.0.0.1:9000',
  ],
  [
    onNetworks("out"),
    "10.0.1.11:9000",
    "socket",
    '10.0.1.11 is an address; both are on "out"; one listens on 127.0.0.1 only, and the packet arrives at 10.0.1.11:9000',
  ],
  // Addresses that are nobody's, or everybody's.
  [
    onNetworks("out"),
    "10.0.1.99:2113",
    "network",
    "10.0.1.99 is an address; neither a container nor the Docker host has the address 10.0.1.99",
  ],
  [
    ON_HOST,
    "203.0.113.1:2113",
    "network",
    "203.0.113.1 is an address; neither a container nor the Docker host has the address 203.0.113.1",
  ],
  [ON_HOST, "0.0.0.0:23", "name", '"0.0.0.0" can be bound, but not dialled'],
  [ON_HOST, ":23", "name", '"" can be bound, but not dialled'],
  [ON_HOST, "nobody.test:23", "name", 'nobody resolves "nobody.test" for the Docker host'],
  // Ports that cannot be.
  [
    onNetworks("out"),
    "one.test:0",
    "socket",
    'Docker\'s DNS knows "one.test" on "out" as one; both are on "out"; nothing listens on port 0 of one',
  ],
  [
    ON_HOST,
    "localhost:0",
    "publishedPort",
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; nothing is published on port 0 of the host',
  ],
  [
    ON_HOST,
    "localhost:NaN",
    "publishedPort",
    '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; nothing is published on port NaN of the host',
  ],
];

test.each(CASES)("from %j to %s: %s", (from, at, expected, said) => {
  expect([outcome(from, at), told(from, at)]).toEqual([expected, said]);
});

test("the steps stand in order, the failing one last, and say what happens", () => {
  expect(dial(OTHER_MACHINE, "192.0.2.10:22").steps).toEqual([
    { what: "name", ok: true, detail: "192.0.2.10 is an address" },
    { what: "network", ok: true, detail: "192.0.2.10 is an address of the Docker host" },
    { what: "publishedPort", ok: true, detail: "192.0.2.10:22 leads to one, port 2113" },
    { what: "socket", ok: true, detail: "one listens on 0.0.0.0:2113" },
    { what: "tls", ok: true, detail: "the certificate of one carries 192.0.2.10" },
  ]);
  expect(dial(OTHER_MACHINE, "192.0.2.10:22").ending).toEqual({
    container: "one",
    address: "10.0.1.11",
    port: 2113,
    serves: EndpointKind.HTTP,
  });
  const self = dial(SELF, "localhost:2113").steps;
  expect(self.map(({ what }) => what)).toEqual(["name", "network", "socket", "tls"]);
  for (const [from, at, expected] of CASES) {
    const { steps, failed, ending } = dial(from, at);
    expect(steps.filter((s) => s.ok === false)).toHaveLength(expected === true ? 0 : 1);
    expect(failed).toEqual(expected === true ? undefined : steps[steps.length - 1]);
    expect(ending === undefined).toBe(expected !== true);
  }
});

test("what a host is called by the engine that runs in it, other machines do not know", () => {
  const given: EngineState = {
    ...STATE,
    containers: [{ ...ONE, certificateNames: ["*.docker.internal"] }],
    host: { ...STATE.host, names: [{ name: "host.docker.internal", onHost: "*", elsewhere: "*" }] },
  };
  expect(outcome(ON_HOST, "host.docker.internal:23", given)).toBe(true);
  expect(outcome(onNetworks("out"), "host.docker.internal:23", given)).toBe(true);
  expect(outcome(OTHER_MACHINE, "host.docker.internal:23", given)).toBe("name");
  expect(told(OTHER_MACHINE, "host.docker.internal:23", given)).toBe(
    '"host.docker.internal" is a name that Docker Desktop and the like give their own machine, and other machines do not know it',
  );
});

describe("a host that only Terraform knows", () => {
  const host = "${var.host}";
  const on = (certificateNames: readonly string[], names: EngineState["host"]["names"]): EngineState => ({
    ...STATE,
    containers: [{ ...ONE, certificateNames }],
    host: { ...STATE.host, names },
  });
  const known = [{ name: host, onHost: "*", elsewhere: "*" }];
  const dialled = (state: EngineState, port = 23) => new Dialler([state]).dial(OTHER_MACHINE, { host, port });

  test("is taken for the Docker host's, and said to be unchecked", () => {
    expect(dialled(on([host], known))).toMatchObject({
      reached: "unchecked",
      ending: { container: "one" },
      steps: [
        {
          what: "name",
          ok: "unchecked",
          detail:
            "the host is known only when Terraform runs, and is taken for a name or address of the Docker host",
        },
        { what: "network" },
        { what: "publishedPort" },
        { what: "socket" },
        { what: "tls", ok: true, detail: "the certificate of one carries (known at apply)" },
      ],
    });
  });

  test("is no excuse for what is known to fail", () => {
    expect(dialled(on([host], known), 22).failed?.what).toBe("publishedPort");
    expect(dialled(on([host], [])).failed?.what).toBe("name");
  });

  test("may or may not be in a certificate", () => {
    expect(dialled(on(["one.test"], known)).steps.at(-1)).toEqual({
      what: "tls",
      ok: "unchecked",
      detail: "whether the certificate of one carries the host is known only when Terraform runs",
    });
  });
});

test("a certificate without a name, or of which no name is known", () => {
  const bearing = (
    { certificateNames, ...one }: EngineContainer,
    names?: readonly string[],
  ): EngineState => ({
    ...STATE,
    containers: [names === undefined ? one : { ...one, certificateNames: names }],
  });
  expect(dial(ON_HOST, "host.test:23", bearing(ONE, [])).failed).toEqual({
    what: "tls",
    ok: false,
    detail: "the certificate of one carries no name, and not host.test",
  });
  expect(dial(ON_HOST, "host.test:23", bearing(ONE)).steps.at(-1)).toEqual({
    what: "tls",
    ok: true,
    detail: "the certificate's names are not known here",
  });
});

test("a server that answers by its own address says so", () => {
  const own: EngineState = {
    ...STATE,
    containers: [
      { ...ONE, sockets: [{ address: "10.0.1.11", port: 2113, tls: false, ownAddressOnly: true }] },
    ],
  };
  expect(dial(onNetworks("out"), "10.0.1.11:2113", own).steps.at(-1)).toEqual({
    what: "answer",
    ok: true,
    detail: "the request names 10.0.1.11, as it must",
  });
  expect(dial(ON_HOST, "localhost:23", own).failed).toEqual({
    what: "answer",
    ok: false,
    detail: "the server answers only requests that name 10.0.1.11, and this one names localhost",
  });
});

test("a port is published over one network, and at its address alone other machines get in", () => {
  const two: EngineState = {
    ...STATE,
    containers: [
      { ...ONE, attachments: [...ONE.attachments, { network: "lan", address: "10.0.2.11", aliases: [] }] },
    ],
  };
  const knock = (host: string) =>
    new Dialler([two], "20.10.24").knock(OTHER_MACHINE, { host, port: 2113 }).reached;
  expect(knock("10.0.2.11")).toBe(true);
  expect(knock("10.0.1.11")).toBe(false);
});

test("what is known only when Terraform runs keeps no container from starting", () => {
  const at = (address: string, cidr: string): EngineState => ({
    ...STATE,
    networks: [{ name: "out", cidr, internal: false }],
    containers: [{ ...ONE, attachments: [{ network: "out", address, aliases: ["one.test"] }] }],
  });
  expect(outcome(onNetworks("out"), "one.test:2113", at("10.0.1.11", "10.0.1.0/24"))).toBe(true);
  expect(outcome(onNetworks("out"), "one.test:2113", at("${var.address}", "10.0.1.0/24"))).toBe(true);
  expect(outcome(onNetworks("out"), "one.test:2113", at("10.0.1.11", "${var.cidr}"))).toBe(true);
  expect(outcome(onNetworks("out"), "one.test:2113", at("10.0.9.11", "10.0.1.0/24"))).toBe("start");
});

describe("where something of the user's leads on", () => {
  const { published: _, ...unpublished } = ONE;
  const state = (...proxied: readonly Partial<EngineProxied>[]): EngineState => ({
    ...STATE,
    containers: [{ ...unpublished, published: [] }],
    proxied: proxied.map((one) => ({
      host: "db.test",
      port: 443,
      container: "one",
      network: "out",
      containerPort: 2113,
      ...one,
    })),
  });
  const led = state({ host: "Host.Test" }, { host: "localhost" }, { host: "192.0.2.10" });

  test.each([
    ["a name of the host", ON_HOST, "host.test"],
    ["a name in capitals", OTHER_MACHINE, "HOST.TEST"],
    ["the dialling machine", OTHER_MACHINE, "localhost"],
    ["an address", onNetworks("out"), "192.0.2.10"],
  ])("%s is the user's word, and the rest is judged", (_name, from, host) => {
    const { steps, reached, ending } = dial(from, `${host}:443`, led);
    expect(reached).toBe("unchecked");
    expect(ending).toEqual({ container: "one", address: "10.0.1.11", port: 2113, serves: EndpointKind.HTTP });
    expect(steps.map(({ what, ok }) => [what, ok])).toEqual([
      ["proxy", "unchecked"],
      ["socket", true],
      ["tls", true],
    ]);
    expect(steps[0]!.detail.toLowerCase()).toBe(
      `by your word something leads ${host.toLowerCase()}:443 to one, port 2113, over "out"`,
    );
  });

  test("it leads to the socket as it is bound, and to the certificate as it is", () => {
    expect(outcome(ON_HOST, "db.test:443", state({ containerPort: 1112 }))).toBe("socket");
    expect(outcome(ON_HOST, "db.test:443", state({ containerPort: 1112, network: "in" }))).toBe("unchecked");
    expect(outcome(ON_HOST, "db.test:443", state({}))).toBe("tls");
  });

  test("only from the address that is said", () => {
    expect(outcome(ON_HOST, "host.test:444", led)).toBe("publishedPort");
    expect(outcome(ON_HOST, "other.test:443", led)).toBe("name");
  });

  test("nobody is led who gets to a container without it", () => {
    const direct = state({ host: "one.test", port: 2113 }, { host: "one.test", port: 9 });
    expect(dial(onNetworks("out"), "one.test:2113", direct).steps[0]!.what).toBe("name");
    expect(outcome(onNetworks("out"), "one.test:9", direct)).toBe("socket");
    expect(dial(OTHER_MACHINE, "one.test:2113", direct).steps[0]!.what).toBe("proxy");
  });

  test("neither a node is led nor whoever tries a door", () => {
    expect(outcome({ ...SELF, key: "two" }, "host.test:443", led)).toBe("publishedPort");
    const knocked = new Dialler([led]).knock(ON_HOST, { host: "host.test", port: 443 });
    expect(knocked.failed?.what).toBe("publishedPort");
  });

  test("not to two", () => {
    const { steps, reached } = dial(ON_HOST, "db.test:443", state({}, { container: "two" }));
    expect(reached).toBe(false);
    expect(steps).toEqual([
      { what: "proxy", ok: false, detail: "something of yours leads db.test:443 to either of one and two" },
    ]);
  });

  test("not where the container is not, or does not start", () => {
    expect(dial(ON_HOST, "db.test:443", state({ network: "lan" })).steps).toEqual([
      { what: "proxy", ok: false, detail: 'one is not on "lan"' },
    ]);
    expect(dial(ON_HOST, "db.test:443", state({ container: "two" })).steps).toEqual([
      { what: "proxy", ok: false, detail: 'two is not on "out"' },
    ]);
    const gone = { ...led, networks: led.networks.filter(({ name }) => name !== "in") };
    expect(dial(ON_HOST, "host.test:443", gone).steps).toEqual([
      { what: "start", ok: false, detail: 'one does not start: there is no network "in"' },
    ]);
  });
});

test("whoever wants in looks at no certificate", () => {
  const dialled = { host: "10.0.1.11", port: 2113 };
  expect(new Dialler([STATE]).dial(onNetworks("out"), dialled).failed?.what).toBe("tls");
  const { reached, steps } = new Dialler([STATE]).knock(onNetworks("out"), dialled);
  expect(reached).toBe(true);
  expect(steps.map(({ what }) => what)).toEqual(["name", "network", "socket"]);
});

test("a name that stands for two addresses must lead to one container by both", () => {
  const on = (...aliases: readonly (readonly string[])[]): EngineState => ({
    ...STATE,
    containers: [
      { ...ONE, attachments: ONE.attachments.map((a, i) => ({ ...a, aliases: aliases[i] ?? [] })) },
    ],
  });
  const both = on(["x.test"], ["x.test"]);
  expect(outcome(onNetworks("in", "out"), "x.test:2113", both)).toBe(true);
  expect(outcome(onNetworks("in", "out"), "x.test:1112", both)).toBe("socket");
  expect(outcome(onNetworks("in"), "x.test:1112", both)).toBe(true);
  const two: EngineState = {
    ...STATE,
    containers: [
      ONE,
      {
        ...ONE,
        key: "two",
        name: "two",
        attachments: [{ network: "out", address: "10.0.1.12", aliases: ["one.test"] }],
        published: [],
      },
    ],
  };
  expect(dial(onNetworks("out"), "one.test:2113", two).failed).toEqual({
    what: "name",
    ok: false,
    detail: `Docker's DNS answers "one.test" with either of one on "out" and two on "out"`,
  });
});

test("published ports arrive on the first network by name that has a way out", () => {
  const bound = { address: "10.0.1.11", port: 2113, tls: false };
  const at = (name: string): EngineState => ({
    ...STATE,
    networks: [...STATE.networks, { name, cidr: "10.0.9.0/24", internal: false }],
    containers: [
      {
        ...ONE,
        sockets: [bound],
        attachments: [{ network: name, address: "10.0.9.11", aliases: [] }, ...ONE.attachments],
      },
    ],
  });
  expect(outcome(ON_HOST, "localhost:21", at("zzz"))).toBe(true);
  expect(outcome(ON_HOST, "localhost:21", at("aaa"))).toBe("socket");
  expect(dial(ON_HOST, "localhost:21", at("aaa")).failed?.detail).toContain("10.0.9.11");
});

describe("with two Docker hosts", () => {
  const other: EngineState = {
    networks: [{ name: "out", cidr: "10.0.1.0/24", internal: false }],
    containers: [
      {
        key: "far",
        name: "far",
        attachments: [{ network: "out", address: "10.0.1.77", aliases: ["far.out"] }],
        published: [{ hostIp: "0.0.0.0", hostPort: 99, containerPort: 2113 }],
        sockets: [{ address: "0.0.0.0", port: 2113, tls: false }],
      },
    ],
    host: {
      name: "other",
      addresses: ["192.0.2.99"],
      names: [{ name: "far.test", onHost: "*", elsewhere: "*" }],
    },
  };
  const both = new Dialler([STATE, other]);
  const from = (place: ReachabilityPlace, host: string, port: number) => {
    const { ending, failed } = both.dial(place, { host, port });
    return ending?.container ?? failed?.what;
  };

  test("a port that the other publishes is reached from everywhere with a way out", () => {
    expect(from(onNetworks("out"), "192.0.2.99", 99)).toBe("far");
    expect(from(ON_HOST, "192.0.2.99", 99)).toBe("far");
    expect(from(OTHER_MACHINE, "192.0.2.99", 99)).toBe("far");
    expect(from(onNetworks("in"), "192.0.2.99", 99)).toBe("network");
    expect(from(onNetworks("out"), "192.0.2.99", 98)).toBe("publishedPort");
    expect(from(ON_HOST, "far.test", 99)).toBe("far");
    expect(from(onNetworks("in"), "far.test", 99)).toBe("name");
  });

  test("names and networks of one are nothing to the containers of the other, whatever they are called", () => {
    expect(from(onNetworks("out"), "far.out", 2113)).toBe("name");
    expect(from({ kind: "container", host: "other", networks: ["out"] }, "far.out", 2113)).toBe("far");
    expect(from({ kind: "container", host: "other", networks: ["out"] }, "one.out", 2113)).toBe("name");
  });

  test("a place on no host of them gets nowhere", () => {
    expect(new Dialler([]).dial(OTHER_MACHINE, { host: "192.0.2.99", port: 99 }).failed).toEqual({
      what: "network",
      ok: false,
      detail: "there is no Docker host for another machine",
    });
  });
});

describe("where an engine is not as it should be", () => {
  const two: EngineContainer = {
    key: "two",
    name: "two",
    attachments: [{ network: "out", address: "10.0.1.12", aliases: [] }],
    published: [
      { hostIp: "127.0.0.1", hostPort: 31, containerPort: 2113 },
      { hostIp: "192.0.2.10", hostPort: 31, containerPort: 2113 },
      { hostIp: "127.0.0.1", hostPort: 21, containerPort: 2113 },
    ],
    sockets: [
      { address: "10.0.1.99", port: 2113, tls: false },
      { address: "127.0.0.1", port: 2113, tls: false },
      { address: "10.0.1.12", port: 80, tls: true },
    ],
  };
  const hidden: EngineContainer = {
    ...two,
    key: "hidden",
    name: "hidden",
    attachments: [
      { network: "in", address: "10.0.0.13", aliases: [] },
      { network: "inner", address: "10.0.3.13", aliases: [] },
    ],
    published: [{ hostIp: "0.0.0.0", hostPort: 33, containerPort: 80 }],
  };
  const broken: EngineContainer = {
    ...two,
    key: "broken",
    name: "broken",
    attachments: [
      { network: "out", address: "10.0.1.14", aliases: [] },
      { network: "gone", address: "10.0.4.14", aliases: [] },
    ],
    published: [{ hostIp: "0.0.0.0", hostPort: 34, containerPort: 80 }],
  };
  const twin: EngineContainer = {
    ...two,
    key: "twin",
    name: "twin",
    attachments: [{ network: "lan", address: "10.0.2.15", aliases: [] }],
    published: [],
  };
  const other: EngineContainer = {
    ...twin,
    key: "other",
    name: "other",
    attachments: [{ network: "lane", address: "10.0.2.15", aliases: [] }],
  };
  const inner = { name: "inner", cidr: "10.0.3.0/24", internal: true };
  const lane = { name: "lane", cidr: "10.0.2.0/24", internal: false };
  const state: EngineState = {
    ...STATE,
    networks: [...STATE.networks, inner, lane],
    containers: [ONE, two, hidden, broken, twin, other],
  };
  const from = (key: string, ...networks: string[]): ReachabilityPlace => ({
    kind: "container",
    host: HOST,
    networks,
    key,
  });

  test.each<Case>([
    [
      ON_HOST,
      "10.0.1.12:2113",
      "socket",
      "10.0.1.12 is an address; the Docker host reaches every container address; two listens on 10.0.1.99 and 127.0.0.1 only, and the packet arrives at 10.0.1.12:2113",
    ],
    [
      ON_HOST,
      "localhost:31",
      "socket",
      '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; 127.0.0.1:31 leads to two, port 2113; two listens on 10.0.1.99 and 127.0.0.1 only, and the packet arrives at 10.0.1.12:2113',
    ],
    [
      OTHER_MACHINE,
      "192.0.2.99:31",
      "network",
      "192.0.2.99 is an address; neither a container nor the Docker host has the address 192.0.2.99",
    ],
    [
      onNetworks("out"),
      "10.0.0.13:80",
      "network",
      '10.0.0.13 is an address; "in" cannot be entered from another network',
    ],
    [
      onNetworks("in", "inner"),
      "10.0.1.12:80",
      "network",
      '10.0.1.12 is an address; there is no way out of "in" and "inner"',
    ],
    [
      onNetworks("lan"),
      "10.0.1.12:80",
      "network",
      '10.0.1.12 is an address; the engine lets no packet from another network into "out"',
    ],
    [
      onNetworks("in", "lan"),
      "10.0.1.12:80",
      "network",
      '10.0.1.12 is an address; the engine lets no packet from another network into "out"',
    ],
    [
      onNetworks("in", "unknown"),
      "10.0.1.12:80",
      "network",
      '10.0.1.12 is an address; the engine lets no packet from another network into "out"',
    ],
    [
      onNetworks("in"),
      "10.0.0.13:2113",
      "socket",
      '10.0.0.13 is an address; both are on "in"; hidden listens on 10.0.1.99 and 127.0.0.1 only, and the packet arrives at 10.0.0.13:2113',
    ],
    [
      OTHER_MACHINE,
      "10.0.0.13:80",
      "network",
      '10.0.0.13 is an address; "in" cannot be entered from another machine',
    ],
    [
      OTHER_MACHINE,
      "10.0.1.12:80",
      "network",
      "10.0.1.12 is an address; port 80 is not published, and other machines get no further",
    ],
    [
      onNetworks("out"),
      "10.0.1.12:80",
      true,
      '10.0.1.12 is an address; both are on "out"; two listens on 10.0.1.12:80; the certificate\'s names are not known here',
    ],
    [
      ON_HOST,
      "localhost:33",
      "wayOut",
      '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; hidden is on internal networks only, and the engine publishes no port of such a container',
    ],
    [
      ON_HOST,
      "localhost:34",
      "start",
      '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; broken does not start: there is no network "gone"',
    ],
    [
      onNetworks("out"),
      "10.0.1.14:80",
      "start",
      '10.0.1.14 is an address; broken does not start: there is no network "gone"',
    ],
    [
      from("broken", "out"),
      "10.0.1.12:80",
      "start",
      '10.0.1.12 is an address; broken does not start: there is no network "gone"',
    ],
    [
      from("stranger", "out"),
      "10.0.1.12:80",
      true,
      '10.0.1.12 is an address; both are on "out"; two listens on 10.0.1.12:80; the certificate\'s names are not known here',
    ],
    [
      from("stranger", "out"),
      "127.0.0.1:80",
      "network",
      "127.0.0.1 is an address; 127.0.0.1 is the dialling machine itself",
    ],
    [
      from("two", "out"),
      "127.0.0.1:2113",
      true,
      "127.0.0.1 is an address; 127.0.0.1 is two itself; two listens on 127.0.0.1:2113",
    ],
    [
      ON_HOST,
      "10.0.2.15:2113",
      "network",
      "10.0.2.15 is an address; 10.0.2.15 is an address on two networks",
    ],
    [
      ON_HOST,
      "localhost:21",
      "publishedPort",
      '"localhost" is the machine of whoever dials it; 127.0.0.1 is the host itself; port 21 of the host is published for one and two',
    ],
    [
      ON_HOST,
      "192.0.2.10:21",
      "publishedPort",
      "192.0.2.10 is an address; 192.0.2.10 is an address of the Docker host; port 21 of the host is published on 127.0.0.1 only",
    ],
  ])("from %j to %s: %s", (place, at, expected, said) => {
    expect([outcome(place, at, state), told(place, at, state)]).toEqual([expected, said]);
  });

  test("a port that is published on other addresses only says on which", () => {
    const elsewhere: EngineState = { ...state, host: { name: HOST, addresses: ["192.0.2.77"], names: [] } };
    expect(told(OTHER_MACHINE, "192.0.2.77:31", elsewhere)).toBe(
      "192.0.2.77 is an address; 192.0.2.77 is an address of the Docker host; port 31 of the host is published on 127.0.0.1 and 192.0.2.10 only",
    );
  });
});

test.each([
  [
    "20.10.24",
    true,
    "engine 20.10.24 lets other machines dial a published port at the container's own address",
  ],
  ["v27.5", true, "engine v27.5 lets other machines dial a published port at the container's own address"],
  ["27", true, "engine 27 lets other machines dial a published port at the container's own address"],
  ["28", false, "engine 28 keeps other machines from a published port at the container's own address"],
  [
    "v28.0.0",
    false,
    "engine v28.0.0 keeps other machines from a published port at the container's own address",
  ],
  [
    "on 20.10",
    DEPENDS,
    "engines before 28 let other machines dial a published port at the container's own address, later ones do not",
  ],
  [
    "28beta",
    DEPENDS,
    "engines before 28 let other machines dial a published port at the container's own address, later ones do not",
  ],
  [
    "",
    DEPENDS,
    "engines before 28 let other machines dial a published port at the container's own address, later ones do not",
  ],
  [
    undefined,
    DEPENDS,
    "engines before 28 let other machines dial a published port at the container's own address, later ones do not",
  ],
])("engine %j and another machine at a container's own address: %j", (engine, reached, said) => {
  const walk = new Dialler([STATE], engine).knock(OTHER_MACHINE, { host: "10.0.1.11", port: 2113 });
  expect([walk.reached, walk.steps[1]?.detail]).toEqual([reached, said]);
});

test("places are called what they are", () => {
  const names = [
    ON_HOST,
    OTHER_MACHINE,
    FOREIGN_CONTAINER,
    SELF,
    onNetworks("in", "out"),
    onNetworks("host"),
  ];
  expect(names.map(describePlace)).toEqual([
    "the Docker host",
    "another machine",
    "a container on a network of its own",
    "one",
    'a container on "in" and "out"',
    "a container on the host's network",
  ]);
});

test.each([undefined, null, {}, "host", { kind: "ship" }])("%j is no place", (value) => {
  expect(() => describePlace(value as never)).toThrow(
    /^describePlace has 1 problem:\n {2}- place is .*: must be a ReachabilityPlace; pass the from of one of cluster\.reachability\.cells$/,
  );
});
