import { DataTable } from "./data-table.tsx";

type Row = Record<string, unknown>;

export type ShownColumn = { key: string; label: string };

const SHOWN = 20;

/** Rows that came or went between two answers, without the identifiers that only links need. */
export function ChangedRows(props: { title: string; rows: Row[]; columns: readonly ShownColumn[] | null }) {
  const { title, rows } = props;
  const [first] = rows;
  if (first === undefined) return null;
  const columns =
    props.columns ??
    Object.keys(first)
      .filter((key) => !key.endsWith("_id"))
      .map((key) => ({ key, label: key.replaceAll("_", " ") }));
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
        columns={columns.map(({ key, label }) => ({
          label,
          cell: ({ row }) => {
            const value = row[key] ?? null;
            return value === null ? null : <span className="wrap-anywhere">{String(value)}</span>;
          },
        }))}
      />
    </div>
  );
}
