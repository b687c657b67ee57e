import type { AuditEvent } from "./audit-event.ts";
import type { SecretUse } from "./secret-value.ts";

/**
 * Everything that a log line may hold beside its message. What is not listed is not written: redaction by structure.
 * None of them takes a value that a caller sent, a name, an e-mail or a secret; but `ocsf`, which tells who did what.
 */
export const LOG_FIELDS = [
  "route",
  "method",
  "status",
  "duration_ms",
  "aborted",
  "problem",
  "parameters",
  "error",
  "url",
  "metrics_url",
  "port",
  "signal",
  "version",
  "revision",
  "pool",
  "event_loop",
  "requests",
  "health",
  "process",
  "upkeep",
  "operations",
  "secret",
  "outcome",
  "fault",
  "seal",
  "verification",
  "ocsf",
] as const;

type Numbers = Readonly<Record<string, number>>;

/** `error` is anything that was thrown; the log writes its class, code and place, and a message without values. */
export type LogFields = {
  route?: string;
  method?: string;
  status?: number;
  duration_ms?: number;
  aborted?: boolean;
  problem?: string;
  parameters?: readonly string[];
  error?: unknown;
  url?: string;
  metrics_url?: string;
  port?: number;
  signal?: string;
  version?: string;
  revision?: string;
  pool?: Numbers;
  event_loop?: Numbers;
  requests?: Numbers;
  health?: Numbers;
  process?: Numbers;
  upkeep?: Numbers;
  operations?: Numbers;
  secret?: SecretUse;
  outcome?: "success" | "failure";
  fault?: string;
  /** What was sealed (docs/history.md); hashes and counts. */
  seal?: Readonly<Record<string, string | number>>;
  /** What was verified, and the damage: identifiers, hashes and counts. */
  verification?: Readonly<Record<string, string | number | boolean>>;
  /** An entry of the audit log for the SIEM (docs/siem.md). */
  ocsf?: AuditEvent;
};
