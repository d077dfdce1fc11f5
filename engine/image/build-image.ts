import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type Docker from "dockerode";
import { releaseImage } from "./release-files";
import { layOutRootfs } from "./rootfs";

const REPOSITORY = "cdktf-eventstoredb-stand-in";
/** The image that every other one starts from; it runs what dials, too. */
export const BASE_IMAGE = `${REPOSITORY}:base`;
const BUNDLES = ["server", "dial"];

/** Builds the image without a server's configuration. */
export async function buildBaseImage(docker: Docker, bundles: string): Promise<void> {
  await build(docker, BASE_IMAGE, (folder) => {
    layOutRootfs(
      join(folder, "root"),
      Object.fromEntries(BUNDLES.map((name) => [`${name}.js`, join(bundles, `${name}.js`)])),
    );
    return ["FROM scratch", "COPY root/ /", "ENV PATH=/usr/bin"];
  });
}

/** The image that stands in for a release. Names of its own, so that no real image of this machine is hidden. */
export function standInReference(release: string): string {
  return `${REPOSITORY}:${release}`;
}

/** Builds the image that stands in for a release. */
export async function buildReleaseImage(docker: Docker, release: string): Promise<void> {
  const { files, dataPath, folders, user, entrypoint, environment } = releaseImage(release);
  await build(docker, standInReference(release), (folder) => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, "root", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { mode: 0o755 });
    }
    mkdirSync(join(folder, "data"));
    return [
      `FROM ${BASE_IMAGE}`,
      "COPY root/ /",
      ...[dataPath, ...folders].map((path) => `COPY --chown=${user} data/ ${path}/`),
      ...Object.entries(environment).map(([name, value]) => `ENV ${name}=${value}`),
      `USER ${user}`,
      `VOLUME ${dataPath}`,
      `ENTRYPOINT ["${entrypoint}"]`,
    ];
  });
}

/** Builds an image that differs from the one that stands in for a release, and gives its reference. */
export async function buildRevision(
  docker: Docker,
  release: string,
  name: string,
  lines: readonly string[],
): Promise<string> {
  const reference = `${standInReference(release)}-${name}`;
  await build(docker, reference, () => [`FROM ${standInReference(release)}`, ...lines]);
  return reference;
}

/** Gives other engines the image that every other one starts from, as it was built on one. */
export async function shareBaseImage(from: Docker, to: readonly Docker[]): Promise<void> {
  await Promise.all(
    to.map(async (docker) => {
      await ended(docker, await docker.loadImage(await from.getImage(BASE_IMAGE).get()));
    }),
  );
}

/** Removes what was built, the base last. */
export async function removeImages(docker: Docker): Promise<void> {
  const images = await docker.listImages({ filters: { reference: [REPOSITORY] } });
  const tags = images.flatMap(({ RepoTags }) => RepoTags ?? []);
  for (const tag of tags.filter((t) => t.startsWith(`${REPOSITORY}:`)).sort((a, b) => rank(a) - rank(b))) {
    await docker.getImage(tag).remove({ force: true });
  }
}

function rank(tag: string): number {
  return tag === BASE_IMAGE ? 1 : 0;
}

/** Builds from a folder that is filled first; `fill` gives the lines of the Dockerfile. */
async function build(
  docker: Docker,
  reference: string,
  fill: (folder: string) => readonly string[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  try {
    writeFileSync(join(folder, "Dockerfile"), `${fill(folder).join("\n")}\n`);
    const tar = spawn("tar", ["-C", folder, "--owner=0", "--group=0", "--mode=a+rX", "-cf", "-", "."], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output = await docker.buildImage(tar.stdout, { t: reference, forcerm: true });
    await ended(docker, output).catch((error: unknown) => {
      throw new Error(`building ${reference}: ${error instanceof Error ? error.message : String(error)}`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits for what an engine tells step by step; the step that says why it failed is an error. */
function ended(docker: Docker, told: NodeJS.ReadableStream): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(told, (error: Error | null, steps: readonly { error?: string }[]) => {
      const failed = error?.message ?? steps.find((step) => step.error !== undefined)?.error;
      if (failed === undefined) resolve();
      else reject(new Error(failed));
    });
  });
}
