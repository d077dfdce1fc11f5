import { readFileSync } from "node:fs";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";

/*
 * As much of curl as the health probe and the readiness gate use: `-s`, `-m SECONDS`, `--cacert FILE`,
 * `--connect-to HOST:PORT:ADDRESS:PORT`, and one address. Anything else is an error, so that a probe that needs
 * more is noticed.
 */
interface Asked {
  url?: URL;
  seconds?: number;
  authorities?: Buffer;
  /** Where a host and port are really dialled, by both. */
  readonly ways: Map<string, { readonly host: string; readonly port: number }>;
}

function read(args: readonly string[]): Asked {
  const asked: Asked = { ways: new Map() };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "-s") continue;
    if (arg === "-m") asked.seconds = Number(rest.shift());
    else if (arg === "--cacert") asked.authorities = readFileSync(rest.shift() ?? "");
    else if (arg === "--connect-to") {
      const [host = "", port = "", toHost, toPort] = (rest.shift() ?? "").split(":");
      if (toHost === undefined || toPort === undefined) fail(49, "cannot read --connect-to");
      asked.ways.set(`${host}:${port}`, { host: toHost, port: Number(toPort) });
    } else if (/^https?:/.test(arg)) asked.url = new URL(arg);
    else fail(2, `cannot read ${arg}`);
  }
  return asked;
}

function fail(code: number, why: string): never {
  console.error(`curl: ${why}`);
  process.exit(code);
}

const { url, seconds, authorities, ways } = read(process.argv.slice(2));
if (url === undefined) fail(2, "no address");
const { hostname, pathname: path, host } = url;
const https = url.protocol === "https:";
const port = Number(url.port || (https ? 443 : 80));
const to = { ...(ways.get(`${hostname}:${port}`) ?? { host: hostname, port }), path, headers: { host } };
if (seconds !== undefined) setTimeout(() => fail(28, "timed out"), seconds * 1000);
const asked = https
  ? secure({
      ...to,
      ...(authorities === undefined ? {} : { ca: authorities }),
      // The name to be proved is the one asked for, wherever it is dialled.
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      checkServerIdentity: (_, certificate) => checkServerIdentity(hostname, certificate),
    })
  : plain(to);
asked.on("response", (response) => {
  response.pipe(process.stdout);
  response.on("end", () => process.exit(0));
});
asked.on("error", (error: NodeJS.ErrnoException) =>
  fail(/CERT|SIGNATURE/.test(error.code ?? "") ? 60 : 7, error.message),
);
asked.end();
