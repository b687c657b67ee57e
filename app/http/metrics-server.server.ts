import { createServer, type Server } from "node:http";
import { METRICS_PATH } from "../../telemetry/conventions.ts";
import type { Instruments } from "../../telemetry/instruments.ts";
import type { OperationsSnapshot } from "../../telemetry/operations-gauges.ts";

type Options = {
  instruments: Instruments;
  host: string;
  port: number;
  /** Numbers that only the database has. */
  readOperations(): Promise<OperationsSnapshot>;
  onFailure(error: unknown): void;
};

/** The database is not asked more often than this, however many scrape. */
const OPERATIONS_EVERY_MS = 15_000;
/** Prometheus gives up after 10 s by default; without an answer of the database the rest is served. */
const OPERATIONS_WITHIN_MS = 2_000;

/** Serves the metrics on a port of their own, which is never the public one. @returns the server, listening */
export async function startMetricsServer(options: Options): Promise<Server> {
  const { instruments, host, port } = options;
  const refresh = createRefresh(options);
  const server = createServer(async (request, response) => {
    if (request.url?.split("?")[0] !== METRICS_PATH) {
      response.writeHead(404, { "content-type": "text/plain" }).end(`the metrics are at ${METRICS_PATH}\n`);
      return;
    }
    try {
      await refresh();
      const { contentType, body } = await instruments.render(request.headers.accept);
      response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" }).end(body);
    } catch (error) {
      options.onFailure(error);
      response.writeHead(500, { "content-type": "text/plain" }).end("the metrics could not be read\n");
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}

function createRefresh({ instruments, readOperations, onFailure }: Options): () => Promise<void> {
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - readAt < OPERATIONS_EVERY_MS) return;
    readAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${OPERATIONS_WITHIN_MS} ms`)), OPERATIONS_WITHIN_MS);
    });
    const reading = readOperations();
    try {
      instruments.operationsRead(await Promise.race([reading, patience]));
    } catch (error) {
      reading.catch(() => {});
      instruments.operationsRead(null);
      onFailure(error);
    } finally {
      clearTimeout(timer);
    }
  };
}
