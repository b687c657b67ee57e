import { Link } from "@remix-run/react";
import type { QueueRule } from "../model/queue-rules.ts";
import { withQuery } from "./hrefs.ts";
import { plural, QUEUE_REASON_WORDS, STRENGTH_WORDS } from "./words.ts";

/** Candidates by reason and by what names them, to be decided all at once; which ones, and the effect, is shown first. */
export function QueueRules({ rules }: { rules: QueueRule[] }) {
  if (rules.length === 0) return null;
  return (
    <details className="text-data">
      <summary className="w-fit rounded text-xs text-accent">Decide many by a rule</summary>
      <ul className="panel mt-2 divide-y divide-line" aria-label="Rules">
        {rules.map(({ reason, strength, candidates, single }) => (
          <li key={`${reason} ${strength}`} className="flex flex-wrap items-center justify-between gap-2 px-3 py-2">
            <span>
              {QUEUE_REASON_WORDS[reason].label}, named by: {STRENGTH_WORDS[strength]}{" "}
              <span className="text-xs text-ink-mute">
                {plural(candidates, "candidate", "candidates")}, {single} the only one of their account
              </span>
            </span>
            <span className="flex flex-wrap gap-2">
              {single === 0 ? null : (
                <Link to={withQuery("/queue/bulk", { decision: "accept", reason, strength })} className="button">
                  Accept {single}…
                </Link>
              )}
              <Link to={withQuery("/queue/bulk", { decision: "reject", reason, strength })} className="button">
                Reject {candidates}…
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
