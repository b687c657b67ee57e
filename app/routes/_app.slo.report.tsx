import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import Download from "lucide-react/icons/download";
import { pageLoader } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { writeWeeklyReport } from "../model/slo-weekly-report.ts";
import { parseMarkdown } from "../queries/markdown.ts";
import { findSloReport } from "../queries/slo.server.ts";
import { Markdown } from "../ui/markdown.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.operate,
  query: NoParams,
  handler: async ({ context }) => {
    const report = await findSloReport(context, new Date());
    // Nobody's words in it may become a link.
    return { document: parseMarkdown(writeWeeklyReport(report), () => null), at: report.at };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Weekly report", error);

export default function WeeklyReportPage() {
  const { document, at } = useLoaderData<typeof loader>();
  return (
    <Page
      title={document.title}
      now={at}
      lead={
        <p>
          What the weekly review reads, as <code className="code">alxderia slo report</code> writes it.
        </p>
      }
      actions={
        <>
          <a href="/slo/report.md" download className="button">
            <Download aria-hidden="true" className="size-4" />
            Markdown
          </a>
          <Link to="/slo" className="button">
            Service levels
          </Link>
        </>
      }
    >
      <Markdown blocks={document.blocks} />
    </Page>
  );
}
