import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/test-database.server.ts";
import { startWebProcess } from "../support/web-process.server.ts";

/** As the platforms do, only sooner: whoever has not ended by then is killed and has no exit code. */
const KILL_AFTER_MS = 5_000;

const silent = createServer(() => {}).listen(0, "127.0.0.1");
const gone = createServer().listen(0, "127.0.0.1");
await Promise.all([once(silent, "listening"), once(gone, "listening")]);
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const addresses = { gone: addressOf(gone), silent: addressOf(silent) };
gone.close();
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

const stored = await createTestDatabase();
const start = (endpoint: string) =>
  startWebProcess(stored.ownerUrl, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: "100" });

test.each([
  ["refuses connections", await start(addresses.gone)],
  ["takes spans and never answers", await start(addresses.silent)],
])("a collector that %s costs no request, and the process ends well and in time", async (_what, web) => {
  for (let request = 0; request < 20; request += 1) {
    const response = await fetch(`${web.url}/api/people`);
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const ended = web.stop();
  const kill = setTimeout(() => void web.stop("SIGKILL"), KILL_AFTER_MS);
  expect(await ended).toBe(0);
  clearTimeout(kill);
  expect(web.lines().filter(({ severity }) => severity !== "INFO")).toEqual([]);
  expect(web.lines().at(-1)?.message).toBe("stopped");
});
