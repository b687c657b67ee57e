import { Link, useLocation } from "@remix-run/react";
import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowUp from "lucide-react/icons/arrow-up";
import { readSort, turnSort } from "../model/sorting.ts";
import type { Column } from "./data-table.tsx";

/**
 * How a list is sorted, as in its address.
 * - `own`: the order without a word in the address; left out where every order is named
 * - `names`: columns that it can be sorted by now, where that is not all
 */
export type Sorting = { sort: string; own?: string; names?: readonly string[] };

/** What the address says of one page or one look, which another order does not have. */
const PASSING = ["cursor", "row", "did", "view"];

/** The column with a head that sorts by it, and turns the order round when it already is sorted so. */
export function sortable<Row>(column: Column<Row>, sorting: Sorting | undefined): Column<Row> {
  if (sorting === undefined || column.sort === undefined) return column;
  const { name } = readSort(column.sort);
  if (sorting.names?.includes(name) === false) return column;
  const current = readSort(sorting.sort);
  const isCurrent = current.name === name;
  return {
    ...column,
    head: (
      <SortLink
        label={column.label}
        to={isCurrent ? turnSort(sorting.sort) : column.sort}
        shown={isCurrent ? sorting.sort : null}
        own={sorting.own}
      />
    ),
    sorted: isCurrent ? (current.isDescending ? "descending" : "ascending") : undefined,
  };
}

/** A link, so that it works before scripts load. It keeps what else stands in the address. */
function SortLink(props: { label: string; to: string; shown: string | null; own: string | undefined }) {
  const { pathname, search } = useLocation();
  const query = new URLSearchParams(search);
  for (const name of PASSING) query.delete(name);
  if (props.to === props.own) query.delete("sort");
  else query.set("sort", props.to);
  const Arrow = readSort(props.shown ?? props.to).isDescending ? ArrowDown : ArrowUp;
  return (
    <Link to={{ pathname, search: query.toString() }} preventScrollReset className="sort-link">
      {props.label}
      <Arrow aria-hidden="true" className="size-3 shrink-0" data-shown={props.shown === null ? undefined : ""} />
    </Link>
  );
}
