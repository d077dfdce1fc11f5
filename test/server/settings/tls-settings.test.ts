import { ClientAccess } from "../../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../../lib/network/asked/cluster-spec";
import { Interface } from "../../../lib/network/model/endpoint";
import { attachmentOf, type ClusterNode } from "../../../lib/network/model/topology";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import { catalogueOf } from "../../../lib/server/catalogue";
import { interpretSettings } from "../../../lib/server/interpret/interpret-settings";
import { LINES, RELEASES } from "../../../lib/server/release";
import { tlsSettings } from "../../../lib/server/settings/tls-settings";
import { specOf } from "../../network/arbitrary-spec";
import { configure, tlsOn } from "./configured";

const PORTS = PortPlan.sequential({ http: 2113, externalTcp: 1113 });
const LOCAL = ClientAccess.throughHost({ host: "127.0.0.1", ports: PORTS });
const SECRET = "correct horse battery staple";

/** The settings of each node that are about TLS, by name. */
function tlsOf(version: string, more: Partial<ClusterSpec> = {}): readonly Record<string, unknown>[] {
  const { settings, problems } = configure(version, specOf({ secure: true, size: 1, ...more }));
  expect(problems).toEqual([]);
  return settings.map(([, own]) =>
    Object.fromEntries(
      own.filter(({ key }) => /Certificate|Ssl|Secure|Tls|Insecure/.test(key)).map((s) => [s.key, s.value]),
    ),
  );
}

test.each(LINES.slice(1))(
  "%s: certificate, key and roots, and the common name where there is an option",
  (line) => {
    const directory = Number(line.split(".")[0]) >= 25 ? "/etc/kurrentdb/tls" : "/etc/eventstore/tls";
    expect(tlsOf(RELEASES.filter((r) => r.startsWith(`${line}.`)).pop() as string)).toEqual([
      {
        CertificateFile: `${directory}/node.crt`,
        CertificatePrivateKeyFile: `${directory}/node.key`,
        CertificateReservedNodeCommonName: "node.example.com",
        TrustedRootCertificatesPath: `${directory}/roots`,
      },
    ]);
  },
);

test("20.6.0 has no option for the common name", () => {
  expect(Object.keys(tlsOf("20.6.0")[0] ?? {})).not.toContain("CertificateReservedNodeCommonName");
});

test("the default common name is not sent", () => {
  const { settings } = configure("24.10.4", specOf({ secure: true }));
  const { commonName: _, ...tls } = tlsOn("24.10.4");
  for (const [node] of settings) {
    expect(tlsSettings("24.10.4", node, tls).map(({ key }) => key)).toEqual([
      "CertificateFile",
      "CertificatePrivateKeyFile",
      "TrustedRootCertificatesPath",
    ]);
  }
  expect(settings).toHaveLength(3);
});

test("that nodes need no clientAuth is told where there is an option, and only if it is so", () => {
  const told = (version: string, withoutClientAuth: boolean) => {
    const [[node]] = configure(version, specOf({ secure: true })).settings as [[ClusterNode, unknown]];
    const settings = tlsSettings(version, node, { ...tlsOn(version), withoutClientAuth });
    return settings.find(({ key }) => key === "DisableClientAuthEkuValidation")?.value;
  };
  expect(told("26.1.0", true)).toBe(true);
  expect(told("26.1.0", false)).toBeUndefined();
  expect(told("24.10.4", true)).toBeUndefined();
});

describe("v5", () => {
  const versions = ["5.0.0", "5.0.11"];

  test.each(versions)("%s: the ports of TCP are secure ones, each told as it is translated", (version) => {
    expect(tlsOf(version, { size: 3, clients: LOCAL })).toEqual(
      [0, 1, 2].map((n) => ({
        CertificateFile: "/etc/eventstore/tls/node.p12",
        DisableInsecureTCP: true,
        UseInternalSsl: true,
        SslTargetHost: "node.example.com",
        SslValidateServer: true,
        IntSecureTcpPort: 1112,
        ExtSecureTcpPort: 1113,
        ...(n === 0 ? {} : { ExtSecureTcpPortAdvertiseAs: 1113 + n }),
      })),
    );
  });

  test.each(versions)("%s: a plain address that is told is its node's own secure one", (version) => {
    const ports = { internalTcp: 11112, externalTcp: 11113 };
    const { settings } = configure(version, specOf({ secure: true, clients: LOCAL, ports }));
    const plain = settings.map(([node, own]) => {
      const { gossip, listening } = interpretSettings({
        release: version,
        settings: Object.fromEntries(own.map((s) => [s.key, s.value])),
        interfaces: Object.fromEntries(node.attachments.map((a) => [a.interface, a.address])),
        secure: true,
      });
      expect(gossip.externalTcpPort).toBe(gossip.externalSecureTcpPort);
      expect(gossip.internalTcpPort).toBe(gossip.internalSecureTcpPort);
      expect(listening.filter((socket) => /:1?111[23]$/.test(socket))).toHaveLength(2);
      return `${gossip.externalTcpIp}:${gossip.externalTcpPort}`;
    });
    expect(plain).toEqual(["127.0.0.1:1113", "127.0.0.1:1114", "127.0.0.1:1115"]);
  });

  test.each(versions)(
    "%s: a single node says all that it needs to start, and opens no internal port",
    (version) => {
      const { settings } = configure(version, specOf({ secure: true, size: 1 }));
      const [[node, own] = []] = settings;
      const values = Object.fromEntries((own ?? []).map((s) => [s.key, s.value]));
      expect(values).toMatchObject({
        DisableInsecureTCP: true,
        UseInternalSsl: true,
        IntSecureTcpPort: 1112,
      });
      const interfaces = { eth0: node?.attachments[0]?.address ?? "" };
      const { listening } = interpretSettings({
        release: version,
        settings: values,
        interfaces,
        secure: true,
      });
      expect(listening).toEqual(["0.0.0.0:2113", "10.240.1.11:1113"]);
    },
  );

  test.each(versions)(
    "%s: for clients only, nodes replicate on the plain port, and the plain one for clients is nobody's",
    (version) => {
      const { settings } = configure(
        version,
        specOf({ secure: true, replicationTls: false, clients: LOCAL }),
      );
      settings.forEach(([node, own], n) => {
        const values = Object.fromEntries(own.map((s) => [s.key, s.value]));
        for (const name of ["UseInternalSsl", "DisableInsecureTCP", "IntSecureTcpPort", "SslTargetHost"])
          expect(values).not.toHaveProperty(name);
        const { gossip, listening } = interpretSettings({
          release: version,
          settings: values,
          interfaces: Object.fromEntries(node.attachments.map((a) => [a.interface, a.address])),
          secure: true,
        });
        const addressOn = (side: Interface) => attachmentOf(node, side)?.address;
        expect(listening.filter((socket) => !/:211[23]$/.test(socket))).toEqual(
          [`${addressOn(Interface.INTERNAL)}:1112`, `${addressOn(Interface.EXTERNAL)}:1113`].sort(),
        );
        expect(gossip).toMatchObject({ internalTcpPort: 1112, internalSecureTcpPort: 0 });
        // Each node tells a plain address of its own, which is where its secure port is.
        expect([gossip.externalTcpPort, gossip.externalSecureTcpPort]).toEqual([1113 + n, 1113 + n]);
      });
      expect(settings).toHaveLength(3);
    },
  );

  test("it never lacks the name without which the server does not start", () => {
    const { settings } = configure("5.0.11", specOf({ secure: true }));
    for (const [node] of settings) {
      const own = tlsSettings("5.0.11", node, { certificateFile: "/c.p12" });
      expect(own).toContainEqual(
        expect.objectContaining({ key: "SslTargetHost", value: "eventstoredb-node" }),
      );
    }
    expect(settings).toHaveLength(3);
  });
});

test.each(RELEASES)("%s: a password is a secret, under the option that the release has for it", (version) => {
  const { settings } = configure(version, specOf({ secure: true, size: 1 }));
  const [[node] = []] = settings;
  const own = node === undefined ? [] : tlsSettings(version, node, tlsOn(version, SECRET));
  const name = version.startsWith("5.") ? "CertificatePassword" : "CertificatePrivateKeyPassword";
  const has = catalogueOf(version).options.has(name);
  const passwords = own.filter(({ value }) => value === SECRET);
  expect(passwords).toEqual(has ? [{ key: name, value: SECRET, channel: "option", secret: true }] : []);
  expect(own.filter(({ secret }) => secret)).toEqual(passwords);
  expect(own.length).toBeGreaterThan(0);
});
