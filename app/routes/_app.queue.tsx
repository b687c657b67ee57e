import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { QueueListParams } from "../model/filters.ts";
import { listQueue } from "../queries/queue.server.ts";
import { listQueueRules } from "../queries/queue-rules.server.ts";
import { ChoiceLinks } from "../ui/choice-links.tsx";
import { DecisionNotice } from "../ui/decision-notice.tsx";
import { DecisionNoticeParams } from "../ui/decision-params.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { FilterForm, SearchFilter, SelectFilter } from "../ui/filter-form.tsx";
import { withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { QueueList } from "../ui/queue-list.tsx";
import { QueueRules } from "../ui/queue-rules.tsx";
import { QUEUE_REASON_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.decide,
  query: QueueListParams.extend(DecisionNoticeParams.shape),
  handler: async ({ read, query: { decided, kind, ...query } }) => ({
    page: await read((tx) => listQueue(tx, query)),
    rules: await read(listQueueRules),
    filters: { search: query.search, reason: query.reason },
    sort: query.sort,
    cursor: query.cursor,
    notice: { decided, kind },
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Queue", error);

const ORDERS = [
  [undefined, "By system"],
  ["label", "By account"],
  ["reason", "By reason"],
  ["queuedAt", "Longest waiting first"],
  ["-queuedAt", "Newest first"],
] as const;

export default function QueuePage() {
  const { page, rules, filters, sort, cursor, notice, now } = useLoaderData<typeof loader>();
  const filtered = filters.search !== undefined || filters.reason !== undefined;
  return (
    <Page
      title="Queue"
      now={now}
      lead="Accounts that the evidence does not link to one person. Every decision can be undone, and every later sync respects it."
      actions={
        <Link to="/queue/decisions" className="button">
          Decisions
        </Link>
      }
    >
      <DecisionNotice notice={notice} />
      <FilterForm path="/queue" label="Filter the queue" active={filtered} sort={sort} stamp={JSON.stringify(filters)}>
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
      <QueueRules rules={rules} />
      {page.data.length > 0 ? (
        <>
          <ChoiceLinks
            label="Order"
            choices={ORDERS.map(([order, label]) => ({
              label,
              to: withQuery("/queue", { ...filters, sort: order }),
              is: order === sort,
            }))}
          />
          <QueueList items={page.data} />
        </>
      ) : (
        <EmptyState title={filtered ? "No waiting account matches" : "The queue is empty"}>
          <p>
            {filtered
              ? "Take a filter away to see the others."
              : "Every account is linked to a person, or is of a kind that never is. New ones appear after the next ingest."}
          </p>
        </EmptyState>
      )}
      <Pager
        path="/queue"
        query={{ ...filters, sort }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}
