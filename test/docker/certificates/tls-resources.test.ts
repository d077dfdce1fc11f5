import type { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { Certificates, ClientAccess, PortPlan, Security } from "../../../lib";
import { judge, type Change, type Props } from "../judge";

const SECURE: Props = {
  security: Security.tls(Certificates.generated()),
  clients: ClientAccess.throughHost({ host: "192.168.1.5", ports: PortPlan.sequential(2113) }),
};

const override =
  (path: string, attribute: string, value: unknown): Change =>
  (cluster) => {
    let at: IConstruct = cluster;
    for (const part of path.split("/")) at = at.node.findChild(part);
    (at as TerraformResource).addOverride(attribute, value);
  };

test.each([
  ["node-0/key", "algorithm", "ECDSA", "RSA is what every release reads"],
  ["authority/key", "algorithm", undefined, "algorithm is missing"],
  ["node-0/key", "rsa_bits", 1024, "the library set 2048"],
  ["node-0/key", "rsa_bits", undefined, "rsa_bits is missing"],
  ["node-0/key", "count", 2, "count is set"],
  ["node-0/certificate-request", "dns_names", undefined, 'no longer holds "node-0.esdb.internal"'],
  ["node-0/certificate-request", "dns_names.0", "other", "refuses the certificate"],
  ["node-0/certificate-request", "ip_addresses", undefined, "ip_addresses no longer holds"],
  [
    "node-0/certificate-request",
    "subject.0.common_name",
    "mine",
    'has the common name "mine": the library set "eventstoredb-node"',
  ],
  ["node-0/certificate-request", "subject", undefined, "has no common name"],
  ["node-0/certificate-request", "private_key_pem", "x", "private_key_pem differs"],
  ["node-0/certificate", "allowed_uses.2", "any_extended", 'no longer holds "server_auth"'],
  ["node-0/certificate", "is_ca_certificate", true, "make certificates for others"],
  ["node-0/certificate", "ca_cert_pem", "x", "trust that authority"],
  ["node-0/certificate", "validity_period_hours", 24, "every apply then makes new certificates"],
  ["authority/certificate", "is_ca_certificate", false, "no certificate that it issues is taken"],
  ["authority/certificate", "allowed_uses", ["cert_signing"], ""],
  ["authority/certificate", "allowed_uses.0", "data_encipherment", 'no longer holds "cert_signing"'],
])("%s with %s %j", (path, attribute, value, words) => {
  const { problems, warnings } = judge(override(path, attribute, value), SECURE);
  if (words === "") expect(problems).toEqual([]);
  else {
    expect(problems).toEqual([expect.stringContaining(`stack/esdb/${path}.${attribute.split(".")[0]} `)]);
    expect(problems[0]).toContain(words);
  }
  expect(warnings).toEqual([]);
  // Nothing of a key is shown.
  expect(problems.join()).not.toContain("tls_private_key");
});

test.each([
  ["node-0/certificate-request", "dns_names", ["proxy.test"]],
  ["node-0/certificate-request", "subject.0.organization", "Orders"],
  ["node-0/certificate", "allowed_uses", ["key_agreement"]],
  ["node-0/certificate", "validity_period_hours", 24 * 400],
  ["node-0/key", "rsa_bits", 4096],
  ["authority/certificate", "subject.0.common_name", "Orders authority"],
])("%s with more: %s %j", (path, attribute, value) => {
  const { problems } = judge(override(path, attribute, value), SECURE);
  expect(problems).toEqual([]);
});

test("names that only Terraform knows are a warning", () => {
  const { problems, warnings } = judge(
    override("node-0/certificate-request", "dns_names", "${var.x}"),
    SECURE,
  );
  expect(problems).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining("dns_names is known only when Terraform runs")]);
});
