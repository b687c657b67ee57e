import { connect } from "node:net";

export type Load = { requests: number; seconds: number };

const HEAD_END = "\r\n\r\n";

/**
 * Keeps `connections` sockets busy with one GET after the other for a time. It reads answers no further than their
 * length, so that the server and not this client is what is measured.
 * @throws Error with the answer's first line when one is not 200
 */
export async function putUnderLoad(origin: string, path: string, connections: number, seconds: number): Promise<Load> {
  const { hostname, port } = new URL(origin);
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
  const started = performance.now();
  const until = started + seconds * 1000;
  const counts = await Promise.all(
    Array.from({ length: connections }, () => keepAsking(Number(port), hostname, request, until)),
  );
  return { requests: counts.reduce((sum, count) => sum + count, 0), seconds: (performance.now() - started) / 1000 };
}

function keepAsking(port: number, host: string, request: Buffer, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0;
    let missing = 0;
    const socket = connect(port, host, () => socket.write(request));
    socket.setNoDelay(true);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      if (missing === 0) {
        const head = chunk.toString("latin1", 0, Math.min(chunk.length, 2_048));
        const end = head.indexOf(HEAD_END);
        const length = /content-length: (\d+)/i.exec(head)?.[1];
        if (!head.startsWith("HTTP/1.1 200") || end < 0 || length === undefined) {
          reject(new Error(`answered ${head.slice(0, 80)}`));
          return;
        }
        missing = end + HEAD_END.length + Number(length);
      }
      missing -= chunk.length;
      if (missing > 0) return;
      answered += 1;
      if (performance.now() < until) socket.write(request);
      else {
        socket.end();
        resolve(answered);
      }
    });
  });
}
