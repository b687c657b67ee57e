import { Link } from "@remix-run/react";
import type { ReactNode } from "react";

/** Instead of an empty list: what is not there, and what to do about it. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="panel flex flex-col items-center gap-1 border-dashed px-6 py-10 text-center">
      <p className="font-medium">{title}</p>
      <div className="max-w-xl text-data text-ink-soft">{children}</div>
    </div>
  );
}

/** The hint of a list that is empty because nothing has been read yet, or because no row meets the filters. */
export function NothingFound({ what, filtered, clear }: { what: string; filtered: boolean; clear: string }) {
  return filtered ? (
    <EmptyState title={`No ${what} match`}>
      <p>
        Take a filter away, or{" "}
        <Link to={clear} className="link">
          clear all of them
        </Link>
        .
      </p>
    </EmptyState>
  ) : (
    <EmptyState title={`No ${what} yet`}>
      <p>
        Read an export bundle: <code className="code">npm run -s alxderia -- ingest &lt;bundle&gt;</code>. To look
        around first, make a synthetic organisation:{" "}
        <code className="code">npm run -s alxderia -- demo generate --people 700 --seed 1 --out demo</code>
      </p>
    </EmptyState>
  );
}
