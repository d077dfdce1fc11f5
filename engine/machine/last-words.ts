import type Docker from "dockerode";

const LINES = 12;
const FRAME = 8;

/** A cluster's containers on one engine. */
export interface ClusterThere {
  readonly docker: Docker;
  readonly cluster: string;
}

/** Has the last failure say, too, what its cluster's containers said last. */
export async function tellLastWords(failures: string[], clusters: readonly ClusterThere[]): Promise<void> {
  const said = (await Promise.all(clusters.map(lastWords))).flat();
  failures.push([failures.pop(), ...said].join("\n"));
}

/** What a cluster's gate said last, and each container of it that did not end well or is not healthy. */
async function lastWords({ docker, cluster }: ClusterThere): Promise<readonly string[]> {
  const all = await docker.listContainers({ all: true, filters: { name: [`^/${cluster}-`] } });
  const told = all.filter(
    ({ Names, Status }) => isGate(Names) || !/\(healthy\)|^Exited \(0\)|^Created/.test(Status),
  );
  return Promise.all(
    told.map(async ({ Id, Names, Status }) => {
      const said = await docker.getContainer(Id).logs({ stdout: true, stderr: true, tail: LINES });
      return `${Names.join(" ")} (${Status}) said last:\n${readable(said)}`;
    }),
  );
}

function isGate(names: readonly string[]): boolean {
  return names.some((name) => name.endsWith("-ready"));
}

/** Without the frames into which the engine puts what is said without a terminal: a stream, three zeros, a length. */
function readable(said: Buffer): string {
  let text = "";
  for (let at = 0; at + FRAME <= said.length;) {
    const end = at + FRAME + said.readUInt32BE(at + FRAME - 4);
    text += `  ${said.toString("utf8", at + FRAME, end)}`;
    at = end;
  }
  return text.trimEnd();
}
