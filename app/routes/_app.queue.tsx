import type { MetaFunction } from "@remix-run/react";
import { useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { QueueListParams } from "../model/filters.ts";
import { listQueue } from "../queries/queue.server.ts";
import { DecisionNotice } from "../ui/decision-notice.tsx";
import { DecisionNoticeParams } from "../ui/decision-params.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { FilterForm, SearchFilter, SelectFilter } from "../ui/filter-form.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { QueueItemView } from "../ui/queue-item.tsx";
import { QUEUE_REASON_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.decide,
  query: QueueListParams.extend(DecisionNoticeParams.shape),
  handler: async ({ read, query: { decided, kind, ...query } }) => ({
    page: await read((tx) => listQueue(tx, query)),
    filters: { search: query.search, reason: query.reason },
    cursor: query.cursor,
    notice: { decided, kind },
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Queue", error);

export default function QueuePage() {
  const { page, filters, cursor, notice, now } = useLoaderData<typeof loader>();
  const filtered = filters.search !== undefined || filters.reason !== undefined;
  return (
    <Page
      title="Queue"
      now={now}
      lead="Accounts that the evidence does not link to one person. Every decision can be undone, and every later sync respects it."
    >
      <DecisionNotice notice={notice} />
      <FilterForm path="/queue" label="Filter the queue" active={filtered} stamp={JSON.stringify(filters)}>
        <SearchFilter value={filters.search} label="Search" placeholder="Account" />
        <SelectFilter
          wide
          name="reason"
          label="Reason"
          any="Any reason"
          value={filters.reason}
          options={Object.entries(QUEUE_REASON_WORDS).map(([value, { label }]) => ({ value, label }))}
        />
      </FilterForm>
      {page.data.length > 0 ? (
        <ul className="flex flex-col gap-3" aria-label="Accounts waiting for a decision">
          {page.data.map((item) => (
            <QueueItemView key={`${item.accountId} ${item.reason}`} item={item} />
          ))}
        </ul>
      ) : (
        <EmptyState title={filtered ? "No waiting account matches" : "The queue is empty"}>
          <p>
            {filtered
              ? "Take a filter away to see the others."
              : "Every account is linked to a person, or is of a kind that never is. New ones appear after the next ingest."}
          </p>
        </EmptyState>
      )}
      <Pager path="/queue" query={filters} cursor={cursor} nextCursor={page.nextCursor} shown={page.data.length} />
    </Page>
  );
}
