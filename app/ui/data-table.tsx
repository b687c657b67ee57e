import type { KeyboardEvent, ReactNode, RefObject } from "react";

export type Column<Row> = {
  label: string;
  /** In the place of the label, e.g. a link that sorts. */
  head?: ReactNode;
  /** The order of the list that a first press on the head asks for, e.g. `name`, or `-since` for the newest first. */
  sort?: string;
  sorted?: "ascending" | "descending" | undefined;
  cell: (row: Row) => ReactNode;
  align?: "end";
  /** Smallest width in the table layout, so that long texts break at the right place. */
  className?: string;
  /** Pixels; as wide as it needs when left out. */
  width?: number | undefined;
  /** At the end of the head, e.g. what changes the width. */
  edge?: ReactNode;
};

export type DataTableProps<Row> = {
  /** What the table lists, for assistive technology. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** The row that is open beside the table. */
  isCurrent?: (row: Row) => boolean;
};

/** What a list adds: see list-table.tsx. With `onKeyDown` rows take the focus, and the head stays in sight. */
type ListProps<Row> = {
  boxRef?: RefObject<HTMLElement>;
  isDense?: boolean;
  isSelected?: (row: Row) => boolean;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
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

const mark = (isSo: boolean | undefined) => (isSo ? "" : undefined);
const styleOf = ({ width }: { width?: number | undefined }) =>
  width === undefined ? undefined : { width, minWidth: width, maxWidth: width };

/**
 * A table whose first column names the row. It scrolls sideways inside its own box with that column in place;
 * on a small screen every row becomes a card.
 */
export function DataTable<Row>(props: DataTableProps<Row> & ListProps<Row>) {
  const isList = props.onKeyDown !== undefined;
  return (
    <section
      ref={props.boxRef}
      aria-label={props.caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={props.onKeyDown}
      className={`panel max-w-full overflow-x-auto ${isList ? "sm:max-h-[calc(100dvh-2rem)]" : ""}`}
    >
      <table className="data-table" data-dense={mark(props.isDense)} data-list={mark(isList)} {...ROLES.table}>
        <caption className="sr-only">{props.caption}</caption>
        <thead {...ROLES.rowgroup}>
          <tr {...ROLES.row}>
            {props.columns.map((column) => (
              <th
                key={column.label}
                scope="col"
                data-align={column.align}
                aria-sort={column.sorted}
                style={styleOf(column)}
                {...ROLES.columnheader}
              >
                {column.head ?? column.label}
                {column.edge}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...ROLES.rowgroup}>
          {props.rows.map((row) => (
            <tr
              key={props.rowKey(row)}
              data-key={isList ? props.rowKey(row) : undefined}
              data-current={mark(props.isCurrent?.(row))}
              data-selected={mark(props.isSelected?.(row))}
              tabIndex={isList ? -1 : undefined}
              {...ROLES.row}
            >
              {props.columns.map((column, index) => {
                const content = column.cell(row);
                const shared = {
                  "data-label": column.label,
                  "data-align": column.align,
                  className: column.className,
                  style: styleOf(column),
                };
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
