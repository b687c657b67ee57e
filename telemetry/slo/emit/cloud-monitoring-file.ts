import type { Channel, Severity } from "../model.ts";
import type { GeneratedFile } from "./emitted.ts";

type Aggregation = {
  readonly alignmentPeriod: string;
  readonly perSeriesAligner: string;
  readonly crossSeriesReducer: string;
};

/** Durations are whole seconds with their unit: "300s". A selector of an objective takes no aggregation. */
export type ThresholdCondition = {
  readonly filter: string;
  readonly aggregations: readonly Aggregation[];
  readonly comparison: "COMPARISON_GT";
  readonly thresholdValue: number;
  readonly duration: string;
  /** What a minute without data counts as; only a condition with a duration may say. */
  readonly evaluationMissingData: "EVALUATION_MISSING_DATA_INACTIVE" | null;
};

export type PromQlCondition = {
  readonly query: string;
  readonly duration: string;
  readonly evaluationInterval: string;
};

/** Exactly one of the three is not null. */
export type PolicyCondition = {
  readonly displayName: string;
  readonly conditionThreshold: ThresholdCondition | null;
  readonly conditionPrometheusQueryLanguage: PromQlCondition | null;
  readonly conditionMatchedLog: { readonly filter: string } | null;
};

export type AlertPolicy = {
  readonly name: string;
  readonly displayName: string;
  readonly severity: "CRITICAL" | "WARNING";
  readonly channel: Channel;
  readonly runbook: string;
  readonly documentation: { readonly subject: string; readonly content: string; readonly mimeType: "text/markdown" };
  readonly userLabels: Readonly<Record<string, string>>;
  readonly combiner: "AND" | "OR";
  readonly conditions: readonly PolicyCondition[];
  readonly alertStrategy: { readonly autoClose: string; readonly notificationRateLimit: string | null };
};

type PolicyHead = {
  readonly name: string;
  readonly displayName: string;
  readonly severity: Severity;
  readonly channel: Channel;
  readonly runbook: string;
  /** One paragraph for whoever is called. */
  readonly text: string;
};

/** An incident without news closes after so long; 30 minutes is the shortest time that is allowed. */
const AUTO_CLOSE = "1800s";

/** Each line of an audit trail would be a message of its own; the policy of single lines demands a limit. */
const RATE_LIMIT = "300s";

/** A policy of several conditions fires while all of them are met. */
export function policyOf(head: PolicyHead, conditions: readonly PolicyCondition[]): AlertPolicy {
  const { name, displayName, severity, channel, runbook, text } = head;
  const isOnLogs = conditions.some(({ conditionMatchedLog }) => conditionMatchedLog !== null);
  return {
    name,
    displayName,
    severity: severity === "critical" ? "CRITICAL" : "WARNING",
    channel,
    runbook,
    documentation: { subject: displayName, content: `${text}\n\nRunbook: ${runbook}`, mimeType: "text/markdown" },
    userLabels: { severity, channel },
    combiner: conditions.length > 1 ? "AND" : "OR",
    conditions,
    alertStrategy: { autoClose: AUTO_CLOSE, notificationRateLimit: isOnLogs ? RATE_LIMIT : null },
  };
}

const NO_CONDITION = { conditionThreshold: null, conditionPrometheusQueryLanguage: null, conditionMatchedLog: null };

export const onThreshold = (displayName: string, threshold: ThresholdCondition): PolicyCondition => ({
  ...NO_CONDITION,
  displayName,
  conditionThreshold: threshold,
});

/** @param query true while it gives a sample, read every minute */
export const onQuery = (displayName: string, query: string): PolicyCondition => ({
  ...NO_CONDITION,
  displayName,
  conditionPrometheusQueryLanguage: { query, duration: "0s", evaluationInterval: "60s" },
});

export const onLogLine = (displayName: string, filter: string): PolicyCondition => ({
  ...NO_CONDITION,
  displayName,
  conditionMatchedLog: { filter },
});

/** What Terraform's `templatefile` puts in, by name. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  project: "the project that everything runs in",
  cloud_run_service: "the name of the Cloud Run service",
  database_instance: "the name of the Cloud SQL instance",
};

/** @param content by its key, of which Terraform makes one resource each; `placeholders` lists those that occur */
export function cloudMonitoringFile(name: string, content: Readonly<Record<string, unknown>>): GeneratedFile {
  const text = JSON.stringify(content);
  const used = Object.entries(PLACEHOLDERS).filter(([each]) => text.includes(`\${${each}}`));
  const file = {
    _generated: "By `npm run generate` from telemetry/slo; do not edit.",
    placeholders: Object.fromEntries(used),
    ...content,
  };
  return { path: `alerts/generated/cloud-monitoring/${name}.json`, content: `${JSON.stringify(file, null, 2)}\n` };
}

/** What stands for a name until Terraform puts it in, as its `templatefile` reads it. */
export const placeholder = (name: string): string => `\${${name}}`;

const RESOURCE_LABELS: Readonly<Record<string, { readonly label: string; readonly value: string }>> = {
  cloud_run_revision: { label: "service_name", value: placeholder("cloud_run_service") },
  cloudsql_database: { label: "database_id", value: `${placeholder("project")}:${placeholder("database_instance")}` },
};

/**
 * The label and value that leave out other services and databases of the project.
 * @throws RangeError for a resource without an entry
 */
export function labelOf(resource: string): { readonly label: string; readonly value: string } {
  const found = RESOURCE_LABELS[resource];
  if (!found) throw new RangeError(`no label for the resource ${resource}; add it to RESOURCE_LABELS`);
  return found;
}

/** The same as part of a filter. */
export function resourceFilter(resource: string): string {
  const { label, value } = labelOf(resource);
  return `resource.type="${resource}" AND resource.labels.${label}="${value}"`;
}
