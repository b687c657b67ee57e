import { CursorError } from "../model/cursor.ts";
import { MomentError } from "../model/moment.ts";

/**
 * One field of a request that is wrong: what was given, what is allowed.
 * - `unchecked`: the name is the caller's own word, so it may be anything and stays out of the log
 */
export type FieldError = { field: string; detail: string; unchecked?: true };

/** The one place where a code becomes a status. */
const PROBLEMS = {
  "bad-request": { status: 400, title: "The request is not valid" },
  unauthenticated: { status: 401, title: "Nobody is signed in" },
  forbidden: { status: 403, title: "This is not allowed" },
  "not-found": { status: 404, title: "There is no such thing" },
  "method-not-allowed": { status: 405, title: "The method is not allowed here" },
  conflict: { status: 409, title: "This cannot be done as things are" },
  "too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body is of a kind that is not read here" },
  internal: { status: 500, title: "Something failed on our side" },
  unavailable: { status: 503, title: "The database cannot be reached" },
  "issuer-unavailable": { status: 503, title: "The sign-in service cannot be reached" },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** An outcome that the caller of a route is told about. Thrown by handlers, answered by the wrapper. */
export class HttpError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];

  /** @param cause for the log, where the code means a failure */
  constructor(code: ProblemCode, detail: string, errors: readonly FieldError[] = [], cause?: unknown) {
    super(detail, cause === undefined ? {} : { cause });
    this.name = "HttpError";
    this.code = code;
    this.errors = errors;
  }
}

export function notFound(detail: string): HttpError {
  return new HttpError("not-found", detail);
}

/** @param errors the fields that are wrong; the detail sums them up */
export function badRequest(errors: readonly FieldError[]): HttpError {
  return new HttpError("bad-request", errors.map((error) => `${error.field}: ${error.detail}`).join("; "), errors);
}

/** RFC 9457. */
export type Problem = {
  code: ProblemCode;
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  traceId: string;
  errors?: readonly FieldError[];
};

/**
 * @param instance path of the request
 * @returns what the caller may know; the cause of an unexpected error is for the log only
 */
export function problemOf(error: unknown, instance: string, traceId: string): Problem {
  const known = knownError(error);
  const { status, title } = PROBLEMS[known.code];
  return {
    code: known.code,
    type: `urn:alxderia:problem:${known.code}`,
    title,
    status,
    detail: known.message,
    instance,
    traceId,
    ...(known.errors.length > 0 ? { errors: known.errors } : {}),
  };
}

function knownError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof CursorError) return badRequest([{ field: "cursor", detail: error.message }]);
  if (error instanceof MomentError) return badRequest([{ field: "as-of", detail: error.message }]);
  if (isDatabaseUnreachable(error)) {
    return new HttpError("unavailable", "the database does not answer; try again in a moment");
  }
  return new HttpError("internal", "the error is in the log under the trace id");
}

const UNREACHABLE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

// The driver gives these two no code (pg 8.23, pg-pool 3).
const UNREACHABLE_MESSAGE = /^(Connection terminated|timeout exceeded when trying to connect)/;

/** @returns whether the database is away: refused, stopped, starting, full, or silent. */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (UNREACHABLE_CODES.has(code) || code.startsWith("08")) return true;
  return UNREACHABLE_MESSAGE.test(error.message);
}
