import { partWords } from "../model/part-words.ts";
import type { SloObjective } from "../model/slo-report.ts";
import { DataTable } from "./data-table.tsx";
import { SHOWN } from "./slo-incidents.tsx";
import { Time } from "./time.tsx";
import { TraceList } from "./trace-list.tsx";
import { countWords } from "./words.ts";

/** The single minutes that used most of the budgets; nothing where there is none. */
export function SloMinutes({ objectives, tracesUrl }: { objectives: SloObjective[]; tracesUrl: string | null }) {
  const worst = objectives
    .flatMap(({ displayName, worstMinutes }) => worstMinutes.slice(0, SHOWN).map((each) => ({ ...each, displayName })))
    .sort((left, right) => right.consumed - left.consumed || (left.minute < right.minute ? 1 : -1));
  if (worst.length === 0) return null;
  return (
    <details>
      <summary className="w-fit text-data text-accent">The worst minutes</summary>
      <div className="mt-2">
        <DataTable
          caption="Worst minutes"
          rows={worst}
          rowKey={({ displayName, minute }) => `${displayName} ${minute}`}
          columns={[
            { label: "Minute", cell: ({ minute }) => <Time iso={minute} exact /> },
            { label: "Objective", cell: ({ displayName }) => displayName, className: "w-full" },
            { label: "Bad", align: "end", cell: ({ bad }) => countWords(bad) },
            { label: "Events", align: "end", cell: ({ total }) => countWords(total) },
            {
              label: "Of the budget",
              align: "end",
              cell: ({ consumed }) => partWords(consumed),
              className: "sm:whitespace-nowrap",
            },
            {
              label: "Traces",
              className: "sm:min-w-72",
              cell: ({ traces, minute }) => (
                <TraceList traces={traces} from={minute} to={endOfMinute(minute)} template={tracesUrl} />
              ),
            },
          ]}
        />
      </div>
    </details>
  );
}

const endOfMinute = (minute: string): string => new Date(Date.parse(minute) + 60_000).toISOString();
