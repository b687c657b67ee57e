import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { CompareParams } from "../model/filters.ts";
import { DIFFERENCES, type Difference } from "../model/views.ts";
import { comparePeople } from "../queries/compare-people.server.ts";
import { findPersonName } from "../queries/person-ids.server.ts";
import { CompareForm } from "../ui/compare-form.tsx";
import { ComparedResources } from "../ui/compared-resources.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { countWords } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: CompareParams,
  handler: ({ read, params: { id = "" }, query: { other, show = "first", limit, cursor } }) =>
    read(async (tx) => {
      const first = await findPersonName(tx, id);
      if (first === null) throw notFound(`There is no person ${JSON.stringify(id)}.`);
      const now = new Date().toISOString();
      if (other === undefined) return { first, compared: null, show, cursor, now };
      const second = await findPersonName(tx, other);
      if (second === null) throw notFound(`There is no person ${JSON.stringify(other)}.`);
      const found = await comparePeople(tx, {
        firstId: first.id,
        secondId: second.id,
        difference: show,
        limit,
        cursor,
      });
      return { first, compared: { second, ...found }, show, cursor, now };
    }),
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data === undefined ? "Compare" : `Compare ${data.first.name}`, error);

export default function ComparePage() {
  const { first, compared, show, cursor, now } = useLoaderData<typeof loader>();
  if (compared === null) {
    return (
      <Page
        title={`Compare ${first.name}`}
        now={now}
        lead="Who has what the other has not, at which level, by which path."
      >
        <CompareForm person={first} other="" />
      </Page>
    );
  }
  const { second, counts, page } = compared;
  const labels: Record<Difference, string> = {
    first: `Only ${first.name}`,
    second: `Only ${second.name}`,
    level: "At another level",
    path: "By another path",
    same: "The same",
  };
  const path = hrefs.compare(first.id);
  return (
    <Page
      title={`${first.name} and ${second.name}`}
      now={now}
      lead={
        <p>
          What{" "}
          <Link to={hrefs.person(first.id)} className="link">
            {first.name}
          </Link>{" "}
          and{" "}
          <Link to={hrefs.person(second.id)} className="link">
            {second.name}
          </Link>{" "}
          reach, side by side.
        </p>
      }
      actions={
        <Link to={hrefs.compare(second.id, first.id)} className="button">
          Swap
        </Link>
      }
    >
      <CompareForm person={first} other={second.email ?? second.id} />
      <nav aria-label="Kinds of difference">
        <ul className="flex flex-wrap gap-2">
          {DIFFERENCES.map((kind) => (
            <li key={kind}>
              <Link
                to={withQuery(path, { other: second.id, show: kind })}
                aria-current={kind === show ? "page" : undefined}
                preventScrollReset
                className="flex items-center gap-2 rounded-md border border-line bg-surface px-2 py-1 text-data hover:bg-raised aria-[current=page]:border-accent aria-[current=page]:bg-accent-soft"
              >
                {labels[kind]} <span className="text-ink-soft">{countWords(counts[kind])}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {page.data.length === 0 ? (
        <EmptyState title="No resources">
          <p>There is none of this kind. Choose another kind above.</p>
        </EmptyState>
      ) : (
        <ComparedResources caption={labels[show]} rows={page.data} first={first} second={second} />
      )}
      <Pager
        path={path}
        query={{ other: second.id, show }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}
