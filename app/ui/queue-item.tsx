import { Link } from "@remix-run/react";
import type { QueueItem } from "../model/views.ts";
import { ProviderTag, Tag } from "./badges.tsx";
import { DecisionButton } from "./decision-forms.tsx";
import { hrefs } from "./hrefs.ts";
import { Time } from "./time.tsx";
import { QUEUE_REASON_WORDS } from "./words.ts";

/** One account waiting: why, and the people it may belong to side by side. */
export function QueueItemView({ item }: { item: QueueItem }) {
  const { subject, candidates } = item;
  const reason = QUEUE_REASON_WORDS[item.reason];
  return (
    <li className="panel grid min-w-0 gap-x-6 gap-y-3 p-3 lg:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
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
          {candidates.map((candidate) => (
            <li
              key={candidate.id}
              className="flex min-w-0 flex-col justify-between gap-2 rounded-md border border-line p-2.5"
            >
              <div className="min-w-0">
                <Link to={hrefs.person(candidate.id)} className="link text-data font-medium wrap-anywhere">
                  {candidate.name}
                </Link>
                <p className="text-xs text-ink-soft wrap-anywhere">{candidate.email ?? "No e-mail address"}</p>
                {candidate.evidence === null ? null : (
                  <p className="mt-1 text-xs text-ink-mute wrap-anywhere">{candidate.evidence}</p>
                )}
              </div>
              <div className="flex gap-2">
                <DecisionButton
                  fields={{ kind: "accept", accountId: item.accountId, personId: candidate.id }}
                  label="Accept"
                  meaning={`Accept: ${subject.label} belongs to ${candidate.name}`}
                  tone="primary"
                />
                <DecisionButton
                  fields={{ kind: "reject", accountId: item.accountId, personId: candidate.id }}
                  label="Reject"
                  meaning={`Reject: ${subject.label} does not belong to ${candidate.name}`}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
