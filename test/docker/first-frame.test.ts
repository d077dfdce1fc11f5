import { Container } from "@cdktf/provider-docker/lib/container";
import { Audience, ClientAccess, EventStoreCluster, PortPlan, interpretSettings } from "../../lib";
import { emptyStack } from "./never-synthesized";
import { propsOf } from "./synth";

const ON_HOST_ONLY = {
  clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http: 2113 }) }),
};

function cluster(more: object = {}): EventStoreCluster {
  return new EventStoreCluster(emptyStack(), "esdb", propsOf(more));
}

function app(): Container {
  return new Container(emptyStack(), "app", { name: "app", image: "app:1" });
}

/** A user's own kind of cluster. */
class Own extends EventStoreCluster {
  override connectionString(audience: Audience): string {
    return super.connectionString(audience);
  }
}

interface Call {
  readonly usersCode: () => unknown;
}

/** A wrong call of each part of the API that throws. */
const CALLS: Readonly<Record<string, () => Call>> = {
  "new EventStoreCluster": () => {
    const [stack, props] = [emptyStack(), propsOf({ size: 0 })];
    return { usersCode: () => new EventStoreCluster(stack, "esdb", props) };
  },
  ready: () => {
    const own = cluster({ waitForReady: false });
    return { usersCode: () => own.ready };
  },
  caCertificate: () => {
    const own = cluster();
    return { usersCode: () => own.caCertificate };
  },
  "connectionString of another audience": () => {
    const own = cluster();
    return { usersCode: () => own.connectionString(Audience.HOST) };
  },
  "connectionString with a caFile": () => {
    const own = cluster();
    return { usersCode: () => own.connectionString(Audience.NETWORK, { caFile: "/ca" }) };
  },
  "connections.allowFrom": () => {
    const own = cluster();
    return { usersCode: () => own.connections.allowFrom({} as Container) };
  },
  "connections.allowFrom where containers are not served": () => {
    const [own, container] = [cluster(ON_HOST_ONLY), app()];
    return { usersCode: () => own.connections.allowFrom(container) };
  },
  interpretSettings: () => ({
    usersCode: () => interpretSettings({ release: "1.0.0", settings: {}, interfaces: {}, secure: false }),
  }),
};

describe("an error starts at the user's line", () => {
  test.each(Object.entries(CALLS))("%s", (_, prepare) => {
    expect(firstFrame(prepare().usersCode)).toMatch(/ (?:Object\.)?usersCode .*first-frame\.test\.ts/);
  });

  test("which in a class of the user's own is there", () => {
    const [stack, props] = [emptyStack(), propsOf({ size: 0 })];
    expect(firstFrame(() => new Own(stack, "esdb", props))).toContain("first-frame.test.ts");
    const own = new Own(stack, "esdb", propsOf());
    expect(firstFrame(() => own.connectionString(Audience.HOST))).toContain("Own.connectionString");
  });
});

/** The first line of the stack of what is thrown. */
function firstFrame(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return (error as Error).stack?.split("\n").find((line) => /^\s+at /.test(line));
  }
  return undefined;
}
