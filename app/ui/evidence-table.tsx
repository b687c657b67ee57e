import type { AnswerColumn, AnswerRow } from "../model/answer.ts";
import { AnswerCell } from "./answer-table.tsx";
import { DataTable } from "./data-table.tsx";

/** The rows that a finding rests on, with links to the people, groups and resources in them. */
export function EvidenceTable({ columns, rows }: { columns: readonly AnswerColumn[]; rows: AnswerRow[] }) {
  return (
    <DataTable<{ row: AnswerRow; key: string }>
      caption="Evidence"
      rows={rows.map((row, at) => ({ row, key: String(at) }))}
      rowKey={({ key }) => key}
      columns={columns.map((column) => ({
        label: column.label,
        ...(column.kind === "number" ? { align: "end" as const } : {}),
        className: column.kind === "text" || column.kind === "list" ? "sm:min-w-32" : "",
        cell: ({ row }) => <AnswerCell column={column} row={row} />,
      }))}
    />
  );
}
