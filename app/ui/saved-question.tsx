import { Form, Link, useNavigation } from "@remix-run/react";
import { Button } from "react-aria-components";
import type { SavedQuestion, SavedRun } from "../model/asked-question.ts";
import { Tag } from "./badges.tsx";
import { ChangedRows, type ShownColumn } from "./changed-rows.tsx";
import { hrefs } from "./hrefs.ts";
import { Time } from "./time.tsx";
import { countWords, plural } from "./words.ts";

/**
 * A saved question: its last answer in a line, what changed since the one before, and what can be done with it.
 * @param columns of its rows, null when the rows themselves must say
 */
export function SavedQuestionView({
  saved,
  columns,
}: {
  saved: SavedQuestion;
  columns: readonly ShownColumn[] | null;
}) {
  const { id, name, question, savedBy, askedId, last } = saved;
  return (
    <li className="panel flex flex-col gap-2 p-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 className="font-medium wrap-anywhere">{name}</h2>
          {name === question ? null : <p className="text-data text-ink-soft wrap-anywhere">{question}</p>}
          <p className="text-xs text-ink-mute wrap-anywhere">Saved by {savedBy}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {askedId === null ? null : (
            <Link to={hrefs.asked(askedId)} className="button" aria-label={`Open the answer of ${name}`}>
              Open
            </Link>
          )}
          <SavedAct id={id} act="run" label="Run now" meaning={`Run ${name} now`} />
          <SavedAct id={id} act="remove" label="Remove" meaning={`Remove ${name}`} />
        </div>
      </div>
      <LastRun last={last} columns={columns} />
    </li>
  );
}

function LastRun({ last, columns }: { last: SavedRun | null; columns: readonly ShownColumn[] | null }) {
  if (last === null) return <p className="text-data text-ink-soft">It has not run yet.</p>;
  if (last.failure !== null) {
    return (
      <p className="text-data text-bad wrap-anywhere">
        The last run, <Time iso={last.ranAt} />, failed: {last.failure}
      </p>
    );
  }
  const { added, removed } = last;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-data">
        <span>
          {last.truncated ? "More than " : ""}
          {plural(last.rowCount ?? 0, "row", "rows")}, <Time iso={last.ranAt} />
        </span>
        {added.length + removed.length === 0 ? <Tag>No change since the run before</Tag> : null}
        {added.length === 0 ? null : <Tag tone="write">{`${countWords(added.length)} new`}</Tag>}
        {removed.length === 0 ? null : <Tag tone="good">{`${countWords(removed.length)} gone`}</Tag>}
      </p>
      <ChangedRows title="New rows" rows={added} columns={columns} />
      <ChangedRows title="Rows that are gone" rows={removed} columns={columns} />
    </>
  );
}

/** One act on a saved question as one button. */
function SavedAct(props: { id: string; act: "run" | "remove" | "restore"; label: string; meaning: string }) {
  const busy = useNavigation().formAction === "/ask/saved";
  return (
    <Form method="post" action="/ask/saved" preventScrollReset className="contents">
      <input type="hidden" name="id" value={props.id} />
      <input type="hidden" name="act" value={props.act} />
      <Button type="submit" isDisabled={busy} aria-label={props.meaning} className="button">
        {props.label}
      </Button>
    </Form>
  );
}

/** Says what was just done, with the way back. */
export function SavedNotice({ notice }: { notice: { did: string | undefined; id: string | undefined } }) {
  if (notice.did === undefined || notice.id === undefined) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-good-soft px-3 py-2 text-good"
    >
      <p className="text-data">{DONE[notice.did]}</p>
      {notice.did === "remove" ? (
        <SavedAct id={notice.id} act="restore" label="Undo" meaning="Bring the question back" />
      ) : (
        <Link to="/ask/saved" className="button">
          Close
        </Link>
      )}
    </div>
  );
}

const DONE: Record<string, string> = {
  save: "Saved: it is asked again after each ingest.",
  remove: "Removed: it is not asked any more.",
  restore: "The question is back.",
  run: "Asked: the newest answer stands below.",
};
