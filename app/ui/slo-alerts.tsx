import type { SloAlert } from "../model/slo-report.ts";
import { Tag } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { RunbookLink } from "./runbook-link.tsx";

/** Alerts with whom they tell and what to read; "unknown" is for what only a monitoring backend sees. */
export function SloAlerts({ caption, alerts }: { caption: string; alerts: SloAlert[] }) {
  return (
    <DataTable
      caption={caption}
      rows={alerts}
      rowKey={({ name }) => name}
      columns={[
        { label: "Alert", className: "sm:min-w-56", cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
        {
          label: "State",
          cell: ({ state }) => (state === "firing" ? <Tag tone="bad">firing</Tag> : <Tag>{state}</Tag>),
        },
        { label: "Severity", cell: ({ severity }) => severity },
        { label: "Tells", cell: ({ channel }) => <span className="whitespace-nowrap">{channel}</span> },
        { label: "Fires on", className: "sm:min-w-64", cell: ({ condition }) => condition },
        { label: "Runbook", className: "w-full", cell: ({ runbook }) => <RunbookLink path={runbook} /> },
      ]}
    />
  );
}
