import { Link } from "@remix-run/react";
import type { RunOutcome, SyncRun } from "../model/sync-runs.ts";
import { Tag } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { hrefs } from "./hrefs.ts";
import { Time } from "./time.tsx";
import { countWords, RUN_OUTCOME_WORDS } from "./words.ts";

const TONES: Partial<Record<RunOutcome, "good" | "bad" | "write">> = {
  succeeded: "good",
  failed: "bad",
  partial: "write",
};

export function RunOutcomeTag({ outcome }: { outcome: RunOutcome }) {
  const { label, meaning } = RUN_OUTCOME_WORDS[outcome];
  const tone = TONES[outcome];
  return (
    <Tag title={meaning} {...(tone === undefined ? {} : { tone })}>
      {label}
    </Tag>
  );
}

/** A count that draws the eye only when there is something; null is shown as a dash. */
export function SomeCount({ count, tone }: { count: number; tone?: "bad" }) {
  if (count === 0) return <span className="text-ink-mute">0</span>;
  return <span className={tone === "bad" ? "font-medium text-bad" : ""}>{countWords(count)}</span>;
}

/** Ingests, the newest first; the first column leads to what each file held. */
export function RunTable({ runs }: { runs: SyncRun[] }) {
  return (
    <DataTable
      caption="Last runs"
      rows={runs}
      rowKey={(run) => run.id}
      columns={[
        {
          label: "Started",
          cell: (run) => (
            <Link to={hrefs.run(run.id)} className="link">
              <Time iso={run.startedAt} />
            </Link>
          ),
        },
        { label: "Outcome", cell: (run) => <RunOutcomeTag outcome={run.outcome} /> },
        {
          label: "Bundle",
          className: "w-full sm:min-w-40",
          cell: (run) => <span className="wrap-anywhere">{run.bundle}</span>,
        },
        { label: "Files", align: "end", cell: (run) => <SomeCount count={run.files} /> },
        { label: "Added", align: "end", cell: (run) => <SomeCount count={run.added} /> },
        { label: "Updated", align: "end", cell: (run) => <SomeCount count={run.updated} /> },
        { label: "Closed", align: "end", cell: (run) => <SomeCount count={run.closed} /> },
        { label: "Rejected", align: "end", cell: (run) => <SomeCount count={run.rejected} tone="bad" /> },
      ]}
    />
  );
}
