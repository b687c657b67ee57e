import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { describeSource } from "../model/slo-weekly-report.ts";
import { findSloReport } from "../queries/slo.server.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { FreezeNotice } from "../ui/freeze-notice.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { SloAlerts } from "../ui/slo-alerts.tsx";
import { SloDeployments } from "../ui/slo-deployments.tsx";
import { SHOWN, SloIncidents } from "../ui/slo-incidents.tsx";
import { SloMinutes } from "../ui/slo-minutes.tsx";
import { SloObjectivePanel } from "../ui/slo-objective.tsx";
import { SloOverrides } from "../ui/slo-overrides.tsx";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.operate,
  query: NoParams,
  handler: async ({ context }) => {
    return { report: await findSloReport(context, new Date()), tracesUrl: context.tracesUrl };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Service levels", error);

export default function SloPage() {
  const { report, tracesUrl } = useLoaderData<typeof loader>();
  const { objectives, alerts, overrides, deployments, source, at } = report;
  const firing = alerts.filter(({ state }) => state === "firing");
  return (
    <Page
      title="Service levels"
      now={at}
      lead={
        <>
          <p>What was promised, how much of each error budget is left, and what used it.</p>
          <p className={source.reason === null ? "text-ink-mute" : "text-bad"}>{describeSource(source)}</p>
        </>
      }
      actions={
        <>
          <Link to="/slo/report" className="button">
            Weekly report
          </Link>
          <Link to="/slo/runbooks" className="button">
            Runbooks
          </Link>
        </>
      }
    >
      <FreezeNotice report={report} />
      <div className="grid items-start gap-3 lg:grid-cols-2">
        {objectives.map((objective) => (
          <SloObjectivePanel key={objective.name} objective={objective} />
        ))}
      </div>
      <Section
        title="What used the budgets"
        note={`up to ${SHOWN} incidents of each objective; an incident is bad minutes in a row`}
      >
        <SloIncidents objectives={objectives} deployments={deployments} tracesUrl={tracesUrl} />
        <SloMinutes objectives={objectives} tracesUrl={tracesUrl} />
      </Section>
      <Section title="Alerts" note={`${firing.length} of ${alerts.length} fire`}>
        {firing.length === 0 ? (
          <EmptyState title="No alert fires">
            <p>Those that only a monitoring backend sees are not known here.</p>
          </EmptyState>
        ) : (
          <SloAlerts caption="Alerts that fire" alerts={firing} />
        )}
        <details className="flex flex-col gap-2">
          <summary className="w-fit text-data text-accent">All alerts with their runbooks</summary>
          <div className="mt-2">
            <SloAlerts caption="All alerts" alerts={alerts} />
          </div>
        </details>
      </Section>
      <Section title="Deployments" note="newest first">
        <SloDeployments deployments={deployments} />
      </Section>
      {overrides.length === 0 ? null : (
        <Section title="Overrides of the last seven days">
          <SloOverrides overrides={overrides} />
        </Section>
      )}
    </Page>
  );
}
