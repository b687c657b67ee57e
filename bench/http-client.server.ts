import { connect } from "node:net";

export type Page = { data: unknown[]; nextCursor: string | null };

const HEAD_END = "\r\n\r\n";
/** More than any head of ours has. */
const HEAD_BYTES = 2_048;

type Waiting = { path: string; resolve(body: Buffer): void; reject(error: Error): void };

/**
 * A client of one connection that is kept open, as a browser or a script keeps it. It finds the body by its length
 * and does nothing else, so that the server and not this client is what is measured.
 */
export function createHttpClient(origin: string) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  let waiting: Waiting | null = null;
  let chunks: Buffer[] = [];
  let missing = 0;
  let ended: Error | null = null;
  const fail = (error: Error) => {
    ended ??= error;
    waiting?.reject(ended);
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (chunk) => {
    if (waiting === null) return;
    if (chunks.length === 0) missing = lengthOf(chunk);
    chunks.push(chunk);
    missing -= chunk.length;
    if (missing > 0) return;
    const { path, resolve, reject } = waiting;
    const answer = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    waiting = null;
    chunks = [];
    if (missing === 0 && isOk(answer)) resolve(answer.subarray(answer.indexOf(HEAD_END) + HEAD_END.length));
    else reject(new Error(`GET ${path} answered ${answer.toString("utf8", 0, 600)}`));
  });
  return {
    /**
     * One request at a time.
     * @returns the body, when its last byte is there
     * @throws Error with the answer's beginning when it is not 200 or has no length
     */
    get(path: string): Promise<Buffer> {
      return new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended);
        waiting = { path, resolve, reject };
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
      });
    },
    close: () => void socket.destroy(),
  };
}

export type HttpClient = ReturnType<typeof createHttpClient>;

const isOk = (answer: Buffer) => answer.toString("latin1", 0, 12) === "HTTP/1.1 200";

/** @returns bytes of the whole answer, or of this piece of it when the head does not say. */
function lengthOf(chunk: Buffer): number {
  const head = chunk.toString("latin1", 0, Math.min(chunk.length, HEAD_BYTES));
  const end = head.indexOf(HEAD_END);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  return end < 0 || length === undefined ? chunk.length : end + HEAD_END.length + Number(length);
}
