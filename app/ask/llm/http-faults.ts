import { LlmError, type LlmFault } from "./llm.ts";

/** What a status of a provider's API means; all three use HTTP's own, and Anthropic 529 for "overloaded". */
function faultOfStatus(status: number): LlmFault {
  if (status === 401 || status === 403) return "bad key";
  if (status === 408) return "timeout";
  if (status === 429) return "rate limited";
  return status >= 500 ? "overloaded" : "bad request";
}

/**
 * Turns whatever an SDK threw into the one kind of error that is understood here.
 * @param signal the one that the request was given: who aborted it says why it ended
 * @param status of the answer, when there was one
 */
export function llmErrorOf(
  error: unknown,
  signal: AbortSignal,
  { status, retryAfter }: { status?: number | undefined; retryAfter?: string | null | undefined },
): LlmError {
  // First, since some SDKs end a stream quietly when it is aborted.
  if (signal.aborted) return new LlmError(isTimeout(signal.reason) ? "timeout" : "aborted", { cause: error });
  if (error instanceof LlmError) return error;
  if (status === undefined) return new LlmError("unreachable", { cause: error });
  return new LlmError(faultOfStatus(status), { cause: error, retryAfterMs: parseRetryAfter(retryAfter ?? null) });
}

const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === "TimeoutError";

/** Seconds or a date (RFC 9110, 10.2.3), as milliseconds from now; null when it is neither. */
function parseRetryAfter(value: string | null, now = Date.now()): number | null {
  if (value === null || value.trim() === "") return null;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/** @throws LlmError when the arguments of a call are no JSON: the stream broke off, or the model erred */
export function parseArguments(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new LlmError("nonsense", { cause: error });
  }
}
