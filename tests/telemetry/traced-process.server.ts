import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import type { ReceivedSpan } from "../../telemetry/viewer/received-span.ts";
import { createTraceReceiver, type TraceReceiver } from "../../telemetry/viewer/trace-receiver.server.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";

export type TracedProcess = {
  web: WebProcess;
  receiver: TraceReceiver;
  /** The encodings in which spans came. */
  contentTypes: ReadonlySet<string>;
  /** Waits for a trace's first span, which ends last, and for the end of its transaction. @returns its spans */
  spansOf(traceId: string): Promise<ReceivedSpan[]>;
};

const PATIENCE_MS = 10_000;

/** A web process that sends its spans to a receiver of its own, every tenth of a second. */
export async function startTracedProcess(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<TracedProcess> {
  const receiver = createTraceReceiver();
  const target = await receiver.listen(0);
  afterAll(() => receiver.close());
  const { endpoint, contentTypes } = await watchContentTypes(target);
  const web = await startWebProcess(databaseUrl, {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_BSP_SCHEDULE_DELAY: "100",
    ...environment,
  });
  return {
    web,
    receiver,
    contentTypes,
    async spansOf(traceId) {
      const ofTrace = (span: ReceivedSpan) => span.traceId === traceId;
      await receiver.waitFor((span) => ofTrace(span) && span.kind === "server", PATIENCE_MS);
      // Nobody waits for the rollback of a transaction that only read, so it may come later.
      const reads = receiver.spans.some((span) => ofTrace(span) && span.name === "begin");
      if (reads) await receiver.waitFor((span) => ofTrace(span) && span.name === "rollback", PATIENCE_MS);
      return receiver.spans.filter(ofTrace);
    },
  };
}

/** Stands before the receiver, which takes every encoding, and notes which one comes. */
async function watchContentTypes(target: string): Promise<{ endpoint: string; contentTypes: ReadonlySet<string> }> {
  const contentTypes = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = "/" } = incoming;
    contentTypes.add(headers["content-type"] ?? "none");
    const forwarded = request(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.once("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(() => server.close());
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, contentTypes };
}

let traces = 0;

/** A caller's W3C trace context, a new one for each call. */
export function newCaller(sampled: boolean): { traceId: string; spanId: string; traceparent: string } {
  traces += 1;
  const traceId = `c0ffee${traces.toString(16).padStart(26, "0")}`;
  const spanId = "00f067aa0ba902b7";
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${sampled ? "01" : "00"}` };
}
