import type { IncomingMessage, Server, ServerResponse } from "node:http";
import net from "node:net";

/**
 * Requests that still run after this are cut. The platforms end the process 10 s after SIGTERM (Cloud Run; ECS allows
 * more), and the pool takes up to 1 s and the last spans up to 2 s.
 */
const FINISH_WITHIN_MS = 6_000;
/** A client may be sending on a kept connection while we decide to close it; it gets an answer and then the end. */
const IDLE_GRACE_MS = 500;

/**
 * Follows a server's requests so that it can end without breaking one.
 * @returns `stop`: takes no new connections, answers what is under way and what comes on kept connections within half a
 * second, tells each client to close, then closes the rest; at most 6.5 s
 */
export function createGracefulStop(server: Server): { stop(): Promise<void> } {
  const running = new Set<ServerResponse>();
  let stopping = false;
  // A client that was never told to close may already be sending its next request.
  let isSomebodyUntold = false;
  let onIdle = () => {};
  server.prependListener("request", (_request: IncomingMessage, response: ServerResponse) => {
    running.add(response);
    if (stopping) response.setHeader("connection", "close");
    response.once("close", () => {
      running.delete(response);
      isSomebodyUntold ||= response.shouldKeepAlive && response.getHeader("connection") !== "close";
      if (running.size === 0) onIdle();
    });
  });
  const idle = () =>
    new Promise<void>((resolve) => {
      onIdle = resolve;
      if (running.size === 0) resolve();
    });
  return {
    async stop() {
      stopping = true;
      for (const response of running) if (!response.headersSent) response.setHeader("connection", "close");
      // http.Server.close also cuts kept connections at once, on which a request may be arriving (Node 19 and later).
      const closed = new Promise<void>((resolve) => net.Server.prototype.close.call(server, () => resolve()));
      let isCut = false;
      const cut = setTimeout(() => {
        isCut = true;
        server.closeAllConnections();
      }, FINISH_WITHIN_MS);
      do {
        isSomebodyUntold = false;
        await new Promise((resolve) => setTimeout(resolve, IDLE_GRACE_MS));
        await idle();
      } while (isSomebodyUntold && !isCut);
      server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
    },
  };
}
