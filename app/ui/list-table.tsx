import { useRef } from "react";
import { ColumnWidth } from "./column-width.tsx";
import { type Column, DataTable, type DataTableProps } from "./data-table.tsx";
import { type Sorting, sortable } from "./sort-head.tsx";
import { onTableKey } from "./table-keys.ts";
import { useTableChoice } from "./table-preferences.tsx";
import { TableTools } from "./table-tools.tsx";
import { useHydrated } from "./use-hydrated.ts";
import { useRowSelection } from "./use-row-selection.ts";

/**
 * The table of a page that is a list: columns can be hidden and resized, rows walked by keyboard, selected, copied and
 * saved; its head stays in sight. How somebody likes it is remembered. Before scripts load it is the plain table.
 * @param id names the table in what is remembered @param sorting the order in force; columns with `sort` change it
 */
export function ListTable<Row>({
  id,
  sorting,
  ...table
}: { id: string; sorting?: Sorting | undefined } & DataTableProps<Row>) {
  const box = useRef<HTMLElement>(null);
  const hydrated = useHydrated();
  const { choice, dense, choose, setDense } = useTableChoice(id);
  const selection = useRowSelection(table.rows.map(table.rowKey));
  const [first, ...others] = table.columns.map((column) => sortable(column, sorting));
  if (first === undefined) return null;

  const setWidth = (label: string, width: number | null) => {
    const { [label]: _before, ...widths } = choice.widths;
    choose({ ...choice, widths: width === null ? widths : { ...widths, [label]: width } });
  };
  const resizable = (column: Column<Row>): Column<Row> => ({
    ...column,
    width: choice.widths[column.label],
    edge: hydrated ? (
      <ColumnWidth
        label={column.label}
        width={choice.widths[column.label]}
        onWidth={(width) => setWidth(column.label, width)}
      />
    ) : null,
  });
  const isAll = selection.selected.size === table.rows.length;
  const selectable: Column<Row> = {
    ...first,
    head: (
      <span className="flex items-center gap-2">
        <input
          type="checkbox"
          aria-label="Select all rows"
          className={`max-sm:hidden ${hydrated ? "" : "invisible"}`}
          checked={isAll}
          onChange={() => selection.setAll(!isAll)}
        />
        {first.head ?? first.label}
      </span>
    ),
    cell: (row) => {
      const key = table.rowKey(row);
      return (
        <span className="flex items-start gap-2">
          <input
            type="checkbox"
            data-select=""
            aria-label="Select this row"
            className={`mt-1 shrink-0 max-sm:hidden ${hydrated ? "" : "invisible"}`}
            checked={selection.selected.has(key)}
            onChange={({ nativeEvent }) =>
              selection.toggle(key, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
            }
          />
          <span className="min-w-0">{first.cell(row)}</span>
        </span>
      );
    },
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <TableTools
        name={id}
        box={box}
        labels={others.map(({ label }) => label)}
        hidden={choice.hidden}
        onHidden={(hidden) => choose({ ...choice, hidden })}
        dense={dense}
        onDense={setDense}
        selection={selection}
      />
      <DataTable
        {...table}
        boxRef={box}
        columns={[selectable, ...others.filter(({ label }) => !choice.hidden.includes(label))].map(resizable)}
        isDense={dense}
        isSelected={(row) => selection.selected.has(table.rowKey(row))}
        onKeyDown={onTableKey}
      />
    </div>
  );
}
