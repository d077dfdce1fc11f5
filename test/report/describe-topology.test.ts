import { ClientAccess } from "../../lib/network/asked/client-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { connectionString } from "../../lib/network/model/connection-string";
import { describeTopology } from "../../lib/report/describe-topology";
import { specOf, V22 } from "../network/arbitrary-spec";
import { everyPlanned } from "../network/every-planned";
import { topologyOf } from "../network/planning";

/** The text without its line breaks and indents. */
const joined = (text: string) => text.replace(/\s+/g, "");

test("fits in 80 columns but for strings, which stand in one piece, and says what every node binds, tells and publishes", () => {
  everyPlanned((topology) => {
    const text = describeTopology(topology);
    const strings = [connectionString(topology)];
    if (topology.nodes.every(({ advertised }) => advertised.externalTcp !== undefined))
      strings.push(connectionString(topology, { protocol: "tcp" }));
    const lines = text.split("\n");
    for (const audience of topology.audiences)
      for (const string of strings) expect(lines).toContain(`  ${audience.padEnd(11)}${string}`);
    expect(lines.filter((line) => line.length > 80 && !strings.some((s) => line.endsWith(s)))).toEqual([]);
    const said = joined(text);
    for (const node of topology.nodes) {
      const facts = [
        node.name,
        ...node.attachments.map((a) => a.address),
        ...node.endpoints.map((e) => `${e.bind}:${e.port}${e.kind}`),
        ...node.published.map((p) => `${p.hostIp}:${p.hostPort}->${p.containerPort}`),
        ...(topology.audiences.length === 0
          ? []
          : [`${node.advertised.http.host}:${node.advertised.http.port}`]),
      ];
      expect(facts.filter((fact) => !said.includes(fact))).toEqual([]);
    }
  });
});

test("an insecure cluster is said to be one", () => {
  expect(describeTopology(topologyOf({ capabilities: V22, spec: specOf() }))).toContain("INSECURE");
  expect(describeTopology(topologyOf({ capabilities: V22, spec: specOf({ secure: true }) }))).not.toContain(
    "INSECURE",
  );
});

test("under everywhere the lines for the host's own file are given, and only there", () => {
  const clients = ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(2313) });
  const text = describeTopology(topologyOf({ capabilities: V22, spec: specOf({ clients }) }));
  expect(text).toContain(
    "127.0.0.1 node0.esdb.test\n  127.0.0.1 node1.esdb.test\n  127.0.0.1 node2.esdb.test",
  );
  expect(describeTopology(topologyOf({ capabilities: V22, spec: specOf() }))).not.toContain("hosts file");
});

test("a network whose name only Terraform knows is said to be so", () => {
  const externalNetwork = { cidr: "10.240.1.0/24", networkName: "${TfToken[TOKEN.1]}" };
  const text = describeTopology(topologyOf({ capabilities: V22, spec: specOf({ externalNetwork }) }));
  expect(text).toContain("(named at apply)");
  expect(text).not.toContain("TfToken");
});
