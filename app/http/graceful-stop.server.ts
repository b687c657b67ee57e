import type { IncomingMessage, Server, ServerResponse } from "node:http";
import net from "node:net";

/** Requests that still run after this are cut: the platforms end the process 10 s after SIGTERM (Cloud Run, ECS allow more). */
const FINISH_WITHIN_MS = 8_000;
/** A client may be sending on a kept connection while we decide to close it; it gets an answer and then the end. */
const IDLE_GRACE_MS = 500;

/**
 * Follows a server's requests so that it can end without breaking one.
 * @returns `stop`: takes no new connections, answers what is under way and what comes on kept connections within half a
 * second, tells each client to close, then closes the rest; at most 8 s
 */
export function createGracefulStop(server: Server): { stop(): Promise<void> } {
  let running = 0;
  let stopping = false;
  let onIdle = () => {};
  server.prependListener("request", (_request: IncomingMessage, response: ServerResponse) => {
    running += 1;
    if (stopping) response.setHeader("connection", "close");
    response.once("close", () => {
      running -= 1;
      if (running === 0) onIdle();
    });
  });
  const idle = () =>
    new Promise<void>((resolve) => {
      onIdle = resolve;
      if (running === 0) resolve();
    });
  return {
    async stop() {
      stopping = true;
      // http.Server.close also cuts kept connections at once, on which a request may be arriving (Node 19 and later).
      const closed = new Promise<void>((resolve) => net.Server.prototype.close.call(server, () => resolve()));
      await new Promise((resolve) => setTimeout(resolve, IDLE_GRACE_MS));
      const cut = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
      await idle();
      server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
    },
  };
}
