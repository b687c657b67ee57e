import { once } from "node:events";
import net from "node:net";
import { afterFile } from "./after-file.ts";

/**
 * - `pass`: carries everything, also what was held before
 * - `refuse`: nobody listens and what was open is cut, as with a server that is stopped
 * - `hang`: takes connections and holds every byte in silence, also on those that are open
 */
export type ProxyMode = "pass" | "refuse" | "hang";

export type TcpProxy = {
  /** The same database by way of the proxy. */
  url: string;
  switchTo(mode: ProxyMode): Promise<void>;
  /** What is open stays silent for ever; new connections pass, as after a failover behind a firewall. */
  strand(): void;
};

type Pair = { client: net.Socket; server: net.Socket };

const HOST = "127.0.0.1";

/** Stands between the product and PostgreSQL on loopback; closed after the file. */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const target = new URL(databaseUrl);
  const stranded = new Set<Pair>();
  const open = new Set<Pair>();
  let mode: ProxyMode = "pass";

  const listener = net.createServer({ allowHalfOpen: true }, (client) => {
    const server = net.connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true });
    const pair = { client, server };
    open.add(pair);
    for (const [socket, other] of sides(pair)) {
      socket.setNoDelay(true);
      // One side that breaks breaks the other; 'close' says so.
      socket.on("error", () => {});
      socket.on("close", () => {
        other.destroy();
        open.delete(pair);
        stranded.delete(pair);
      });
    }
    if (mode === "hang") hold(pair);
    else carry(pair);
  });
  const listen = async (port: number) => {
    listener.listen(port, HOST);
    await once(listener, "listening");
    return (listener.address() as net.AddressInfo).port;
  };
  const cutAll = () => {
    for (const { client, server } of [...open, ...stranded]) {
      client.destroy();
      server.destroy();
    }
  };
  const port = await listen(0);
  const url = new URL(databaseUrl);
  url.host = `${HOST}:${port}`;

  afterFile(() => {
    cutAll();
    if (listener.listening) listener.close();
  });
  return {
    url: url.href,
    async switchTo(next) {
      const before = mode;
      mode = next;
      if (next === "refuse") {
        listener.close();
        cutAll();
        return;
      }
      for (const pair of open) (next === "hang" ? hold : carry)(pair);
      if (before === "refuse") await listen(port);
    },
    strand() {
      for (const pair of open) {
        hold(pair);
        open.delete(pair);
        stranded.add(pair);
      }
    },
  };
}

function sides({ client, server }: Pair): [net.Socket, net.Socket][] {
  return [
    [client, server],
    [server, client],
  ];
}

function carry(pair: Pair): void {
  for (const [from, to] of sides(pair)) from.pipe(to);
}

function hold(pair: Pair): void {
  for (const [from, to] of sides(pair)) from.unpipe(to).pause();
}
