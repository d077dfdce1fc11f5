import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "../..");
const DOCUMENTS = [
  ...readdirSync(ROOT).filter((file) => file.endsWith(".md")),
  ...readdirSync(join(ROOT, "docs")).map((file) => `docs/${file}`),
];
const { files: PUBLISHED } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly files: readonly string[];
};

describe("links", () => {
  test.each(DOCUMENTS)("of %s lead somewhere", (document) => {
    const text = readFileSync(join(ROOT, document), "utf8");
    for (const [, link = ""] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? join(ROOT, document) : join(ROOT, dirname(document), file);
      expect([link, existsSync(target)]).toEqual([link, true]);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(target, "utf8"))).toContain(anchor);
    }
  });

  test.each(DOCUMENTS.filter((document) => isPublished(document)))(
    "of %s lead into the package",
    (document) => {
      const text = readFileSync(join(ROOT, document), "utf8");
      for (const [, link = ""] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        const target = join(dirname(document), link);
        expect([link, isPublished(target)]).toEqual([link, true]);
      }
    },
  );

  test("there are some", () => {
    expect(DOCUMENTS).toEqual(expect.arrayContaining(["README.md", "docs/security.md"]));
    for (const document of ["README.md", "docs/security.md", "docs/settings.md", "docs/troubleshooting.md"]) {
      expect(readFileSync(join(ROOT, document), "utf8")).toMatch(/\]\((?!https?:)[^)]+\)/);
    }
  });
});

/** Whether a file, or some of a folder, is in the package. */
function isPublished(path: string): boolean {
  return ["README.md", ...PUBLISHED].some(
    (entry) =>
      entry === path || entry.startsWith(`${path}/`) || path.startsWith(`${entry}/`) || isOf(entry, path),
  );
}

/** Whether a file is one of those that an entry with a star names. */
function isOf(entry: string, path: string): boolean {
  const [before = "", after] = entry.split("*");
  if (after === undefined || !path.startsWith(before) || !path.endsWith(after)) return false;
  return !path.slice(before.length).includes("/");
}

/** The anchors of a text's headings, as they are made of them. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, "")
      .replace(/ /g, "-"),
  );
}
