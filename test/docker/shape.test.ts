import { chdir, cwd } from "node:process";
import { tmpdir } from "node:os";
import {
  Certificates,
  ClientAccess,
  PortPlan,
  Security,
  Timing,
  type EventStoreClusterProps,
} from "../../lib";
import { synthCluster } from "./synth";

const SHAPES: Readonly<Record<string, Partial<Record<keyof EventStoreClusterProps, unknown>>>> = {
  "a single node": {
    size: 1,
    internalNetwork: undefined,
    clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) }),
  },
  "three nodes within the network": {},
  "v5 through the host": {
    version: "5.0.11",
    clients: ClientAccess.throughHost({
      host: "localhost",
      ports: PortPlan.sequential({ http: 2213, externalTcp: 1213 }),
    }),
  },
  "a replica on 26.1": { version: "26.1.0", readOnlyReplicas: 1, timing: Timing.tolerant() },
  "three secure nodes": { security: Security.tls(Certificates.generated()) },
  everywhere: {
    clients: ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(2313) }),
  },
};

/** The cluster's resources alone, without where the constructs stand. */
function resourcesOf(more: Partial<Record<keyof EventStoreClusterProps, unknown>>): string {
  return JSON.stringify(
    synthCluster(more).resource,
    (key, value: unknown) => (key === "//" ? undefined : value),
    1,
  );
}

test.each(Object.keys(SHAPES))("the shape of %s", (name) => {
  expect(resourcesOf(SHAPES[name] ?? {})).toMatchSnapshot();
});

test("is the same in any folder", () => {
  const here = cwd();
  const before = resourcesOf({});
  try {
    chdir(tmpdir());
    expect(resourcesOf({})).toBe(before);
  } finally {
    chdir(here);
  }
});
