import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { findRunbook } from "../queries/runbooks.server.ts";
import { Markdown } from "../ui/markdown.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.operate,
  query: NoParams,
  handler: async ({ params: { name = "" } }) => {
    const runbook = await findRunbook(name);
    if (runbook === null) throw notFound(`There is no runbook ${JSON.stringify(name)}.`);
    return { runbook, name, now: new Date().toISOString() };
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data?.runbook.title ?? "Runbook", error);

export default function RunbookPage() {
  const { runbook, name, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title={runbook.title}
      now={now}
      lead={
        <p>
          Runbook <code className="code">docs/runbooks/{name}.md</code>
        </p>
      }
      actions={
        <>
          <Link to="/slo/runbooks" className="button">
            All runbooks
          </Link>
          <Link to="/slo" className="button">
            Service levels
          </Link>
        </>
      }
    >
      <Markdown blocks={runbook.blocks} />
    </Page>
  );
}
