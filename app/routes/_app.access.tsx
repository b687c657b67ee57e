import type { MetaFunction } from "@remix-run/react";
import { useLoaderData } from "@remix-run/react";
import Download from "lucide-react/icons/download";
import { pageLoader } from "../http/route.server.ts";
import { AccessPageParams } from "../model/filters.ts";
import { findAccessRow } from "../queries/find-access-row.server.ts";
import { listAccessFacets } from "../queries/list-access-facets.server.ts";
import { listEffectiveAccess } from "../queries/list-effective-access.server.ts";
import { listSavedViews } from "../queries/saved-views.server.ts";
import { AccessFacetsView } from "../ui/access-facets.tsx";
import { AccessFilterForm, AccessScope } from "../ui/access-filters.tsx";
import { AccessTable, ExplorerTable } from "../ui/access-table.tsx";
import { NothingFound } from "../ui/empty-state.tsx";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { PastNotice } from "../ui/past-notice.tsx";
import { PathPanel } from "../ui/path-panel.tsx";
import { SavedViews } from "../ui/saved-views.tsx";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: AccessPageParams,
  handler: async ({ read, query, session }) => {
    const { limit, cursor, "as-of": asOf, row, did, view, ...filters } = query;
    const isPast = asOf !== undefined;
    const found = await read(async (tx) => ({
      page: await listEffectiveAccess(tx, { filters, limit, cursor, asOf }),
      // What is kept and explained is of now.
      facets: isPast ? null : await listAccessFacets(tx, filters),
      opened: isPast || row === undefined ? null : await findAccessRow(tx, row),
      views: await listSavedViews(tx, session.user, "/access"),
    }));
    return {
      ...found,
      filters,
      asOf,
      cursor,
      row: isPast ? undefined : row,
      notice: { did, view },
      now: new Date().toISOString(),
    };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Access", error);

export default function AccessPage() {
  const { page, facets, opened, views, filters, asOf, cursor, row, notice, now } = useLoaderData<typeof loader>();
  const query = { ...filters, "as-of": asOf };
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const openHref = (key: string | undefined) => hrefs.access({ ...query, cursor, row: key });
  const position = page.data.findIndex(({ key }) => key === row);
  const stepTo = (to: number) => {
    const key = position === -1 ? undefined : page.data[to]?.key;
    return key === undefined ? null : openHref(key);
  };

  return (
    <Page
      title="Access"
      now={now}
      lead="Every path by which somebody reaches something. Suspended accounts stay in the list, marked."
      actions={(["csv", "ndjson"] as const).map((format) => (
        <a key={format} href={withQuery("/api/access/export", { ...query, format })} download className="button">
          <Download aria-hidden="true" className="size-4" />
          {format.toUpperCase()}
        </a>
      ))}
    >
      {asOf === undefined ? null : <PastNotice asOf={asOf} now={hrefs.access(filters)} />}
      <SavedViews page="/access" query={withQuery("", query).slice(1)} views={views} notice={notice} />
      <AccessFilterForm filters={filters} asOf={asOf} />
      <AccessFacetsView facets={facets} filters={filters} query={query} />
      <AccessScope filters={filters} query={query} first={page.data[0]} />
      <div className={row === undefined ? "min-w-0" : "grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]"}>
        <div className="flex min-w-0 flex-col gap-5">
          {page.data.length === 0 ? (
            <NothingFound what="access rows" filtered={filtered} clear="/access" />
          ) : asOf === undefined ? (
            <ExplorerTable rows={page.data} panel={{ hrefOf: openHref, open: row }} />
          ) : (
            <AccessTable caption="Effective access" rows={page.data} columns="everything" />
          )}
          <Pager path="/access" query={query} cursor={cursor} nextCursor={page.nextCursor} shown={page.data.length} />
        </div>
        {row === undefined ? null : (
          <PathPanel
            rowKey={row}
            row={opened}
            links={{ close: openHref(undefined), previous: stepTo(position - 1), next: stepTo(position + 1) }}
          />
        )}
      </div>
    </Page>
  );
}
