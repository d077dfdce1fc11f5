// Removes from dist/ the declarations that index.d.ts does not lead to, so that what is internal is not shipped.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const reached = new Set();

function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
    if (!fileName.startsWith(".")) continue;
    const base = join(dirname(file), fileName);
    reach(existsSync(`${base}.d.ts`) ? `${base}.d.ts` : join(base, "index.d.ts"));
  }
}

reach(join("dist", "index.d.ts"));
for (const name of readdirSync("dist", { recursive: true })) {
  const file = join("dist", name);
  if (file.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
}
