import {
  type EffectiveAccess,
  PRIVILEGES,
  type Privilege,
  type Provider,
  type SubjectStatus,
} from "../model/access.ts";
import { PRIVILEGE_WORDS, PROVIDER_SHORT, PROVIDER_WORDS, STATUS_WORDS } from "./words.ts";

const PRIVILEGE_TONES: Record<Privilege, string> = {
  none: "bg-raised text-ink-soft",
  read: "bg-read-soft text-read",
  write: "bg-write-soft text-write",
  admin: "bg-admin-soft text-admin",
  owner: "bg-owner-soft text-owner",
};

const LADDER = PRIVILEGES.slice(1);

/** The level in words, and its rung on the ladder read < write < admin < owner as bars. */
export function PrivilegeBadge({ privilege }: { privilege: Privilege }) {
  const rung = PRIVILEGES.indexOf(privilege);
  return (
    <span
      className={`inline-flex h-5 items-center gap-1.5 rounded px-1.5 text-xs font-medium ${PRIVILEGE_TONES[privilege]}`}
      title={`Step ${rung} of ${LADDER.length} on the ladder ${LADDER.map((level) => PRIVILEGE_WORDS[level].toLowerCase()).join(" < ")}`}
    >
      <span aria-hidden="true" className="flex items-end gap-px">
        {LADDER.map((level, index) => (
          <span
            key={level}
            className={`w-[3px] rounded-[1px] bg-current ${index < rung ? "" : "opacity-25"}`}
            style={{ height: `${4 + index * 2}px` }}
          />
        ))}
      </span>
      {PRIVILEGE_WORDS[privilege]}
    </span>
  );
}

const STATUS_TONES: Record<SubjectStatus, string> = {
  active: "bg-good-soft text-good",
  suspended: "bg-bad-soft text-bad",
  unknown: "bg-raised text-ink-soft",
};

/** The status of an account at its provider, in words. */
export function StatusBadge({ status }: { status: SubjectStatus }) {
  const { label, meaning } = STATUS_WORDS[status];
  return (
    <span className={`inline-flex h-5 items-center rounded px-1.5 text-xs ${STATUS_TONES[status]}`} title={meaning}>
      {label}
    </span>
  );
}

/** A neutral or coloured word in a box. */
export function Tag({ children, title, tone }: { children: string; title?: string; tone?: "bad" | "good" | "write" }) {
  const colours =
    tone === "bad"
      ? "bg-bad-soft text-bad"
      : tone === "good"
        ? "bg-good-soft text-good"
        : tone === "write"
          ? "bg-write-soft text-write"
          : "bg-raised text-ink-soft";
  return (
    <span className={`inline-flex min-h-5 items-center rounded px-1.5 text-xs ${colours}`} title={title}>
      {children}
    </span>
  );
}

/** The system that an account or a resource lives in. */
export function ProviderTag({ provider }: { provider: Provider | "aws" }) {
  return <Tag title={PROVIDER_WORDS[provider]}>{PROVIDER_SHORT[provider]}</Tag>;
}

/** What must be known before trusting a row: conditions, upper bounds, chains that were cut. Nothing for an exact row. */
export function CertaintyMarks({ access }: { access: EffectiveAccess }) {
  return (
    <>
      {access.certainty === "conditional" ? (
        <Tag tone="write" title={access.condition?.expression ?? "The grant holds only under a condition"}>
          {`Conditional${access.condition?.title ? `: ${access.condition.title}` : ""}`}
        </Tag>
      ) : null}
      {access.certainty === "at_most" ? (
        <Tag tone="write" title="The source shows only an upper bound: the account may hold less than this directly">
          At most
        </Tag>
      ) : null}
      {access.chainsTruncated ? (
        <Tag title="More than 64 chains lead here; the 64 shortest are kept">More chains exist</Tag>
      ) : null}
    </>
  );
}

const ORDINARY_STATES = new Set(["private", "internal"]);

/** A resource's own state, in its provider's word; anything out of the ordinary stands out. */
export function ResourceState({ state }: { state: string }) {
  const title = `The provider says ${state}; this takes no access away`;
  if (ORDINARY_STATES.has(state.toLowerCase())) return <Tag title={title}>{state}</Tag>;
  return (
    <Tag tone={state.toUpperCase() === "ACTIVE" ? "good" : "write"} title={title}>
      {state}
    </Tag>
  );
}
