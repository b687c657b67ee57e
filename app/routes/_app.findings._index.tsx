import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { listFindings } from "../findings/list-findings.server.ts";
import { tallyFindings } from "../findings/tally-findings.server.ts";
import { pageLoader } from "../http/route.server.ts";
import { FindingListParams } from "../model/filters.ts";
import { FINDING_STATES, SEVERITIES } from "../model/findings.ts";
import { ChoiceLinks } from "../ui/choice-links.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { FilterForm, SelectFilter } from "../ui/filter-form.tsx";
import { SeverityTag } from "../ui/finding-marks.tsx";
import { FindingTable } from "../ui/finding-table.tsx";
import { withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { Time } from "../ui/time.tsx";
import { FINDING_STATE_WORDS, plural, SEVERITY_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: FindingListParams,
  handler: async ({ read, query: { cursor, ...query } }) => {
    const [page, tallies] = await read(async (tx) => [
      await listFindings(tx, { ...query, cursor }),
      await tallyFindings(tx),
    ]);
    const { rule, severity, state, sort } = query;
    const filters = { rule, severity, state: state === "open" ? undefined : state };
    return { page, tallies, filters, sort, cursor, now: new Date().toISOString() };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Findings", error);

export default function FindingsPage() {
  const { page, tallies, filters, sort, cursor, now } = useLoaderData<typeof loader>();
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const evaluatedAt = tallies
    .map((tally) => tally.evaluatedAt)
    .reduce((last, at) => ((at ?? "") > (last ?? "") ? at : last), null);
  const groups = sort === undefined ? [...Map.groupBy(page.data, ({ rule }) => rule.id).values()] : [];
  return (
    <Page
      title="Findings"
      now={now}
      lead={
        <>
          What the rules found in the data.{" "}
          {evaluatedAt === null ? (
            "They have not been evaluated yet."
          ) : (
            <>
              Evaluated <Time iso={evaluatedAt} />.
            </>
          )}
        </>
      }
    >
      <FilterForm
        path="/findings"
        label="Filter the findings"
        active={filtered}
        sort={sort}
        stamp={JSON.stringify(filters)}
      >
        <SelectFilter
          wide
          name="rule"
          label="Rule"
          any="Every rule"
          value={filters.rule}
          options={tallies.map(({ rule, open }) => ({ value: rule.id, label: `${rule.name} (${open} open)` }))}
        />
        <SelectFilter
          name="severity"
          label="Severity"
          any="Any severity"
          value={filters.severity}
          options={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
        />
        <SelectFilter
          name="state"
          label="State"
          any="Open"
          value={filters.state}
          options={[
            ...FINDING_STATES.filter((state) => state !== "open").map((value) => ({
              value: value as string,
              label: FINDING_STATE_WORDS[value],
            })),
            { value: "all", label: "Any state" },
          ]}
        />
      </FilterForm>
      {page.data.length === 0 ? null : (
        <ChoiceLinks
          label="Order"
          choices={[
            { label: "By rule", to: withQuery("/findings", filters), is: sort === undefined },
            {
              label: "One list",
              to: withQuery("/findings", { ...filters, sort: sort ?? "-severity" }),
              is: sort !== undefined,
            },
          ]}
        />
      )}
      {sort === undefined || page.data.length === 0 ? null : (
        <FindingTable caption="Findings" findings={page.data} isOfOneRule={filters.rule !== undefined} sort={sort} />
      )}
      {groups.map((findings) => {
        const [first] = findings;
        const tally = tallies.find(({ rule }) => rule.id === first?.rule.id);
        if (first === undefined) return null;
        return (
          <Section
            key={first.rule.id}
            title={first.rule.name}
            note={
              <span className="flex flex-wrap items-center gap-2">
                <SeverityTag severity={first.severity} />
                {tally === undefined ? null : (
                  <Link to={withQuery("/findings", { ...filters, rule: first.rule.id })} className="link">
                    {plural(tally.open, "open finding", "open findings")}
                  </Link>
                )}
              </span>
            }
          >
            {tally === undefined ? null : <p className="text-data text-ink-soft">{tally.rule.question}</p>}
            <FindingTable
              caption={`Findings of the rule ${first.rule.name}`}
              findings={findings}
              isOfOneRule
              sort={filters.rule === undefined ? undefined : "-severity"}
            />
          </Section>
        );
      })}
      {page.data.length > 0 ? null : <NoFindings filtered={filtered} evaluated={evaluatedAt !== null} />}
      <Pager
        path="/findings"
        query={{ ...filters, sort }}
        cursor={cursor}
        nextCursor={page.nextCursor}
        shown={page.data.length}
      />
    </Page>
  );
}

function NoFindings({ filtered, evaluated }: { filtered: boolean; evaluated: boolean }) {
  if (filtered) {
    return (
      <EmptyState title="No findings match">
        <p>
          Take a filter away, or{" "}
          <Link to="/findings" className="link">
            clear all of them
          </Link>
          .
        </p>
      </EmptyState>
    );
  }
  return evaluated ? (
    <EmptyState title="Nothing deserves attention">
      <p>No rule has an open finding. Accepted and resolved ones are behind the filter “State”.</p>
    </EmptyState>
  ) : (
    <EmptyState title="The rules have not been evaluated yet">
      <p>
        Every ingest evaluates them; to do it now:{" "}
        <code className="code">npm run -s alxderia -- findings evaluate</code>
      </p>
    </EmptyState>
  );
}
