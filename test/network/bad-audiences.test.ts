import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { perNode, three, throughHost, wrong } from "./client-requests";
import { codesOf } from "./planning";

test.each([
  ["everyone", "everyone"],
  [[Audience.PEERS], "peers"],
  [["HOST"], "HOST"],
  [[null], "null"],
])("the audiences %p are refused", (audiences, shown) => {
  const problems = wrong(throughHost({ audiences }));
  expect(codesOf(problems)).toEqual(["audiences clients.audiences"]);
  expect(problems[0]!.got).toContain(shown);
});

test("perNode must be told whom it serves, and every entry is judged all the same", () => {
  const entries = three((n) => ({ host: n === 0 ? "0.0.0.0" : "192.0.2.10", httpPort: 3000 + n }));
  expect(codesOf(wrong(ClientAccess.perNode(entries as never, {} as never)))).toEqual([
    "audiences.missing clients.audiences",
    "host clients.members[0].host",
  ]);
});

test("perNode names the nodes that have no entry", () => {
  const problems = wrong(
    perNode([{ host: "a.example.test", httpPort: 2113 }, null as never], [Audience.NETWORK]),
    {
      readOnlyReplicas: 1,
    },
  );
  expect(problems.map((p) => `${p.path} ${p.got}`)).toEqual([
    "clients.members has null for node-1",
    "clients.members has no entry for node-2",
    "clients.readOnlyReplicas has no entry for replica-0",
  ]);
});
