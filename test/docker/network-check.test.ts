import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformStack, TerraformVariable } from "cdktf";
import {
  Certificates,
  ClusterNetwork,
  EventStoreCluster,
  InvalidClusterError,
  Security,
  type ExistingNetworkProps,
} from "../../lib";
import { emptyStack } from "./never-synthesized";
import { byName, foundOf, propsOf, synthStack, synthesize } from "./synth";

/** What looks at networks in a stack, as Terraform reads it. */
interface Check {
  readonly name: string;
  readonly provider?: string;
  readonly lifecycle: {
    readonly postcondition: readonly { readonly condition: string; readonly error_message: string }[];
  };
}

function checksOf(text: string): Readonly<Record<string, Check>> {
  const { data } = JSON.parse(text) as { data?: { docker_network?: Readonly<Record<string, Check>> } };
  return data?.docker_network ?? {};
}

const lan = (props: Partial<ExistingNetworkProps> = {}, name = "lan") =>
  ClusterNetwork.fromNetworkName(name, { cidr: "10.240.9.0/24", checkedAtPlan: true, ...props });

const declared = (props: object) =>
  synthStack((stack) => {
    new EventStoreCluster(stack, "esdb", propsOf(props));
  });

const conditions = (check: Check | undefined) =>
  (check?.lifecycle.postcondition ?? []).map(({ condition }) => condition);
const messages = (check: Check | undefined) =>
  (check?.lifecycle.postcondition ?? []).map(({ error_message }) => error_message);

describe("an existing network with checkedAtPlan", () => {
  test("is looked at by a data source, and nothing else is emitted otherwise", () => {
    const without = declared({ externalNetwork: lan({ checkedAtPlan: false }) });
    const checked = declared({ externalNetwork: lan() });
    expect(checked.resource).toEqual(without.resource);
    expect(checksOf(without.text)).toEqual({});
    expect(Object.keys(checksOf(checked.text))).toEqual(["eventstore_esdb_external-network-check"]);
  });

  test("is compared in its ip_range, where that is said", () => {
    const { "eventstore_esdb_external-network-check": check } = checksOf(
      declared({ externalNetwork: lan({ dynamicRange: "10.240.9.128/25" }), size: 1 }).text,
    );
    expect(conditions(check)).toContain(
      '${contains([for r in compact(try([for c in self.ipam_config : c.ip_range], [])) : try(cidrsubnet(r, 0, 0), r)], "10.240.9.128/25")}',
    );
    expect(messages(check)).toContainEqual(
      expect.stringMatching(
        /^externalNetwork\.dynamicRange is "10\.240\.9\.128\/25", and the network "lan" has /,
      ),
    );
  });

  test("is compared in its range, its way out, its driver and its gateway, each in our form", () => {
    const { "eventstore_esdb_external-network-check": check } = checksOf(
      declared({ externalNetwork: lan(), size: 1 }).text,
    );
    expect(check?.name).toBe("lan");
    expect(conditions(check)).toEqual([
      '${contains([for r in try([for c in self.ipam_config : c.subnet], []) : try(cidrsubnet(r, 0, 0), r)], "10.240.9.0/24")}',
      "${self.internal == false}",
      '${self.driver == "bridge"}',
      '${length([for g in try([for c in self.ipam_config : try(coalesce(c.gateway, cidrhost(c.subnet, 1)), "")], []) : g if contains(keys({ "10.240.9.11" = "node-0" }), g)]) == 0}',
    ]);
    // Got, allowed, how to mend; the values that the engine has are put in by Terraform.
    for (const message of messages(check)) expect(message).toMatch(/^externalNetwork.+: .+; .+\.$/);
    expect(messages(check)[0]).toMatch(
      /^externalNetwork\.cidr is "10\.240\.9\.0\/24", and the network "lan" has \$\{.+\}: the engine gives nodes their fixed/,
    );
  });

  test("each by its prop: the internal one, and those of further clients", () => {
    const checks = checksOf(
      declared({
        internalNetwork: lan({ internal: true }),
        externalNetwork: { cidr: "10.240.1.0/24" },
        additionalNetworks: { proxy: lan({ cidr: "10.240.8.0/24" }, "proxy") },
      }).text,
    );
    expect(Object.keys(checks).sort()).toEqual([
      "eventstore_esdb_internal-network-check",
      "eventstore_esdb_proxy-network-check",
    ]);
    expect(conditions(checks["eventstore_esdb_internal-network-check"])).toContain(
      "${self.internal == true}",
    );
    expect(messages(checks["eventstore_esdb_proxy-network-check"])[0]).toMatch(
      /^additionalNetworks\["proxy"\]\.cidr/,
    );
  });

  test("on each Docker host, by its provider, for the nodes that are there", () => {
    const hosts = (stack: TerraformStack) =>
      ["a", "b", "c"].map((name, n) => ({
        name,
        provider: new DockerProvider(stack, `docker-${name}`, { alias: name, host: `ssh://${name}` }),
        internalAddress: `10.60.0.${n + 1}`,
        externalAddress: `192.0.2.${n + 1}`,
      }));
    const { stack } = synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      new EventStoreCluster(
        stack,
        "esdb",
        propsOf({
          hosts: hosts(stack),
          security: Security.tls(Certificates.generated()),
          externalNetwork: lan({}, "zone"),
        }),
      );
    });
    const checks = Object.entries(checksOf(stack!.text));
    expect(checks.map(([address, { provider }]) => [address, provider])).toEqual(
      ["a", "b", "c"].map((name) => [`eventstore_esdb_external-network-check_${name}`, `docker.${name}`]),
    );
    checks.forEach(([, check], n) => {
      expect(conditions(check)[3]).toContain(`{ "10.240.9.${11 + n}" = "node-${n}" }`);
      expect(messages(check)[0]).toContain(`the network "zone" of host "${"abc"[n]}" has`);
    });
  });

  test("by a name that only Terraform knows", () => {
    const { text } = synthStack((stack) => {
      const { stringValue } = new TerraformVariable(stack, "network", { type: "string" });
      new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork: lan({}, stringValue) }));
    });
    const { "eventstore_esdb_external-network-check": check } = checksOf(text);
    expect(check?.name).toBe("${var.network}");
    expect(messages(check)[0]).toContain('the network "${var.network}" has');
  });

  test("with a name that Terraform would read as a template", () => {
    const { "eventstore_esdb_external-network-check": check } = checksOf(
      declared({ externalNetwork: lan({}, "a${b}%{c}") }).text,
    );
    expect(check?.name).toBe("a$${b}%%{c}");
    for (const message of messages(check)) expect(message).toContain('the network "a$${b}%%{c}"');
  });

  test("is given away with the cluster", () => {
    const stack = emptyStack();
    const cluster = new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork: lan() }));
    const given = JSON.parse(JSON.stringify(cluster.exportAttributes())) as never;
    const { topology } = EventStoreCluster.fromAttributes(stack, "same", given);
    expect(topology.networks.map(({ checkedAtPlan }) => checkedAtPlan)).toEqual([true, undefined]);
  });

  test.each(["by name", "by a reference", "fromNetwork"])(
    "is refused where the same program makes it, %s, and the mend works",
    (how) => {
      const found = (props: object) =>
        foundOf((stack) => {
          const ipamConfig = [{ subnet: "10.240.9.0/24", ipRange: "10.240.9.128/25" }];
          const network = new Network(stack, "lan", { name: "lan", ipamConfig });
          const told = { cidr: "10.240.9.0/24", ...props };
          const externalNetwork =
            how === "fromNetwork"
              ? ClusterNetwork.fromNetwork(network, told)
              : ClusterNetwork.fromNetworkName(how === "by name" ? "lan" : network.name, told);
          new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork }));
        }).problems.map(({ path, got, fix }) => `${path} ${got}; ${fix}`);
      expect(found({ checkedAtPlan: true })).toEqual([
        "stack/esdb.externalNetwork.checkedAtPlan is true, and stack/lan is of the same program; leave checkedAtPlan out",
      ]);
      expect(found({})).toEqual([]);
    },
  );

  test("is told where somebody takes the check away", () => {
    const { problems } = foundOf((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork: lan() }));
      cluster.node.tryRemoveChild("external-network-check");
    });
    expect(problems.map(({ got, fix }) => `${got}; ${fix}`)).toEqual([
      "was removed; leave it where it is, or leave checkedAtPlan out",
    ]);
  });

  test("replaces no container when it is switched on", () => {
    const [one, other] = [false, true].map((checkedAtPlan) =>
      byName(declared({ externalNetwork: lan({ checkedAtPlan }) }), "docker_container"),
    );
    expect(other).toEqual(one);
  });

  test("is no word about a network that the cluster makes", () => {
    const props: object = { externalNetwork: { cidr: "10.240.1.0/24", checkedAtPlan: true } };
    expect(() => new EventStoreCluster(emptyStack(), "esdb", propsOf(props))).toThrow(InvalidClusterError);
  });
});
