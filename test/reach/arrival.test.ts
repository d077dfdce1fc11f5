import { ClientAccess } from "../../lib/network/asked/client-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Audience } from "../../lib/network/model/audience";
import { Binding, EndpointKind, type Bindings } from "../../lib/network/model/endpoint";
import { specOf } from "../network/arbitrary-spec";
import { clusterOf, judge } from "./judged";

const clients = ClientAccess.throughHost({
  host: "192.0.2.10",
  ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
});

/** What comes of the TCP dials of other machines, where a network of further clients has that name. */
function verdicts(networkName: string, bindings: Bindings) {
  const additionalNetworks = { lan: { networkName, cidr: "10.240.2.0/24" } };
  const cluster = clusterOf(
    "5.0.11",
    specOf({ additionalNetworks, clients, allowPublished: true, bindings }),
  );
  const cells = judge(cluster, "20.10.24").matrix.cells.filter(
    (c) => c.audience === Audience.REMOTE && c.endpoint === EndpointKind.EXTERNAL_TCP && c.node === "node-0",
  );
  return cells.map((c) => [c.dialled.host, c.reached]);
}

test("published ports arrive on the first network by name, where a socket has to be", () => {
  const alone = { externalTcp: Binding.NODE_ADDRESS };
  const told = (networkName: string) => verdicts(networkName, alone)[0];
  expect(told("zzz")).toEqual(["192.0.2.10", true]);
  expect(told("aaa")).toEqual(["192.0.2.10", false]);
  expect(told("${TfToken[TOKEN.1]}")).toEqual(["192.0.2.10", "unchecked"]);
});

test("which one that is, only Terraform knows where names are tokens", () => {
  expect(verdicts("zzz", {})).toEqual([
    ["192.0.2.10", true],
    ["10.240.1.11", true],
    ["10.240.2.11", false],
    ["10.240.0.11", false],
  ]);
  expect(verdicts("${TfToken[TOKEN.1]}", {})).toEqual([
    ["192.0.2.10", true],
    ["10.240.1.11", "unchecked"],
    ["10.240.2.11", "unchecked"],
    ["10.240.0.11", false],
  ]);
});
