import type { SloRun } from "../model/slo-report.ts";
import { DataTable } from "./data-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { Time } from "./time.tsx";

/** Where the deployment stands on the page, for links from incidents. */
export const startAnchor = ({ startedAt }: SloRun): string => `deployment-${Date.parse(startedAt)}`;

/** When another revision was started than before. */
export function SloDeployments({ deployments }: { deployments: SloRun[] }) {
  if (deployments.length === 0) {
    return (
      <EmptyState title="No other revision was started">
        <p>
          A start is listed when it runs another <code className="code">ALXDERIA_REVISION</code> or version than the one
          before it.
        </p>
      </EmptyState>
    );
  }
  return (
    <DataTable
      caption="Deployments"
      rows={deployments}
      rowKey={startAnchor}
      columns={[
        {
          label: "Started",
          cell: (run) => (
            <span id={startAnchor(run)} className="scroll-mt-16">
              <Time iso={run.startedAt} exact />
            </span>
          ),
        },
        { label: "Version", cell: ({ version }) => version },
        {
          label: "Revision",
          className: "w-full",
          cell: ({ revision }) => <span className="wrap-anywhere">{revision}</span>,
        },
        {
          label: "Stopped",
          className: "sm:whitespace-nowrap",
          cell: ({ stoppedAt }) =>
            stoppedAt === null ? (
              <span className="text-ink-mute">running or killed</span>
            ) : (
              <Time iso={stoppedAt} exact />
            ),
        },
      ]}
    />
  );
}
