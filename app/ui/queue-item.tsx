import { Link } from "@remix-run/react";
import type { QueueCandidate, QueueItem } from "../model/views.ts";
import { ProviderTag, Tag } from "./badges.tsx";
import { DecisionButton } from "./decision-forms.tsx";
import { hrefs } from "./hrefs.ts";
import { QueueEffect } from "./queue-effect.tsx";
import { Time } from "./time.tsx";
import { PROVIDER_SHORT, QUEUE_REASON_WORDS, STRENGTH_WORDS } from "./words.ts";

/** One account waiting: why, and the people it may belong to side by side. */
export function QueueItemView(props: {
  item: QueueItem;
  /** Which candidate is chosen; null while another account is current. */
  choice: number | null;
  onChoose: (choice: number) => void;
}) {
  const { item, choice, onChoose } = props;
  const { subject, candidates } = item;
  const reason = QUEUE_REASON_WORDS[item.reason];
  return (
    <li
      data-queue-item=""
      tabIndex={-1}
      aria-current={choice === null ? undefined : "true"}
      className="panel grid min-w-0 gap-x-6 gap-y-3 p-3 aria-[current=true]:border-accent lg:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]"
    >
      <div className="flex min-w-0 flex-col items-start gap-1">
        <h2 className="text-data font-semibold wrap-anywhere">{subject.label}</h2>
        {subject.name === null || subject.name === subject.label ? null : (
          <p className="text-data wrap-anywhere">{subject.name}</p>
        )}
        <div className="flex flex-wrap gap-1">
          <ProviderTag provider={subject.provider} />
          <Tag tone="write">{reason.label}</Tag>
        </div>
        <p className="text-xs text-ink-soft">{reason.meaning}</p>
        <p className="text-xs text-ink-mute wrap-anywhere">Its id there: {subject.id}</p>
        <p className="text-xs text-ink-mute">
          Waiting since <Time iso={item.queuedAt} />
        </p>
      </div>
      {candidates.length === 0 ? (
        <p className="text-data text-ink-mute">
          No candidate. A new sync with an e-mail address or a SAML identity for this account will link it.
        </p>
      ) : (
        <ul
          className="grid min-w-0 gap-2 sm:grid-cols-2 2xl:grid-cols-3"
          aria-label={`Candidates for ${subject.label}`}
        >
          {candidates.map((candidate, index) => (
            <Candidate
              key={candidate.id}
              item={item}
              candidate={candidate}
              isChosen={choice === index}
              onChoose={() => onChoose(index)}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

function Candidate(props: { item: QueueItem; candidate: QueueCandidate; isChosen: boolean; onChoose: () => void }) {
  const { item, candidate, isChosen, onChoose } = props;
  const { subject, accountId } = item;
  const fields = { accountId, personId: candidate.id };
  return (
    <li
      data-candidate=""
      aria-current={isChosen ? "true" : undefined}
      onFocus={onChoose}
      className="flex min-w-0 flex-col justify-between gap-2 rounded-md border border-line p-2.5 aria-[current=true]:border-accent aria-[current=true]:bg-accent-soft/40"
    >
      <div className="min-w-0">
        <Link to={hrefs.person(candidate.id)} className="link text-data font-medium wrap-anywhere">
          {candidate.name}
        </Link>
        <p className="text-xs text-ink-soft wrap-anywhere">{candidate.email ?? "No e-mail address"}</p>
        <p className="mt-1 text-xs wrap-anywhere">
          <span className="font-medium">{STRENGTH_WORDS[candidate.strength]}</span>
          {candidate.evidence === null ? null : <span className="text-ink-soft">: {candidate.evidence}</span>}
        </p>
        <ul className="mt-1 space-y-0.5 text-xs text-ink-mute" aria-label={`Accounts of ${candidate.name}`}>
          {candidate.accounts.map((account) => (
            <li key={`${account.provider} ${account.label}`} className="wrap-anywhere">
              {PROVIDER_SHORT[account.provider]}: {account.label}
              {account.status === "suspended" ? ", suspended" : ""}
            </li>
          ))}
        </ul>
        {isChosen ? <QueueEffect {...fields} /> : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <DecisionButton
          fields={{ kind: "accept", ...fields }}
          label="Accept"
          meaning={`Accept: ${subject.label} belongs to ${candidate.name}`}
          tone="primary"
          act="accept"
        />
        <DecisionButton
          fields={{ kind: "reject", ...fields }}
          label="Reject"
          meaning={`Reject: ${subject.label} does not belong to ${candidate.name}`}
          act="reject"
        />
        <Link
          to={hrefs.decision({ kind: "accept", ...fields })}
          aria-label={`Effect of accepting ${candidate.name} for ${subject.label}`}
          className="button"
        >
          Effect
        </Link>
      </div>
    </li>
  );
}
