import { Delivery } from "../../../lib/server/delivery";
import { isAtLeast } from "../../../lib/server/release";
import { renderSettings } from "../../../lib/server/rendering/render-settings";
import { tlsSettings } from "../../../lib/server/settings/tls-settings";
import { specOf } from "../../network/arbitrary-spec";
import { readDelivery } from "../rendering/server-reading";
import { configure, tlsOn } from "./configured";

const CASES = ["5.0.11", "23.6.0", "24.10.4", "26.1.0"].flatMap((version) =>
  Object.values(Delivery).map((delivery) => [version, delivery] as const),
);

test.each(CASES)("on %s by %s every secret is in the environment and nowhere else", (version, delivery) => {
  const passwords = isAtLeast(version, "23.6.0");
  const licensed = isAtLeast(version, "24.10.0");
  const { problems, settings } = configure(version, specOf({ secure: true, externalTcp: true }), {
    delivery,
    ...(passwords
      ? { settings: { DefaultAdminPassword: "s3cret-admin-", DefaultOpsPassword: "s3cret-ops\n" } }
      : {}),
    ...(licensed ? { licenseKey: "s3cret-license" } : {}),
  });
  expect(problems).toEqual([]);
  const expected = [
    ...(passwords ? ["s3cret-admin-"] : []),
    "s3cret-key+",
    ...(licensed ? ["s3cret-license"] : []),
    ...(passwords ? ["s3cret-ops\n"] : []),
  ];
  for (const [node, own] of settings) {
    const all = [
      ...own.filter(({ key }) => !/^Certificate/.test(key)),
      ...tlsSettings(version, node, tlsOn(version, "s3cret-key+")).filter(({ key }) =>
        /^Certificate/.test(key),
      ),
    ];
    const { environment, files, command } = renderSettings(version, all, delivery);
    expect([...files.map(({ content }) => content), ...command].join("\n")).not.toContain("s3cret");
    expect(
      Object.values(environment)
        .filter((value) => value.includes("s3cret"))
        .sort(),
    ).toEqual(expected);
  }
  expect(settings).toHaveLength(3);
});

const NESTED = ["24.2.0", "24.6.0", "24.10.4", "26.1.0"].flatMap((version) =>
  Object.values(Delivery).map((delivery) => [version, delivery] as const),
);

test.each(NESTED)(
  "on %s by %s a nested secret is in the environment and nowhere else",
  (version, delivery) => {
    const { settings } = configure(version, specOf(), {
      delivery,
      settings: {
        "LdapsAuth:BindPassword": "s3cret-1",
        "Telemetry:Endpoint": "https://me:s3cret-2@example.com",
        "LdapsAuth:Host": "ldap.example.com",
      },
    });
    expect(settings).toHaveLength(3);
    for (const [, own] of settings) {
      const { environment, secretVariables, files, command } = renderSettings(version, own, delivery);
      expect([...files.map(({ content }) => content), ...command].join("\n")).not.toContain("s3cret");
      const secrets = Object.keys(environment).filter((name) => environment[name]?.includes("s3cret"));
      expect(secrets).toHaveLength(2);
      expect([...secretVariables].sort()).toEqual(secrets.sort());
    }
  },
);

test.each(NESTED)(
  "on %s by %s a key that no variable's name can hold goes by a file",
  (version, delivery) => {
    const key = "LdapsAuth:LdapGroupRoles:CN=admins,OU=x";
    const { problems, settings } = configure(version, specOf(), { delivery, settings: { [key]: "$admins" } });
    expect([problems, settings.length]).toEqual([[], 3]);
    for (const [, own] of settings) {
      const { environment, files } = renderSettings(version, own, delivery);
      expect(JSON.stringify(environment)).not.toContain("$admins");
      const holding = files.filter(({ content }) => content.includes("CN=admins,OU=x"));
      const product = isAtLeast(version, "25.0.0") ? "kurrentdb" : "eventstore";
      const yaml = delivery === Delivery.GENERATION && isAtLeast(version, "24.10.0");
      expect(holding.map(({ path }) => path)).toEqual([
        yaml ? `/etc/${product}/${product}.conf` : `/etc/${product}/config/cluster-settings.json`,
      ]);
      expect(readDelivery(version, renderSettings(version, own, delivery))).toMatchObject({
        [key.toLowerCase()]: "$admins",
      });
    }
  },
);
