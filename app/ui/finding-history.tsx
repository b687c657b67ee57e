import type { FindingEvent } from "../model/findings.ts";
import { Time } from "./time.tsx";
import { FINDING_EVENT_WORDS } from "./words.ts";

/** What happened to a finding, newest first, each with its exact time. */
export function FindingHistory({ events }: { events: FindingEvent[] }) {
  return (
    <ol className="panel flex flex-col divide-y divide-line" aria-label="History">
      {events.map(({ at, event, actor, until, reason }) => (
        <li key={`${at} ${event}`} className="flex flex-col gap-x-4 px-3 py-2 text-data sm:flex-row">
          <span className="flex shrink-0 flex-col text-xs text-ink-mute sm:w-44">
            <Time iso={at} />
            <Time iso={at} exact />
          </span>
          <span className="min-w-0 wrap-anywhere">
            {FINDING_EVENT_WORDS[event]}
            {until === null ? "" : ` until ${until} (UTC)`}
            {actor === null ? "" : ` by ${actor}`}
            {reason === null ? null : <span className="block text-ink-soft">“{reason}”</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
