import fc from "fast-check";
import { unknownBlocks, withDynamicBlocks } from "../../lib/guarantees/dynamic-blocks";

const settings = { seed: 20_251_122, numRuns: 300 };
const block = fc.dictionary(fc.constantFrom("name", "ip", "internal"), fc.oneof(fc.string(), fc.nat()), {
  minKeys: 1,
});

test("a dynamic block over a list or a map is that many blocks, after those that are there", () => {
  fc.assert(
    fc.property(fc.array(block), fc.array(block), fc.boolean(), (there, added, asMap) => {
      const names = ["name", "ip", "internal"];
      const content = Object.fromEntries(
        names.map((name, i) => [
          name,
          i % 2 === 0 ? `\${ports.value.${name}}` : `\${ports.value["${name}"]}`,
        ]),
      );
      const full = added.map((one) => ({ name: "n", ip: "i", internal: 1, ...one }));
      const forEach = asMap ? Object.fromEntries(full.map((one, i) => [`k${i}`, one])) : full;
      const given = { ports: there, dynamic: { ports: { for_each: forEach, content } } };
      expect(withDynamicBlocks(given)).toEqual({ ports: [...there, ...full] });
    }),
    settings,
  );
});

test("a set in an expression, as the framework writes it", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean())), (items) => {
      const dynamic = {
        labels: {
          iterator: "each",
          for_each: `\${toset([${items.map((i) => JSON.stringify(i)).join(", ")}])}`,
          content: { label: "${each.key}", value: "${each.value}" },
        },
      };
      expect(withDynamicBlocks({ dynamic })).toEqual({
        labels: items.map((item) => ({ label: item, value: item })),
      });
    }),
    settings,
  );
});

test("references stay references, and a part of a text is put in", () => {
  const dynamic = [
    {
      volumes: [
        {
          for_each: "${toset([docker_volume.a.name, true_one.b])}",
          content: { volume_name: "${volumes.value}", container_path: "/mnt" },
        },
      ],
    },
    { volumes: { for_each: ["x"], content: [{ container_path: "/mnt/${volumes.value}-${volumes.key}" }] } },
  ];
  expect(withDynamicBlocks({ dynamic })).toEqual({
    volumes: [
      { volume_name: "${docker_volume.a.name}", container_path: "/mnt" },
      { volume_name: "${true_one.b}", container_path: "/mnt" },
      { container_path: "/mnt/x-0" },
    ],
  });
});

test("a number that is made of a text is that number", () => {
  const dynamic = {
    ports: {
      for_each: ["2113"],
      content: { external: "${tonumber(ports.value)}", ip: "${tostring(ports.key)}" },
    },
  };
  expect(withDynamicBlocks({ dynamic })).toEqual({ ports: [{ external: "2113", ip: 0 }] });
});

test.each([
  "${toset(var.all)}",
  "${var.all}",
  '${{ for key, val in [{"name" = "v"}]: val.name => val }}',
  '${toset(["a"], ["b"])}',
  undefined,
  7,
])("what only Terraform knows stays unknown: %j", (forEach) => {
  const given = { env: ["A=1"], dynamic: { ports: { for_each: forEach, content: { internal: 1 } } } };
  const made = withDynamicBlocks(given);
  expect(made).toEqual(given);
  expect(unknownBlocks(made)).toEqual(["ports"]);
});

test("any value gets an answer", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (dynamic) => {
      expect(typeof withDynamicBlocks({ dynamic, ports: [] })).toBe("object");
    }),
    settings,
  );
});
