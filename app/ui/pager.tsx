import { Link } from "@remix-run/react";
import ArrowRight from "lucide-react/icons/arrow-right";
import ChevronsLeft from "lucide-react/icons/chevrons-left";
import { withQuery } from "./hrefs.ts";
import { countWords } from "./words.ts";

/**
 * First and next page of a keyset-paged list. Nothing when everything is on one page.
 * @param query the filters in force, without the cursor
 * @param cursor the cursor of the page on show, if it is not the first
 */
export function Pager(props: {
  path: string;
  query: Record<string, string | undefined>;
  cursor: string | undefined;
  nextCursor: string | null;
  shown: number;
}) {
  if (props.cursor === undefined && props.nextCursor === null) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3">
      <span className="text-xs text-ink-mute">{countWords(props.shown)} on this page</span>
      <div className="flex gap-2">
        {props.cursor === undefined ? null : (
          <Link to={withQuery(props.path, props.query)} className="button">
            <ChevronsLeft aria-hidden="true" className="size-4" />
            First
          </Link>
        )}
        {props.nextCursor === null ? null : (
          <Link to={withQuery(props.path, { ...props.query, cursor: props.nextCursor })} className="button">
            Next
            <ArrowRight aria-hidden="true" className="size-4" />
          </Link>
        )}
      </div>
    </nav>
  );
}
