import type { HostPort, Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import type { Site } from "../machine/site";
import type { Account } from "../stand-in/server";

/**
 * What the stand-ins made of the configuration that reached them, where it is otherwise than planned: the
 * sockets, what is told to nodes and clients, and the seeds, each by the very name that its node tells.
 */
export async function toldOtherwise(
  dockerOn: Site["dockerOn"],
  { nodes }: Topology,
): Promise<readonly string[]> {
  const accounts = new Map(
    await Promise.all(
      nodes.map(async ({ name, host }) => [name, await accountOf(dockerOn(host), name)] as const),
    ),
  );
  return nodes.flatMap((node) => {
    const account = accounts.get(node.name);
    if (account === undefined) return [`${node.name} gave no account of itself`];
    const { replication, nodeHttp, http, externalTcp } = node.advertised;
    const others = nodes.filter((other) => other.kind === "member" && other !== node);
    return [
      differs(
        "listens on",
        socketsText(account.sockets.filter(isChosen)),
        socketsText(node.endpoints.map(asSocket)),
      ),
      differs("tells for replication", account.told.replication, text(replication)),
      differs("tells nodes", account.told.nodeHttp, text(nodeHttp)),
      differs("tells clients", account.told.http, text(http)),
      differs("tells TCP clients", account.told.externalTcp, text(externalTcp)),
      differs(
        "looks for",
        [...account.seeds].sort().join(", "),
        others
          .map((other) => accounts.get(other.name)?.told.nodeHttp ?? "")
          .sort()
          .join(", "),
      ),
    ].flatMap((difference) => (difference === undefined ? [] : [`${node.name} ${difference}`]));
  });
}

/** The first line of the container's latest start. */
async function accountOf(docker: Docker, name: string): Promise<Account | undefined> {
  const container = docker.getContainer(name);
  const { StartedAt } = (await container.inspect()).State;
  const since = Math.floor(Date.parse(StartedAt) / 1000);
  const logs = (await container.logs({ stdout: true, stderr: true, since })).toString("utf8");
  // What precedes it is the engine's frame.
  const line = /\{.*\}/.exec(logs)?.[0];
  return line === undefined ? undefined : (JSON.parse(line) as Account);
}

/** At port 0 the system chooses, and nobody is told which. */
function isChosen({ port }: { readonly port: number }): boolean {
  return port !== 0;
}

function differs(what: string, found: string | undefined, planned: string | undefined): string | undefined {
  if (found === planned) return undefined;
  return `${what} ${found ?? "nothing"}, planned was ${planned ?? "nothing"}`;
}

function asSocket({ kind, bind, port, tls }: Topology["nodes"][number]["endpoints"][number]) {
  return { serves: kind, bind, port, tls };
}

function socketsText(
  sockets: readonly Pick<Account["sockets"][number], "serves" | "bind" | "port" | "tls">[],
): string {
  return sockets
    .map(({ serves, bind, port, tls }) => `${bind}:${port} (${serves}${tls ? ", TLS" : ""})`)
    .sort()
    .join(", ");
}

function text(told: HostPort | undefined): string | undefined {
  return told && `${told.host}:${told.port}`;
}
