import type { MetaFunction } from "@remix-run/react";
import { useLoaderData } from "@remix-run/react";
import Download from "lucide-react/icons/download";
import { pageLoader } from "../http/route.server.ts";
import { AccessPageParams } from "../model/filters.ts";
import { accessSorts, readSort } from "../model/sorting.ts";
import { findAccessRow } from "../queries/find-access-row.server.ts";
import { listAccessFacets } from "../queries/list-access-facets.server.ts";
import { listAccessGroups } from "../queries/list-access-groups.server.ts";
import { listEffectiveAccess } from "../queries/list-effective-access.server.ts";
import { findRecordsRemoved } from "../queries/records-removed.server.ts";
import { listSavedViews } from "../queries/saved-views.server.ts";
import { AccessFacetsView } from "../ui/access-facets.tsx";
import { AccessFilterForm, AccessScope } from "../ui/access-filters.tsx";
import { AccessGroupTable, GroupingChoice } from "../ui/access-groups.tsx";
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
    const { limit, cursor, "as-of": asOf, group, row, did, view, sort: asked, ...filters } = query;
    const isPast = asOf !== undefined;
    const by = isPast ? undefined : group;
    const sorts = isPast || by !== undefined ? [] : accessSorts(filters.person !== undefined);
    const sort = asked !== undefined && sorts.includes(readSort(asked).name) ? asked : undefined;
    const found = await read(async (tx) => ({
      ...(by === undefined
        ? { page: await listEffectiveAccess(tx, { filters, limit, cursor, asOf, sort }), groups: null }
        : { page: { data: [], nextCursor: null }, groups: await listAccessGroups(tx, { by, filters, cursor }) }),
      // What is kept and explained is of now.
      facets: isPast ? null : await listAccessFacets(tx, filters),
      opened: isPast || row === undefined ? null : await findAccessRow(tx, row),
      views: await listSavedViews(tx, session.user, "/access"),
    }));
    return {
      ...found,
      removed: asOf === undefined ? null : await read((tx) => findRecordsRemoved(tx, asOf), "audit"),
      filters,
      asOf,
      sort,
      sorts,
      cursor,
      by,
      row: isPast || by !== undefined ? undefined : row,
      notice: { did, view },
      now: new Date().toISOString(),
    };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Access", error);

export default function AccessPage() {
  const { page, groups, by, facets, opened, views, removed, filters, asOf, sort, sorts, cursor, row, notice, now } =
    useLoaderData<typeof loader>();
  const query = { ...filters, "as-of": asOf, group: by, sort };
  const exported = { ...filters, "as-of": asOf, sort };
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
        <a key={format} href={withQuery("/api/access/export", { ...exported, format })} download className="button">
          <Download aria-hidden="true" className="size-4" />
          {format.toUpperCase()}
        </a>
      ))}
    >
      {asOf === undefined ? null : <PastNotice asOf={asOf} now={hrefs.access(filters)} removed={removed} />}
      <SavedViews page="/access" query={withQuery("", query).slice(1)} views={views} notice={notice} />
      <AccessFilterForm filters={filters} asOf={asOf} by={by} sort={sort} />
      <AccessFacetsView facets={facets} filters={filters} query={query} />
      {asOf === undefined ? <GroupingChoice by={by} query={query} /> : null}
      <AccessScope filters={filters} query={query} first={page.data[0]} />
      <div className={row === undefined ? "min-w-0" : "grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]"}>
        <div className="flex min-w-0 flex-col gap-5">
          {groups !== null && by !== undefined && groups.data.length > 0 ? (
            <AccessGroupTable by={by} groups={groups} query={query} />
          ) : page.data.length === 0 ? (
            <NothingHere filtered={filtered} hasNext={groups !== null && groups.nextCursor !== null} />
          ) : asOf === undefined ? (
            <ExplorerTable
              rows={page.data}
              panel={{ hrefOf: openHref, open: row }}
              sorting={{ sort: sort ?? "account", own: "account", names: sorts }}
            />
          ) : (
            <AccessTable caption="Effective access" rows={page.data} columns="everything" />
          )}
          <Pager
            path="/access"
            query={query}
            cursor={cursor}
            nextCursor={groups === null ? page.nextCursor : groups.nextCursor}
            shown={groups === null ? page.data.length : groups.data.length}
          />
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

/** A page of groups leaves out those without a row, so it may be empty with others behind it. */
function NothingHere({ filtered, hasNext }: { filtered: boolean; hasNext: boolean }) {
  if (!hasNext) return <NothingFound what="access rows" filtered={filtered} clear="/access" />;
  return (
    <p className="text-data text-ink-soft">
      None of the hundred looked at here meets the filters. Go on to the next page.
    </p>
  );
}
