import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { ATTRIBUTE, SERVICE_NAME } from "./conventions.ts";

export type { Attributes, Span } from "@opentelemetry/api";

/** A trace that a caller began, from its W3C traceparent header. */
export type RemoteParent = { traceId: string; spanId: string; traceFlags: number };

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };
export type SpanKindName = keyof typeof KINDS;

let tracer: Tracer | undefined;

/** The first span of this process's part of a trace; the sampler decides here whether anybody will see it. */
export function startRootSpan(name: string, kind: SpanKindName, parent: RemoteParent | null): Span {
  const from = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
  tracer ??= trace.getTracer(SERVICE_NAME);
  return tracer.startSpan(name, { kind: KINDS[kind] }, from);
}

/** Runs work so that spans and outbound calls inside it belong to the span; one that nobody will see costs nothing. */
export function runInSpan<Result>(span: Span, work: () => Result): Result {
  return span.isRecording() ? context.with(trace.setSpan(context.active(), span), work) : work();
}

/** @returns the span around the caller when somebody will see it, else null: then no work is done for its children */
function seenSpan(): Span | null {
  const span = trace.getSpan(context.active());
  return span?.isRecording() ? span : null;
}

/** Runs work in a span of its own below the one around it; without one that is seen, just runs it. */
export function withSpan<Result>(
  name: string,
  kind: SpanKindName,
  attributes: Attributes,
  work: (span: Span | null) => Promise<Result>,
): Promise<Result> {
  if (seenSpan() === null) return work(null);
  const around: Context = context.active();
  tracer ??= trace.getTracer(SERVICE_NAME);
  const span = tracer.startSpan(name, { kind: KINDS[kind], attributes }, around);
  return finishSpan(span, () => context.with(trace.setSpan(around, span), () => work(span)));
}

/** Runs work in a trace of its own, as the ingest is one. */
export async function withRootSpan<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span | null) => Promise<Result>,
): Promise<Result> {
  const span = startRootSpan(name, "internal", null);
  if (!span.isRecording()) return runInSpan(span, () => work(null));
  span.setAttributes(attributes);
  return finishSpan(span, () => runInSpan(span, () => work(span)));
}

async function finishSpan<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    failSpan(span, codeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Marks the span as failed by a code. A message may hold values of people, so it stays out. */
export function failSpan(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute(ATTRIBUTE.errorType, code);
  if (/^[0-9A-Z]{5}$/.test(code)) span.setAttribute(ATTRIBUTE.dbResponseStatusCode, code);
}

/** @returns SQLSTATE, errno name or the error's class: one of few, never free text */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  if (isWord(code)) return code;
  return isWord(error.name) ? error.name : "Error";
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{2,40}$/.test(value);
}
