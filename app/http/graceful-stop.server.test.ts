import { once } from "node:events";
import http from "node:http";
import type net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createGracefulStop } from "./graceful-stop.server.ts";

/** More than the time in which requests on kept connections are awaited. */
const AFTER_GRACE_MS = 700;

/** A server that answers /slow's head at once and its end when told, and anything else at once. */
async function start() {
  let endSlow = () => {};
  const server = http.createServer((request, response) => {
    if (request.url !== "/slow") {
      response.end("done");
      return;
    }
    response.write("begun ");
    endSlow = () => response.end("done");
  });
  const graceful = createGracefulStop(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  onTestFinished(() => server.closeAllConnections());
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (path: string) => {
    const request = http.get({ host: "127.0.0.1", port, path, agent });
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    return { response, isKept: request.reusedSocket };
  };
  return { graceful, ask, endSlow: () => endSlow() };
}

async function read(response: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += piece;
  return text;
}

test("a server without requests stops", async () => {
  const { graceful } = await start();
  await graceful.stop();
});

test("a kept connection's next request is answered and told that it was the last", async () => {
  const { graceful, ask } = await start();
  const first = await ask("/");
  expect([await read(first.response), first.response.headers.connection]).toEqual(["done", "keep-alive"]);
  const stopped = graceful.stop();
  const second = await ask("/");
  expect([await read(second.response), second.response.headers.connection, second.isKept]).toEqual([
    "done",
    "close",
    true,
  ]);
  await stopped;
});

test("whoever was promised a kept connection by a long answer may use it once more", async () => {
  const { graceful, ask, endSlow } = await start();
  const slow = await ask("/slow");
  expect(slow.response.headers.connection).toBe("keep-alive");
  const stopped = graceful.stop();
  await sleep(AFTER_GRACE_MS);
  endSlow();
  expect(await read(slow.response)).toBe("begun done");
  const next = await ask("/");
  expect([await read(next.response), next.response.headers.connection, next.isKept]).toEqual(["done", "close", true]);
  await stopped;
});

test("a request that is never answered to its end is cut", async () => {
  const { graceful, ask } = await start();
  const slow = await ask("/slow");
  const broken = expect(read(slow.response)).rejects.toThrow("aborted");
  await graceful.stop();
  await broken;
});
