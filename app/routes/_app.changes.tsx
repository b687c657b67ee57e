import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { ChangePageParams } from "../model/filters.ts";
import { listChanges } from "../queries/list-changes.server.ts";
import { ChangeFilterForm, type ShownChangeFilters } from "../ui/change-filters.tsx";
import { ChangeSince } from "../ui/change-since.tsx";
import { ChangeTable } from "../ui/change-table.tsx";
import { ChoiceLinks } from "../ui/choice-links.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { groupByRun } from "../ui/group-by-run.ts";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { RecordsRemovedWords } from "../ui/records-removed.tsx";
import { Time } from "../ui/time.tsx";
import { plural } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: ChangePageParams,
  handler: async ({ read, query: { limit, cursor, sort, from, to, ...filters } }) => {
    const page = await listChanges(read, { filters, from, to, limit, cursor, sort });
    return { page, filters: { ...filters, from, to }, sort, cursor, now: new Date().toISOString() };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Changes", error);

const NARROWED = { person: "one person", resource: "one resource", group: "one group", run: "one run" } as const;

export default function ChangesPage() {
  const { page, filters, sort, cursor, now } = useLoaderData<typeof loader>();
  const narrowed = Object.entries(NARROWED).flatMap(([name, words]) =>
    filters[name as keyof typeof NARROWED] === undefined ? [] : [words],
  );
  return (
    <Page
      title="Changes"
      now={now}
      lead={
        <>
          Access that was gained, lost or changed, with what brought it
          {narrowed.length === 0 ? "" : `; narrowed to ${narrowed.join(" and ")}`}.
          {page.from === null || filters.from !== undefined ? null : (
            <>
              {" "}
              The first reading, <Time iso={page.from} />, is left out:{" "}
              <Link to={withQuery("/changes", { ...filters, sort, from: "1970-01-01T00:00:00Z" })} className="link">
                show it
              </Link>
              .
            </>
          )}
        </>
      }
    >
      <ChangeSince query={{ ...filters, sort }} now={now} />
      <ChangeFilterForm filters={filters} sort={sort} />
      <ChoiceLinks
        label="Order"
        choices={[
          { label: "Newest first", to: withQuery("/changes", filters), is: sort !== "at" },
          { label: "Oldest first", to: withQuery("/changes", { ...filters, sort: "at" }), is: sort === "at" },
        ]}
      />
      {groupByRun(page.data).map(({ key, at, run, changes }) => (
        <Section
          key={key}
          title={run === null ? "Worked out anew, by no run" : run.bundle}
          note={
            <span className="flex flex-wrap gap-x-3">
              <span>
                seen <Time iso={at} />, <Time iso={at} exact />
              </span>
              <span>{plural(changes.length, "change", "changes")} here</span>
              {run === null || filters.run !== undefined ? null : (
                <Link to={withQuery("/changes", { run: run.id })} className="link">
                  Only this run
                </Link>
              )}
              <Link to={hrefs.access({ "as-of": at })} className="link">
                Access as of then
              </Link>
            </span>
          }
        >
          <ChangeTable caption={`Changes seen at ${at}`} changes={changes} />
        </Section>
      ))}
      {page.recordsRemoved === null || page.nextCursor !== null ? null : (
        <p className="text-data text-ink-soft">
          <RecordsRemovedWords removed={page.recordsRemoved} /> Changes of access from before are told, not all of their
          causes.
        </p>
      )}
      {page.data.length > 0 ? null : <NoChanges filters={filters} from={page.from} isLast={page.nextCursor === null} />}
      <Pager
        path="/changes"
        query={{ ...filters, sort }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}

function NoChanges(props: { filters: ShownChangeFilters; from: string | null; isLast: boolean }) {
  if (!props.isLast) {
    return (
      <EmptyState title="No such change among these">
        <p>Changes of this kind are rare here: older ones are on the next pages.</p>
      </EmptyState>
    );
  }
  if (props.from === null) {
    return (
      <EmptyState title="Nothing has been read yet">
        <p>
          Read an export bundle: <code className="code">npm run -s alxderia -- ingest &lt;bundle&gt;</code>. Changes
          show from the second one on.
        </p>
      </EmptyState>
    );
  }
  const filtered = Object.values(props.filters).some((value) => value !== undefined);
  return filtered ? (
    <EmptyState title="No changes match">
      <p>
        Take a filter away, or{" "}
        <Link to="/changes" className="link">
          clear all of them
        </Link>
        .
      </p>
    </EmptyState>
  ) : (
    <EmptyState title="Nothing has changed since the first reading">
      <p>
        What the next bundles change shows here. What could not be collected is no change: it stays as it was last seen.
      </p>
    </EmptyState>
  );
}
