import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  ASSETS_ROUTE,
  ATTRIBUTE,
  HEALTH_ROUTE,
  HTTP_METHODS,
  LATENCY_OBJECTIVE_SECONDS,
  LOG_MESSAGE,
  OTHER_METHOD,
  UNMATCHED_ROUTE,
} from "../../telemetry/conventions.ts";
import type { Instruments } from "../../telemetry/instruments.ts";
import { codeOf, failSpan, runInSpan, type Span, startRootSpan } from "../../telemetry/spans.ts";
import type { Failure, Log, RequestTrace } from "./context.ts";
import { parseTraceparent } from "./trace.ts";

/** A request while it is answered. */
export type ObservedRequest = {
  /** The pattern of its path, known to whoever matched it; one of few. */
  route: string;
  trace: RequestTrace;
  failed(failure: Failure): void;
  /** Work inside gets its spans below the request's. */
  run<Result>(work: () => Result): Result;
};

type Observers = { instruments: Instruments; log: Log; logOf(trace: RequestTrace): Log };

const METHODS: ReadonlySet<string> = new Set(HTTP_METHODS);
const SAMPLED = 1;

/**
 * Follows each request from its head to the end of its answer: a span, the metrics and one line in the log.
 * It stands around everything else, so that nothing is answered unseen.
 */
export function createRequestObserver({ instruments, logOf }: Omit<Observers, "log">) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): ObservedRequest => {
    const started = performance.now();
    const method = METHODS.has(incoming.method ?? "") ? (incoming.method as string) : OTHER_METHOD;
    const parent = parseTraceparent(headerOf(incoming, "traceparent"));
    const span = startRootSpan(method, "server", parent);
    let failure: Failure | null = null;
    const request: ObservedRequest = {
      route: UNMATCHED_ROUTE,
      trace: traceOf(span, parent?.traceId),
      failed(given) {
        failure = given;
      },
      run: (work) => runInSpan(span, work),
    };
    instruments.requestStarted();
    outgoing.once("close", () => {
      const seconds = (performance.now() - started) / 1000;
      const aborted = !outgoing.writableFinished;
      const status = statusOf(outgoing.statusCode, aborted, failure);
      const { route, trace } = request;
      const statusClass = `${Math.floor(status / 100)}xx`;
      const kept = trace.sampled ? trace.traceId : null;
      instruments.requestEnded({ route, method, statusClass }, seconds, route === HEALTH_ROUTE, kept);
      endSpan(span, method, route, status, failure);
      const inARow = route === HEALTH_ROUTE ? instruments.healthAnswered(status) : 0;
      logRequest(logOf(trace), { route, method, status, seconds, aborted }, failure, inARow);
    });
    return request;
  };
}

/** Whoever left before the answer was complete is no failure of ours: 499, as nginx counts it. */
function statusOf(sent: number, aborted: boolean, failure: Failure | null): number {
  if (aborted) return failure === null || sent < 200 ? 499 : 500;
  return sent;
}

function headerOf(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function traceOf(span: Span, given: string | undefined): RequestTrace {
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (/[1-9a-f]/.test(traceId) && span.isRecording()) {
    return { traceId, spanId, sampled: (traceFlags & SAMPLED) === SAMPLED };
  }
  const known = /[1-9a-f]/.test(traceId) ? traceId : (given ?? randomUUID().replaceAll("-", ""));
  return { traceId: known, spanId: null, sampled: false };
}

function endSpan(span: Span, method: string, route: string, status: number, failure: Failure | null): void {
  if (span.isRecording()) {
    span.updateName(`${method} ${route}`);
    span.setAttributes({
      [ATTRIBUTE.httpRequestMethod]: method,
      [ATTRIBUTE.httpRoute]: route,
      [ATTRIBUTE.httpResponseStatusCode]: status,
      [ATTRIBUTE.urlScheme]: "http",
    });
    if (status >= 500) failSpan(span, failure?.error === undefined ? String(status) : codeOf(failure.error));
  }
  span.end();
}

type Line = { route: string; method: string; status: number; seconds: number; aborted: boolean };

/**
 * What went as expected and is asked all the time (probes, files) is for whoever debugs.
 * @param inARow health checks that failed in a row, with this one when it failed: alarms see the third at once
 */
function logRequest(log: Log, { seconds, aborted, ...line }: Line, failure: Failure | null, inARow: number): void {
  const fields = {
    ...line,
    duration_ms: Math.round(seconds * 1e6) / 1e3,
    ...(aborted ? { aborted } : {}),
    ...(inARow > 0 ? { health: { consecutive_failures: inARow } } : {}),
    ...(failure === null
      ? {}
      : { problem: failure.problem, ...(failure.fields?.length ? { parameters: failure.fields } : {}) }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
  };
  const message = LOG_MESSAGE.request;
  if (line.status >= 500) log.error(fields, message);
  else if (line.status >= 400 || seconds > LATENCY_OBJECTIVE_SECONDS) log.warn(fields, message);
  else if (line.route === HEALTH_ROUTE || line.route === ASSETS_ROUTE) log.debug(fields, message);
  else log.info(fields, message);
}
