import net from "node:net";

export type Sockets = {
  /** What pg asks for when it opens a connection (`stream` of its configuration). */
  open(): net.Socket;
  /** Cuts after so many milliseconds what is open by then. By itself it keeps no process alive. */
  cutAfter(ms: number): void;
};

/**
 * Follows the sockets of a pool from their first packet on: a pool says goodbye to its server and waits for the answer,
 * which a server that hangs never gives.
 */
export function createSockets(): Sockets {
  const sockets = new Set<net.Socket>();
  return {
    open() {
      const socket = new net.Socket();
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
    cutAfter(ms) {
      setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, ms).unref();
    },
  };
}
