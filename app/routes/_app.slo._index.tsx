import type { MetaFunction } from "@remix-run/react";
import { useLoaderData } from "@remix-run/react";
import { pageLoader } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { partWords } from "../model/part-words.ts";
import { findSloReport } from "../queries/slo.server.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { FreezeNotice } from "../ui/freeze-notice.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { SloAlerts } from "../ui/slo-alerts.tsx";
import { SloObjectivePanel } from "../ui/slo-objective.tsx";
import { Time } from "../ui/time.tsx";
import { countWords } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.operate,
  query: NoParams,
  handler: ({ context }) => findSloReport(context, new Date()),
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Service levels", error);

/** The API names more of them. */
const SHOWN_MINUTES = 5;

export default function SloPage() {
  const report = useLoaderData<typeof loader>();
  const { objectives, alerts, overrides, at } = report;
  const worst = objectives
    .flatMap(({ displayName, worstMinutes }) =>
      worstMinutes.slice(0, SHOWN_MINUTES).map((minute) => ({ ...minute, displayName })),
    )
    .sort((left, right) => right.consumed - left.consumed || (left.minute < right.minute ? 1 : -1));
  const firing = alerts.filter(({ state }) => state === "firing");
  return (
    <Page
      title="Service levels"
      now={at}
      lead="What was promised, how much of each error budget is left, and what used it."
    >
      <FreezeNotice report={report} />
      <div className="grid items-start gap-3 lg:grid-cols-2">
        {objectives.map((objective) => (
          <SloObjectivePanel key={objective.name} objective={objective} />
        ))}
      </div>
      <Section title="Worst minutes" note={`up to ${SHOWN_MINUTES} of each objective, by what they used of its budget`}>
        {worst.length === 0 ? (
          <EmptyState title="No bad event was counted">
            <p>Minutes in which a request failed or was slow appear here.</p>
          </EmptyState>
        ) : (
          <DataTable
            caption="Worst minutes"
            rows={worst}
            rowKey={({ displayName, minute }) => `${displayName} ${minute}`}
            columns={[
              { label: "Minute", cell: ({ minute }) => <Time iso={minute} exact /> },
              { label: "Objective", cell: ({ displayName }) => displayName, className: "w-full" },
              { label: "Bad", align: "end", cell: ({ bad }) => countWords(bad) },
              { label: "Events", align: "end", cell: ({ total }) => countWords(total) },
              {
                label: "Of the budget",
                align: "end",
                cell: ({ consumed }) => partWords(consumed),
                className: "sm:whitespace-nowrap",
              },
            ]}
          />
        )}
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
      {overrides.length === 0 ? null : (
        <Section title="Overrides of the last seven days">
          <DataTable
            caption="Overrides of the last seven days"
            rows={overrides}
            rowKey={({ createdAt, actor }) => `${createdAt} ${actor}`}
            columns={[
              { label: "Since", cell: ({ createdAt }) => <Time iso={createdAt} exact /> },
              { label: "Until", cell: ({ expiresAt }) => <Time iso={expiresAt} exact /> },
              {
                label: "By",
                className: "sm:min-w-52",
                cell: ({ actor }) => <span className="wrap-anywhere">{actor}</span>,
              },
              {
                label: "Reason",
                className: "w-full",
                cell: ({ reason }) => <span className="wrap-anywhere">{reason}</span>,
              },
            ]}
          />
        </Section>
      )}
    </Page>
  );
}
