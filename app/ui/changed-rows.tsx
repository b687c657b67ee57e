import { DataTable } from "./data-table.tsx";

type Row = Record<string, unknown>;

const SHOWN = 20;

/** Rows that came or went between two answers, without the identifiers that only links need. */
export function ChangedRows({ title, rows }: { title: string; rows: Row[] }) {
  const [first] = rows;
  if (first === undefined) return null;
  const keys = Object.keys(first).filter((key) => !key.endsWith("_id"));
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 className="text-xs text-ink-soft">
        {title}
        {rows.length > SHOWN ? `, the first ${SHOWN} of ${rows.length}` : ""}
      </h3>
      <DataTable<{ row: Row; at: number }>
        caption={title}
        rows={rows.slice(0, SHOWN).map((row, at) => ({ row, at }))}
        rowKey={({ at }) => String(at)}
        columns={keys.map((key) => ({
          label: key.replaceAll("_", " "),
          cell: ({ row }) => {
            const value = row[key] ?? null;
            return value === null ? null : <span className="wrap-anywhere">{String(value)}</span>;
          },
        }))}
      />
    </div>
  );
}
