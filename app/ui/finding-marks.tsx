import type { Finding, Severity } from "../model/findings.ts";
import { Tag } from "./badges.tsx";
import { FINDING_STATE_WORDS, SEVERITY_WORDS } from "./words.ts";

const SEVERITY_TONES: Record<Severity, string> = {
  critical: "bg-owner-soft text-owner",
  high: "bg-admin-soft text-admin",
  medium: "bg-write-soft text-write",
  low: "bg-read-soft text-read",
};

/** How much a finding weighs, in words; the colour only repeats it. */
export function SeverityTag({ severity }: { severity: Severity }) {
  return (
    <span className={`inline-flex h-5 items-center rounded px-1.5 text-xs font-medium ${SEVERITY_TONES[severity]}`}>
      {SEVERITY_WORDS[severity]}
    </span>
  );
}

/** The state of a finding, and what must be known before trusting it. */
export function FindingStateTags({ finding }: { finding: Finding }) {
  const { state, acceptedUntil, unconfirmedSince } = finding;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {state === "resolved" ? (
        <Tag tone="good">{FINDING_STATE_WORDS.resolved}</Tag>
      ) : (
        <Tag {...(state === "open" ? { tone: "bad" as const } : {})}>
          {acceptedUntil === null ? FINDING_STATE_WORDS[state] : `Accepted until ${acceptedUntil} UTC`}
        </Tag>
      )}
      {unconfirmedSince === null ? null : (
        <Tag tone="write" title={`Not seen since ${unconfirmedSince}, while a source was incomplete`}>
          Not confirmed
        </Tag>
      )}
    </span>
  );
}
