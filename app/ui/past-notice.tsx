import { Link } from "@remix-run/react";
import { Time } from "./time.tsx";

/** Says that the page shows the past, and leads back. @param now the same page without the moment */
export function PastNotice({ asOf, now }: { asOf: string; now: string }) {
  return (
    <section
      aria-label="The past is shown"
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-accent bg-accent-soft px-3 py-2.5 text-data"
    >
      <p className="min-w-0 flex-1 basis-80">
        <span className="font-semibold">
          As of <Time iso={asOf} exact />
        </span>{" "}
        (<Time iso={asOf} />
        ): what the product would have answered then. People, accounts and resources have the names of that time.
      </p>
      <Link to={now} className="button">
        Back to now
      </Link>
    </section>
  );
}
