import { LOG_MESSAGE, METRIC } from "../conventions.ts";
import type { GuideAlert, LogLineSource, MetricSource } from "./guide-alert.ts";
import { GUIDE_ALERTS } from "./guide-alerts.ts";
import { CHANNEL_OF, type Severity } from "./model.ts";

/** One row that is not in its own partition is one too many. */
const STRAY_ROWS = 1;

/** One organisation whose history is damaged is one too many. */
export const DAMAGED_ORGANISATIONS = 1;

/** History is verified once a day; half a day later somebody has to look why it was not. */
export const UNVERIFIED_SECONDS = 36 * 3_600;

/** Entries of the audit log are told each minute; a quarter of an hour later the SIEM is blind to what people do here. */
export const UNSHIPPED_SECONDS = 15 * 60;

const READ_EACH_MINUTE = "each instance reads the state once a minute, and every one of them tells it";

/** What the product finds out about its own append-only tables. A typed list, as the guide's alerts are. */
const UPKEEP_ALERTS: readonly GuideAlert[] = [
  upkeepAlert({
    ...headOf("history-damaged", "History or audit log damaged", "critical", "history-damaged"),
    wording: "verification finds a row or a seal that is not as it was written",
    gauge: METRIC.historyDamaged,
    unit: "organisations",
    field: "damaged_organisations",
    threshold: DAMAGED_ORGANISATIONS,
  }),
  upkeepAlert({
    ...headOf("history-not-verified", "History not verified", "warning", "history-not-verified"),
    wording: "the history of an organisation was not verified for 36 hours",
    gauge: METRIC.historySinceVerified,
    unit: "s since the last verification",
    field: "seconds_since_verified",
    threshold: UNVERIFIED_SECONDS,
  }),
  upkeepAlert({
    ...headOf("audit-not-shipped", "Audit log not told to the SIEM", "warning", "audit-not-shipped"),
    wording: "an entry of the audit log waits for 15 minutes to be told to the log that the SIEM reads",
    gauge: METRIC.historyUnshipped,
    unit: "s old is the oldest entry that was not told",
    field: "oldest_unshipped_entry_seconds",
    threshold: UNSHIPPED_SECONDS,
  }),
  upkeepAlert({
    ...headOf("default-partition-rows", "Rows in a default partition", "warning", "partition-maintenance"),
    wording: "rows were written for a period without a partition",
    gauge: METRIC.storeStrayRows,
    unit: "rows in the default partition",
    field: "default_partition_rows",
    threshold: STRAY_ROWS,
  }),
];

/** Every alert that is no service level. */
export const PLAIN_ALERTS: readonly GuideAlert[] = [...GUIDE_ALERTS, ...UPKEEP_ALERTS];

type Given = Pick<GuideAlert, "origin" | "name" | "title" | "severity" | "channel" | "runbook" | "wording"> & {
  gauge: (typeof METRIC)[keyof typeof METRIC];
  unit: string;
  /** Below `upkeep` on each snapshot of the log. */
  field: string;
  threshold: number;
};

function headOf(name: string, title: string, severity: Severity, runbook: string) {
  const origin = "upkeep" as const;
  return { origin, name, title, severity, channel: CHANNEL_OF[severity], runbook: `docs/runbooks/${runbook}.md` };
}

function upkeepAlert({ gauge, unit, field, threshold, ...head }: Given): GuideAlert {
  const condition = { comparison: ">=", periodSeconds: 60, periods: 1 } as const;
  const exact = { fidelity: "exact", within: READ_EACH_MINUTE } as const;
  const onLines: LogLineSource = {
    ...exact,
    from: "log lines",
    messages: [LOG_MESSAGE.runtimeSnapshot],
    where: [{ field: `upkeep.${field}`, is: ">=", value: threshold }],
    reads: { kind: "count" },
    condition: { ...condition, threshold: 1 },
  };
  const prometheus: MetricSource = {
    ...exact,
    from: "metric",
    reads: { kind: "gauge", gauge, unit },
    condition: { ...condition, threshold },
  };
  return { ...head, prometheus, cloudwatch: onLines, cloudMonitoring: onLines };
}
