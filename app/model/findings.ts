import type { AnswerColumn, AnswerRow } from "./answer.ts";

/** From what cannot wait to what can; the place in the list is the rank. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const FINDING_STATES = ["open", "accepted", "resolved"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export const SUBJECT_KINDS = ["person", "account", "group", "resource", "grant"] as const;
export type FindingSubjectKind = (typeof SUBJECT_KINDS)[number];

export const FINDING_EVENTS = [
  "opened",
  "accepted",
  "reopened",
  "lapsed",
  "unconfirmed",
  "confirmed",
  "resolved",
] as const;
export type FindingEventKind = (typeof FINDING_EVENTS)[number];

/** A control of a framework that the rule gives evidence for. */
export type Reference = { framework: "ISO/IEC 27001:2022" | "SOC 2" | "CIS Controls v8"; id: string; title: string };

/** What a reader needs of a rule. */
export type FindingRule = {
  id: string;
  name: string;
  question: string;
  severity: Severity;
  explanation: string;
  whatToDo: readonly string[];
  references: readonly Reference[];
};

/**
 * A finding as lists show it.
 * - `unconfirmedSince`: it was not seen again, and a source that it rests on was not collected whole
 * - `acceptedUntil`: the last day (UTC) on which it counts as accepted
 */
export type Finding = {
  id: string;
  rule: { id: string; name: string };
  severity: Severity;
  state: FindingState;
  subject: { kind: FindingSubjectKind; id: string | null; label: string };
  evidenceCount: number;
  openedAt: string;
  resolvedAt: string | null;
  unconfirmedSince: string | null;
  acceptedUntil: string | null;
  acceptedBy: string | null;
  acceptedReason: string | null;
};

export type FindingEvent = {
  at: string;
  event: FindingEventKind;
  actor: string | null;
  until: string | null;
  reason: string | null;
};

/** A finding with what it rests on: `evidence` holds the first rows, `sources` what the rule reads. */
export type FindingDetail = Finding & {
  explained: FindingRule;
  columns: readonly AnswerColumn[];
  evidence: AnswerRow[];
  sources: string[];
  events: FindingEvent[];
};

/** How many findings a rule has now, and at the last evaluation of each day, oldest first. */
export type RuleTally = {
  rule: Pick<FindingRule, "id" | "name" | "question" | "severity">;
  open: number;
  accepted: number;
  unconfirmed: number;
  evaluatedAt: string | null;
  failure: string | null;
};

/** Open findings of all rules at the end of a day (UTC). */
export type FindingDay = { day: string; open: number; accepted: number };
