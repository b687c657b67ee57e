import type { LastVerification } from "../model/verification.ts";
import { RunbookLink } from "./runbook-link.tsx";
import { Time } from "./time.tsx";

/** Whether history and audit log are still as they were written, by their last daily verification. */
export function VerificationNotice({ last }: { last: LastVerification | null }) {
  if (last === null) return <p className="text-data text-ink-soft">History and audit log were not verified yet.</p>;
  if (last.damage.length === 0) {
    return (
      <p className="text-data text-ink-soft">
        Verified <Time iso={last.endedAt} />: history and audit log are as they were written.
      </p>
    );
  }
  return (
    <section
      aria-label="Damage to history or audit log"
      className="rounded-lg border border-bad bg-bad-soft px-3 py-2.5 text-data"
    >
      <p className="font-semibold">
        History or audit log is not as it was written, verified <Time iso={last.endedAt} />
      </p>
      <ul>
        {last.damage.map(({ log, kind, where }) => (
          <li key={`${log} ${kind}`} className="wrap-anywhere">
            <code className="code">{log}</code>: {kind}, {where}
          </li>
        ))}
      </ul>
      <p className="text-ink-soft">
        What to do: <RunbookLink path="docs/runbooks/history-damaged.md" />
      </p>
    </section>
  );
}
