import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { PageParams } from "../model/filters.ts";
import { listAskedQuestions } from "../queries/asked-questions.server.ts";
import { AskLinks } from "../ui/ask-links.tsx";
import { Tag } from "../ui/badges.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { Time } from "../ui/time.tsx";
import { ASK_OUTCOME_WORDS, countWords } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: PageParams,
  handler: async ({ read, query, session }) => ({
    page: await read((tx) => listAskedQuestions(tx, { ...query, askedBy: session.user })),
    cursor: query.cursor,
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Your questions", error);

export default function AskHistoryPage() {
  const { page, cursor, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Your questions"
      now={now}
      lead="What you asked, newest first. A question opens with its answer as of now, and its address can be shared."
      actions={<AskLinks here="/ask/history" />}
    >
      {page.data.length === 0 ? (
        <EmptyState title="You have asked nothing yet">
          <p>
            <Link to="/ask" className="link">
              Ask a question
            </Link>{" "}
            and it appears here.
          </p>
        </EmptyState>
      ) : (
        <DataTable
          caption="Your questions"
          rows={page.data}
          rowKey={({ id }) => id}
          columns={[
            {
              label: "Question",
              className: "w-full sm:min-w-64",
              cell: ({ id, question }) => (
                <Link to={hrefs.asked(id)} className="link wrap-anywhere">
                  {question}
                </Link>
              ),
            },
            { label: "Asked", cell: ({ askedAt }) => <Time iso={askedAt} /> },
            {
              label: "Outcome",
              className: "sm:min-w-36",
              cell: ({ outcome }) => (
                <Tag {...(outcome === "answered" ? { tone: "good" as const } : {})}>{ASK_OUTCOME_WORDS[outcome]}</Tag>
              ),
            },
            {
              label: "Rows then",
              align: "end",
              cell: ({ rowCount }) => (rowCount === null ? null : countWords(rowCount)),
            },
            { label: "You said", cell: ({ feedback }) => feedback },
          ]}
        />
      )}
      <Pager path="/ask/history" query={{}} cursor={cursor} nextCursor={page.nextCursor} shown={page.data.length} />
    </Page>
  );
}
