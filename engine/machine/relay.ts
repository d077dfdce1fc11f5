import { createServer, request } from "node:http";

/*
 * A program that runs in a namespace, and asks there what it is asked for at a socket in the file system, which every
 * namespace has alike: `node relay.js SOCKET`. Each request names the whole URL, as one to a proxy does. It ends with
 * whoever started it.
 */
const [, , socket] = process.argv;

process.stdin.resume().once("close", () => process.exit());

createServer((asked, answer) => {
  const passed = request(asked.url ?? "", { method: asked.method, agent: false }, (response) => {
    answer.writeHead(response.statusCode ?? 502);
    response.pipe(answer);
  });
  passed.once("error", () => answer.destroy());
  // Who has gone waits for nothing.
  answer.once("close", () => passed.destroy());
  asked.pipe(passed);
}).listen(socket, () => {
  console.log("listening");
});
