import { Link } from "@remix-run/react";
import type { RecordsRemoved } from "../model/records-removed.ts";
import { RecordsRemovedWords } from "./records-removed.tsx";
import { Time } from "./time.tsx";

/**
 * Says that the page shows the past, what of it is not told any more, and leads back.
 * @param props.now the same page without the moment
 */
export function PastNotice(props: { asOf: string; now: string; removed: RecordsRemoved | null }) {
  const { asOf, now, removed } = props;
  return (
    <section
      aria-label="The past is shown"
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-accent bg-accent-soft px-3 py-2.5 text-data"
    >
      <div className="flex min-w-0 flex-1 basis-80 flex-col gap-1">
        <p>
          <span className="font-semibold">
            As of <Time iso={asOf} exact />
          </span>{" "}
          (<Time iso={asOf} />
          ): what the product would have answered then. People, accounts and resources have the names of that time.
        </p>
        {removed === null ? null : (
          <p className="text-ink-soft">
            <RecordsRemovedWords removed={removed} /> Who reached what is told all the same, the records behind it are
            not.
          </p>
        )}
      </div>
      <Link to={now} className="button">
        Back to now
      </Link>
    </section>
  );
}
