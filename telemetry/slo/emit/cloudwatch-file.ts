import { SERVICE_NAME } from "../../conventions.ts";
import type { Channel, Severity } from "../model.ts";
import type { GeneratedFile } from "./emitted.ts";

/** Whom it reaches; null for an alarm that is only a part of a composite one and tells nobody. */
export type Reach = { readonly severity: Severity | null; readonly channel: Channel | null; readonly runbook: string };

/** A metric by its name, or arithmetic on others by their `id`; `returnData` is false for what is only worked with. */
export type MetricQuery = {
  readonly id: string;
  readonly expression: string | null;
  readonly namespace: string | null;
  readonly metricName: string | null;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string | null;
  readonly period: number | null;
  readonly returnData: boolean;
};

/**
 * An alarm on one metric, or on `metrics` when that is not empty. Periods in seconds. Every alarm has every key, so that
 * Terraform can read them in one loop.
 */
export type MetricAlarm = Reach & {
  readonly name: string;
  readonly description: string;
  readonly namespace: string | null;
  readonly metricName: string | null;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Sum" | "Maximum" | "Average" | "SampleCount" | null;
  readonly extendedStatistic: string | null;
  readonly period: number | null;
  readonly metrics: readonly MetricQuery[];
  readonly thresholdMetricId: string | null;
  readonly threshold: number | null;
  readonly comparisonOperator:
    | "GreaterThanThreshold"
    | "GreaterThanOrEqualToThreshold"
    | "LessThanThreshold"
    | "GreaterThanUpperThreshold";
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: "missing" | "breaching" | "notBreaching";
  readonly evaluateLowSampleCountPercentiles: "evaluate" | null;
};

/** Fires while its rule holds, and keeps quiet while `suppressor`, a more urgent one, fires. Times in seconds. */
export type CompositeAlarm = Reach & {
  readonly name: string;
  readonly description: string;
  readonly rule: string;
  readonly children: readonly string[];
  readonly suppressor: string | null;
  readonly suppressorWaitPeriod: number;
  readonly suppressorExtensionPeriod: number;
};

/** What an alarm looks like unless it says otherwise. */
export const PLAIN_ALARM = {
  namespace: null,
  metricName: null,
  dimensions: {},
  statistic: null,
  extendedStatistic: null,
  period: null,
  metrics: [],
  thresholdMetricId: null,
  threshold: null,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: "notBreaching",
  evaluateLowSampleCountPercentiles: null,
} as const satisfies Partial<MetricAlarm>;

/** The names of alarms begin with the product's, since an account holds those of others too. */
export const alarmName = (name: string): string => `${SERVICE_NAME}-${name}`;

/** What Terraform's `templatefile` puts in, by name. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  log_group: "the log group of the product's lines",
  database_cluster: "the identifier of the Aurora cluster",
  service_name: "the name of the App Runner service",
  service_id: "the identifier of the App Runner service",
};

/** @param content by its key, of which Terraform makes one resource each; `placeholders` lists those that occur */
export function cloudWatchFile(name: string, key: string, content: Readonly<Record<string, unknown>>): GeneratedFile {
  const text = JSON.stringify(content);
  const used = Object.entries(PLACEHOLDERS).filter(([each]) => text.includes(`\${${each}}`));
  const file = {
    _generated: "By `npm run generate` from telemetry/slo; do not edit.",
    placeholders: Object.fromEntries(used),
    [key]: content,
  };
  return { path: `alerts/generated/cloudwatch/${name}.json`, content: `${JSON.stringify(file, null, 2)}\n` };
}
