import type { ScopeFreshness } from "../model/views.ts";
import { Tag } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { Time } from "./time.tsx";

/** Every scope of every source: when it was read, how old the export was, and whether it was complete. */
export function ScopeTable({ scopes }: { scopes: ScopeFreshness[] }) {
  return (
    <DataTable
      caption="Freshness of the sources"
      rows={scopes}
      rowKey={(scope) => scope.scope}
      columns={[
        {
          label: "Scope",
          className: "sm:min-w-56",
          cell: (scope) => <span className="wrap-anywhere">{scope.scope}</span>,
        },
        {
          label: "State",
          cell: (scope) => (scope.complete ? <Tag tone="good">Complete</Tag> : <Tag tone="bad">Incomplete</Tag>),
        },
        { label: "Read", cell: (scope) => <Time iso={scope.syncedAt} /> },
        {
          label: "Collected",
          cell: (scope) => (scope.collectedAt === null ? null : <Time iso={scope.collectedAt} />),
        },
        {
          label: "What is missing",
          className: "w-full",
          cell: (scope) =>
            scope.complete ? null : (
              <span className="wrap-anywhere">{scope.incompleteReason ?? "The reason was not recorded"}</span>
            ),
        },
      ]}
    />
  );
}
