import { Delivery } from "../../../lib/server/delivery";
import { isAtLeast } from "../../../lib/server/release";
import { renderSettings } from "../../../lib/server/rendering/render-settings";
import { tlsSettings } from "../../../lib/server/settings/tls-settings";
import { specOf } from "../../network/arbitrary-spec";
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
