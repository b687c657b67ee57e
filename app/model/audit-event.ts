/** https://schema.ocsf.io/1.3.0/classes/entity_management */
const OCSF_VERSION = "1.3.0";
const CATEGORY = 3;
const CLASS = 3004;

const ACTIVITY = { create: 1, read: 2, update: 3, delete: 4, other: 99 } as const;
type ActivityId = (typeof ACTIVITY)[keyof typeof ACTIVITY];

const { create, read, update } = ACTIVITY;

/** What each verb of the audit log is among the activities of the class. */
export const ACTIVITY_OF_VERB = {
  started: create,
  saved: create,
  uploaded: create,
  placed: create,
  asked: read,
  scope_committed: update,
  succeeded: update,
  partial: update,
  failed: update,
  accepted: update,
  rejected: update,
  merged: update,
  split: update,
  decision_undone: update,
  reopened: update,
  judged: update,
  restored: update,
  overridden: update,
  applied: update,
  released: update,
  removed: ACTIVITY.delete,
  discarded: ACTIVITY.delete,
  retired: ACTIVITY.delete,
  erased: ACTIVITY.delete,
} as const satisfies Record<string, ActivityId>;

/** What an entry says was done: `<noun>.<past participle>`, such as `ingest.started`. */
export type AuditAction = `${string}.${keyof typeof ACTIVITY_OF_VERB}`;

const INFORMATIONAL = 1;
const STATUS = { success: 1, failure: 2 } as const;

/**
 * Members of an entry's detail that a line may hold: identifiers, counts and words of our own. What a person wrote
 * (a question, a name, a reason) stays in the row, from which it can be erased or exported under a role of its own.
 */
const TOLD = new Set([
  "runId",
  "decisionId",
  "personId",
  "otherPersonId",
  "kind",
  "rule",
  "until",
  "expiresAt",
  "feedback",
  "outcome",
  "verdict",
  "rowCount",
  "tookMs",
  "complete",
  "files",
  "added",
  "updated",
  "closed",
  "rejected",
  "scopes",
  "stopped",
]);

/** A line longer than 256 kB is cut or refused by both clouds; lists of scopes can be long. */
const LONGEST_DETAIL = 16_384;

/** An entry of the audit log as it is stored. */
export type AuditEntry = {
  id: string;
  tenantId: string;
  /** Microseconds since 1970. */
  occurredAt: string;
  actor: string;
  action: string;
  target: string | null;
  detail: Readonly<Record<string, unknown>>;
  /** SHA-256 of its leaf in the sealed log, in hex. */
  leafHash: string;
};

/** OCSF Entity Management (3004) of an entry: docs/siem.md. */
export type AuditEvent = {
  metadata: {
    version: string;
    product: { name: string; vendor_name: string };
    /** The entry's leaf in the sealed log: two events with the same one are the same entry. */
    uid: string;
    tenant_uid: string;
    log_name: "audit_log";
    event_code: string;
  };
  category_uid: typeof CATEGORY;
  class_uid: typeof CLASS;
  activity_id: ActivityId;
  activity_name: string;
  type_uid: number;
  severity_id: typeof INFORMATIONAL;
  status_id: (typeof STATUS)[keyof typeof STATUS];
  /** Milliseconds since 1970. */
  time: number;
  actor: { user: { name: string } };
  entity: { type: string; name?: string; uid?: string };
  unmapped: { entry: string; detail: Readonly<Record<string, unknown>>; left_out: string[] };
};

export function auditEventOf(entry: AuditEntry): AuditEvent {
  const [noun = "", verb = noun] = entry.action.split(".");
  const activity = activityOf(verb);
  return {
    metadata: {
      version: OCSF_VERSION,
      product: { name: "Alxderia", vendor_name: "Alxderia" },
      uid: entry.leafHash,
      tenant_uid: entry.tenantId,
      log_name: "audit_log",
      event_code: entry.action,
    },
    category_uid: CATEGORY,
    class_uid: CLASS,
    activity_id: activity,
    activity_name: verb,
    type_uid: CLASS * 100 + activity,
    severity_id: INFORMATIONAL,
    status_id: verb === "failed" ? STATUS.failure : STATUS.success,
    time: Math.floor(Number(entry.occurredAt) / 1000),
    actor: { user: { name: entry.actor } },
    entity: { type: noun, ...(entry.target === null ? { name: noun } : { uid: entry.target }) },
    unmapped: { entry: entry.id, ...toldOf(entry.detail) },
  };
}

/** The log holds what older versions wrote, too. */
function activityOf(verb: string): ActivityId {
  const known: Readonly<Record<string, ActivityId>> = ACTIVITY_OF_VERB;
  return Object.hasOwn(known, verb) ? (known[verb] ?? ACTIVITY.other) : ACTIVITY.other;
}

function toldOf(detail: AuditEntry["detail"]): { detail: Record<string, unknown>; left_out: string[] } {
  const told: Record<string, unknown> = {};
  const leftOut: string[] = [];
  let left = LONGEST_DETAIL;
  for (const [name, value] of Object.entries(detail)) {
    const { length } = JSON.stringify(value);
    if (TOLD.has(name) && length <= left) {
      told[name] = value;
      left -= length;
    } else leftOut.push(name);
  }
  return { detail: told, left_out: leftOut };
}
