import type { SloOverride } from "../model/slo-report.ts";
import { DataTable } from "./data-table.tsx";
import { Time } from "./time.tsx";

/** Who let deployments through a freeze, and why. */
export function SloOverrides({ overrides }: { overrides: SloOverride[] }) {
  return (
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
  );
}
