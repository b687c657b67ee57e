import type { ScopeDifference } from "../model/uploads.ts";
import { Tag } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { SomeCount } from "./run-table.tsx";
import { TABLE_WORDS } from "./words.ts";

/** What one scope of a bundle would change, by kind of record. */
export function DifferenceTable({ difference }: { difference: ScopeDifference }) {
  const { scope, complete, reason, refusal, kinds } = difference;
  return (
    <section aria-label={scope} className="flex min-w-0 flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="text-data font-semibold wrap-anywhere">{scope}</h3>
        {refusal !== null ? (
          <Tag tone="bad">Stopped</Tag>
        ) : complete ? (
          <Tag tone="good">Complete</Tag>
        ) : (
          <Tag tone="write">Incomplete</Tag>
        )}
      </div>
      {refusal !== null ? (
        <p className="text-xs text-bad wrap-anywhere">{refusal}</p>
      ) : reason !== null ? (
        <p className="text-xs text-ink-soft wrap-anywhere">Nothing of it would be removed: {reason}</p>
      ) : null}
      {kinds.length === 0 ? (
        <p className="text-xs text-ink-mute">No records.</p>
      ) : (
        <DataTable
          caption={`What would change in ${scope}`}
          rows={kinds}
          rowKey={(kind) => kind.table}
          columns={[
            {
              label: "Kind",
              className: "w-full sm:min-w-48",
              cell: (kind) => TABLE_WORDS[kind.table] ?? kind.table,
            },
            { label: "Created", align: "end", cell: (kind) => <SomeCount count={kind.added} /> },
            { label: "Updated", align: "end", cell: (kind) => <SomeCount count={kind.updated} /> },
            { label: "Removed", align: "end", cell: (kind) => <SomeCount count={kind.closed} tone="bad" /> },
            { label: "Unchanged", align: "end", cell: (kind) => <SomeCount count={kind.unchanged} /> },
          ]}
        />
      )}
    </section>
  );
}
