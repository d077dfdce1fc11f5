import type { EngineContainer, EngineState } from "../../../lib/checks/reachability/engine-state";
import {
  describePlace,
  FOREIGN_CONTAINER,
  ON_HOST,
  onNetworks,
  OTHER_MACHINE,
  type Place,
} from "../../../lib/checks/reachability/place";
import { Dialler } from "../../../lib/checks/reachability/walk";
import { EndpointKind } from "../../../lib/network/endpoint";

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
  certificateNames: ["*.test", "localhost", "192.0.2.10", "one.in"],
};

const STATE: EngineState = {
  networks: [
    { name: "in", cidr: "10.0.0.0/24", internal: true, gateway: "10.0.0.1" },
    { name: "out", cidr: "10.0.1.0/24", internal: false, gateway: "10.0.1.1" },
    { name: "lan", cidr: "10.0.2.0/24", internal: false },
  ],
  containers: [ONE],
  host: {
    addresses: ["192.0.2.10"],
    names: [
      { name: "Host.Test", onHost: "*", elsewhere: "*" },
      { name: "lo.test", onHost: "127.0.0.1" },
      { name: "one.test", onHost: "192.0.2.10", elsewhere: "192.0.2.10" },
    ],
  },
};

const SELF: Place = { kind: "container", networks: ["in", "out"], key: "one" };

function dial(from: Place, at: string, state: EngineState = STATE) {
  const [host = "", port = ""] = at.split(":");
  return new Dialler(state).dial(from, { host, port: Number(port) });
}

/** `true`, or the step that fails. */
function outcome(from: Place, at: string, state: EngineState = STATE): unknown {
  const { reached, failed } = dial(from, at, state);
  return reached === false ? failed?.what : reached;
}

const CASES: readonly (readonly [from: Place, at: string, outcome: unknown])[] = [
  // Names, in letters of any case, are a network's own.
  [onNetworks("out"), "ONE.test:2113", true],
  [onNetworks("out"), "one.out:2113", "tls"],
  [onNetworks("out"), "one.in:2113", "name"],
  [onNetworks("in"), "one.in:1112", true],
  [onNetworks("in"), "one.out:1112", "name"],
  [onNetworks("lan"), "one.out:2113", "name"],
  [onNetworks("out"), "ESDB-one:2113", "tls"],
  [ON_HOST, "one.out:2113", "name"],
  [OTHER_MACHINE, "one.in:2113", "name"],
  // A name that the network knows never leaves for the host, where the host's ports would be.
  [onNetworks("out"), "one.test:22", "socket"],
  [onNetworks("lan"), "one.test:22", true],
  [ON_HOST, "one.test:22", true],
  [ON_HOST, "one.test:21", "publishedPort"],
  // The host's names.
  [ON_HOST, "host.test:23", true],
  [OTHER_MACHINE, "HOST.TEST:23", true],
  [FOREIGN_CONTAINER, "host.test:23", true],
  [onNetworks("in"), "host.test:23", "network"],
  [ON_HOST, "host.test:22", "publishedPort"],
  [ON_HOST, "lo.test:21", true],
  [OTHER_MACHINE, "lo.test:21", "name"],
  // Loopback is everybody's own.
  [ON_HOST, "localhost:21", true],
  [onNetworks("host"), "localhost:21", true],
  [ON_HOST, "LOCALHOST:23", true],
  [ON_HOST, "localhost:22", "publishedPort"],
  [OTHER_MACHINE, "localhost:21", "network"],
  [onNetworks("out"), "localhost:23", "network"],
  [SELF, "localhost:2113", true],
  [SELF, "localhost:9000", true],
  [onNetworks("out"), "10.0.1.11:9000", "socket"],
  // Addresses that are nobody's, or everybody's.
  [onNetworks("out"), "10.0.1.99:2113", "network"],
  [ON_HOST, "203.0.113.1:2113", "network"],
  [ON_HOST, "0.0.0.0:23", "name"],
  [ON_HOST, ":23", "name"],
  [ON_HOST, "nobody.test:23", "name"],
  // Ports that cannot be.
  [onNetworks("out"), "one.test:0", "socket"],
  [ON_HOST, "localhost:0", "publishedPort"],
  [ON_HOST, "localhost:NaN", "publishedPort"],
];

test.each(CASES)("from %j to %s: %s", (from, at, expected) => {
  const walk = dial(from, at);
  expect([outcome(from, at), walk.steps]).toEqual([expected, walk.steps]);
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
  for (const [from, at, expected] of CASES) {
    const { steps, failed, ending } = dial(from, at);
    expect(steps.filter((s) => s.ok === false)).toHaveLength(expected === true ? 0 : 1);
    expect(failed).toEqual(expected === true ? undefined : steps[steps.length - 1]);
    expect(ending === undefined).toBe(expected !== true);
  }
});

test("whoever wants in looks at no certificate", () => {
  const dialled = { host: "10.0.1.11", port: 2113 };
  expect(new Dialler(STATE).dial(onNetworks("out"), dialled).failed?.what).toBe("tls");
  expect(new Dialler(STATE).knock(onNetworks("out"), dialled).reached).toBe(true);
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

test("places are called what they are", () => {
  const names = [ON_HOST, OTHER_MACHINE, FOREIGN_CONTAINER, SELF, onNetworks("out"), onNetworks("host")];
  expect(names.map(describePlace)).toEqual([
    "the Docker host",
    "another machine",
    "a container on a network of its own",
    "one",
    'a container on "out"',
    "a container on the host's network",
  ]);
});
