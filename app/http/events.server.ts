import { StreamedBody } from "./answer.ts";
import { bodyOf, failedRequest } from "./problem.server.ts";
import type { Handling } from "./route.server.ts";

/** Proxies and browsers give a silent connection up after 30 to 60 s. */
const HEARTBEAT_MS = 15_000;

/** An event by its name; `data` goes as one line of JSON. */
type Send = (event: string, data: unknown) => void;

/**
 * An answer as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) that ends when the
 * work does. What the work throws becomes the event `problem`.
 * @param work its signal aborts when the client has left
 */
export function streamEvents(
  { request, context }: Pick<Handling<unknown, unknown>, "request" | "context">,
  work: (send: Send, signal: AbortSignal) => Promise<void>,
): StreamedBody {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const left = new AbortController();
  const leave = () => left.abort();
  const write = (text: string) => void writer.write(encoder.encode(text)).catch(leave);
  const send: Send = (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const heartbeat = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);
  if (request.signal.aborted) leave();
  else request.signal.addEventListener("abort", leave, { once: true });
  writer.closed.catch(leave);
  const end = async () => {
    clearInterval(heartbeat);
    request.signal.removeEventListener("abort", leave);
    await writer.close();
  };
  work(send, left.signal)
    .catch((error: unknown) => {
      if (!left.signal.aborted) send("problem", bodyOf(failedRequest(context, request, error)));
    })
    .then(end)
    // Whoever has left takes no end either.
    .catch(leave);
  return new StreamedBody(readable, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
}
