import { readFileSync } from "node:fs";
import { request as plain } from "node:http";
import { request as secure } from "node:https";

/*
 * As much of curl as the health probe and the readiness gate use: `-s`, `-m SECONDS`, `--cacert FILE`,
 * `--resolve HOST:PORT:ADDRESS`, and one address. Anything else is an error, so that a probe that needs more
 * is noticed.
 */
interface Asked {
  url?: URL;
  seconds?: number;
  authority?: Buffer;
  readonly resolved: Map<string, string>;
}

function read(args: readonly string[]): Asked {
  const asked: Asked = { resolved: new Map() };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "-s") continue;
    if (arg === "-m") asked.seconds = Number(rest.shift());
    else if (arg === "--cacert") asked.authority = readFileSync(rest.shift() ?? "");
    else if (arg === "--resolve") {
      const [host, port, address] = (rest.shift() ?? "").split(":");
      asked.resolved.set(`${host ?? ""}:${port ?? ""}`, address ?? "");
    } else if (/^https?:/.test(arg)) asked.url = new URL(arg);
    else fail(2, `cannot read ${arg}`);
  }
  return asked;
}

function fail(code: number, why: string): never {
  console.error(`curl: ${why}`);
  process.exit(code);
}

const { url, seconds, authority, resolved } = read(process.argv.slice(2));
if (url === undefined) fail(2, "no address");
const https = url.protocol === "https:";
const port = Number(url.port || (https ? 443 : 80));
if (seconds !== undefined) setTimeout(() => fail(28, "timed out"), seconds * 1000);
const asked = (https ? secure : plain)(
  {
    host: resolved.get(`${url.hostname}:${port}`) ?? url.hostname,
    port,
    path: url.pathname,
    headers: { host: url.host },
    // The name to be proved is the one asked for, wherever it was looked up.
    ...(https ? { servername: url.hostname } : {}),
    ...(authority === undefined ? {} : { ca: authority }),
  },
  (response) => {
    response.pipe(process.stdout);
    response.on("end", () => process.exit(0));
  },
);
asked.on("error", (error) => fail(7, error.message));
asked.end();
