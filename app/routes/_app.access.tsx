import type { MetaFunction } from "@remix-run/react";
import { useLoaderData } from "@remix-run/react";
import Download from "lucide-react/icons/download";
import { pageLoader } from "../http/route.server.ts";
import { AccessPageParams } from "../model/filters.ts";
import { listEffectiveAccess } from "../queries/list-effective-access.server.ts";
import { AccessFilterForm } from "../ui/access-filters.tsx";
import { AccessTable } from "../ui/access-table.tsx";
import { NothingFound } from "../ui/empty-state.tsx";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { PastNotice } from "../ui/past-notice.tsx";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: AccessPageParams,
  handler: async ({ read, query }) => {
    const { limit, cursor, "as-of": asOf, ...filters } = query;
    const page = await read((tx) => listEffectiveAccess(tx, { filters, limit, cursor, asOf }));
    return { page, filters, asOf, cursor, now: new Date().toISOString() };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Access", error);

export default function AccessPage() {
  const { page, filters, asOf, cursor, now } = useLoaderData<typeof loader>();
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const about = [filters.person ? "one person" : null, filters.resource ? "one resource" : null].filter(Boolean);

  return (
    <Page
      title="Access"
      now={now}
      lead={`Every path by which somebody reaches something${about.length === 0 ? "" : `, narrowed to ${about.join(" and ")}`}. Suspended accounts stay in the list, marked.`}
      actions={(["csv", "ndjson"] as const).map((format) => (
        <a
          key={format}
          href={withQuery("/api/access/export", { ...filters, "as-of": asOf, format })}
          download
          className="button"
        >
          <Download aria-hidden="true" className="size-4" />
          {format.toUpperCase()}
        </a>
      ))}
    >
      {asOf === undefined ? null : <PastNotice asOf={asOf} now={hrefs.access(filters)} />}
      <AccessFilterForm filters={filters} asOf={asOf} />
      {page.data.length === 0 ? (
        <NothingFound what="access rows" filtered={filtered} clear="/access" />
      ) : (
        <AccessTable caption="Effective access" rows={page.data} columns={asOf === undefined ? "everything" : "past"} />
      )}
      <Pager
        path="/access"
        query={{ ...filters, "as-of": asOf }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}
