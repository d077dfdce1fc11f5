import {
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { owningScript } from "../../../lib/server/generation/owning";
import { Shells } from "../shells";

/* The part of the installer that gives a node's data to the server's user, as it stands; only root can do that. */

const asRoot = process.getuid?.() === 0 ? test : test.skip;

/** A data folder, and what is done to it. */
class Data {
  readonly folder = mkdtempSync(join(tmpdir(), "owning-"));
  readonly shells = new Shells();

  write(file: string, owner: number, text = ""): this {
    const path = join(this.folder, file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    chownSync(path, owner, owner);
    return this;
  }

  /** What the installer of a release says whose server is this user. */
  async give(uid: number): Promise<string> {
    const script = owningScript({ dataPath: this.folder, user: { uid, gid: uid }, node: "a-0" });
    const { code, said } = await this.shells.run(`set -eu\n${script}\necho done`).ended;
    expect(code).toBe(0);
    expect(said).toMatch(/done\n$/);
    return said.replace(/done\n$/, "").replaceAll(this.folder, "DATA");
  }

  owners(...files: readonly string[]): readonly number[] {
    return files.map((file) => lstatSync(join(this.folder, file)).uid);
  }

  close(): void {
    this.shells.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const withData = (name: string, body: (data: Data) => Promise<void>): void => {
  asRoot(
    name,
    async () => {
      const data = new Data();
      try {
        await body(data);
      } finally {
        data.close();
      }
    },
    20_000,
  );
};

const ALL = [".", "writer.chk", "chunk-000000.000000", "index/indexmap", "left-2/writer.chk", ".hidden"];

function database(data: Data, owner: number): void {
  for (const file of ALL.slice(1)) data.write(file, owner);
  for (const folder of ["index", "left-2", "."]) chownSync(join(data.folder, folder), owner, owner);
}

withData("a database goes from one user to the other, and back", async (data) => {
  database(data, 1000);
  expect(await data.give(1001)).toBe("gave DATA to 1001:1001\n");
  expect(data.owners(...ALL)).toEqual(ALL.map(() => 1001));
  expect(await data.give(1001)).toBe("");
  expect(await data.give(1000)).toBe("gave DATA to 1000:1000\n");
  expect(data.owners(...ALL)).toEqual(ALL.map(() => 1000));
});

withData("one that was interrupted, or has a copy of root's in it, is done to its end", async (data) => {
  database(data, 1001);
  chownSync(join(data.folder, "index/indexmap"), 0, 0);
  expect(await data.give(1001)).toBe("gave DATA to 1001:1001\n");
  expect(data.owners(...ALL)).toEqual(ALL.map(() => 1001));
});

withData("nothing is changed under a server, and that is said", async (data) => {
  database(data, 1000);
  const server = data.shells.run(`exec 9< ${data.folder}; flock 9; echo has it; sleep 60`);
  await server.until("has it");
  expect(await data.give(1001)).toMatch(
    /^DATA is not 1001:1001's altogether, and a server has it: nothing was/,
  );
  expect(data.owners(...ALL)).toEqual(ALL.map(() => 1000));
});

withData("an empty folder is given, what a file system keeps there apart", async (data) => {
  mkdirSync(join(data.folder, "lost+found"));
  expect(await data.give(1000)).toBe("gave DATA to 1000:1000\n");
  expect(data.owners(".", "lost+found")).toEqual([1000, 0]);
  expect(await data.give(1000)).toBe("");
});

withData("a folder with other things is left alone, and so is what a link leads to", async (data) => {
  data.write("work/thesis.tex", 0);
  expect(await data.give(1000)).toBe(
    "DATA is not 1000:1000's, and holds other things than a database: nothing was changed\n",
  );
  expect(data.owners(".", "work/thesis.tex")).toEqual([0, 0]);
  const other = new Data().write("passwd", 0);
  symlinkSync(join(other.folder, "passwd"), join(data.folder, "link"));
  lchownSync(join(data.folder, "link"), 0, 0);
  data.write("writer.chk", 0);
  expect(await data.give(1000)).toBe("gave DATA to 1000:1000\n");
  expect([data.owners("link"), other.owners("passwd")]).toEqual([[1000], [0]]);
  other.close();
});
