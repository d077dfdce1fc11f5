import { TerraformElement, TerraformOutput } from "cdktf";
import type { IConstruct } from "constructs";
import { Certificates, RemovalPolicy, Security, type EventStoreCluster } from "../../lib";
import { judge, type Props } from "./judge";

const SECURE: Props = { security: Security.tls(Certificates.generated()) };

const remove = (path: string) => (cluster: EventStoreCluster) => {
  const [id = "", ...above] = path.split("/").reverse();
  let scope: IConstruct = cluster;
  for (const part of above.reverse()) scope = scope.node.findChild(part);
  expect(scope.node.tryRemoveChild(id)).toBe(true);
};

describe("a part of the cluster that is taken out of the tree is an error, told once", () => {
  const PARTS: Readonly<Record<string, string>> = {
    image: "every container of the cluster is made of it",
    ready: "nobody else lets nodes in",
    claim: "takes its volumes for its own",
    "internal-network": "the nodes join it",
    "external-network": "the nodes join it",
    authority: "it issues the certificate of every node",
    "authority/key": "a node's certificate comes of it",
    "authority/certificate": "others verify by it",
    "node-1/key": "a node's certificate comes of it",
    "node-1/certificate": "a node's certificate comes of it",
    "node-1/certificate-request": "a node's certificate comes of it",
    "node-1/installer": "it puts a node's settings and certificate in place",
    "node-1/settings": "a container mounts it",
    "node-1/control": "a container mounts it",
    "node-1/data": "a container mounts it",
    "node-1/Resource": "the cluster counts on node-1",
  };

  test.each(Object.keys(PARTS))("%s", (path) => {
    const { problems } = judge(remove(path), { ...SECURE, removalPolicy: RemovalPolicy.DESTROY });
    expect(problems).toEqual([expect.stringContaining(`stack/esdb/${path} was removed: `)]);
    expect(problems[0]).toContain(PARTS[path]);
  });

  test("a whole node, with all that it has", () => {
    const { problems } = judge(remove("node-2"), SECURE);
    expect(problems).toEqual([expect.stringContaining("stack/esdb/node-2/Resource was removed")]);
  });

  test("what keeps the data of a cluster that was under DESTROY", () => {
    const { problems } = judge(remove("forgotten-volumes"), {
      removalPolicy: RemovalPolicy.RETAIN_AFTER_DESTROY,
    });
    expect(problems).toEqual([expect.stringContaining("the apply deletes the data volumes")]);
  });

  test("whatever it is, but for outputs", () => {
    const paths: string[] = [];
    const props = { ...SECURE, readOnlyReplicas: 1 };
    judge((cluster) => {
      for (const one of cluster.node.findAll()) {
        if (!TerraformElement.isTerraformElement(one) || TerraformOutput.isTerraformOutput(one)) continue;
        paths.push(one.node.path.slice("stack/esdb/".length));
      }
    }, props);
    expect(paths.length).toBeGreaterThan(25);
    for (const path of paths)
      expect([path, judge(remove(path), props).problems]).toEqual([path, [expect.any(String)]]);
    expect(judge(remove("certificates-expire"), props)).toEqual({ problems: [], warnings: [] });
  });
});
