import { ClientAccess, EventStoreCluster, ExternalTcp, PortPlan, Timing } from "../../lib";
import { propsOf, synthStack } from "../docker/synth";

const EXTERNAL = Timing.custom({ externalHeartbeatInterval: 2500, externalHeartbeatTimeout: 1500 });

/** The timings that are warned of as idle. */
function idle(more: Parameters<typeof propsOf>[0]): readonly string[] {
  let found: readonly string[] = [];
  synthStack((stack) => {
    const { warnings } = new EventStoreCluster(stack, "esdb", propsOf(more));
    found = warnings.filter((w) => w.code === "timing.idle").map((w) => w.path);
  });
  return found;
}

test("a client's heartbeat without external TCP is warned of; through 23.10 followers use its interval", () => {
  expect(idle({ timing: EXTERNAL })).toEqual([
    "timing.externalHeartbeatInterval",
    "timing.externalHeartbeatTimeout",
  ]);
  expect(idle({ version: "22.10.5", timing: EXTERNAL })).toEqual(["timing.externalHeartbeatTimeout"]);
});

test("with external TCP, and as part of a profile, it is not", () => {
  const clients = ClientAccess.throughHost({
    host: "localhost",
    ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
  });
  const externalTcp = ExternalTcp.enabled();
  expect(idle({ version: "22.10.5", timing: EXTERNAL, clients, externalTcp })).toEqual([]);
  expect(idle({ timing: Timing.tolerant() })).toEqual([]);
});
