import { Link, useLocation } from "@remix-run/react";
import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowUp from "lucide-react/icons/arrow-up";
import type { AnswerColumn, AnswerRow } from "../model/answer.ts";
import type { AnswerOrder } from "../model/sort-answer.ts";
import { Breakable } from "./breakable.tsx";
import { DataTable } from "./data-table.tsx";
import { hrefs } from "./hrefs.ts";
import { Time } from "./time.tsx";
import { countWords } from "./words.ts";

/** More rows at once hide what stands below them; the others are a press away, and in the file. */
const SHOWN = 100;

type Keyed = { row: AnswerRow; key: string };

/** The rows of an answer; every head is a link that sorts by its column, with or without scripts. */
export function AnswerTable(props: { columns: readonly AnswerColumn[]; rows: AnswerRow[]; order: AnswerOrder }) {
  const { pathname, search } = useLocation();
  const query = new URLSearchParams(search);
  const isShort = query.get("rows") !== "all" && props.rows.length > SHOWN;
  query.set("rows", "all");
  const rows = props.rows.slice(0, isShort ? SHOWN : undefined).map((row, at) => ({ row, key: String(at) }));
  return (
    <>
      <DataTable<Keyed>
        caption="Answer"
        rows={rows}
        rowKey={({ key }) => key}
        columns={props.columns.map((column) => ({
          label: column.label,
          ...(column.kind === "number" ? { align: "end" as const } : {}),
          head: <SortLink column={column} order={props.order} />,
          sorted: props.order?.key === column.key ? (props.order.descending ? "descending" : "ascending") : undefined,
          className: column.kind === "text" || column.kind === "list" ? "sm:min-w-40" : "",
          cell: ({ row }) => <AnswerCell column={column} row={row} />,
        }))}
      />
      {isShort ? (
        <p className="text-data text-ink-soft">
          The first {SHOWN} of {countWords(props.rows.length)} rows.{" "}
          <Link to={{ pathname, search: query.toString() }} preventScrollReset replace className="link">
            Show all
          </Link>
        </p>
      ) : null}
    </>
  );
}

/** First up, then down, then as the answer came. */
function SortLink({ column: { key, label }, order }: { column: AnswerColumn; order: AnswerOrder }) {
  const { pathname, search } = useLocation();
  const query = new URLSearchParams(search);
  const own = order?.key === key ? order : null;
  query.delete("order");
  query.set("sort", key);
  if (own?.descending === false) query.set("order", "descending");
  else if (own !== null) query.delete("sort");
  const Icon = own?.descending ? ArrowDown : ArrowUp;
  return (
    <Link
      to={{ pathname, search: query.toString() }}
      preventScrollReset
      replace
      className="inline-flex items-center gap-1 rounded hover:text-ink hover:underline"
    >
      {label}
      {own === null ? null : <Icon aria-hidden="true" className="size-3" />}
    </Link>
  );
}

/** One value of an answer, linked to the page behind it. */
export function AnswerCell({ column, row }: { column: AnswerColumn; row: AnswerRow }) {
  const value = row[column.key] ?? null;
  const href = hrefOf(column, row);
  if (value === null) {
    return href === null ? (
      <span className="text-ink-mute">–</span>
    ) : (
      <Link to={href} className="link">
        Open
      </Link>
    );
  }
  const shown = <Value kind={column.kind} value={value} />;
  return href === null ? (
    shown
  ) : (
    <Link to={href} className="link">
      {shown}
    </Link>
  );
}

function Value({ kind, value }: { kind: AnswerColumn["kind"]; value: string | number | boolean }) {
  if (typeof value === "number") return countWords(value);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return kind === "time" ? <Time iso={value} exact /> : <Breakable text={value} />;
}

function hrefOf({ link }: AnswerColumn, row: AnswerRow): string | null {
  if (link === undefined) return null;
  const [first, second] = link.keys.map((key) => row[key] ?? null);
  if (first === null || first === undefined) return null;
  if (link.to !== "explain") return hrefs[link.to](String(first));
  return second === null || second === undefined ? null : hrefs.explain(String(first), String(second));
}
