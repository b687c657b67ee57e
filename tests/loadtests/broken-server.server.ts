import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterFile } from "../support/after-file.ts";

/** Ways to be broken. A server that refuses is a port on which none listens. */
const WAYS = {
  failing: (_, response) => response.writeHead(500).end("Something failed on our side\n"),
  wrong: (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>"),
  silent: () => {},
  slow: (_, response) => {
    setTimeout(() => response.writeHead(200).end('{"status":"ok"}'), SLOW_MS);
  },
  refusing: () => {},
} as const satisfies Record<string, RequestListener>;
export type Way = keyof typeof WAYS;

/** Just beyond what is promised. */
const SLOW_MS = 2_050;

/** @returns the address of a server that is broken in this way */
export async function startBrokenServer(way: Way): Promise<string> {
  const server = createServer(WAYS[way]).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  if (way === "refusing") close();
  else afterFile(close);
  return `http://127.0.0.1:${port}`;
}
