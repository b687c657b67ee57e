import { type DestinationStream, destination, type Logger, pino } from "pino";
import { SERVICE_NAME } from "../telemetry/conventions.ts";
import { INSTANCE_ID } from "../telemetry/instance.ts";
import type { Log, RequestTrace } from "./http/context.ts";
import { describeError } from "./model/describe-error.ts";
import { LOG_FIELDS, type LogFields } from "./model/log-fields.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

type Options = {
  level: LogLevel;
  /** Project that Cloud Logging finds the traces in; null outside Google Cloud. */
  googleProject: string | null;
};

export type ProcessLog = Log & {
  /** The same log with the identifiers of a request in every line. */
  of(trace: RequestTrace): Log;
  /** Whether lines of this level are written at all. */
  writes(level: LogLevel): boolean;
  /** Resolves when every line so far has left the process; rejects when nobody reads them any more. */
  written(): Promise<void>;
  /** Writes what is stdout; nothing may be logged afterwards. */
  flush(): void;
};

// https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity
const SEVERITIES: Record<string, string> = { debug: "DEBUG", info: "INFO", warn: "WARNING", error: "ERROR" };

/** A line waits no longer than this, and a burst is written at once. */
const FLUSH_EVERY_MS = 200;
const BUFFER_BYTES = 4_096;

/**
 * One JSON object a line on stdout. `severity`, `message` and `time` are what Cloud Logging reads
 * (https://cloud.google.com/logging/docs/structured-logging); CloudWatch finds every field by its JSON path.
 */
export function createLog({ level, googleProject }: Options, stream?: DestinationStream): ProcessLog {
  const buffering = { dest: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_EVERY_MS };
  const stdout = stream === undefined ? destination(buffering) : null;
  const logger = pino(
    {
      level,
      messageKey: "message",
      base: { service: SERVICE_NAME, instance: INSTANCE_ID },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ severity: SEVERITIES[label] ?? "DEFAULT" }) },
    },
    stream ?? stdout ?? undefined,
  );
  return {
    ...logWith(logger, {}),
    of: (trace) => logWith(logger, identifiersOf(trace, googleProject)),
    writes: (wanted) => logger.isLevelEnabled(wanted),
    written: () =>
      new Promise((resolve, reject) => {
        if (stdout === null) resolve();
        else stdout.flush((error) => (error ? reject(error) : resolve()));
      }),
    flush: () => stdout?.flushSync(),
  };
}

function logWith(logger: Logger, identifiers: Record<string, unknown>): Log {
  const write = (level: LogLevel) => (fields: LogFields, message: string) => {
    if (logger.isLevelEnabled(level)) logger[level]({ ...identifiers, ...listed(fields) }, message);
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** Only what is listed goes out, whatever an object holds at run time. */
function listed(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const name of LOG_FIELDS) {
    const value = fields[name];
    if (value !== undefined) line[name] = name === "error" ? describeError(value) : value;
  }
  return line;
}

function identifiersOf({ traceId, spanId, sampled }: RequestTrace, googleProject: string | null) {
  const trace = googleProject === null ? traceId : `projects/${googleProject}/traces/${traceId}`;
  return {
    trace_id: traceId,
    ...(spanId === null ? {} : { span_id: spanId, "logging.googleapis.com/spanId": spanId }),
    "logging.googleapis.com/trace": trace,
    "logging.googleapis.com/trace_sampled": sampled,
  };
}
