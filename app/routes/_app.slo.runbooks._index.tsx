import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { findRunbookIndex } from "../queries/runbooks.server.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Markdown } from "../ui/markdown.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.operate,
  query: NoParams,
  handler: async () => ({ index: await findRunbookIndex(), now: new Date().toISOString() }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Runbooks", error);

export default function RunbooksPage() {
  const { index, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Runbooks"
      now={now}
      actions={
        <Link to="/slo" className="button">
          Service levels
        </Link>
      }
    >
      {index === null ? (
        <EmptyState title="The runbooks are not here">
          <p>
            They are read from <code className="code">docs/runbooks</code> of the folder that the process runs in.
          </p>
        </EmptyState>
      ) : (
        <Markdown blocks={index.blocks} />
      )}
    </Page>
  );
}
