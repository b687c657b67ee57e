import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { QueueRuleParams } from "../model/filters.ts";
import { listRuleCandidates } from "../queries/queue-rules.server.ts";
import { previewDecisions } from "../sync/preview-decisions.server.ts";
import { ProviderTag } from "../ui/badges.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { DecisionButton } from "../ui/decision-forms.tsx";
import { EffectView } from "../ui/effect-view.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { plural, QUEUE_REASON_WORDS, STRENGTH_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.decide,
  query: QueueRuleParams,
  handler: async ({ read, query: rule }) => {
    const candidates = await read((tx) => listRuleCandidates(tx, rule));
    const decisions = candidates.map(({ account, person }) => ({
      kind: rule.decision,
      accountId: account.id,
      personId: person.id,
    }));
    return {
      rule,
      candidates,
      effect: decisions.length === 0 ? null : await read((tx) => previewDecisions(tx, { decisions, undone: [] })),
      now: new Date().toISOString(),
    };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Decide by a rule", error);

export default function BulkPage() {
  const { rule, candidates, effect, now } = useLoaderData<typeof loader>();
  const verb = rule.decision === "accept" ? "Accept" : "Reject";
  const title = `${verb} ${plural(candidates.length, "candidate", "candidates")}`;
  return (
    <Page
      title={title}
      now={now}
      lead={`${QUEUE_REASON_WORDS[rule.reason].label}, named by: ${STRENGTH_WORDS[rule.strength]}. Nothing is changed yet; all of it can be undone at once.`}
      actions={
        <>
          {effect === null ? null : (
            <DecisionButton
              fields={{ kind: "bulk", ...rule }}
              label={`${verb} all`}
              meaning={title}
              tone="primary"
              next="/queue"
            />
          )}
          <Link to="/queue" className="button">
            Back
          </Link>
        </>
      }
    >
      {effect === null ? (
        <EmptyState title="No candidate is of that kind">
          <p>They have been decided, or a sync has linked them.</p>
        </EmptyState>
      ) : (
        <>
          <Section title="Which">
            <DataTable
              caption="Candidates of the rule"
              rows={candidates}
              rowKey={({ account, person }) => `${account.id} ${person.id}`}
              columns={[
                {
                  label: "Account",
                  className: "sm:min-w-56",
                  cell: ({ account }) => <span className="wrap-anywhere">{account.label}</span>,
                },
                {
                  label: "System",
                  className: "sm:min-w-36",
                  cell: ({ account }) => <ProviderTag provider={account.provider} />,
                },
                {
                  label: "Person",
                  className: "sm:min-w-44",
                  cell: ({ person }) => (
                    <Link to={hrefs.person(person.id)} className="link wrap-anywhere">
                      {person.name}
                    </Link>
                  ),
                },
                { label: "Evidence", className: "w-full", cell: ({ evidence }) => evidence },
              ]}
            />
          </Section>
          <Section title="What it would do">
            <EffectView effect={effect} />
          </Section>
        </>
      )}
    </Page>
  );
}
