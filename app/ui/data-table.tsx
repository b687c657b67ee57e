import type { ReactNode } from "react";

export type Column<Row> = {
  label: string;
  /** In the place of the label, e.g. a link that sorts. */
  head?: ReactNode;
  sorted?: "ascending" | "descending" | undefined;
  cell: (row: Row) => ReactNode;
  align?: "end";
  /** Smallest width in the table layout, so that long texts break at the right place. */
  className?: string;
};

// Cards on a small screen change `display`, which takes the table's roles away in some browsers; said out loud they stay.
const ROLES = {
  table: { role: "table" },
  rowgroup: { role: "rowgroup" },
  row: { role: "row" },
  columnheader: { role: "columnheader" },
  rowheader: { role: "rowheader" },
  cell: { role: "cell" },
};

/**
 * A table whose first column names the row. It scrolls sideways inside its own box with that column in place;
 * on a small screen every row becomes a card.
 * @param caption what the table lists, for assistive technology
 */
export function DataTable<Row>(props: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** The row that is open beside the table. */
  isCurrent?: (row: Row) => boolean;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section aria-label={props.caption} tabIndex={0} className="panel max-w-full overflow-x-auto">
      <table className="data-table" {...ROLES.table}>
        <caption className="sr-only">{props.caption}</caption>
        <thead {...ROLES.rowgroup}>
          <tr {...ROLES.row}>
            {props.columns.map((column) => (
              <th
                key={column.label}
                scope="col"
                data-align={column.align}
                aria-sort={column.sorted}
                {...ROLES.columnheader}
              >
                {column.head ?? column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...ROLES.rowgroup}>
          {props.rows.map((row) => (
            <tr key={props.rowKey(row)} data-current={props.isCurrent?.(row) ? "" : undefined} {...ROLES.row}>
              {props.columns.map((column, index) => {
                const content = column.cell(row);
                const shared = { "data-label": column.label, "data-align": column.align, className: column.className };
                return index === 0 ? (
                  <th key={column.label} scope="row" {...shared} {...ROLES.rowheader}>
                    {content}
                  </th>
                ) : (
                  <td key={column.label} data-blank={content === null ? "" : undefined} {...shared} {...ROLES.cell}>
                    {content === null ? <span className="text-ink-mute">–</span> : content}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
