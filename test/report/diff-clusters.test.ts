import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { type Container } from "@cdktf/provider-docker/lib/container";
import {
  Certificates,
  ClientAccess,
  ClusterData,
  Delivery,
  diffClusters,
  EventStoreCluster,
  type InvalidClusterError,
  PortPlan,
  RemovalPolicy,
  renderDiff,
  Security,
  type ClusterAttributes,
  type EventStoreClusterProps,
} from "../../lib";
import { propsOf, synthStack } from "../docker/synth";

type Props = Partial<Record<keyof EventStoreClusterProps, unknown>>;

function exported(props: Props = {}, change?: (cluster: EventStoreCluster) => void): ClusterAttributes {
  let attributes: ClusterAttributes | undefined;
  synthStack((stack) => {
    const cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
    change?.(cluster);
    attributes = cluster.exportAttributes();
  });
  return attributes as ClusterAttributes;
}

const SECURE = { security: Security.tls(Certificates.generated()) };
const localhost = (http: number) => ({
  clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http }) }),
});

describe("diffClusters of clusters on named Docker hosts", () => {
  const onHosts = (names: readonly string[], more: Props = {}) => {
    let attributes: ClusterAttributes | undefined;
    synthStack((stack) => {
      const hosts = names.map((name) => ({
        name,
        provider: new DockerProvider(stack, `docker-${name}`, { alias: name, host: `ssh://${name}` }),
        internalAddress: `10.60.0.${name.charCodeAt(0)}`,
      }));
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ ...SECURE, hosts, ...more }));
      attributes = cluster.exportAttributes();
    });
    return attributes as ClusterAttributes;
  };

  test.each([
    [RemovalPolicy.RETAIN, "left"],
    [RemovalPolicy.DESTROY, "deleted"],
  ] as const)(
    "says under %s that the data of a node that moves are %s, and to stop it first",
    (removalPolicy, data) => {
      const diff = diffClusters(
        onHosts(["a", "b", "c"], { removalPolicy }),
        onHosts(["a", "d", "c"], { removalPolicy }),
      );
      expect(diff.nodes.find(({ node }) => node === "node-1")).toEqual({
        node: "node-1",
        change: "replaced",
        data,
        host: { before: "b", after: "d" },
      });
      expect(diff.nodes.filter(({ host }) => host !== undefined)).toHaveLength(1);
      expect(diff.networks).toEqual([
        { network: "external", host: "d", change: "added" },
        { network: "internal", host: "d", change: "added" },
        { network: "external", host: "b", change: "removed" },
        { network: "internal", host: "b", change: "removed" },
      ]);
      const text = renderDiff(diff);
      expect(text).toContain("`node-1` moves from `b` to `d`: **stop it on the host before first**");
      expect(text).toContain("| `external` on `d` | added |");
    },
  );
});

describe("diffClusters", () => {
  test("finds nothing where nothing changes, also after a way through JSON", () => {
    const before = exported(SECURE);
    const diff = diffClusters(before, exported(SECURE));
    expect(diff).toEqual({ cluster: "esdb", authority: false, nodes: [], networks: [], addresses: [] });
    expect(renderDiff(diff)).toBe("# Change of `esdb`\n\n- Nothing changes.\n");
    const insecure = exported();
    const parsed = JSON.parse(JSON.stringify(insecure)) as ClusterAttributes;
    expect(diffClusters(parsed, insecure).nodes).toEqual([]);
    expect(Object.isFrozen(diff.nodes)).toBe(true);
  });

  test.each([
    [RemovalPolicy.RETAIN, "left"],
    [RemovalPolicy.DESTROY, "deleted"],
  ])("says what becomes of a removed node's data under %s", (removalPolicy, data) => {
    const { nodes, networks } = diffClusters(
      exported({ size: 5, removalPolicy }),
      exported({ removalPolicy }),
    );
    expect(nodes.filter(({ change }) => change === "removed")).toEqual([
      { node: "node-3", change: "removed", data },
      { node: "node-4", change: "removed", data },
    ]);
    expect(networks).toEqual([]);
  });

  test("tells a node that is added, and where clients find it", () => {
    const { nodes, addresses } = diffClusters(exported(), exported({ readOnlyReplicas: 1 }));
    expect(nodes).toContainEqual({ node: "replica-0", change: "added", data: "none" });
    expect(addresses).toEqual([
      { audience: "network", node: "replica-0", endpoint: "http", after: "replica-0.esdb.external:2113" },
    ]);
  });

  test("tells data that are left behind, and those in memory", () => {
    const moved = diffClusters(exported(), exported({ data: ClusterData.hostPath("/srv") }));
    expect(new Set(moved.nodes.map(({ data }) => data))).toEqual(new Set(["left"]));
    const memory = { data: ClusterData.inMemory() };
    const replaced = diffClusters(exported(memory), exported({ ...memory, labels: { a: "b" } }));
    expect(new Set(replaced.nodes.map(({ data }) => data))).toEqual(new Set(["deleted"]));
  });

  const KEPT = { removalPolicy: RemovalPolicy.RETAIN_AFTER_DESTROY };
  test.each<[string, Props, Props, string | undefined]>([
    ["are deleted by RETAIN alone", {}, {}, "deleted"],
    ["are deleted by RETAIN with another edit", {}, { version: "24.10.9" }, "deleted"],
    ["are kept by the policy in between", {}, KEPT, undefined],
    ["are left by the policy in between", {}, { ...KEPT, data: ClusterData.hostPath("/srv") }, "left"],
    ["are deleted with the cluster's name", {}, { ...KEPT, name: "other" }, "deleted"],
    ["are kept by DESTROY itself", {}, { removalPolicy: RemovalPolicy.DESTROY }, undefined],
  ])("says that data under DESTROY %s", (_, before, after, data) => {
    const { nodes } = diffClusters(
      exported({ removalPolicy: RemovalPolicy.DESTROY, ...before }),
      exported(after),
    );
    expect([...new Set(nodes.map((one) => one.data))]).toEqual(data === undefined ? [] : [data]);
  });

  test("says what becomes of a removed node's data that Terraform forgets", () => {
    const was = exported({ size: 5, removalPolicy: RemovalPolicy.DESTROY });
    const { nodes } = diffClusters(was, exported(KEPT));
    expect(nodes.filter(({ change }) => change === "removed").map(({ data }) => data)).toEqual([
      "left",
      "left",
    ]);
  });

  test.each<[string, Parameters<typeof Certificates.generated>[0], boolean]>([
    ["authorityValidDays", { authorityValidDays: 1000 }, true],
    ["keyBits", { keyBits: 4096 }, true],
    ["renewDays", { renewDays: 10 }, false],
    ["validDays", { validDays: 90, renewDays: 30 }, false],
  ])("knows whether a generated authority is another one with other %s", (prop, options, authority) => {
    const diff = diffClusters(
      exported(SECURE),
      exported({ security: Security.tls(Certificates.generated(options)) }),
    );
    expect(diff.authority).toBe(authority);
    expect(renderDiff(diff).includes("they refuse each other")).toBe(authority);
    // When they are made anew is no part of what they are.
    expect(diff.nodes.length > 0).toBe(prop !== "renewDays");
  });

  test("tells what clients must learn", () => {
    const { addresses, nodes } = diffClusters(exported(localhost(2113)), exported(localhost(3113)));
    expect(addresses).toContainEqual({
      audience: "host",
      node: "node-1",
      endpoint: "http",
      before: "localhost:2114",
      after: "localhost:3114",
    });
    expect(new Set(nodes.map(({ change }) => change))).toEqual(new Set(["replaced"]));
  });

  test("tells networks that are added, removed and made anew", () => {
    const proxy = { additionalNetworks: { proxy: { cidr: "10.241.2.0/24" } } };
    const kinds = (before: Props, after: Props) => diffClusters(exported(before), exported(after)).networks;
    expect(kinds({}, proxy)).toEqual([{ network: "proxy", change: "added" }]);
    expect(kinds(proxy, {})).toEqual([{ network: "proxy", change: "removed" }]);
    expect(kinds({}, { externalNetwork: { cidr: "10.241.1.0/24" } })).toEqual([
      { network: "external", change: "replaced" },
    ]);
  });

  test("tells another name, release, TLS", () => {
    const diff = diffClusters(exported(), exported({ name: "other", version: "24.10.5", ...SECURE }));
    expect(diff).toMatchObject({
      cluster: "other",
      name: { before: "esdb", after: "other" },
      release: { before: "24.10.4", after: "24.10.5" },
      tls: "on",
    });
    expect(new Set(diff.nodes.map(({ data }) => data))).toEqual(new Set(["left"]));
  });

  test("tells memory, which is changed while the node runs", () => {
    const mib = (memory: number) => ({ resources: { memory } });
    const { nodes } = diffClusters(exported(mib(1024)), exported(mib(2048)));
    expect(new Set(nodes.map(({ change }) => change))).toEqual(new Set(["updated"]));
  });

  test("sees overrides", () => {
    const { nodes } = diffClusters(
      exported(),
      exported({}, (cluster) => {
        (cluster.nodes[1]?.container as Container).addOverride("working_dir", "/");
      }),
    );
    expect(nodes).toEqual([{ node: "node-1", change: "replaced", data: "kept" }]);
  });

  test.each([Delivery.GENERATION, Delivery.ENVIRONMENT])(
    "neither holds a secret nor a hash of one, by %s",
    (delivery) => {
      const licensed = (licenseKey: string) => exported({ delivery, licenseKey });
      const [one, two] = [licensed("first-secret"), licensed("second-secret")];
      expect(JSON.stringify(one)).not.toContain("secret");
      expect(one).toEqual(two);
    },
  );

  test("tells another authority where both are known", () => {
    const before = exported(SECURE);
    const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
    const with_ = (text: string) => ({ ...before, caCertificate: pem(text) });
    expect(diffClusters(with_("AAAA"), with_("BBBB")).authority).toBe(true);
    expect(diffClusters(with_("AAAA"), with_("AAAA")).authority).toBe(false);
    expect(diffClusters(before, with_("BBBB")).authority).toBe(false);
  });

  test("refuses what are none, both at once", () => {
    const refusal = () => {
      try {
        diffClusters({} as never, { ...exported(), nodes: {} });
      } catch (error) {
        return (error as InvalidClusterError).problems.map(({ path, got }) => `${path} ${got}`);
      }
      return [];
    };
    expect(refusal()).toEqual([
      "before.version is missing",
      'after.topology.nodes[0].key is "node-0"',
      'after.topology.nodes[1].key is "node-1"',
      'after.topology.nodes[2].key is "node-2"',
    ]);
  });
});

describe("renderDiff", () => {
  test("tells a change to a pull request", () => {
    const before = exported({ ...localhost(2113), size: 5 });
    const after = exported({ ...localhost(3113), additionalNetworks: { proxy: { cidr: "10.241.2.0/24" } } });
    expect(renderDiff(diffClusters(before, after))).toMatchInlineSnapshot(`
      "# Change of \`esdb\`

      - Members 5 → 3: the last ones go at once, then those that stay are restarted one by one.
      - Containers are replaced: all at once by a plain apply, one node after the other by \`npx cdktf-eventstoredb rollout\`, where that can be done.
      - Clients have other addresses to dial.

      | Node | What happens | Its data |
      | --- | --- | --- |
      | \`node-0\` | container replaced | kept |
      | \`node-1\` | container replaced | kept |
      | \`node-2\` | container replaced | kept |
      | \`node-3\` | removed | **left behind**, not deleted |
      | \`node-4\` | removed | **left behind**, not deleted |

      | Network | What happens |
      | --- | --- |
      | \`proxy\` | added |

      | Clients | Node | Endpoint | Before | After |
      | --- | --- | --- | --- | --- |
      | host | \`node-0\` | http | \`localhost:2113\` | \`localhost:3113\` |
      | host | \`node-1\` | http | \`localhost:2114\` | \`localhost:3114\` |
      | host | \`node-2\` | http | \`localhost:2115\` | \`localhost:3115\` |
      | host | \`node-3\` | http | \`localhost:2116\` | – |
      | host | \`node-4\` | http | \`localhost:2117\` | – |
      "
    `);
  });

  test("tells what goes one by one, and what cannot", () => {
    const setting = { settings: { MaxAppendSize: 2048 } };
    expect(renderDiff(diffClusters(exported(), exported(setting)))).toMatch(
      /One node after the other, within one apply/,
    );
    expect(renderDiff(diffClusters(exported(), exported(SECURE)))).toMatch(
      /TLS is switched on: all nodes go at once/,
    );
  });

  test.each([
    [1, 3, /writes pause until one of the new members has a full copy/],
    [3, 5, /are restarted one by one, then the new ones are let in/],
    [5, 3, /the last ones go at once, then those that stay/],
    [3, 1, /more than a minority goes at once, which the gate refuses/],
    [2, 1, /the last ones go at once/],
  ])("tells what becomes of members, %p to %p", (one, other, said) => {
    expect(renderDiff(diffClusters(exported({ size: one }), exported({ size: other })))).toMatch(said);
  });

  test("refuses what is no change", () => {
    const whole = diffClusters(exported(), exported({ size: 5 }));
    for (const wrong of [
      {},
      { ...whole, nodes: [{}] },
      { ...whole, nodes: [null] },
      { ...whole, networks: [3] },
    ])
      expect(() => renderDiff(wrong as never)).toThrow(
        /diff is .*must be a ClusterDiff; pass diffClusters\(before, after\)/,
      );
  });
});
