import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { AuditListParams } from "../model/filters.ts";
import { listAuditEntries } from "../queries/audit.server.ts";
import { findLastVerification } from "../queries/history-verification.server.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { FilterForm, SearchFilter } from "../ui/filter-form.tsx";
import { withQuery } from "../ui/hrefs.ts";
import { ListTable } from "../ui/list-table.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { RawRecord } from "../ui/raw-record.tsx";
import { Time } from "../ui/time.tsx";
import { VerificationNotice } from "../ui/verification-notice.tsx";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.audit,
  query: AuditListParams,
  role: "audit",
  handler: async ({ read, query }) => ({
    ...(await read(async (tx) => ({
      page: await listAuditEntries(tx, query),
      verification: await findLastVerification(tx),
    }))),
    filters: { search: query.search, action: query.action },
    sort: query.sort,
    cursor: query.cursor,
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Audit", error);

export default function AuditPage() {
  const { page, verification, filters, sort, cursor, now } = useLoaderData<typeof loader>();
  const filtered = filters.search !== undefined || filters.action !== undefined;
  return (
    <Page title="Audit" now={now} lead="Who did what and when. The log is only ever added to.">
      <VerificationNotice last={verification} />
      <FilterForm
        path="/audit"
        label="Filter the audit log"
        active={filtered}
        sort={sort}
        stamp={JSON.stringify(filters)}
      >
        {filters.action ? <input type="hidden" name="action" value={filters.action} /> : null}
        <SearchFilter value={filters.search} label="Search" placeholder="Actor, action or target" />
      </FilterForm>
      {filters.action ? (
        <p className="text-data text-ink-soft">
          Only the action <code className="code">{filters.action}</code>
        </p>
      ) : null}
      {page.data.length === 0 ? (
        <EmptyState title={filtered ? "No entry matches" : "Nothing has been recorded yet"}>
          <p>{filtered ? "Take a filter away." : "Syncs, decisions and exports appear here as they happen."}</p>
        </EmptyState>
      ) : (
        <ListTable
          id="audit"
          caption="Audit log"
          sorting={{ sort: sort ?? "-occurredAt", own: "-occurredAt" }}
          rows={page.data}
          rowKey={(entry) => entry.id}
          columns={[
            { label: "When", sort: "-occurredAt", cell: (entry) => <Time iso={entry.occurredAt} exact /> },
            {
              label: "Action",
              className: "sm:min-w-52",
              cell: (entry) => (
                <Link
                  to={withQuery("/audit", { ...filters, sort, action: entry.action })}
                  className="link wrap-anywhere"
                >
                  {entry.action}
                </Link>
              ),
            },
            {
              label: "By",
              className: "sm:min-w-32",
              cell: (entry) => <span className="wrap-anywhere">{entry.actor}</span>,
            },
            {
              label: "Target",
              className: "sm:min-w-76",
              cell: (entry) => (entry.target === null ? null : <span className="wrap-anywhere">{entry.target}</span>),
            },
            {
              label: "Detail",
              className: "w-full",
              cell: (entry) => <RawRecord summary="Show" record={entry.detail} />,
            },
          ]}
        />
      )}
      <Pager
        path="/audit"
        query={{ ...filters, sort }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}
