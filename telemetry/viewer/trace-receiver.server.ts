import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { decodeJsonTraces } from "./decode-json.ts";
import { decodeProtobufTraces } from "./decode-protobuf.ts";
import { type ReceivedSpan, TraceDecodeError } from "./received-span.ts";

const HOST = "127.0.0.1";
const TRACES_PATH = "/v1/traces";

/** Of one request, before and after gzip; the SDK's largest batch (512 spans) is far below. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

const DECODERS: Readonly<Record<string, (body: Uint8Array) => ReceivedSpan[]>> = {
  "application/json": decodeJsonTraces,
  "application/x-protobuf": decodeProtobufTraces,
};

const inflate = promisify(gunzip);

export type TraceReceiver = Readonly<{
  /**
   * Listens on loopback.
   * @param port 0 takes a free one
   * @returns the value for OTEL_EXPORTER_OTLP_ENDPOINT, such as http://127.0.0.1:4318
   */
  listen(port: number): Promise<string>;
  /** Everything received, oldest first; the oldest go when there are more than `maxSpans`. */
  spans: readonly ReceivedSpan[];
  /**
   * The first span, received already or yet to come, that the predicate accepts.
   * @throws Error naming the spans that did arrive, after `ms` milliseconds or when the receiver closes
   */
  waitFor(predicate: (span: ReceivedSpan) => boolean, ms: number): Promise<ReceivedSpan>;
  close(): Promise<void>;
}>;

type Options = { maxSpans?: number; onSpans?: (spans: readonly ReceivedSpan[]) => void };
type Waiter = { look(spans: readonly ReceivedSpan[]): void; giveUp(reason: string): void };

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A receiver of traces by OTLP/HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp): JSON or protobuf, gzip or not. */
export function createTraceReceiver({ maxSpans = 20_000, onSpans }: Options = {}): TraceReceiver {
  const spans: ReceivedSpan[] = [];
  const waiters = new Set<Waiter>();
  const server = createServer((request, response) => {
    receive(request)
      .then((received) => {
        for (const span of received) spans.push(span);
        if (spans.length > maxSpans) spans.splice(0, spans.length - maxSpans);
        onSpans?.(received);
        for (const waiter of waiters) waiter.look(received);
        const json = request.headers["content-type"]?.startsWith("application/json");
        // An empty protobuf message is no bytes at all.
        answer(response, 200, json ? "application/json" : "application/x-protobuf", json ? "{}" : "");
      })
      .catch((error: unknown) => refuse(request, response, error));
  });

  return {
    spans,
    async listen(port) {
      server.listen(port, HOST);
      await once(server, "listening");
      const address = server.address();
      return `http://${HOST}:${typeof address === "object" && address ? address.port : port}`;
    },
    waitFor(predicate, ms) {
      const { promise, resolve, reject } = Promise.withResolvers<ReceivedSpan>();
      const waiter: Waiter = {
        look(received) {
          const found = received.find(predicate);
          if (found) resolve(found);
        },
        giveUp(reason) {
          const names = [...new Set(spans.map((span) => span.name))].join(", ") || "none";
          reject(new Error(`no such span ${reason}; ${spans.length} received: ${names}`));
        },
      };
      const timer = setTimeout(() => waiter.giveUp(`within ${ms} ms`), ms);
      waiters.add(waiter);
      waiter.look(spans);
      return promise.finally(() => {
        clearTimeout(timer);
        waiters.delete(waiter);
      });
    },
    async close() {
      for (const waiter of waiters) waiter.giveUp("before the receiver closed");
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function receive(request: IncomingMessage): Promise<ReceivedSpan[]> {
  if (request.url?.split("?")[0] !== TRACES_PATH) throw new Refusal(404, `only ${TRACES_PATH} is received here`);
  if (request.method !== "POST") throw new Refusal(405, "traces come by POST");
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  const decode = Object.hasOwn(DECODERS, type) ? DECODERS[type] : undefined;
  if (!decode) throw new Refusal(415, `content-type must be one of ${Object.keys(DECODERS).join(", ")}`);
  return decode(await unpack(await readBody(request), request.headers["content-encoding"] ?? "identity"));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, `more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpack(body: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === "identity") return body;
  if (encoding !== "gzip") throw new Refusal(415, "content-encoding must be gzip or identity");
  try {
    return await inflate(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(413, `more than ${MAX_BODY_BYTES} bytes once unpacked`);
    throw new Refusal(400, "the body is no gzip");
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (request.destroyed && !request.complete) return;
  // The rest of a body that nobody reads would be taken for the next request.
  if (!request.complete) response.setHeader("connection", "close");
  const status = error instanceof Refusal ? error.status : error instanceof TraceDecodeError ? 400 : 500;
  answer(response, status, "text/plain; charset=utf-8", error instanceof Error ? error.message : "failed");
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}
