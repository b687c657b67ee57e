import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { DecisionListParams } from "../model/filters.ts";
import { listDecisions } from "../queries/decisions.server.ts";
import { DecisionNotice } from "../ui/decision-notice.tsx";
import { DecisionNoticeParams } from "../ui/decision-params.ts";
import { DecisionTable } from "../ui/decision-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.decide,
  query: DecisionListParams.extend(DecisionNoticeParams.shape),
  handler: async ({ read, query: { decided, kind, ...query } }) => ({
    notice: { decided, kind },
    page: await read((tx) => listDecisions(tx, query)),
    cursor: query.cursor,
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Decisions", error);

export default function DecisionsPage() {
  const { page, cursor, notice, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Decisions"
      now={now}
      lead="Who decided what about who is who. Undoing shows first what it would do."
      actions={
        <Link to="/queue" className="button">
          Queue
        </Link>
      }
    >
      <DecisionNotice notice={notice} />
      {page.data.length === 0 ? (
        <EmptyState title="Nobody has decided anything yet">
          <p>Decisions of the queue, merges and splits stand here afterwards.</p>
        </EmptyState>
      ) : (
        <DecisionTable decisions={page.data} />
      )}
      <Pager path="/queue/decisions" query={{}} cursor={cursor} nextCursor={page.nextCursor} shown={page.data.length} />
    </Page>
  );
}
