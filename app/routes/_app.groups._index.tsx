import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { GroupListParams } from "../model/filters.ts";
import { listGroups } from "../queries/groups.server.ts";
import { ProviderTag, Tag } from "../ui/badges.tsx";
import { Breakable } from "../ui/breakable.tsx";
import { NothingFound } from "../ui/empty-state.tsx";
import { FilterForm, SearchFilter } from "../ui/filter-form.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { ListTable } from "../ui/list-table.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { countWords } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: GroupListParams,
  handler: async ({ read, query }) => ({
    page: await read((tx) => listGroups(tx, query)),
    search: query.search,
    sort: query.sort,
    cursor: query.cursor,
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Groups", error);

export default function GroupsPage() {
  const { page, search, sort, cursor, now } = useLoaderData<typeof loader>();
  return (
    <Page title="Groups" now={now} lead="Groups of Google Workspace, Identity Center and IAM, and teams of GitHub.">
      <FilterForm path="/groups" label="Filter groups" active={search !== undefined} sort={sort} stamp={search ?? ""}>
        <SearchFilter value={search} label="Search" placeholder="Name or e-mail" />
      </FilterForm>
      {page.data.length === 0 ? (
        <NothingFound what="groups" filtered={search !== undefined} clear="/groups" />
      ) : (
        <ListTable
          id="groups"
          caption="Groups"
          sorting={{ sort: sort ?? "provider", own: "provider" }}
          rows={page.data}
          rowKey={(group) => group.id}
          columns={[
            {
              label: "Name",
              sort: "name",
              className: "sm:min-w-56",
              cell: (group) => (
                <span className="flex flex-col">
                  <Link to={hrefs.group(group.id)} className="link wrap-anywhere">
                    {group.name ?? group.label}
                  </Link>
                  {/* Groups of several AWS accounts often share a name; their ids tell them apart. */}
                  <span className="text-xs font-normal text-ink-mute">
                    <Breakable text={group.email ?? group.nativeId} />
                  </span>
                </span>
              ),
            },
            { label: "Kind", sort: "kind", cell: (group) => (group.kind === "team" ? "Team" : "Group") },
            { label: "System", sort: "provider", cell: (group) => <ProviderTag provider={group.provider} /> },
            {
              label: "Direct members",
              align: "end",
              cell: (group) =>
                group.explained ? (
                  countWords(group.directMembers)
                ) : (
                  <Tag tone="bad" title="No source lists the members of this group">
                    Members unknown
                  </Tag>
                ),
            },
          ]}
        />
      )}
      <Pager
        path="/groups"
        query={{ search, sort }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}
