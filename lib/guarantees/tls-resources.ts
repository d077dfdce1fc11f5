import { quote } from "../problem/quote";
import { differs, type ContainerView } from "./container-view";
import { judgeExact, type Exact } from "./exact";
import { judgeInstances } from "./life";
import { blocksOf, isExpression, isOn, numberOf, plainText, stated, textsOf } from "./values";

const MEND = "leave it as it was; for other certificates use the prop security";

/** What ties a key, a request and a certificate to each other. */
const SIGNER: Exact = {
  private_key_pem: "the certificate is of that key",
  cert_request_pem: "it holds the node's names",
  ca_cert_pem: "nodes and clients trust that authority",
  ca_private_key_pem: "nodes and clients trust that authority",
};

/** Whether what generates a certificate still makes one by which nodes and clients know each other. */
export function judgeTls(view: ContainerView): void {
  judgeInstances(view);
  judgeKey(view);
  judgeExact(view, SIGNER, "nobody would verify the other", MEND);
  judgeSubject(view);
  judgeLists(view);
  judgeAuthority(view);
  judgeLife(view);
}

function judgeKey({ set, now, report }: ContainerView): void {
  if (now.algorithm !== set.algorithm) {
    report.problem({
      attribute: "algorithm",
      got: stated(now.algorithm),
      expected: "RSA is what every release reads",
      fix: "leave it as it was",
    });
  }
  const [bits, asked] = [numberOf(now.rsa_bits), numberOf(set.rsa_bits)];
  if (asked === undefined || isExpression(now.rsa_bits) || (bits !== undefined && bits >= asked)) return;
  report.problem({
    attribute: "rsa_bits",
    got: stated(now.rsa_bits),
    expected: `the library set ${asked}, and fewer are not what was asked for`,
    fix: "use Certificates.generated({ keyBits: 2048 }), 3072 or 4096",
  });
}

function judgeSubject(view: ContainerView): void {
  // Of an authority it is a word for people.
  if (!differs(view, "subject") || isOn(view.set.is_ca_certificate)) return;
  const nameIn = (attributes: typeof view.now) =>
    plainText(blocksOf(attributes, "subject")?.[0]?.common_name);
  const [was, is] = [nameIn(view.set), nameIn(view.now)];
  if (was === is) return;
  view.report.problem({
    attribute: "subject",
    got: is === "" ? "has no common name" : `has the common name ${quote(is)}`,
    expected: `the library set ${quote(was)}, and nodes know each other by it`,
    fix: "leave it as it was; others of the subject's fields are free",
  });
}

/** Names and usages: more of them do no harm. */
function judgeLists({ set, now, report }: ContainerView): void {
  const lists = {
    dns_names: "whoever dials the node by it refuses the certificate",
    ip_addresses: "whoever dials the node by it refuses the certificate",
    allowed_uses: "servers and clients refuse a certificate without that usage",
  };
  for (const [name, expected] of Object.entries(lists)) {
    const there = textsOf(now, name);
    if (there === undefined) {
      report.warning({
        attribute: name,
        got: "is known only when Terraform runs",
        expected: "whether the certificate is taken cannot be told",
        fix: "write the entries themselves",
      });
      continue;
    }
    const missing = (textsOf(set, name) ?? []).filter((one) => !there.includes(one));
    if (missing.length === 0) continue;
    report.problem({
      attribute: name,
      got: `no longer holds ${missing.map(quote).join(", ")}`,
      expected,
      fix: "keep the library's entries, and add others",
    });
  }
}

function judgeAuthority({ set, now, report }: ContainerView): void {
  if (isOn(now.is_ca_certificate) === isOn(set.is_ca_certificate)) return;
  report.problem({
    attribute: "is_ca_certificate",
    got: stated(now.is_ca_certificate),
    expected: isOn(set.is_ca_certificate)
      ? "no certificate that it issues is taken then"
      : "whoever has the key of one node could then make certificates for others",
    fix: "leave it as it was",
  });
}

function judgeLife({ now, report }: ContainerView): void {
  const [valid, early] = [numberOf(now.validity_period_hours), numberOf(now.early_renewal_hours)];
  if (valid === undefined || early === undefined || valid > early) return;
  report.problem({
    attribute: "validity_period_hours",
    got: `is ${valid}, and early_renewal_hours is ${early}`,
    expected: "every apply then makes new certificates, and replaces nodes",
    fix: "use Certificates.generated({ validDays, renewDays })",
  });
}
