import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { PeopleListParams } from "../model/filters.ts";
import { listPeople } from "../queries/people.server.ts";
import { ProviderTag } from "../ui/badges.tsx";
import { NothingFound } from "../ui/empty-state.tsx";
import { FilterForm, SearchFilter } from "../ui/filter-form.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { ListTable } from "../ui/list-table.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: PeopleListParams,
  handler: async ({ read, query }) => ({
    page: await read((tx) => listPeople(tx, query)),
    search: query.search,
    sort: query.sort,
    cursor: query.cursor,
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("People", error);

export default function PeoplePage() {
  const { page, search, sort, cursor, now } = useLoaderData<typeof loader>();
  return (
    <Page title="People" now={now} lead="Each person once, with the accounts that belong to them in every system.">
      <FilterForm path="/people" label="Filter people" active={search !== undefined} sort={sort} stamp={search ?? ""}>
        <SearchFilter value={search} label="Search" placeholder="Name or e-mail" />
      </FilterForm>
      {page.data.length === 0 ? (
        <NothingFound what="people" filtered={search !== undefined} clear="/people" />
      ) : (
        <ListTable
          id="people"
          caption="People"
          sorting={{ sort: sort ?? "name", own: "name" }}
          rows={page.data}
          rowKey={(person) => person.id}
          columns={[
            {
              label: "Name",
              sort: "name",
              className: "sm:min-w-48",
              cell: (person) => (
                <Link to={hrefs.person(person.id)} className="link wrap-anywhere">
                  {person.name}
                </Link>
              ),
            },
            { label: "E-mail", sort: "email", cell: (person) => person.email },
            {
              label: "Accounts",
              cell: (person) => (
                <span className="flex flex-wrap gap-1">
                  {person.accounts.map((account) => (
                    <ProviderTag key={`${account.provider} ${account.id}`} provider={account.provider} />
                  ))}
                </span>
              ),
            },
          ]}
        />
      )}
      <Pager
        path="/people"
        query={{ search, sort }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}
