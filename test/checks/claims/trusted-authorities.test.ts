import { TrustedAuthorities } from "../../../lib/checks/claims/trusted-authorities";

const claim = (owner: string, roots: readonly string[], commonName = "eventstoredb-node") => ({
  owner,
  roots,
  commonName,
});

test("an authority of one's own is nobody's business", () => {
  const authorities = new TrustedAuthorities();
  expect(authorities.add(claim("one", ["a", "b"]))).toBeUndefined();
  expect(authorities.add(claim("two", ["c"]))).toBeUndefined();
  expect(authorities.add(claim("three", ["a"], "other.example.com"))).toBeUndefined();
  expect(authorities.add(claim("one", ["a"]))).toBeUndefined();
  expect(authorities.add(claim("four", []))).toBeUndefined();
});

test("a shared one is told, with who shares it", () => {
  const authorities = new TrustedAuthorities();
  authorities.add(claim("one", ["a", "b"]));
  expect(authorities.add(claim("two", ["c", "b\n"], "EventStoreDB-Node"))).toMatchObject({
    code: "certificate.root.shared",
    path: "security.certificates.trustedRoots",
    got: expect.stringContaining("one trusts too") as string,
    expected: "whoever has the key of a node of one cluster is a node of the other",
    fix: "use an authority of its own for every cluster, or another common name",
  });
});
