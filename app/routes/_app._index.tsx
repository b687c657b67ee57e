import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { listFindingDays, tallyFindings } from "../findings/tally-findings.server.ts";
import { pageLoader } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { findOverview } from "../queries/overview.server.ts";
import { Attention } from "../ui/attention.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { CountPanel, Figure } from "../ui/overview-figures.tsx";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { PrivilegeCounts } from "../ui/privilege-counts.tsx";
import { ScopeTable } from "../ui/scope-table.tsx";
import { Time } from "../ui/time.tsx";
import { TrendLine } from "../ui/trend-line.tsx";
import { PROVIDER_WORDS, QUEUE_REASON_WORDS, RESOURCE_TYPE_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

/** Days of the line of findings. */
const TREND_DAYS = 30;

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: NoParams,
  handler: async ({ read, session }) => ({
    overview: await read(findOverview),
    tallies: await read(tallyFindings),
    days: await read((tx) => listFindingDays(tx, TREND_DAYS)),
    mayDecide: PAGE_ROLES.decide.includes(session.role),
    now: new Date().toISOString(),
  }),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Overview", error);

const sum = (counts: { count: number }[]) => counts.reduce((total, { count }) => total + count, 0);

export default function OverviewPage() {
  const { overview, tallies, days, mayDecide, now } = useLoaderData<typeof loader>();
  const { access, accounts, queue, resources, scopes } = overview;
  const suspended = accounts.reduce((total, entry) => total + entry.suspended, 0);
  const incomplete = scopes.filter((scope) => !scope.complete).length;

  return (
    <Page title="Overview" now={now} lead="Who can reach what, over every system that was read.">
      {scopes.length === 0 ? (
        <EmptyState title="Nothing has been read yet">
          <p>
            Read an export bundle: <code className="code">npm run -s alxderia -- ingest &lt;bundle&gt;</code>
          </p>
        </EmptyState>
      ) : null}
      {days.length === 0 ? null : (
        <>
          <Section
            title="What deserves attention"
            note={
              <Link to="/findings" className="link">
                All open findings
              </Link>
            }
          >
            <Attention tallies={tallies} />
          </Section>
          <Section title="Open findings by day" note={`the last ${TREND_DAYS} days`}>
            <TrendLine days={days} />
          </Section>
        </>
      )}
      <ul className="grid grid-cols-2 gap-2 sm:gap-3 lg:grid-cols-4" aria-label="Totals">
        <Figure
          label="People"
          count={overview.people}
          href="/people"
          note={`${accounts.length} systems with accounts`}
        />
        <Figure
          label="Effective access"
          count={access.total}
          href="/access"
          note={
            access.refreshedAt === null ? (
              "never computed"
            ) : (
              <>
                computed <Time iso={access.refreshedAt} />
              </>
            )
          }
        />
        <Figure label="Resources" count={sum(resources)} href="/resources" note={`${resources.length} types`} />
        <Figure label="Groups and teams" count={overview.groups} href="/groups" note="with nested members" />
      </ul>
      <Section
        title="Effective access by privilege"
        note="Each number counts that level only; its list shows it and above"
      >
        <PrivilegeCounts counts={access.byPrivilege} hrefOf={(privilege) => hrefs.access({ privilege })} />
      </Section>
      <div className="grid gap-5 lg:grid-cols-3">
        <Section title="Accounts by system" note={`${suspended} suspended`}>
          <CountPanel
            heads={["Accounts", "Suspended", "Unlinked"]}
            rows={accounts.map((entry) => ({
              label: PROVIDER_WORDS[entry.provider],
              href: hrefs.access({ provider: entry.provider }),
              counts: [
                { count: entry.count },
                { count: entry.suspended, href: hrefs.access({ provider: entry.provider, status: "suspended" }) },
                { count: entry.unlinked },
              ],
            }))}
            caption="Accounts by system"
          />
        </Section>
        <Section title="Resources by type">
          <CountPanel
            heads={["Resources"]}
            rows={resources.map((entry) => ({
              label: RESOURCE_TYPE_WORDS[entry.type].many,
              href: withQuery("/resources", { type: entry.type }),
              counts: [{ count: entry.count }],
            }))}
            caption="Resources by type"
          />
        </Section>
        <Section
          title="Accounts waiting for a decision"
          note={
            mayDecide ? (
              <Link to="/queue" className="link">
                Open the queue
              </Link>
            ) : null
          }
        >
          {queue.length === 0 ? (
            <EmptyState title="The queue is empty">
              <p>Every account is linked to a person, or is of a kind that never is.</p>
            </EmptyState>
          ) : (
            <CountPanel
              heads={["Accounts"]}
              rows={queue.map((entry) => ({
                label: QUEUE_REASON_WORDS[entry.reason].label,
                href: mayDecide ? withQuery("/queue", { reason: entry.reason }) : null,
                counts: [{ count: entry.count }],
              }))}
              caption="Accounts waiting for a decision, by reason"
            />
          )}
        </Section>
      </div>
      {scopes.length === 0 ? null : (
        <Section
          title="Freshness of the sources"
          note={incomplete === 0 ? "all complete" : `${incomplete} of ${scopes.length} incomplete`}
        >
          <ScopeTable scopes={scopes} />
        </Section>
      )}
    </Page>
  );
}
