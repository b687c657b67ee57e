import type { LOG_MESSAGE, METRIC } from "../conventions.ts";
import type { Channel, Events, Severity } from "./model.ts";

/** How faithfully a backend can say what the guide says; `why` names the difference, `within` the limits of exact. */
export type Fidelity =
  | { readonly fidelity: "exact"; readonly within?: string }
  | { readonly fidelity: "approximated" | "analogue"; readonly why: string };

/** A number, how it is compared, and for how long it must hold: `periods` of `periodSeconds`, one after the other. */
export type Condition = {
  readonly comparison: ">" | ">=";
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly periods: number;
};

/** How an exact alert is made, and the limits within which it is exact. */
export const withLimits = (how: string, source: Fidelity): string =>
  source.fidelity === "exact" && source.within ? `${how}; ${source.within}` : how;

type MetricName = (typeof METRIC)[keyof typeof METRIC];

/** Read from the product's own metrics by Prometheus. */
export type MetricSource = Fidelity & {
  readonly from: "metric";
  readonly reads:
    | { readonly kind: "quantile"; readonly quantile: number; readonly events: Events }
    /** The highest value that the gauge of one instance had within `periodSeconds`; `unit` follows it in a text. */
    | { readonly kind: "gauge"; readonly gauge: MetricName; readonly unit: string };
  readonly condition: Condition;
};

/** Counted or measured in the product's JSON log lines, by a metric filter or a log-based metric; no agent. */
export type LogLineSource = Fidelity & {
  readonly from: "log lines";
  /** Lines of any of these messages. */
  readonly messages: readonly (typeof LOG_MESSAGE)[keyof typeof LOG_MESSAGE][];
  /** All to be met; `field` is a path inside the line, "pool.active". */
  readonly where: readonly {
    readonly field: string;
    readonly is: "=" | "!=" | ">=";
    readonly value: string | number;
  }[];
  readonly reads:
    | { readonly kind: "count" }
    | { readonly kind: "quantile"; readonly quantile: number; readonly field: string };
  readonly condition: Condition;
};

/** A metric of CloudWatch that the platform writes by itself. Dimensions are named; Terraform knows their values. */
export type CloudWatchMetricSource = Fidelity & {
  readonly from: "platform metric";
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: readonly string[];
  readonly statistic: "Average" | "Maximum";
  /** "band" compares with what is usual; the threshold is then the band's width in standard deviations. */
  readonly against: "number" | "band";
  readonly condition: Condition;
  /** So many of `condition.periods` suffice. */
  readonly datapoints: number;
};

/** A metric of Cloud Monitoring that the platform writes by itself. */
export type CloudMonitoringMetricSource = Fidelity & {
  readonly from: "platform metric";
  readonly type: string;
  readonly resource: string;
  readonly aligner: "ALIGN_MEAN" | "ALIGN_MAX" | "ALIGN_DELTA";
  readonly reducer: "REDUCE_SUM" | "REDUCE_MAX" | "REDUCE_MEAN";
  /** "band" compares a day's growth with the week's daily mean; the threshold is then how many times that mean. */
  readonly against: "number" | "band";
  readonly condition: Condition;
};

/** One event of the platform's audit trail is enough. `methods` failed when the event carries an error. */
export type AuditEventSource = Fidelity & {
  readonly from: "audit event";
  readonly service: string;
  readonly methods: readonly string[];
  /** What must be switched on, else the trail does not hold such events. */
  readonly needs: string;
};

export type NoSource = { readonly from: "nothing"; readonly why: string };

/** An alert that is no service level, and what each backend can make it from. */
export type GuideAlert = {
  /** The operations guide, 4.2, or the product's own upkeep. */
  readonly origin: "guide" | "upkeep";
  readonly name: string;
  readonly title: string;
  /** The condition in the guide's own words, or in ours. */
  readonly wording: string;
  readonly severity: Severity;
  readonly channel: Channel;
  readonly runbook: string;
  readonly prometheus: MetricSource | NoSource;
  readonly cloudwatch: LogLineSource | CloudWatchMetricSource | AuditEventSource | NoSource;
  readonly cloudMonitoring: LogLineSource | CloudMonitoringMetricSource | AuditEventSource | NoSource;
};

/** Who says the condition; the condition follows. */
export const SAID_BY: Readonly<Record<GuideAlert["origin"], string>> = {
  guide: "The guide says",
  upkeep: "It fires when",
};
