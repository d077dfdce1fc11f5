import { Container } from "@cdktf/provider-docker/lib/container";
import { Network } from "@cdktf/provider-docker/lib/network";
import { TerraformIterator } from "cdktf";
import { Certificates, RemovalPolicy, Security } from "../../lib";
import { child, judge, LOCALHOST, node, override, type Change, type Props } from "./judge";

const each = (items: readonly unknown[], content: object) => ({ for_each: items, content });

describe("a dynamic block of a node is judged as the block it is", () => {
  const PROBLEMS: Readonly<Record<string, readonly [Change, string, Props?]>> = {
    "a published internal port": [
      (cluster) => {
        const ports = TerraformIterator.fromMap({ a: { internal: 1112, external: 1112 } });
        node(cluster).putPorts(
          ports.dynamic({
            internal: ports.getNumber("internal"),
            external: ports.getNumber("external"),
          }),
        );
      },
      "that is internalTcp, which only nodes may reach",
    ],
    "a port of another node": [
      override(
        "dynamic.ports",
        each([2114], { internal: 5000, external: "${ports.value}", ip: "127.0.0.1" }),
      ),
      "leads to one container only",
      { clients: LOCALHOST },
    ],
    "a mount over the data": [
      override("dynamic.volumes", each(["x"], { container_path: "/var/lib/eventstore", volume_name: "x" })),
      "mounts 2 things at /var/lib/eventstore",
    ],
    "another network": [
      override("dynamic.networks_advanced", each(["monitoring"], { name: "${networks_advanced.value}" })),
      'joins "monitoring"',
    ],
    "a hosts entry for a node": [
      override("dynamic.host", each(["node-1.esdb.internal"], { host: "${host.value}", ip: "10.9.9.9" })),
      "that is a node's name",
    ],
    "a capability that never settles": [
      override("dynamic.capabilities", each([1], { add: ["sys_nice"] })),
      'write "CAP_SYS_NICE"',
    ],
  };

  test.each(Object.keys(PROBLEMS))("%s", (name) => {
    const [change, words, more] = PROBLEMS[name] ?? [() => {}, ""];
    expect(judge(change, more).problems.join("\n")).toContain(words);
  });

  test("instead of the networks themselves, it is those networks", () => {
    const { problems } = judge((cluster) => {
      const [one, two] = node(cluster).networksAdvancedInput as { name: string }[];
      const networks = TerraformIterator.fromList([one?.name, two?.name] as string[]);
      node(cluster).putNetworksAdvanced(networks.dynamic({ name: networks.value as string }));
    });
    expect(problems).toHaveLength(4);
    for (const line of problems) expect(line).toMatch(/ipv4_address is missing|no longer holds "node-0/);
  });

  test("one that only Terraform knows is a warning, whatever it is", () => {
    for (const name of [
      "ports",
      "volumes",
      "networks_advanced",
      "host",
      "upload",
      "capabilities",
      "devices",
    ]) {
      const block = { for_each: "${toset(var.list)}", content: { name: "x" } };
      const { problems, warnings } = judge(override(`dynamic.${name}`, block));
      expect(problems).toEqual([]);
      expect(warnings).toEqual([
        expect.stringContaining(`Resource.${name} is known only when Terraform runs`),
      ]);
    }
  });

  test("so is a list in one expression", () => {
    const { warnings } = judge(override("upload", "${var.files}"));
    expect(warnings).toEqual([expect.stringContaining("Resource.upload is known only when Terraform runs")]);
  });
});

describe("a dynamic block of the cluster's other resources", () => {
  const SECURE: Props = { security: Security.tls(Certificates.generated()) };
  const VOLUMES = each([1], { container_path: "/x", host_path: "/" });

  test("of the gate, an installer and the claim differs from what the library set", () => {
    const { problems } = judge((cluster) => {
      child(cluster, "ready").addOverride("dynamic.volumes", VOLUMES);
      child(cluster, "claim").addOverride("dynamic.networks_advanced", { for_each: "${var.x}", content: {} });
      const installer = cluster.nodes[0]?.node.findChild("installer") as Container;
      installer.addOverride("dynamic.upload", each([1], { file: "/x", content: "x" }));
    }, SECURE);
    expect(problems).toEqual([
      expect.stringContaining("claim.networks_advanced differs"),
      expect.stringContaining("installer.upload differs"),
      expect.stringContaining("ready.volumes differs"),
    ]);
  });

  test("of a network is its range", () => {
    const { problems } = judge((cluster) => {
      const network = child(cluster, "internal-network");
      network.resetIpamConfig();
      network.addOverride("dynamic.ipam_config", each(["10.99.0.0/24"], { subnet: "${ipam_config.value}" }));
    });
    expect(problems).toEqual([expect.stringContaining('holds "10.99.0.0/24": the library set')]);
  });
});

describe("a dynamic block of another container", () => {
  const app = (change: (container: Container) => void): Change => {
    return (_, stack) => change(new Container(stack, "app", { name: "app", image: "app" }));
  };

  test("joins the internal network", () => {
    for (const forEach of [
      ["esdb-internal"],
      '${toset(["esdb-internal"])}',
      '${concat(["esdb-internal"], var.x)}',
    ]) {
      const joins = app((container) =>
        container.addOverride("dynamic.networks_advanced", {
          for_each: forEach,
          content: { name: "${networks_advanced.value}" },
        }),
      );
      expect(judge(joins).problems).toEqual([
        expect.stringContaining('"esdb-internal" is joined by stack/app'),
      ]);
    }
    const byReference: Change = (cluster, stack) => {
      const networks = TerraformIterator.fromList([child(cluster, "internal-network").id]);
      const container = new Container(stack, "app", { name: "app", image: "app" });
      container.putNetworksAdvanced(networks.dynamic({ name: networks.value as string }));
    };
    expect(judge(byReference).problems).toHaveLength(1);
  });

  test("writes the data", () => {
    const writes: Change = (cluster, stack) => {
      const volume = cluster.nodes[1]?.node.findChild("data") as Container;
      const container = new Container(stack, "app", { name: "app", image: "app" });
      container.addOverride("dynamic.volumes", {
        for_each: `\${{ for k, v in {"a" = ${volume.fqn}.name}: k => v }}`,
        content: { volume_name: "${volumes.value}", container_path: "/x" },
      });
    };
    const { warnings } = judge(writes, { removalPolicy: RemovalPolicy.DESTROY });
    expect(warnings).toEqual([expect.stringContaining("is written by stack/app too")]);
  });

  const UNKNOWN: Readonly<Record<string, readonly [string, object, string, Props?]>> = {
    "a port of the host": [
      "ports",
      { internal: 80, external: 2113 },
      "stack/app publishes 0.0.0.0:2113",
      { clients: LOCALHOST },
    ],
    "a node's address": [
      "networks_advanced",
      { name: "esdb-external", ipv4_address: "10.240.1.11" },
      "gives node-0 the address 10.240.1.11, which stack/app has there too",
    ],
    "a node's alias": [
      "networks_advanced",
      { name: "esdb-external", aliases: ["node-1.esdb.external"] },
      'knows node-1 as "node-1.esdb.external", and stack/app too',
    ],
    "all that a node mounts": [
      "volumes",
      { from_container: "esdb-node-0" },
      "Resource.volumes are mounted from it by stack/app",
    ],
    "what a node reads at its start": [
      "mounts",
      { type: "volume", target: "/x", source: "esdb-node-0-settings" },
      "holds what node-0 reads at its start",
    ],
  };

  test.each(Object.keys(UNKNOWN))("over a list that only Terraform knows, with a literal for %s", (name) => {
    const [block, content, words, more] = UNKNOWN[name] ?? ["", {}, ""];
    const over = (forEach: unknown) =>
      judge(
        app((container) => container.addOverride(`dynamic.${block}`, { for_each: forEach, content })),
        { security: Security.tls(Certificates.generated()), ...more },
      );
    for (const forEach of ["${var.x}", "${toset(var.x)}"])
      expect(over(forEach)).toEqual({ problems: [expect.stringContaining(words)], warnings: [] });
    expect(over([])).toEqual({ problems: [], warnings: [] });
  });

  test("over a list that only Terraform knows, with what is harmless, or known there only", () => {
    const added = (block: string, content: object): Change =>
      app((container) =>
        container.addOverride(`dynamic.${block}`, { for_each: "${var.x}", content: [content] }),
      );
    for (const change of [
      added("ports", { internal: 80, external: "${ports.value}" }),
      added("ports", { internal: 80, external: 8080 }),
      added("networks_advanced", { name: "other", ipv4_address: "10.240.1.11" }),
      added("volumes", { volume_name: "esdb-node-0-data", container_path: "/x", read_only: true }),
    ])
      expect(judge(change, { clients: LOCALHOST })).toEqual({ problems: [], warnings: [] });
  });

  test("of a network: its range", () => {
    const ranged: Change = (_, stack) => {
      const network = new Network(stack, "net", { name: "net" });
      const content = { subnet: "10.240.0.0/16" };
      network.addOverride("dynamic.ipam_config", { for_each: "${var.x}", content });
    };
    expect(judge(ranged).problems).toContainEqual(
      expect.stringContaining('overlaps "10.240.0.0/16" of stack/net'),
    );
  });

  test("hides no block that is there beside it", () => {
    const both = app((container) => {
      container.putPorts([{ internal: 80, external: 2113 }]);
      container.addOverride("dynamic.ports", [
        { for_each: "${var.x}", content: { internal: 81, external: 8081 } },
        { for_each: [2114], content: { internal: 82, external: "${ports.value}" } },
      ]);
    });
    expect(judge(both, { clients: LOCALHOST }).problems).toEqual([
      expect.stringContaining("stack/app publishes 0.0.0.0:2113"),
      expect.stringContaining("stack/app publishes 0.0.0.0:2114"),
    ]);
  });
});
