import { DockerProvider, type DockerProviderConfig } from "@cdktf/provider-docker/lib/provider";
import { Network } from "@cdktf/provider-docker/lib/network";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { TerraformStack } from "cdktf";
import { ClusterData, ClusterNetwork, EventStoreCluster, Security } from "../../lib";
import { foundOf, propsOf } from "./synth";

/*
 * What two clusters have of one engine, where programs speak of it in several ways.
 */

const security = Security.insecure();
const FURTHER = { internalNetwork: { cidr: "10.3.0.0/24" }, externalNetwork: { cidr: "10.3.1.0/24" } };
const LAN = { name: "lan", ipamConfig: [{ subnet: "10.240.1.0/24", ipRange: "10.240.1.128/25" }] };
const NAMED = { cidr: "10.240.1.0/24", dynamicRange: "10.240.1.128/25" };

type More = Parameters<typeof propsOf>[0];

/** The problems of two clusters that have these props. */
function two(propsFor: (stack: TerraformStack) => readonly [More, More]): readonly string[] {
  const { problems } = foundOf((stack) => {
    const [one, other] = propsFor(stack);
    new EventStoreCluster(stack, "esdb", propsOf({ security, ...one }));
    new EventStoreCluster(stack, "other", propsOf({ security, ...FURTHER, ...other }));
  });
  return problems.map(({ code, path, got }) => `${code} ${path} ${got}`);
}

describe("what two clusters share is found", () => {
  const lan = (stack: TerraformStack) => new Network(stack, "lan", LAN);
  const networks: readonly [string, (network: Network) => readonly [ClusterNetwork, ClusterNetwork]][] = [
    ["the network twice", (n) => [ClusterNetwork.fromNetwork(n), ClusterNetwork.fromNetwork(n)]],
    [
      "its name and its id",
      (n) => [ClusterNetwork.fromNetworkName(n.name, NAMED), ClusterNetwork.fromNetworkName(n.id, NAMED)],
    ],
    [
      "the network and its name in letters",
      (n) => [ClusterNetwork.fromNetwork(n), ClusterNetwork.fromNetworkName("lan", NAMED)],
    ],
  ];

  test.each(networks)("an address, by %s", (_, by) => {
    const found = two((stack) => {
      const [one, other] = by(lan(stack));
      return [{ externalNetwork: one }, { externalNetwork: other }];
    });
    expect(found).toEqual([
      'address.taken externalNetwork gives node-0 the address 10.240.1.11 on "lan", which stack/esdb has given away',
    ]);
  });

  test("an internal network", () => {
    const found = two((stack) => {
      const between = new Network(stack, "between", { ...LAN, internal: true });
      const of = (memberOffset: number) => ({
        internalNetwork: ClusterNetwork.fromNetwork(between, { memberOffset }),
        externalNetwork: { cidr: `10.4.${memberOffset}.0/24` },
      });
      return [of(20), of(60)];
    });
    expect(found).toEqual([
      'network.internal.shared internalNetwork is "lan", the internal network of stack/esdb',
    ]);
  });

  test("the network that the other one makes", () => {
    const { problems } = foundOf((stack) => {
      const { externalNetwork } = new EventStoreCluster(stack, "esdb", propsOf({ security }));
      const joined = ClusterNetwork.fromNetworkName(externalNetwork.name, NAMED);
      new EventStoreCluster(stack, "other", propsOf({ security, ...FURTHER, externalNetwork: joined }));
    });
    expect(problems.map(({ code }) => code)).toEqual(["address.taken"]);
  });

  test("volumes, by each reading of their names", () => {
    const found = two((stack) => {
      const volumes = [0, 1, 2].map((i) => new Volume(stack, `v${i}`, { name: `vol-${i}` }));
      const data = () => ClusterData.existingVolumes(volumes.map(({ name }) => name));
      return [{ data: data() }, { data: data() }];
    });
    expect(found).toEqual([0, 1, 2].map((i) => `data.shared data is "vol-${i}", as that of stack/esdb`));
  });

  test("one volume that is declared several times", () => {
    const { problems } = foundOf((stack) => {
      const volumes = [0, 1, 2].map((i) => new Volume(stack, `v${i}`, { name: "esdata" }));
      const data = ClusterData.existingVolumes(volumes.map(({ name }) => name));
      new EventStoreCluster(stack, "esdb", propsOf({ security, data }));
    });
    expect(problems.map(({ got }) => got)).toEqual(Array(2).fill('is "esdata", as that of another node'));
  });

  test("volumes whose driver mounts one folder, or one share", () => {
    const found = (driverOpts: Readonly<Record<string, string>>[], beside?: ClusterData) => {
      const { problems } = foundOf((stack) => {
        const volumes = driverOpts.map(
          (options, i) => new Volume(stack, `v${i}`, { name: `vol-${i}`, driverOpts: options }),
        );
        const data = ClusterData.existingVolumes(volumes.map(({ name }) => name));
        new EventStoreCluster(stack, "esdb", propsOf({ security, data }));
        if (beside !== undefined)
          new EventStoreCluster(stack, "beside", propsOf({ ...FURTHER, security, data: beside }));
      });
      return problems.map(({ got }) => got);
    };
    const bind = (device: string) => ({ type: "none", o: "rw,bind", device });
    const nfs = (device: string) => ({ type: "nfs", o: "rw,addr=10.9.0.1", device });
    const one = (got: string) => Array<string>(2).fill(`is ${got}, as that of another node`);
    expect(found([bind("/srv/data"), bind("/srv/data/"), bind("/srv//data")])).toEqual(one('"/srv/data"'));
    expect(found([nfs(":/data"), nfs(":/data"), nfs(":/data")])).toEqual(one('"nfs addr=10.9.0.1 :/data"'));
    expect(found([bind("/srv/a"), bind("/srv/a/b"), bind("/srv/c")])).toEqual([
      'is "/srv/a/b", and "/srv/a" that of another node',
    ]);
    const memory = { type: "tmpfs", device: "tmpfs", o: "size=100m" };
    expect(found([memory, memory, memory])).toEqual([]);
    const part = (n: number) => ({ type: "btrfs", device: "/dev/sdb1", o: `subvol=node${n}` });
    expect(found([part(0), part(1), part(2)])).toEqual([]);
    const apart = [bind("/srv/a"), nfs(":/a"), { ...nfs(":/a"), o: "addr=10.9.0.2" }];
    expect(found(apart)).toEqual([]);
    const folders = { "node-0": "/srv/a", "node-1": "/srv/b", "node-2": "/srv/c" };
    expect(found(apart, ClusterData.hostPaths(folders))).toEqual(['is "/srv/a", as that of stack/esdb']);
  });

  test("a folder within another one's", () => {
    const own = Object.fromEntries([0, 1, 2].map((i) => [`node-${i}`, `/srv/${"abc"[i] ?? ""}`]));
    const found = two(() => [{ data: ClusterData.hostPaths(own) }, { data: ClusterData.hostPath("/srv/a") }]);
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^data\.shared data is "\/srv\/a\/.*", and "\/srv\/a" that of stack\/esdb$/);
    const apart = { data: ClusterData.hostPath("/srv/ab") };
    expect(two(() => [{ data: ClusterData.hostPaths(own) }, apart])).toEqual([]);
  });

  test("the range of a network that exists, whichever cluster comes first", () => {
    const existing = { externalNetwork: ClusterNetwork.fromNetworkName("lan", NAMED) };
    const own = { externalNetwork: { cidr: "10.240.1.0/24" } };
    for (const [one, other] of [
      [existing, own],
      [own, existing],
    ] as const)
      expect(two(() => [one, other])).toEqual([
        'network.cidr.overlap externalNetwork.cidr "10.240.1.0/24" overlaps "10.240.1.0/24" of stack/esdb',
      ]);
  });
});

describe("what is on another engine", () => {
  const said = (
    declare: (stack: TerraformStack, elsewhere: DockerProvider | undefined) => More,
    host: string,
  ) => {
    const { problems } = foundOf((stack) => {
      const elsewhere = new DockerProvider(stack, "b", { alias: "b", host });
      new EventStoreCluster(stack, "esdb", propsOf({ security, ...declare(stack, elsewhere) }));
    });
    return problems.map(({ code, path, got }) => `${code} ${path} ${got}`);
  };
  const network = (stack: TerraformStack, provider?: DockerProvider) => ({
    externalNetwork: ClusterNetwork.fromNetwork(
      new Network(stack, "lan", { ...LAN, ...(provider && { provider }) }),
    ),
  });
  const volumes = (stack: TerraformStack, provider?: DockerProvider) => ({
    data: ClusterData.existingVolumes(
      [0, 1, 2].map((i) => new Volume(stack, `v${i}`, { name: `v${i}`, ...(provider && { provider }) }).name),
    ),
  });

  test("is no network of the nodes, and no volume", () => {
    expect(said(network, "ssh://b")).toEqual([
      "engine.elsewhere externalNetwork is stack/lan, on the engine of docker.b (stack/b), and the nodes are on that of docker (stack/docker)",
    ]);
    expect(said(volumes, "ssh://b")).toHaveLength(3);
  });

  test("is fine where it is the same one, or the provider is another construct only", () => {
    for (const declare of [network, volumes]) {
      expect(said((stack) => declare(stack), "ssh://b")).toEqual([]);
      expect(said(declare, "unix:///var/run/docker.sock")).toEqual([]);
    }
  });

  test("is fine where a stack has a name for the engine, and the network's has none", () => {
    const { problems } = foundOf((stack, app) => {
      const further = new TerraformStack(app, "further");
      new DockerProvider(further, "docker");
      new EventStoreCluster(
        stack,
        "esdb",
        propsOf({ security, engineName: "production", ...network(further) }),
      );
    });
    expect(problems).toEqual([]);
  });
});

describe("one engine is known in every spelling", () => {
  /** What is said of two clusters of one name, each in a stack with such a provider. */
  const environments = (one: DockerProviderConfig, other: DockerProviderConfig): readonly string[] => {
    const { problems } = foundOf((stack, app) => {
      const further = new TerraformStack(app, "further");
      for (const [its, config] of [
        [further, other],
        [stack, one],
      ] as const) {
        if (its === further) new DockerProvider(its, "docker", config);
        const provider =
          its === stack ? { provider: new DockerProvider(its, "a", { alias: "a", ...config }) } : {};
        new EventStoreCluster(its, "esdb", propsOf({ security, ...provider }));
      }
    });
    return problems.map(({ code }) => code);
  };

  test.each([
    [{}, { host: "unix:///var/run/docker.sock" }],
    [{}, { host: "unix:///run/docker.sock" }],
    [{}, { context: "default" }],
    [{ host: "ssh://root@db" }, { host: "ssh://root@db:22" }],
  ])("%p and %p", (one, other) => {
    expect(environments(one, other)).toEqual(["name.twice"]);
  });

  test.each([
    [{}, { host: "tcp://db:2375" }],
    [{ host: "ssh://root@db" }, { host: "ssh://root@db:2222" }],
    [{}, { context: "other" }],
  ])("%p and %p are two", (one, other) => {
    expect(environments(one, other)).toEqual([]);
  });
});
