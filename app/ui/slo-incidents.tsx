import { partWords } from "../model/part-words.ts";
import { runWords } from "../model/run-words.ts";
import type { SloIncident, SloObjective, SloRun } from "../model/slo-report.ts";
import { DataTable } from "./data-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { startAnchor } from "./slo-deployments.tsx";
import { Time } from "./time.tsx";
import { TraceList } from "./trace-list.tsx";
import { countWords, plural } from "./words.ts";

/** Of each objective; the API names more of them. */
export const SHOWN = 5;

type Props = { objectives: SloObjective[]; deployments: SloRun[]; tracesUrl: string | null };

/** What used the budgets: bad minutes in a row, the greatest part of a budget first, with traces and what ran. */
export function SloIncidents({ objectives, deployments, tracesUrl }: Props) {
  const incidents = objectives
    .flatMap(({ displayName, incidents }) => incidents.slice(0, SHOWN).map((each) => ({ ...each, displayName })))
    .sort((left, right) => right.consumed - left.consumed || (left.begin < right.begin ? 1 : -1));
  if (incidents.length === 0) {
    return (
      <EmptyState title="No bad event was counted">
        <p>Minutes in which requests failed or were slow appear here, with what was started before them.</p>
      </EmptyState>
    );
  }
  return (
    <DataTable
      caption="Incidents"
      rows={incidents}
      rowKey={({ displayName, begin }) => `${displayName} ${begin}`}
      columns={[
        { label: "Began", cell: ({ begin }) => <Time iso={begin} exact /> },
        { label: "Objective", cell: ({ displayName }) => displayName },
        {
          label: "Lasted",
          cell: ({ minutes }) => plural(minutes, "minute", "minutes"),
          className: "sm:whitespace-nowrap",
        },
        {
          label: "Bad",
          align: "end",
          cell: ({ bad, total }) => `${countWords(bad)} of ${countWords(total)}`,
          className: "sm:whitespace-nowrap",
        },
        {
          label: "Of the budget",
          align: "end",
          cell: ({ consumed }) => partWords(consumed),
          className: "sm:whitespace-nowrap",
        },
        { label: "What ran", className: "sm:min-w-64", cell: (incident) => <Runs {...incident} known={deployments} /> },
        {
          label: "Traces",
          className: "sm:min-w-72",
          cell: ({ traces, begin, end }) => <TraceList traces={traces} from={begin} to={end} template={tracesUrl} />,
        },
      ]}
    />
  );
}

function Runs({ runs, begin, known }: SloIncident & { known: SloRun[] }) {
  if (runs.length === 0) return <span className="text-ink-mute">no start is known</span>;
  const listed = new Set(known.map(({ startedAt }) => startedAt));
  return (
    <ul className="flex flex-col gap-0.5">
      {runs.map((run) => (
        <li key={run.startedAt} className="wrap-anywhere">
          {run.isNew && listed.has(run.startedAt) ? (
            <a href={`#${startAnchor(run)}`} className="link">
              {runWords(run, begin)}
            </a>
          ) : (
            runWords(run, begin)
          )}
        </li>
      ))}
    </ul>
  );
}
