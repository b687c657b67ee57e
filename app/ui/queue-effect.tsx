import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import type { DecisionEffect } from "../model/decision-effect.ts";
import { PrivilegeBadge } from "./badges.tsx";
import { effectWords } from "./effect-view.tsx";
import { hrefs } from "./hrefs.ts";

/** Whoever walks through the queue passes most candidates in less. */
const AFTER_MS = 250;
const SHOWN = 5;

/** What accepting the candidate would do, asked for when the candidate is chosen. */
export function QueueEffect({ accountId, personId }: { accountId: string; personId: string }) {
  const { data, state, load } = useFetcher<{ effect: DecisionEffect }>();
  useEffect(() => {
    const timer = setTimeout(() => load(hrefs.decision({ kind: "accept", accountId, personId })), AFTER_MS);
    return () => clearTimeout(timer);
  }, [accountId, personId, load]);

  if (data?.effect === undefined) {
    return <p className="text-xs text-ink-mute">{state === "idle" ? "" : "Working out what accepting would do"}</p>;
  }
  const { changes, changeCount } = data.effect;
  const shown = changes.slice(0, SHOWN);
  return (
    <div className="mt-1 border-t border-line pt-1.5 text-xs" aria-live="polite">
      <p className="text-ink-soft">If accepted: {effectWords(data.effect)}</p>
      <ul className="mt-1 space-y-1">
        {shown.map(({ person, resource, before, after }) => (
          <li key={`${person.id} ${resource.nodeId}`} className="flex flex-wrap items-center gap-x-1.5">
            <span className="wrap-anywhere">
              {person.name}: {resource.name ?? resource.id}
            </span>
            {before === null ? "" : <PrivilegeBadge privilege={before} />}
            <span aria-hidden="true">→</span>
            {after === null ? <span className="text-ink-mute">none</span> : <PrivilegeBadge privilege={after} />}
          </li>
        ))}
      </ul>
      {changeCount > shown.length ? <p className="mt-1 text-ink-mute">and {changeCount - shown.length} more</p> : null}
    </div>
  );
}
