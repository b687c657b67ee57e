import { Link } from "@remix-run/react";
import type { Change } from "../model/changes.ts";
import type { RecordsRemoved } from "../model/records-removed.ts";
import type { Page } from "../model/views.ts";
import { ChangeCauses } from "./change-causes.tsx";
import { ChangeMarks } from "./change-marks.tsx";
import { ChangedResource, ChangedSubject } from "./change-table.tsx";
import { withQuery } from "./hrefs.ts";
import { Section } from "./page.tsx";
import { RecordsRemovedWords } from "./records-removed.tsx";
import { Time } from "./time.tsx";

/** How many changes a page of a person or a resource shows; the rest are in the feed. */
export const TIMELINE_LENGTH = 8;

/**
 * What was gained, lost and changed, when and why, newest first.
 * @param about what the page is about: the other side of each change is shown
 * @param changes.recordsRemoved said where the list ends, or has come so far back
 * @param query the filter of the feed that shows the same
 */
export function Timeline(props: {
  about: "person" | "resource";
  query: { person: string } | { resource: string };
  changes: Page<Change> & { recordsRemoved: RecordsRemoved | null };
}) {
  const { about, query, changes } = props;
  const { recordsRemoved: removed } = changes;
  const last = changes.data.at(-1);
  const isBack = removed !== null && last !== undefined && Date.parse(last.at) < Date.parse(removed.before);
  return (
    <Section
      title="Timeline"
      note={
        changes.data.length === 0 ? null : (
          <Link to={withQuery("/changes", query)} className="link">
            All changes
          </Link>
        )
      }
    >
      {changes.data.length === 0 ? (
        <p className="panel px-3 py-2.5 text-data text-ink-soft">
          Nothing has changed since the first reading.{" "}
          <Link to={withQuery("/changes", { ...query, from: "1970-01-01T00:00:00Z" })} className="link">
            What the first reading brought
          </Link>
        </p>
      ) : (
        <ol className="panel flex flex-col divide-y divide-line" aria-label="Timeline">
          {changes.data.map((change) => (
            <li
              key={`${change.at} ${change.subjectAccountId} ${change.resourceNodeId}`}
              className="grid min-w-0 gap-x-4 gap-y-1 px-3 py-2 text-data sm:grid-cols-[10rem_minmax(0,1fr)] lg:grid-cols-[10rem_minmax(9rem,12rem)_minmax(0,1fr)_minmax(0,1.5fr)]"
            >
              <span className="flex flex-col text-xs text-ink-mute">
                <Time iso={change.at} />
                <Time iso={change.at} exact />
                {change.run === null ? null : (
                  <Link
                    to={withQuery("/changes", { run: change.run.id })}
                    className="link wrap-anywhere"
                    title="Everything that this run changed"
                  >
                    {change.run.bundle}
                  </Link>
                )}
              </span>
              <span>
                <ChangeMarks change={change} />
              </span>
              {about === "person" ? <ChangedResource change={change} /> : <ChangedSubject change={change} />}
              <div className="min-w-0 text-ink-soft max-lg:sm:col-start-2">
                <ChangeCauses change={change} />
              </div>
            </li>
          ))}
        </ol>
      )}
      {removed === null || (changes.nextCursor !== null && !isBack) ? null : (
        <p className="px-3 text-xs text-ink-soft">
          <RecordsRemovedWords removed={removed} /> Changes of access from before are told, not all of their causes.
        </p>
      )}
      {changes.nextCursor === null ? null : (
        <Link to={withQuery("/changes", { ...query, cursor: changes.nextCursor })} className="button self-end">
          Older
        </Link>
      )}
    </Section>
  );
}
