import type { EngineState } from "../../lib/reach/engine-state";
import { OTHER_MACHINE, type ReachabilityPlace } from "../../lib/reach/place";
import { HOST, ON_HOST, onNetworks } from "./one-host";
import { DEPENDS } from "../../lib/reach/step";
import { Dialler } from "../../lib/reach/walk";
import cells from "../fixtures/engine-cells.json";

/** `"0.0.0.0:2113"` as a pair. */
function hostPort(text: string): { host: string; port: number } {
  const [host = "", port = ""] = text.split(":");
  return { host, port: Number(port) };
}

const state: EngineState = {
  networks: Object.entries(cells.networks).map(([name, network]) => ({
    name,
    cidr: network.cidr,
    internal: "internal" in network,
    gateway: network.cidr.replace(/0\/24$/, "1"),
  })),
  containers: [
    {
      key: "node",
      name: "node",
      attachments: Object.entries(cells.node.addresses).map(([network, address]) => ({
        network,
        address,
        aliases: [],
      })),
      sockets: cells.node.listens.map((text) => {
        const { host, port } = hostPort(text);
        return { address: host, port, tls: false };
      }),
      published: cells.node.published.map((text) => {
        const [from = "", to = ""] = text.split("->");
        const { host, port } = hostPort(from);
        return { hostIp: host, hostPort: port, containerPort: Number(to) };
      }),
    },
  ],
  host: { name: HOST, addresses: [cells.host.address], names: [] },
};

function placeOf(from: string): ReachabilityPlace {
  if (from === "host") return ON_HOST;
  if (from === "machine") return OTHER_MACHINE;
  return onNetworks(from.replace("container on ", ""));
}

const byVersion = cells.cells.map((c) => [c.from, c.dials, c["engine20.10"], c["engine28.5"]] as const);

test("there are 31 cells, and on one of them the engines differ", () => {
  expect(byVersion).toHaveLength(31);
  expect(byVersion.filter(([, , older, newer]) => older !== newer)).toHaveLength(1);
});

describe.each(["20.10.24", "20.10", "27.5.1", "v20.10"])("engine %s", (engine) => {
  test.each(byVersion)("%s dials %s", (from, dials, older) => {
    const walk = new Dialler([state], engine).dial(placeOf(from), hostPort(dials));
    expect([walk.reached, walk.steps]).toEqual([older, walk.steps]);
    expect(walk.failed === undefined).toBe(older);
  });
});

describe.each(["28.5.2", "28.5", "28.0.0", "29.1.0"])("engine %s", (engine) => {
  test.each(byVersion)("%s dials %s", (from, dials, _older, newer) => {
    const walk = new Dialler([state], engine).dial(placeOf(from), hostPort(dials));
    expect([walk.reached, walk.steps]).toEqual([newer, walk.steps]);
    expect(walk.failed === undefined).toBe(newer);
  });
});

describe.each([undefined, "", "unknown"])("engine %s", (engine) => {
  test.each(byVersion)("%s dials %s", (from, dials, older, newer) => {
    const walk = new Dialler([state], engine).dial(placeOf(from), hostPort(dials));
    expect([walk.reached, walk.steps]).toEqual([older === newer ? older : DEPENDS, walk.steps]);
  });
});
