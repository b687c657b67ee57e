import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { RESOURCE_TYPES } from "../model/access.ts";
import { ResourceListParams } from "../model/filters.ts";
import { listResources } from "../queries/resources.server.ts";
import { ResourceState } from "../ui/badges.tsx";
import { NothingFound } from "../ui/empty-state.tsx";
import { FilterForm, SearchFilter, SelectFilter } from "../ui/filter-form.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { ListTable } from "../ui/list-table.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { RESOURCE_TYPE_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: ResourceListParams,
  handler: async ({ read, query }) => ({
    page: await read((tx) => listResources(tx, query)),
    filters: { search: query.search, type: query.type },
    sort: query.sort,
    cursor: query.cursor,
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Resources", error);

export default function ResourcesPage() {
  const { page, filters, sort, cursor, now } = useLoaderData<typeof loader>();
  const filtered = filters.search !== undefined || filters.type !== undefined;
  return (
    <Page
      title="Resources"
      now={now}
      lead="AWS accounts, Google Cloud organizations, folders and projects, GitHub organizations and repositories."
    >
      <FilterForm
        path="/resources"
        label="Filter resources"
        active={filtered}
        sort={sort}
        stamp={JSON.stringify(filters)}
      >
        <SearchFilter value={filters.search} label="Search" placeholder="Name or id" />
        <SelectFilter
          wide
          name="type"
          label="Type"
          any="Any type"
          value={filters.type}
          options={RESOURCE_TYPES.map((value) => ({ value, label: RESOURCE_TYPE_WORDS[value].one }))}
        />
      </FilterForm>
      {page.data.length === 0 ? (
        <NothingFound what="resources" filtered={filtered} clear="/resources" />
      ) : (
        <ListTable
          id="resources"
          caption="Resources"
          sorting={{ sort: sort ?? "type", own: "type" }}
          rows={page.data}
          rowKey={(resource) => resource.id}
          columns={[
            {
              label: "Name",
              sort: "name",
              className: "sm:min-w-48",
              cell: (resource) => (
                <Link to={hrefs.resource(resource.id)} className="link wrap-anywhere">
                  {resource.name ?? resource.nativeId}
                </Link>
              ),
            },
            { label: "Type", sort: "type", cell: (resource) => RESOURCE_TYPE_WORDS[resource.type].one },
            {
              label: "Id",
              sort: "nativeId",
              cell: (resource) => <span className="text-ink-soft wrap-anywhere">{resource.nativeId}</span>,
            },
            {
              label: "Inside",
              sort: "parent",
              cell: ({ parent }) =>
                parent === null ? null : (
                  <Link to={hrefs.resource(parent.id)} className="link wrap-anywhere">
                    {parent.name ?? parent.id}
                  </Link>
                ),
            },
            {
              label: "State",
              sort: "state",
              cell: (resource) => (resource.state === null ? null : <ResourceState state={resource.state} />),
            },
          ]}
        />
      )}
      <Pager
        path="/resources"
        query={{ ...filters, sort }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}
